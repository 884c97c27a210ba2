"""Figures agree with the slow count of the log, and with the items that make them up."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from metrics import items, views
from metrics.calendar import parse
from metrics.catalogue import BANDS
from metrics.store.ledger import Ledger
from producers.reference import tables
from streams import steps
from streams.steps import Record
from tests.chaos import oracle, traffic
from tests.generative import slow_count

TOPIC = "lcjb.police.v1"
DAYS = [date(2025, 4, 30), date(2025, 12, 31), traffic.LAST_DAY]
ONE_EACH = {
    "crimes_recorded",
    "charge_rate_recorded",
    "charge_rate_closed",
    "outcomes_closed",
    "backlog_open",
    "backlog_open_by_age",
}


@pytest.fixture(params=range(3))
def told(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Ledger, list[bytes]]:
    log = [value for _, value in traffic.messages(request.param, 1500)]
    ledger = Ledger.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    records = [Record(TOPIC, 0, n, value) for n, value in enumerate(log)]
    steps.apply(ledger, records, {TOPIC: "one"}, traffic.EXPORTED)
    return ledger, log


@pytest.mark.parametrize("as_of", DAYS)
def test_open_and_charged_are_what_the_oracle_counts(
    told: tuple[Ledger, list[bytes]], as_of: date
) -> None:
    ledger, log = told
    month = as_of.isoformat()[:7]
    found = views.figures(ledger.book(), as_of, [parse(month, as_of)], complete=True)
    live: Counter[oracle.Key] = Counter()
    for figure in found:
        place = figure.labels.get("place")
        named = place not in {None, views.AREA}
        if figure.metric == "backlog_open" and figure.period is None and named and figure.n:
            live["open", str(place)] += int(figure.n)
        if figure.metric == "charge_rate_closed" and place == views.AREA and figure.n:
            live["charged in", month] = int(figure.n)
    truth: Counter[oracle.Key] = Counter()
    for (what, where), n in oracle.count(log, as_of.isoformat()).items():
        if what == "open":
            truth["open", tables.places()[where]] += n
        if (what, where) == ("charged in", month):
            truth[what, where] = n
    assert live == truth


@pytest.mark.parametrize("as_of", DAYS)
def test_flows_ages_rates_and_medians_are_what_a_slow_count_gives(
    told: tuple[Ledger, list[bytes]], as_of: date
) -> None:
    ledger, log = told
    period = parse(as_of.isoformat()[:7], as_of)
    found = views.figures(ledger.book(), as_of, [period], complete=True)
    area = [
        figure
        for figure in found
        if figure.labels.get("place") == views.AREA
        and figure.labels.get("stage", "investigation") == "investigation"
    ]
    live = {
        (figure.metric, figure.period is not None, *more_labels(figure.labels)): figure
        for figure in area
        if figure.labels.get("stage", "investigation") == "investigation"
    }
    truth = slow_count.investigation(log, as_of)
    span = date.fromordinal(period.first), date.fromordinal(period.last)
    flows = truth.flows(*span)
    assert live["backlog_receipts", True].n == flows["receipts"]
    assert live["backlog_disposals", True].n == flows["disposals"]
    for name in ("reopened", "cancelled"):
        assert live["backlog_flow", True, name].n == flows[name]
    assert live["backlog_clearance", True].value == approx(flows["disposals"], flows["receipts"])
    assert live["charge_days_median", True].value == truth.days_to_charge(*span)
    assert live["backlog_open", False].n == len(truth.ages)
    assert live["backlog_oldest_days", False].value == max(truth.ages)
    assert live["backlog_weeks_of_work", False].value == pytest.approx(truth.weeks_of_work())
    old = sum(age >= 365 for age in truth.ages)
    assert live["backlog_year_or_more", False].value == approx(old, len(truth.ages))
    for number, band in enumerate(BANDS[:-1]):
        assert live["backlog_open_by_age", False, band].n == truth.bands()[number]


def more_labels(labels: Mapping[str, str]) -> list[str]:
    """Give the values of the labels that are neither place nor stage."""
    return [value for name, value in labels.items() if name not in {"place", "stage"}]


def approx(part: int, whole: int) -> object:
    return pytest.approx(part / whole) if whole else None


def test_the_items_of_a_figure_are_as_many_as_it_says(
    told: tuple[Ledger, list[bytes]],
) -> None:
    ledger, _ = told
    as_of = traffic.LAST_DAY
    found = views.figures(ledger.book(), as_of, [parse("2025-Q3", as_of)], complete=True)
    asked = [figure for figure in found if figure.metric in ONE_EACH]
    with ledger.snapshot() as reading:
        said = items.owned(reading.series(), list(reading.items()))
    behind = items.behind(said, as_of, asked)
    assert asked
    assert [len(each.n) for each in behind] == [figure.n for figure in asked]
