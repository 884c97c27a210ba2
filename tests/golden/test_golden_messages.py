"""What each system's messages give, whole: inputs written here, and all that is read from them.

An expectation that is missing is written, and the test fails until a person has read it.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from producers.contract import wire
from producers.contract.errors import ContractViolation
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.partners.courts import spi
from producers.partners.cps import charging
from producers.partners.hmpps import domain_events
from producers.partners.rows import Context
from producers.partners.told import Told
from producers.tokens import TokenKey

HERE = Path(__file__).parent
KEY = TokenKey(bytes(range(32)))
SYSTEMS: dict[str, ModuleType] = {
    "spi": spi,
    "cps-charging": charging,
    "hmpps-domain-events": domain_events,
}
BESIDE = {"cps-charging": Context(KEY, datetime(2026, 7, 1, 5, tzinfo=UTC), "04EA0012326")}
"""What is given with a system's messages: the day and the case of a review, which names neither."""
INPUTS = [
    path
    for name in SYSTEMS
    for path in sorted((HERE / name).iterdir())
    if ".expected." not in path.name
]


def told(path: Path) -> Told:
    system = SYSTEMS[path.parent.name]
    assert system.looks_like(path.read_bytes())
    context = BESIDE.get(path.parent.name, Context(KEY))
    found: Told = system.read(path.read_bytes(), context)
    return found


def placed(refused: ContractViolation) -> dict[str, str]:
    return {"code": refused.code, "at": refused.pointer, "got": refused.got}


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_a_message_gives_what_was_read_and_approved(path: Path) -> None:
    found = told(path)
    lines = []
    for said in found.said:
        lines += [wire.encode(event).decode() for event in said.events]
        lines += [json.dumps({"flags": said.flags})]
    lines += [json.dumps({"refused": placed(each)}) for each in found.errors]
    lines = lines or [json.dumps("not counted")]
    expectation = path.with_suffix(".expected.jsonl")
    if not expectation.exists():
        expectation.write_text("\n".join(lines) + "\n", encoding="utf-8")
        pytest.fail(f"{expectation.name} was missing and is written: read it, then run again")
    assert lines == expectation.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_says_only_what_it_declares_and_the_contract_takes_it(name: str) -> None:
    inputs = [path for path in INPUTS if path.parent.name == name]
    events = [event for path in inputs for said in told(path).said for event in said.events]
    assert {type(event.data) for event in events} == SYSTEMS[name].EMITS
    for event in events:
        assert wire.decode_strict(wire.encode(event), TOPIC_OF_SOURCE[event.source].name) == event
