"""How long each partner has been silent, by its own calendar. Pure.

Courts do not sit on Sundays and a planned pause is no alarm: days on which nobody expects a word
do not count. Read by the exporter; `dashboards.health` raises the alert.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeAlias

import numpy as np

from metrics.book import CLOCK, SERIES, VALUE, Book, N
from metrics.partner import PAUSED
from producers.contract.days import london_day, start_of
from producers.reference.working_days import speaks_on

Spans: TypeAlias = Mapping[str, Iterable[tuple[int, int]]]
"""The first and last day of each pause, as ordinals, by agency."""

_A_DAY = timedelta(days=1)


def pauses(book: Book) -> dict[str, list[tuple[int, int]]]:
    """Read the pauses that the partners declared."""
    out: dict[str, list[tuple[int, int]]] = {}
    agencies = {n: series[1] for n, series in enumerate(book.series) if series[0] == PAUSED}
    said = book.rows[np.isin(book.rows[:, SERIES], list(agencies))]
    for row in said[said[:, N] > 0].tolist():
        span = (row[CLOCK], row[CLOCK] + row[VALUE] - 1)
        out.setdefault(agencies[row[SERIES]], []).append(span)
    return out


def silent(heard: Mapping[str, datetime], paused: Spans, now: datetime) -> dict[str, float]:
    """Give the seconds that each agency has been silent, of the days on which it should speak."""

    def expected(agency: str) -> Callable[[date], bool]:
        spans = tuple(paused.get(agency, ()))
        return lambda day: speaks_on(agency, day) and not _within(day, spans)

    return {agency: between(at, now, expected(agency)) for agency, at in heard.items()}


def between(since: datetime, now: datetime, expected: Callable[[date], bool]) -> float:
    """Give the seconds from an instant to now that fall on expected days of London."""
    day, seconds = london_day(since), 0.0
    while day <= london_day(now):
        if expected(day):
            begin, end = max(since, start_of(day)), min(now, start_of(day + _A_DAY))
            seconds += max(0.0, (end - begin).total_seconds())
        day += _A_DAY
    return seconds


def _within(day: date, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= day.toordinal() <= last for first, last in spans)
