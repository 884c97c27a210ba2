"""What is back-filled of a day is the figure as of that day, of every figure that has a past."""

from datetime import date
from random import Random

import numpy as np
import pytest

from metrics.backfill import Past, past
from metrics.book import Book, Contribution, Series, book_of
from metrics.calendar import rolling_year
from metrics.catalogue import CATALOGUE, COURTS_OF, METRICS
from metrics.exporter.server import families
from metrics.views import View
from tests.spec.full_area import of_everything

FIRST, LAST = date(2024, 1, 1).toordinal(), date(2026, 6, 30)
DEPENDS = {each for metric in CATALOGUE for each in metric.depends_on}
Labels = tuple[tuple[str, str], ...]


def declared(agency: str, stage: str) -> Contribution:
    return Contribution(("history-complete", agency, stage), FIRST, 1, +1)


def happened(dice: Random, series: Series) -> list[Contribution]:
    """Say that something came, aged by another day (a limit by a later one), and that it went."""
    day = dice.randrange(FIRST, LAST.toordinal())
    length = dice.randrange(60)
    clock = day + length if series[0] == "limit" else day - length * dice.randrange(12)
    gone = dice.randrange(day, day + 400)
    came = Contribution(series, clock, day, +2, length)
    return [came, came._replace(day=gone, n=-dice.randrange(3))]


@pytest.fixture(scope="module")
def book() -> Book:
    dice = Random(7)
    said = [each for series in of_everything() for each in happened(dice, series)]
    return book_of([*said, *(declared(*each) for each in DEPENDS)])


@pytest.fixture(scope="module")
def back(book: Book) -> Past:
    return past(book, None, LAST)


def filled_on(back: Past, on: date) -> dict[tuple[str, Labels], float]:
    at = on.toordinal() - back.days.start
    return {
        (name, tuple(sorted(series.labels.items()))): float(series.values[at])
        for name, family in back.families.items()
        for series in family
    }


def figures_on(book: Book, on: date) -> dict[tuple[str, Labels], float]:
    """Give what a scrape of that day would have, of the figures that have a past."""
    view = View(book, on, [rolling_year(on)])
    told = [f for f in view.all() if "place" in f.labels and has_a_past(f.metric, f.period)]
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families(told)
        for sample in family.samples
    }


def has_a_past(name: str, period: str | None) -> bool:
    metric = METRICS[name]
    is_served = metric.disclosure == "exact" and metric.served != "page"
    return is_served and (period is None or not (metric.spread or metric.now))


@pytest.mark.parametrize(
    "on", ["2024-03-25", "2024-12-31", "2025-02-28", "2026-03-01", "2026-06-30"]
)
def test_a_day_of_the_past_is_the_figure_as_of_that_day(book: Book, back: Past, on: str) -> None:
    day = date.fromisoformat(on)
    filled, told = filled_on(back, day), figures_on(book, day)
    assert len(told) > 400
    assert {key: filled[key] for key in told} == pytest.approx(told)
    beside = {key: n for key, n in filled.items() if key not in told}
    assert not {key: n for key, n in beside.items() if n and not np.isnan(n)}


def test_a_figure_is_not_filled_before_all_that_it_depends_on_is_known(book: Book) -> None:
    said = [Contribution(book.series[s], *rest) for s, *rest in book.rows.tolist()]
    kept = [c for c in said if c.series[0] != "history-complete"]
    families_ = past(book_of([*kept, declared("courts", "crown")]), None, LAST).families
    assert {labels["stage"] for s in families_["lcjb_backlog_open"] if (labels := s.labels)} == {
        "crown"
    }
    places = {str(s.labels["place"]) for s in families_["lcjb_backlog_open"]}
    assert places == {"Lancashire", *COURTS_OF["crown"]}
    assert not {"lcjb_trials_effective_ratio", "lcjb_supervision_open"} & set(families_)


def test_protected_figures_have_no_past(back: Past) -> None:
    protected = [metric for metric in CATALOGUE if metric.disclosure == "protected"]
    names = {name for metric in protected for name, _ in metric.series()}
    assert len(names) > 3
    assert not names & set(back.families)
