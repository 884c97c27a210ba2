"""A court's register: its template is read whole, and rows of one hearing stand side by side."""

import csv
from datetime import UTC, datetime
from importlib.resources import files

from producers.contract.facts import HearingResulted
from producers.partners.courts import case_register
from producers.partners.files import ADAPTERS, guess, rows
from producers.partners.rows import Context, Said
from producers.tokens import TokenKey

CONTEXT = Context(TokenKey(bytes(range(32))), datetime(2026, 7, 1, tzinfo=UTC))
ROW = {
    "case_ref": "04EA0012326",
    "event": "hearing",
    "on": "2026-04-20",
    "tier": "crown",
    "court": "C04PR00",
    "defendant_ref": "1",
    "offence_ref": "1",
    "offence_code": "TH68001",
    "result": "final",
}


def test_the_template_is_guessed_and_read_whole() -> None:
    name = "case_register_template.csv"
    text = files("producers.partners.courts").joinpath(name).read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines())
    assert tuple(reader.fieldnames or ()) == case_register.COLUMNS
    assert guess(reader.fieldnames or ()) is ADAPTERS["case-register"]
    found = list(rows(reader, ADAPTERS["case-register"], CONTEXT))
    assert len(found) == 10
    assert all(isinstance(each, Said) and not each.flags for each in found)


def test_two_offences_of_one_hearing_are_two_facts_and_a_correction_is_the_same() -> None:
    ids = [
        case_register.read({**ROW, **changed}, CONTEXT).events[0].id
        for changed in ({}, {"offence_ref": "2"}, {"defendant_ref": "2"}, {"result": "none"})
    ]
    assert len(set(ids)) == 3
    assert ids[0] == ids[3]


def test_a_defendant_by_number_is_of_one_case_and_no_person() -> None:
    told = [
        case_register.read({**ROW, "case_ref": case}, CONTEXT).events[0].data
        for case in ("04EA0012326", "04EA0012427")
    ]
    first, second = (fact.defendants[0] for fact in told if isinstance(fact, HearingResulted))
    assert first.defendant != second.defendant
    assert first.person is not None
    assert first.person.tokens == ()
