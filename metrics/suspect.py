"""A suspect before charge: on bail, under investigation, and for how long. Pure.

Called by `metrics.aggregate`; the facts are in true order. A status stands until the next one: a
day said to end bail (`until`) ends nothing by itself, so that news which stays away never reads as
improvement. Readings: R16 (months), R29 (bail unbroken keeps its clock), R36.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from metrics.book import Contribution, Series
from metrics.calendar import first_day_past
from producers.contract.facts import Fact, SuspectStatus
from producers.reference import tables

BAILED, UNDER_INVESTIGATION = "bailed", "under-investigation"
MONTHS = {"3-months": 3, "6-months": 6, "9-months": 9}


class _Standing(NamedTuple):
    """A status at a division from a day on; `since` begins its unbroken run."""

    day: int
    status: str
    place: str
    since: int


def contributions(facts: Iterable[Fact]) -> list[Contribution]:
    """Say what one suspect adds to bail and to investigation without a limit."""
    return [
        said
        for standing, following in pairwise((*_standings(facts), None))
        if standing is not None
        for said in _held(standing, None if following is None else following.day)
    ]


def _standings(facts: Iterable[Fact]) -> Iterator[_Standing]:
    last: _Standing | None = None
    for fact in facts:
        if not isinstance(fact, SuspectStatus):
            continue
        day = fact.on.toordinal()
        unbroken = last is not None and last.status == fact.status
        since = last.since if last and unbroken else day
        place = _place(fact.division) if fact.division else last.place if last else tables.UNKNOWN
        last = _Standing(day, fact.status, place, since)
        yield last


def _place(division: str) -> str:
    return tables.divisions().get(division.casefold(), tables.UNKNOWN)


def _held(standing: _Standing, until: int | None) -> Iterator[Contribution]:
    for series, first in _watched(standing):
        day = max(first, standing.day)
        if until is not None and until <= day:
            continue
        yield Contribution(series, standing.since, day, +1)
        if until is not None:
            yield Contribution(series, standing.since, until, -1)


def _watched(standing: _Standing) -> Iterator[tuple[Series, int]]:
    """Name what the suspect is counted in, and the first day of each."""
    if standing.status == UNDER_INVESTIGATION:
        yield ("under-investigation", standing.place), standing.since
    if standing.status == BAILED:
        for past, months in MONTHS.items():
            yield ("on-bail", standing.place, past), first_day_past(standing.since, months)
