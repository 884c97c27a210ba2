"""S13 (and S12, S40): what the board reads of charges and investigations, as of any day."""

from collections.abc import Sequence
from datetime import date

import pytest

from metrics import crime
from metrics.book import book_of
from metrics.calendar import parse
from metrics.catalogue import METRICS
from metrics.views import Figure, figures
from producers.contract.facts import CrimeCancelled, CrimeRecorded, Fact, OutcomeAssigned
from producers.contract.lists import GROUP_OF_OUTCOME, Theme

History = Sequence[Fact]


def recorded(on: str, *themes: Theme) -> CrimeRecorded:
    day = date.fromisoformat(on)
    return CrimeRecorded(recorded_on=day, district="E07000123", offence="8N", themes=themes)


def outcome(on: str, number: int) -> OutcomeAssigned:
    day = date.fromisoformat(on)
    return OutcomeAssigned(on=day, type=number, group=GROUP_OF_OUTCOME[number])


def cancelled(on: str) -> CrimeCancelled:
    return CrimeCancelled(on=date.fromisoformat(on))


def asked(
    crimes: Sequence[History], metric: str, as_of: str, period: str | None = None, **labels: str
) -> Figure:
    day = date.fromisoformat(as_of)
    book = book_of(c for each in crimes for c in crime.contributions(crime.fold(each)))
    periods = [parse(period, day)] if period else []
    wanted = labels or {"place": "Lancashire"}
    (found,) = [
        f
        for f in figures(book, day, periods, complete=True, only=metric)
        if f.labels.get("stage", "investigation") == "investigation"
        if f.period == period and wanted.items() <= f.labels.items()
    ]
    return found


K: list[History] = [
    [recorded("2026-04-02"), outcome("2026-04-20", 1)],
    [recorded("2026-04-10"), outcome("2026-05-01", 14), outcome("2026-07-08", 1)],
    [recorded("2026-05-05"), cancelled("2026-05-25")],
    [recorded("2026-06-15"), outcome("2026-06-20", 18)],
    [recorded("2026-06-30")],
    [recorded("2026-03-20"), outcome("2026-04-15", 1)],
]


@pytest.mark.parametrize(
    ("as_of", "on_recorded_basis", "on_closed_basis"),
    [
        ("2026-05-20", (1, 3), (2, 3)),
        ("2026-06-30", (1, 4), (2, 4)),
        ("2026-07-31", (2, 4), (2, 3)),
    ],
)
def test_s13_april_to_june_on_both_bases(
    as_of: str, on_recorded_basis: tuple[int, int], on_closed_basis: tuple[int, int]
) -> None:
    on_recorded = asked(K, "charge_rate_recorded", as_of, "2026-Q2")
    on_closed = asked(K, "charge_rate_closed", as_of, "2026-Q2")
    assert (on_recorded.n, on_recorded.d) == on_recorded_basis
    assert (on_closed.n, on_closed.d) == on_closed_basis
    assert on_recorded.value == pytest.approx(on_recorded_basis[0] / on_recorded_basis[1])
    assert on_recorded.status == "provisional"


def test_s13_the_charge_that_replaced_an_outcome_counts_where_it_was_assigned() -> None:
    figure = asked(K, "charge_rate_closed", "2026-07-31", "2026-Q3")
    assert (figure.n, figure.d) == (1, 1)


def test_s13_days_from_recording_to_charge() -> None:
    figure = asked(K, "charge_days_median", "2026-07-31", "rolling-year")
    assert (figure.n, figure.value) == (3, 26)


def open_on(crimes: Sequence[History], *days: str) -> list[float | None]:
    return [asked(crimes, "backlog_open", day).value for day in days]


TWELVE: History = [recorded("2026-04-02"), outcome("2026-04-20", 14)]


def test_s12_a_withdrawn_outcome_was_never_there() -> None:
    withdrawn: History = [recorded("2026-04-02")]
    assert open_on([withdrawn], "2026-04-19", "2026-04-20", "2026-04-30") == [1, 1, 1]


def test_s12_b_an_outcome_reset_puts_the_crime_back_with_its_own_clock() -> None:
    history = [*TWELVE, outcome("2026-05-10", 0)]
    days = ("2026-04-19", "2026-04-20", "2026-05-09", "2026-05-10")
    assert open_on([history], *days) == [1, 0, 0, 1]
    place = {"place": "Lancashire", "band": "4 to 8 weeks"}
    assert asked([history], "backlog_open_by_age", "2026-05-10", **place).value == 1
    assert asked([history], "backlog_oldest_days", "2026-05-10").value == 38


def test_s12_c_a_cancelled_crime_leaves_and_is_no_disposal() -> None:
    history = [recorded("2026-04-05"), cancelled("2026-04-25")]
    assert open_on([history], "2026-04-24", "2026-04-25") == [1, 0]
    assert asked([history], "backlog_disposals", "2026-04-30", "2026-04").value == 0
    flow = {"place": "Lancashire", "flow": "cancelled"}
    assert asked([history], "backlog_flow", "2026-04-30", "2026-04", **flow).value == 1


FORTY: list[History] = [
    [
        recorded("2026-04-02", "domestic-abuse", "violence-against-the-person"),
        outcome("2026-04-20", 1),
    ],
    [recorded("2026-04-02", "domestic-abuse")],
    [recorded("2026-04-02")],
    [recorded("2026-04-02", "knife-crime", "violence-against-the-person")],
]


def test_s40_themes_overlap_and_are_never_summed() -> None:
    def rate(**labels: str) -> tuple[object, object]:
        figure = asked(FORTY, "charge_rate_recorded", "2026-04-30", "2026-04", **labels)
        return figure.n, figure.d

    assert rate(place="Lancashire") == (1, 4)
    assert rate(theme="domestic-abuse") == (1, 2)
    assert rate(theme="violence-against-the-person") == (1, 2)
    assert rate(theme="knife-crime") == (0, 1)


def test_bands_and_unknown_add_up_to_open() -> None:
    total = asked(K, "backlog_open", "2026-07-31").value
    bands = figures(
        book_of(c for each in K for c in crime.contributions(crime.fold(each))),
        date(2026, 7, 31),
        [],
        complete=True,
    )
    by_age = [f for f in bands if f.metric == "backlog_open_by_age"]
    assert {f.value for f in by_age if f.labels["stage"] != "investigation"} <= {0}
    assert sum(f.value or 0 for f in by_age if f.labels.get("place") == "Lancashire") == total


def test_before_history_is_complete_a_figure_is_no_data_never_a_small_number() -> None:
    book = book_of(c for each in K for c in crime.contributions(crime.fold(each)))
    all_found = figures(book, date(2026, 7, 31), [parse("2026-Q2", date(2026, 7, 31))])
    found = [f for f in all_found if METRICS[f.metric].depends_on]  # others are known by themselves
    assert {f.status for f in found} == {"no-data"}
    assert {f.value for f in found} == {None}
