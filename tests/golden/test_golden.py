"""What each format gives, whole: an input written here, and all that is read from it.

An expectation that is missing is written, and the test fails until a person has read it. The key
is a fixed one, so that tokens and ids are the same on every machine.
"""

import csv
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from producers.contract import wire
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.partners.files import ADAPTERS, Refusal, guess, rows
from producers.partners.rows import Context, Said
from producers.tokens import TokenKey

HERE = Path(__file__).parent
KEY = TokenKey(bytes(range(32)))


def told(path: Path) -> list[Said | Refusal | None]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.DictReader(file)
        return list(rows(reader, guess(reader.fieldnames or ()), Context(KEY)))


def as_json(each: Said | Refusal | None) -> object:
    match each:
        case None:
            return "not counted"
        case Refusal():
            return {"refused": asdict(each)}
        case Said():
            events = [json.loads(wire.encode(event)) for event in each.events]
            return {"events": events, "flags": each.flags, "whole": each.whole}


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_a_format_gives_what_was_read_and_approved(name: str) -> None:
    found = "".join(json.dumps(as_json(each)) + "\n" for each in told(HERE / f"{name}.csv"))
    expectation = HERE / f"{name}.expected.jsonl"
    if not expectation.exists():
        expectation.write_text(found, encoding="utf-8")
        pytest.fail(f"{expectation.name} was missing and is written: read it, then run again")
    assert found == expectation.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_a_format_says_only_what_it_declares_and_the_contract_takes_it(name: str) -> None:
    adapter = ADAPTERS[name]
    topic = TOPIC_OF_SOURCE[adapter.source].name
    events = [e for s in told(HERE / f"{name}.csv") if isinstance(s, Said) for e in s.events]
    assert {type(event.data) for event in events} == adapter.emits
    for event in events:
        assert wire.decode_strict(wire.encode(event), topic) == event


def test_every_input_is_of_a_format() -> None:
    assert {path.stem for path in HERE.glob("*.csv")} == set(ADAPTERS)
