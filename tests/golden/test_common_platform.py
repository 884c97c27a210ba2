"""What each message of Common Platform gives: synthetic twins of the samples, read whole.

An expectation that is missing is written, and the test fails until a person has read it. The key
is a fixed one, so that tokens and ids are the same on every machine.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from producers.contract import wire
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.partners.courts import common_platform
from producers.partners.rows import Context
from producers.partners.told import Told
from producers.tokens import TokenKey

HERE = Path(__file__).parent / "common-platform"
NAMES = sorted(p.stem for p in HERE.glob("*.json") if not p.stem.endswith(".expected"))
CONTEXT = Context(TokenKey(bytes(range(32))), exported_at=datetime(2026, 7, 1, 6, tzinfo=UTC))


def told(name: str) -> Told:
    return common_platform.read((HERE / f"{name}.json").read_bytes(), CONTEXT)


def as_json(said: Told) -> dict[str, Any]:
    return {
        "kind": said.kind,
        "said": [
            {"flags": each.flags, "events": [json.loads(wire.encode(e)) for e in each.events]}
            for each in said.said
        ],
        "refused": [str(error) for error in said.errors],
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_message_gives_what_was_read_and_approved(name: str) -> None:
    found = json.dumps(as_json(told(name)), indent=1) + "\n"
    expectation = HERE / f"{name}.expected.json"
    if not expectation.exists():
        expectation.write_text(found, encoding="utf-8")
        pytest.fail(f"{expectation.name} was missing and is written: read it, then run again")
    assert found == expectation.read_text(encoding="utf-8")


def test_all_that_is_declared_is_said_and_the_contract_takes_it() -> None:
    topic = TOPIC_OF_SOURCE[common_platform.SOURCE].name
    events = [e for name in NAMES for said in told(name).said for e in said.events]
    assert {type(each.data) for each in events} == common_platform.EMITS
    for each in events:
        assert wire.decode_strict(wire.encode(each), topic) == each


@pytest.mark.parametrize("name", NAMES)
def test_no_name_address_number_or_reference_leaves(name: str) -> None:
    found = json.dumps(as_json(told(name)))
    raw = ["Zebedee", "Quillfeather", "Invented", "INVENT", "QQ12", "04EA", "2002/00", "1998-05-20"]
    assert [each for each in raw if each in found] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_message_is_known_for_what_it_is(name: str) -> None:
    known = common_platform.looks_like((HERE / f"{name}.json").read_bytes())
    assert known == (name != "prosecution-case")
