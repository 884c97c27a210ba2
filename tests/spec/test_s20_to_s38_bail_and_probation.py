"""S20 pre-charge bail, S21 unpaid work, S38 supervision, breaches, investigation without limit."""

from datetime import date

import pytest

from metrics import items
from metrics.book import Numbers, pack_rows, unpack_rows
from metrics.calendar import Period, first_day_past, parse
from metrics.views import figures
from producers.contract.facts import Fact
from tests.spec.before_and_after_court import (
    breach,
    concluded,
    ended,
    people,
    span,
    started,
    status,
    suspects,
    worked,
)
from tests.spec.court_facts import day

PASTS = ("3-months", "6-months", "9-months")
ON_BAIL, PAST_THRESHOLD = "suspects_on_bail", "suspects_under_investigation"


def on_bail(facts: list[Fact], *days: str) -> list[list[float | None]]:
    told = suspects(facts)
    return [[told.value(ON_BAIL, at, past=past) for past in PASTS] for at in days]


@pytest.mark.parametrize(
    ("start", "months", "first"),
    [
        ("2026-01-31", 3, "2026-05-01"),
        ("2026-01-31", 6, "2026-08-01"),
        ("2026-01-31", 9, "2026-11-01"),
        ("2024-02-29", 12, "2025-03-01"),
        ("2025-06-15", 12, "2026-06-16"),
    ],
)
def test_s20_and_s21_months_are_corresponding_dates(start: str, months: int, first: str) -> None:
    assert date.fromordinal(first_day_past(day(start).toordinal(), months)) == day(first)


def test_s20_past_3_6_and_9_months_nested() -> None:
    bailed: list[Fact] = [status("2026-01-31", "bailed")]
    days = ("2026-04-30", "2026-05-01", "2026-07-31", "2026-08-01", "2026-11-01")
    assert on_bail(bailed, *days) == [[0, 0, 0], [1, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]


def test_s20_four_suspects() -> None:
    days = ("2025-08-01", "2025-11-15", "2026-02-01", "2026-04-20")
    told = suspects(*([status(on, "bailed")] for on in days))
    assert [told.value(ON_BAIL, "2026-05-20", past=past) for past in PASTS] == [3, 2, 1]


def test_r29_a_later_bail_keeps_the_clock_while_bail_is_unbroken() -> None:
    first, again = status("2026-01-31", "bailed"), status("2026-04-20", "bailed")
    assert on_bail([first, again], "2026-05-01") == [[1, 0, 0]]
    broken = [first, status("2026-03-10", "under-investigation"), again]
    assert on_bail(broken, "2026-05-01", "2026-07-20", "2026-07-21") == [
        [0, 0, 0],
        [0, 0, 0],
        [1, 0, 0],
    ]


def test_bail_ends_with_another_status_on_that_day() -> None:
    facts = [status("2026-01-31", "bailed"), status("2026-06-10", "charged")]
    assert on_bail(facts, "2026-06-09", "2026-06-10") == [[1, 0, 0], [0, 0, 0]]


def test_bail_by_division_where_it_is_given() -> None:
    moved = [status("2026-01-31", "bailed", "south"), status("2026-05-10", "bailed", "east")]
    told = suspects(moved, [status("2026-01-31", "bailed")])
    for place, days in {
        "South division": [1, 0],
        "East division": [0, 1],
        "Unknown": [1, 1],
        "Lancashire": [2, 2],
    }.items():
        now = told.now(ON_BAIL, "2026-05-09", "2026-05-10", place=place, past="3-months")
        assert now == days, place


def test_s38_under_investigation_past_the_local_threshold() -> None:
    told = suspects([status("2026-01-10", "under-investigation")])
    days = ("2026-04-10", "2026-04-11")
    assert told.now(PAST_THRESHOLD, *days, past="threshold") == [0, 1]


def late(facts: list[Fact], *days: str) -> list[float | None]:
    return people(facts).now("unpaid_work_late", *days)


def test_s21_backlog_is_what_is_open_for_more_than_12_months() -> None:
    leap: list[Fact] = [started("2024-02-29", hours=60), worked("2025-03-10", 60)]
    days = ("2025-02-28", "2025-03-01", "2025-03-09", "2025-03-10")
    assert late(leap, *days) == [0, 1, 1, 0]
    assert people(leap).now("unpaid_work_open", *days) == [1, 1, 1, 0]
    revoked: list[Fact] = [started("2025-06-15", hours=60), ended("2026-01-10", reason="revoked")]
    assert late(revoked, "2026-01-10", "2026-06-16", "2027-01-01") == [0, 0, 0]
    assert people(revoked).now("unpaid_work_open", "2026-01-09", "2026-01-10") == [1, 0]
    still: list[Fact] = [started("2025-06-15", hours=60)]
    assert late(still, "2026-06-15", "2026-06-16") == [0, 1]


def test_s21_hours_done_add_up_and_the_clock_is_the_sentence() -> None:
    days = [worked(f"2026-03-{n:02}", 6.1) for n in range(2, 12)]
    facts = [started("2026-02-09", hours=61, imposed="2026-01-26"), *days]
    open_ = ("2026-01-25", "2026-01-26", "2026-03-10", "2026-03-11")
    assert people(facts).now("unpaid_work_open", *open_) == [0, 1, 1, 0]
    assert people(facts).now("supervision_open", "2026-01-26", "2026-02-09") == [0, 1]


P: list[Fact] = [
    started("2026-01-05", "one", unit="N54BWD"),
    ended("2026-07-05", "one"),
    started("2026-02-02", "two", "suspended-sentence", unit="N54CEN"),
]
Q: list[Fact] = [started("2026-02-02", "three", unit="N54CEN")]


def test_s38_supervision_is_person_orders() -> None:
    told = people(P, Q)
    days = ("2026-01-05", "2026-02-02", "2026-07-04", "2026-07-05")
    assert told.now("supervision_open", *days) == [1, 3, 3, 2]
    assert told.now("supervision_persons", *days) == [1, 2, 2, 2]


def test_s38_by_unit_and_by_kind_one_at_a_time() -> None:
    told = people(P, Q)
    found = figures(told.book, day("2026-07-04"), [], complete=True, only="supervision_open")
    parts = {next(iter(f.labels.values())): f.n for f in found if f.n}
    assert parts == {
        "Lancashire": 3,
        "Blackburn with Darwen probation": 1,
        "Central Lancashire probation": 2,
        "community-order": 2,
        "suspended-sentence": 1,
    }
    persons = figures(told.book, day("2026-07-04"), [], complete=True, only="supervision_persons")
    assert [f.n for f in persons if f.labels["place"] == "Central Lancashire probation"] == [2]


BREACHES: list[Fact] = [
    breach("2026-05-04", "x", "two"),
    concluded("2026-06-15", "x", "proved"),
    breach("2026-05-20", "y"),
    concluded("2026-06-01", "y", "withdrawn"),
    breach("2026-06-30", "z"),
]


@pytest.mark.parametrize(
    ("month", "raised", "proved", "withdrawn"),
    [("2026-05", 2, 0, 0), ("2026-06", 1, 1, 1), ("2026-07", 0, 0, 0)],
)
def test_s38_breaches_raised_and_proved(
    month: str, raised: int, proved: int, withdrawn: int
) -> None:
    told, period = people([*P, *BREACHES]), parse(month, day("2026-07-31"))

    def count(event: str) -> float | None:
        return told.value("breaches", "2026-07-31", period, event=event)

    assert [count(event) for event in ("raised", "proved", "withdrawn")] == [
        raised,
        proved,
        withdrawn,
    ]


def test_a_breach_is_at_the_unit_of_its_order_where_it_is_told() -> None:
    told, may = people([*P, *BREACHES]), span("2026-05-01", "2026-05-31")
    for place in ("Central Lancashire probation", "Unknown"):
        assert told.value("breaches", "2026-05-31", may, place=place, event="raised") == 1


def test_the_items_of_these_figures_are_who_is_behind_them() -> None:
    numbers, at = Numbers(), day("2026-07-04")
    told = {
        "person:p": people([*P, *BREACHES]).said,
        "person:q": people(Q).said,
        "suspect:r": suspects([status("2026-01-10", "under-investigation")]).said,
        "suspect:s": suspects([status("2026-06-10", "under-investigation")]).said,
        "suspect:t": suspects([status("2026-01-10", "bailed")]).said,
    }
    packed = [(name, unpack_rows(pack_rows(said, numbers))) for name, said in told.items()]
    owned = items.owned(numbers.series, packed)
    found = figures(owned.book, at, [], complete=True)
    behind = items.behind(owned, at, found)
    said = {(f.metric, *f.labels.values()): b.n for f, b in zip(found, behind, strict=True)}
    assert said["supervision_persons", "Lancashire"] == ["p", "q"]
    assert said["supervision_open", "suspended-sentence"] == ["p"]
    assert said["suspects_under_investigation", "Lancashire", "threshold"] == ["r"]
    assert said["suspects_on_bail", "Lancashire", "3-months"] == ["t"]
    assert said["breaches", "Lancashire", "proved"] == ["p"]


def test_nothing_is_told_of_a_stage_that_nobody_declared_complete() -> None:
    book, at = people(P).book, day("2026-07-04")
    period = Period("2026-06", day("2026-06-01").toordinal(), day("2026-06-30").toordinal())
    for metric in ("supervision_open", "unpaid_work_late", ON_BAIL, "charge_rate_cps"):
        assert {f.status for f in figures(book, at, [period], only=metric)} == {"no-data"}
