"""Control limits of a run of values: what is usual variation, and what is a signal. Pure.

The XmR chart (individuals and moving range) of D. J. Wheeler, "Understanding Variation" (SPC
Press), as NHS England's "Making data count" draws it: the mean, and 2.66 mean moving ranges around
it. Two of Wheeler's signals are read: a value outside the limits, and eight in a row on one side of
the mean. No season is taken out. Called by the board page, with months or month-ends as points.
"""

from collections.abc import Sequence
from itertools import pairwise, takewhile
from statistics import fmean
from typing import NamedTuple

POINTS = 24
FEWEST = 12
"""With fewer, "Making data count" calls limits a trial; here nothing is said."""
SCALE = 2.66
"""Three standard deviations, each a mean moving range over 1.128."""
RUN = 8


class Point(NamedTuple):
    """A value and what it is of: a month, a quarter, a day."""

    period: str
    value: float


class Limits(NamedTuple):
    """What is usual: the mean, and the natural process limits. The lower one may be below 0."""

    centre: float
    lower: float
    upper: float


class Signal(NamedTuple):
    """What the latest point says, since when, within which limits."""

    words: str
    since: str | None = None
    limits: Limits | None = None


def limits(points: Sequence[Point]) -> Limits:
    """Reckon the limits of the last 24 points. Raises `ValueError` with fewer than two."""
    values = [point.value for point in points[-POINTS:]]
    if len(values) < 2:  # noqa: PLR2004 - a range is of two
        raise ValueError("limits want two points at least")
    centre = fmean(values)
    reach = SCALE * fmean(abs(after - before) for before, after in pairwise(values))
    return Limits(centre, centre - reach, centre + reach)


def said(points: Sequence[Point]) -> Signal:
    """Say in words whether the latest of at most 24 points is unusual; oldest first."""
    points = points[-POINTS:]
    if len(points) < FEWEST:
        return Signal("too few points")
    found = limits(points)
    side = 1 if points[-1].value > found.centre else -1
    beyond = _last(points, side, found.upper if side > 0 else found.lower)
    run = _last(points, side, found.centre)
    words = []
    if beyond:
        words.append("unusually high" if side > 0 else "unusually low")
    if len(run) >= RUN:
        words.append(f"shifted {'up' if side > 0 else 'down'} since {run[0].period}")
        beyond = run
    if not words:
        return Signal("within usual variation", limits=found)
    return Signal(", ".join(words), beyond[0].period, found)


def _last(points: Sequence[Point], side: int, line: float) -> list[Point]:
    """Give the latest points in a row that are beyond a line; on it is not beyond it."""
    there = takewhile(lambda point: side * (point.value - line) > 0, reversed(points))
    return list(there)[::-1]
