"""The courts' tables: what a code means, in examples; nothing drifts; no code is an exception."""

import csv
import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from producers.reference import build, courts
from producers.reference.working_days import is_working_day, on_or_before_working_day

RAW = Path(__file__).parents[2].parent / "shared/reference"
here = pytest.mark.skipif(not RAW.is_dir(), reason="the raw lists are not here")


@here
def test_what_is_shipped_is_what_the_raw_lists_give() -> None:
    for name, rows in build.tables(RAW).items():
        shipped, made = (build.HERE / name).read_bytes(), build.written(name, rows)
        if name.endswith(".gz"):  # what packs differs with the machine, what is packed does not
            shipped, made = gzip.decompress(shipped), gzip.decompress(made)
        assert shipped == made, name


@here
def test_every_row_kept_by_hand_is_used_and_every_code_is_decided() -> None:
    with (build.HERE / "meanings.csv").open() as file:
        by_hand = [row["code"] for row in csv.DictReader(file) if row["list"] == "result"]
    listed = json.loads((RAW / "cjs_codes/result-code.json").read_text(encoding="utf-8"))
    assert set(by_hand) <= {row["cjsCode"] for row in listed}
    with (build.HERE / "court_codes.csv").open() as file:
        undecided = {r["code"] for r in csv.DictReader(file) if r["meaning"] == "unknown"}
    assert undecided == {"NOMOT"}


@pytest.mark.parametrize(
    ("codes", "result", "disposal"),
    [
        (["1002"], "final", "custody"),
        (["1115"], "final", "suspended-sentence"),
        (["1116", "3101"], "final", "community-order"),
        (["1015", "3117", "3011"], "final", "fine"),
        (["1018"], "final", "conditional-discharge"),
        (["2006"], "final", "other"),
        (["2008"], "final", "other"),  # typed I: left on the file
        (["3012"], "final", "other"),
        (["4027"], "adjourned", None),
        (["3012", "4506"], "adjourned", None),  # an order beside an adjournment ends nothing
        (["4506", "1115"], "final", "suspended-sentence"),
        (["4504"], "sent", None),  # typed blank
        (["4001"], "committed-for-sentence", None),  # typed blank
        (["4028", "4560"], "sent", None),
        (["4011"], "remitted", None),
        (["4600"], "none", None),  # typed F: legal aid
        (["4592"], "none", None),
        ([], "none", None),
    ],
)
def test_results_of_an_offence(codes: list[str], result: str, disposal: str | None) -> None:
    found = courts.outcome(codes)
    assert (found.result, found.disposal, found.unlisted) == (result, disposal, ())


def test_a_warrant_for_an_offence_is_issued_and_one_for_a_witness_is_none() -> None:
    assert courts.outcome(["4576"]) == courts.Meaning("adjourned", warrant=True)
    assert not courts.outcome(["4586"]).warrant


def test_an_unlisted_result_says_nothing_and_is_told() -> None:
    assert courts.outcome(["7777"]) == courts.Meaning("none", unlisted=("7777",))
    assert courts.outcome(["7777", "1002"]) == courts.Meaning(
        "final", "custody", unlisted=("7777",)
    )
    assert courts.result_code("") is None


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("hearing", "FH", "first"),
        ("hearing", "TRIAL", "trial"),
        ("hearing", "SWPSR", "sentence"),
        ("hearing", "First hearing", "first"),
        ("hearing", "Mention - Defendant to Attend (MDA)", "mention"),
        ("plea", "NG", "not-guilty"),
        ("plea", "1", "guilty"),
        ("plea", "NOT_GUILTY", "not-guilty"),
        ("verdict", "G", "guilty"),
        ("verdict", "A", "not-guilty"),
        ("remand", "U", "bail"),
        ("remand", "P", "custody"),
        ("remand", "A", "not-applicable"),
        ("mode", "01", "summary"),
        ("mode", "4", "either-way"),
        ("mode", "2", "indictable-only"),
        ("initiation", "C", "charge"),
        ("initiation", "J", None),
        ("hearing", "nothing known", None),
        ("plea", "", None),
    ],
)
def test_codes(name: courts.List, code: str, word: str | None) -> None:
    assert courts.meaning(name, code) == word


@pytest.mark.parametrize("code", ["C04PR00", "C04PR", "c04pr01", "C04 PR 00"])
def test_a_court_by_seven_or_five_characters(code: str) -> None:
    assert courts.court(code) == courts.Court("C04PR00", "Preston", "Preston", "crown")
    assert courts.court_label(code) == "C04PR00"


def test_another_areas_court_and_none() -> None:
    assert courts.court("B01LY00") is None
    assert courts.court_label("B01LY00") == "other-court"
    assert [courts.court_label(code) for code in (" ", "Preston", "C04")] == ["unknown"] * 3
    assert len(courts.courts()) == 16


def test_trial_reasons_by_row_id_else_by_type_code_and_jurisdiction() -> None:
    crown = courts.trial_reason(outcome="INEFFECTIVE", code="m1", crown=True)
    below = courts.trial_reason(outcome="Ineffective", code="M1", crown=False)
    assert crown is not None
    assert below is not None
    assert crown.id != below.id
    assert courts.trial_reason(row=below.id.upper()) == below
    cracked = courts.trial_reason(outcome="Cracked", code="A")
    vacated = courts.trial_reason(outcome="Vacated", code="A")
    assert cracked != vacated
    assert courts.trial_reason(outcome="Cracked", code="Z9") is None


@pytest.mark.parametrize(
    ("code", "ho_class", "group"),
    [
        ("MD71131", "92/31", "drug-offences"),
        ("MD71131C", "92/31", "drug-offences"),
        ("TH68001", "39", "theft-and-handling"),
        ("TH68001B", "39", "theft-and-handling"),  # aid or abet: no class of its own
        ("0101AA001", None, "unassigned"),
        ("ZZ99999", None, "unassigned"),
    ],
)
def test_offences(code: str, ho_class: str | None, group: str) -> None:
    found = courts.offence(code)
    assert (found.ho_class, found.group) == (ho_class, group)
    assert found.group in courts.offence_groups()
    assert courts.offence_is_listed(code) == (code != "ZZ99999")


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ((2026, 6, 13), (2026, 6, 12)),  # S19: a Saturday
        ((2026, 4, 6), (2026, 4, 2)),  # S19: over Easter Monday, the weekend and Good Friday
        ((2026, 4, 7), (2026, 4, 7)),  # S19: not moved
        ((2026, 12, 28), (2026, 12, 24)),  # S19: the substitute for Boxing Day
        ((2022, 9, 19), (2022, 9, 16)),
        ((2020, 5, 8), (2020, 5, 7)),
        ((2012, 6, 5), (2012, 6, 1)),
        ((2012, 5, 28), (2012, 5, 28)),
        ((2011, 12, 27), (2011, 12, 23)),
        ((2028, 1, 3), (2027, 12, 31)),
    ],
)
def test_s19_working_days(day: tuple[int, int, int], moved: tuple[int, int, int]) -> None:
    assert on_or_before_working_day(date(*day)) == date(*moved)
    assert is_working_day(date(*day)) == (day == moved)
