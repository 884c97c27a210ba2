"""S01 to S05: a Crown Court case received, out on warrant, with a co-defendant, transferred."""

from itertools import permutations

import pytest

from producers.contract.facts import Fact
from tests.spec.court_facts import (
    AREA,
    BURNLEY,
    MANCHESTER,
    Told,
    days_from,
    executed,
    heard,
    received,
    transferred,
    warrant,
)

S01 = Told([[received("2025-01-06"), heard("2025-12-15", "final")]])


def test_s01_crown_plain() -> None:
    days = ("2025-01-05", "2025-01-06", "2025-02-02", "2025-02-03", "2025-12-14", "2025-12-15")
    assert S01.open(*days) == [0, 1, 1, 1, 1, 0]
    assert [S01.band(day) for day in days] == [
        [],
        ["under 4 weeks"],
        ["under 4 weeks"],
        ["4 to 8 weeks"],
        ["6 months to 1 year"],
        [],
    ]
    assert [S01.age(day) for day in days[1:5]] == [0, 27, 28, 342]


def test_s01_one_receipt_one_disposal_aged_343_days() -> None:
    end = "2025-12-31"
    assert S01.value("backlog_receipts", end, "2025-01", stage="crown") == 1
    assert S01.value("backlog_disposals", end, "2025-12", stage="crown") == 1
    assert S01.value("timeliness_days", end, "2025-12", measure=RECEIPT, stat="median") == 343


RECEIPT = "receipt-to-completion"


@pytest.mark.parametrize(
    ("receipt", "as_of", "band"),
    [
        ("2026-01-01", "2026-07-01", "20 to 26 weeks"),
        ("2024-02-29", "2025-02-27", "6 months to 1 year"),
        ("2024-02-29", "2025-02-28", "1 to 2 years"),
        ("2023-03-01", "2024-02-28", "6 months to 1 year"),
        ("2023-03-01", "2024-02-29", "1 to 2 years"),
        ("2024-06-30", "2026-06-30", "2 years or more"),
        ("2024-07-01", "2026-06-30", "1 to 2 years"),
    ],
)
def test_s02_band_edges(receipt: str, as_of: str, band: str) -> None:
    assert Told([[received(receipt)]]).band(as_of) == [band]


S03 = Told([[received("2024-11-04"), warrant("2025-05-12"), executed("2025-09-01")]])


def test_s03_warrant_out_and_in() -> None:
    days = ("2025-05-11", "2025-05-12", "2025-08-31", "2025-09-01", "2025-11-03", "2025-11-04")
    assert S03.open(*days) == [1, 0, 0, 1, 1, 1]
    assert [S03.age(day) for day in days] == [188, None, None, 301, 364, 365]
    half, over = ["6 months to 1 year"], ["1 to 2 years"]
    assert [S03.band(day) for day in days] == [half, [], [], half, half, over]
    out = [S03.value("backlog_out_on_warrant", day) for day in days]
    assert out == [0, 1, 1, 0, 0, 0]


def test_s03_issue_and_execution_are_no_receipt_and_no_disposal() -> None:
    end = "2025-11-04"
    assert S03.value("backlog_receipts", end, "2024-11", stage="crown") == 1
    assert S03.value("backlog_receipts", end, "rolling-year", stage="crown") == 0
    assert S03.value("backlog_disposals", end, "rolling-year", stage="crown") == 0
    assert S03.flow("issued", "2025-05", end) == 1
    assert S03.flow("executed", "2025-09", end) == 1


def test_s03_the_next_attended_hearing_executes_a_warrant() -> None:
    back = heard("2025-09-01", "adjourned", attended=True)
    told = Told([[received("2024-11-04"), warrant("2025-05-12"), back]])
    assert told.open("2025-05-12", "2025-08-31", "2025-09-01") == [0, 0, 1]


def test_s03_a_hearing_may_say_that_a_warrant_was_issued_or_executed() -> None:
    out = heard("2025-05-12", "adjourned", warrant="issued", attended=False)
    back = heard("2025-09-01", "adjourned", warrant="executed")
    told = Told([[received("2024-11-04"), out, back]])
    assert told.open("2025-05-11", "2025-05-12", "2025-08-31", "2025-09-01") == [1, 0, 0, 1]


FOUR: list[Fact] = [
    received("2025-03-03"),
    warrant("2025-05-12", "A"),
    heard("2025-07-10", "final", of="B"),
    executed("2025-10-01", "A"),
    heard("2025-12-01", "final", of="A"),
]
S04_DAYS = {
    "2025-05-12": 1,
    "2025-06-01": 1,
    "2025-07-09": 1,
    "2025-07-10": 0,
    "2025-09-30": 0,
    "2025-10-01": 1,
    "2025-11-30": 1,
    "2025-12-01": 0,
}


@pytest.mark.parametrize("named", [(), ("A", "B")])
def test_s04_two_defendants_one_at_large(named: tuple[str, ...]) -> None:
    told = Told([[received("2025-03-03", "crown", *named), *FOUR[1:]]])
    assert told.open(*S04_DAYS) == list(S04_DAYS.values())
    assert told.value("backlog_receipts", "2025-12-31", "2025-03", stage="crown") == 1
    assert told.value("backlog_disposals", "2025-12-31", "2025-12", stage="crown") == 1
    assert told.value("backlog_disposals", "2025-12-31", "rolling-year", stage="crown") == 1
    assert told.flow("issued", "2025-07", "2025-12-31") == 1
    assert told.flow("executed", "2025-10", "2025-12-31") == 1


S05 = Told([[received("2025-03-03"), transferred("2025-07-14", BURNLEY)]])


def test_s05_transfer_keeps_the_clock_and_is_a_move_of_courts_only() -> None:
    places = ("Preston Crown Court", "Burnley Crown Court", AREA)
    assert [S05.open("2025-07-13", place=place) for place in places] == [[1], [0], [1]]
    assert [S05.open("2025-07-14", place=place) for place in places] == [[0], [1], [1]]
    assert (S05.age("2025-07-14"), S05.band("2025-07-14")) == (133, ["16 to 20 weeks"])


def test_s05_transferred_out_and_in_are_neither_receipt_nor_disposal() -> None:
    end, year = "2025-12-31", "rolling-year"

    def receipts(place: str) -> float | None:
        return S05.value("backlog_receipts", end, year, stage="crown", place=place)

    places = ("Preston Crown Court", "Burnley Crown Court", AREA)
    assert [receipts(place) for place in places] == [1, 0, 1]
    assert S05.value("backlog_disposals", end, year, stage="crown") == 0
    assert [S05.flow("transferred-out", year, end, place=p) for p in places] == [1, 0, 0]
    assert [S05.flow("transferred-in", year, end, place=p) for p in places] == [0, 1, 0]


def test_s05_a_transfer_across_the_boundary_leaves_the_area() -> None:
    told = Told([[received("2025-03-03"), transferred("2025-07-14", MANCHESTER)]])
    assert told.open("2025-07-13", "2025-07-14") == [1, 0]
    assert told.flow("transferred-out", "2025-07", "2025-07-31") == 1
    assert told.open("2025-07-14", place="Outside the area") == [1]


def test_s35_a_warrant_issued_and_executed_on_one_day_leaves_the_case_open() -> None:
    facts = [received("2026-03-02"), warrant("2026-05-12"), executed("2026-05-12")]
    for order in permutations(facts):
        assert Told([order]).open("2026-05-11", "2026-05-12", "2026-05-13") == [1, 1, 1]


@pytest.mark.parametrize("told", [S01, S03, Told([FOUR]), S05])
def test_both_invariants_hold_on_every_day_that_counts(told: Told) -> None:
    for day in days_from("2025-05-10", 5) + days_from("2025-07-08", 9) + days_from("2025-11-30", 3):
        assert told.gaps(day) == {"bands": 0, "flows": 0}
