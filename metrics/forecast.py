"""When a backlog reaches its threshold, at the trend of the last twelve weeks. Pure.

The trend is the slope of the restated daily series: what was open at the end of each of 84 days,
as it is known now, from the ledger. A back-load is in all of the days, so it is no trend; the
values that Prometheus scraped would make it one. A straight line, and no more: an early word, not
a prediction. Called by the exporter; `dashboards.heading` raises the alert.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from metrics import views
from metrics.book import SERIES, Book
from metrics.calendar import WINDOW_DAYS, window
from metrics.catalogue import AREA, VALUES, WATCHED, watched_at
from metrics.pages import Counts, Reader, pages_of

HORIZON_WEEKS = 52
"""Beyond a year a straight line says nothing."""
_DAYS_OF_WEEK = 7
_WANTED = {watched_at(stage).n.metric for stage in WATCHED}


class Trend(NamedTuple):
    """What is open now, and by how many a day it has grown over the last twelve weeks."""

    open: int
    per_day: float


Trends: TypeAlias = dict[tuple[str, str], Trend]
"""By stage and place."""


def trends(book: Book, as_of: date) -> Trends:
    """Give the trend of each stage at each place; none where twelve weeks are not known yet."""
    span = window(as_of)
    said = views.declared(book)
    pages = pages_of(_only_open(book))
    reader = Reader(pages, as_of.toordinal(), range(span.first, span.last + 1))
    known = [s for s in WATCHED if views.known(said, watched_at(s).depends_on).from_(span.first)]
    return {key: trend for stage in known for key, trend in _of_stage(stage, reader)}


def weeks_until(trend: Trend, level: int) -> float | None:
    """Give the weeks until a count reaches a level; None where it has, or will not within a year.

    >>> weeks_until(Trend(open=90, per_day=0.5), 100)
    2.857142857142857
    """
    if trend.open >= level or trend.per_day <= 0:
        return None
    weeks = (level - trend.open) / trend.per_day / _DAYS_OF_WEEK
    return weeks if weeks <= HORIZON_WEEKS else None


def _of_stage(stage: str, reader: Reader) -> Iterator[tuple[tuple[str, str], Trend]]:
    metric = watched_at(stage)
    daily = reader.table(metric.n, "place")
    per_day = slopes(daily)
    for row, place in enumerate(VALUES["place"]):
        if place in {AREA, *metric.places}:
            yield (stage, place), Trend(int(daily[row, -1]), float(per_day[row]))


def slopes(daily: Counts) -> NDArray[np.float64]:
    """Fit a straight line to each row by least squares; give how much it rises a column."""
    days = np.arange(WINDOW_DAYS) - (WINDOW_DAYS - 1) / 2
    rising: NDArray[np.float64] = daily @ days / (days @ days)
    return rising


def _only_open(book: Book) -> Book:
    wanted = [number for number, series in enumerate(book.series) if series[0] in _WANTED]
    return Book(book.series, book.rows[np.isin(book.rows[:, SERIES], wanted)])
