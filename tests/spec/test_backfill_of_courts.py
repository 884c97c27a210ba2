"""A back-filled figure of the courts is the figure as of that day."""

from datetime import date

import pytest

from metrics.backfill import past
from metrics.book import Book, Contribution, book_of
from metrics.catalogue import METRICS
from metrics.exporter.server import families
from metrics.views import figures
from tests.spec.court_facts import Told, day
from tests.spec.test_s06_to_s11_spells import SEVEN, TILE, quarter

SINCE = day("2024-01-01").toordinal()
DECLARED = [
    Contribution(("history-complete", agency, stage), SINCE, 1, +1)
    for agency, stage in (("courts", "magistrates"), ("courts", "crown"))
]
BACKLOG = [name for name in METRICS if name.startswith("backlog_")]
BY_OTHER = {"theme", "kind", "crime_group", "remand"}


@pytest.mark.parametrize("on", ["2026-02-08", "2026-03-31", "2026-06-30"])
def test_a_day_of_the_past_is_the_figure_as_of_that_day(on: str) -> None:
    told = Told([*quarter(), *TILE, SEVEN["by results"]]).book()
    said = [Contribution(told.series[s], *rest) for s, *rest in told.rows.tolist()]
    book = book_of([*said, *DECLARED])
    back = past(book, None, day("2026-06-30"))
    filled = {
        (name, tuple(sorted(series.labels.items()))): series.values[
            day(on).toordinal() - back.days.start
        ]
        for name, family in back.families.items()
        for series in family
    }
    assert not {dict(labels)["stage"] for _, labels in filled} - {"magistrates", "crown"}
    compared = 0
    for name, labels, value in served_on(book, day(on)):
        if (name, labels) in filled:
            assert filled[name, labels] == pytest.approx(value), (name, labels)
            compared += 1
    assert compared > 100


def served_on(book: Book, on: date) -> list[tuple[str, tuple[tuple[str, str], ...], float]]:
    found = [f for name in BACKLOG for f in figures(book, on, [], only=name)]
    kept = [f for f in found if not BY_OTHER & f.labels.keys()]
    return [
        (sample.name, tuple(sorted(sample.labels.items())), sample.value)
        for family in families(kept)
        for sample in family.samples
    ]
