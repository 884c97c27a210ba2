"""Suspects and cautions: what the police's registers say, and whom a placeholder joins (S33)."""

import csv
import io

import pytest

from producers.contract.facts import CautionGiven, SuspectStatus
from producers.partners.files import Refusal, guess, rows
from producers.partners.rows import Context, Said
from producers.tokens import TokenKey

CONTEXT = Context(TokenKey(bytes(range(32))))


def told(**cells: str) -> Said | Refusal | None:
    said = {"exported_at": "2026-07-01T06:00:00+01:00"} | cells
    reader = csv.DictReader(io.StringIO(",".join(said) + "\n" + ",".join(said.values()) + "\n"))
    (one,) = rows(reader, guess(reader.fieldnames or ()), CONTEXT)
    return one


def cautioned(**cells: str) -> CautionGiven:
    row = told(caution_ref="CA/1/26", on="2026-02-10", offence_codes="TH68010", **cells)
    assert isinstance(row, Said)
    (one,) = row.events
    assert isinstance(one.data, CautionGiven)
    tokens = [each.value for each in one.data.person.tokens]
    assert row.subject == f"person:{tokens[0] if tokens else one.data.caution}"
    return one.data


@pytest.mark.parametrize("placeholder", ["TFL1", "TFL", "007007", "arrest123", "XVITYX8RAIHZ"])
def test_s33_a_placeholder_makes_nobody_of_a_cautioned_person(placeholder: str) -> None:
    for scheme in ("asn", "pnc", "cro"):
        assert cautioned(**{scheme: placeholder}).person.tokens == ()


def test_s33_a_number_of_the_right_shape_makes_a_person() -> None:
    found = cautioned(asn="1101ZD0100000410799E").person.tokens
    assert [each.scheme for each in found] == ["asn"]


@pytest.mark.parametrize(
    ("born", "band"),
    [("2008-02-11", "15-17"), ("2008-02-10", "18-20"), ("2016-02-11", "unknown"), ("", "unknown")],
)
def test_s39_the_age_is_that_on_the_day_of_the_caution(born: str, band: str) -> None:
    assert cautioned(date_of_birth=born).person.age == band


def test_a_suspect_is_one_by_reference_however_it_is_spelt() -> None:
    subjects = set()
    for reference in ("CU/2026/00417", " cu/2026/00417", "CU/2026/ 00417"):
        row = told(suspect_ref=reference, status="released", on="2026-01-31")
        assert isinstance(row, Refusal)  # `released` is no status: the file's word must be mapped
        row = told(suspect_ref=reference, status="Under investigation", on="2026-01-31")
        assert isinstance(row, Said)
        assert isinstance(row.events[0].data, SuspectStatus)
        subjects.add(row.subject)
    assert len(subjects) == 1


def test_two_statuses_of_two_days_are_two_facts() -> None:
    ids = set()
    for on in ("2026-01-31", "2026-03-20"):
        row = told(suspect_ref="CU/1/26", status="bailed", on=on)
        assert isinstance(row, Said)
        ids.add(row.events[0].id)
    assert len(ids) == 2
