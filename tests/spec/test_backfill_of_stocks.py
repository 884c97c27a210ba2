"""What stands without a stage, back-filled, is the figure as of that day."""

from datetime import date

import numpy as np
import pytest

from metrics.backfill import past
from metrics.book import Book, Contribution, book_of
from metrics.exporter.server import families
from metrics.views import figures
from tests.spec.before_and_after_court import (
    action_plan,
    ended,
    files,
    people,
    referred,
    started,
    status,
    suspects,
)
from tests.spec.court_facts import day

STOCKS = (
    "supervision_open",
    "supervision_persons",
    "unpaid_work_open",
    "unpaid_work_late",
    "suspects_on_bail",
    "suspects_under_investigation",
    "consultations_open_over_28_days",
)
DECLARED = [
    Contribution(("history-complete", agency, stage), day("2024-01-01").toordinal(), 1, +1)
    for agency, stage in (
        ("cps", "charging"),
        ("police", "pre-charge"),
        ("probation", "supervision"),
        ("probation", "unpaid-work"),
    )
]
Served = dict[tuple[str, frozenset[tuple[str, str]]], float]


def told() -> Book:
    books = (
        people(
            [started("2025-01-06", hours=120, unit="N54BWD"), ended("2026-03-10")],
            [started("2026-02-02", "p", "licence", unit="N54CEN")],
        ),
        suspects([status("2025-10-01", "bailed", "south")], [status("2025-11-20", "bailed")]),
        suspects([status("2025-12-01", "under-investigation", "west")]),
        files(
            [referred("2026-01-05", "A")], [referred("2026-01-20", "B"), action_plan("2026-03-01")]
        ),
    )
    each = ((book.series, row) for book in (b.book for b in books) for row in book.rows.tolist())
    said = [Contribution(series[row[0]], *row[1:]) for series, row in each]
    return book_of([*said, *DECLARED])


def served_on(book: Book, on: date) -> Served:
    found = [figure for name in STOCKS for figure in figures(book, on, [], only=name)]
    kept = [figure for figure in found if "kind" not in figure.labels]
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families(kept)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "on", ["2026-01-05", "2026-01-06", "2026-02-02", "2026-02-28", "2026-03-01", "2026-03-10"]
)
def test_a_day_of_the_past_is_the_figure_as_of_that_day(on: str) -> None:
    book = told()
    back = past(book, None, day("2026-03-31"))
    at = day(on).toordinal() - back.days.start
    filled: Served = {
        (name, frozenset(series.labels.items())): float(series.values[at])
        for name, family in back.families.items()
        for series in family
    }
    served = served_on(book, day(on))
    assert {name for name, _ in served} == {f"lcjb_{name}" for name in STOCKS}
    assert {key: filled[key] for key in served} == served
    assert sum(served.values()) > 0


def test_of_days_before_a_partners_history_there_is_nothing() -> None:
    late = Contribution(DECLARED[-1].series, day("2026-02-01").toordinal(), 1, +1)
    book = told()
    said = [Contribution(book.series[row[0]], *row[1:]) for row in book.rows.tolist()]
    back = past(book_of([*said, late]), None, day("2026-03-31"))
    values = back.families["lcjb_unpaid_work_open"][0].values
    known = day("2026-02-01").toordinal() - back.days.start
    assert np.isnan(values[:known]).all()
    assert not np.isnan(values[known:]).any()
