"""A suspect before charge: bailed, or released under investigation, until it is decided. Pure.

Called by `exports`, and by `charging` for what CPS is told of a suspect. Days are ordinals.
"""

from datetime import date
from typing import NamedTuple

from producers.simulation.lives import Row
from producers.simulation.people.shape import Draws, draws, shape

BAILED, RELEASED = "bailed", "under-investigation"


class Status(NamedTuple):
    """Where a suspect stands from a day on."""

    day: int
    word: str


def statuses(seed: int, row: Row) -> tuple[Status, ...]:
    """Draw the statuses of a crime's suspect, as the crime stands in the end; none without one."""
    before = shape().suspects.get(row.outcome_type)
    if before is None or row.cancelled_on:
        return ()
    dice = draws(seed, row.crime_ref, "suspect")
    recorded, end = ordinal(row.recorded_on), ordinal(row.outcome_on)
    u = dice.dice()
    if u >= before.bailed + before.released or end <= recorded:
        return ()
    arrest = recorded + int((end - recorded) * dice.dice() ** 2)
    first = Status(arrest, BAILED if u < before.bailed else RELEASED)
    return (first, *_later(dice, first, end), Status(end, before.ends))


def _later(dice: Draws, first: Status, end: int) -> tuple[Status, ...]:
    """Let bail become release under investigation, at times."""
    day = first.day + dice.days("bail")
    if first.word == BAILED and dice.happens("bail-becomes-investigation") and day < end:
        return (Status(day, RELEASED),)
    return ()


def ordinal(iso: str) -> int:
    """Read a day of a row."""
    return date.fromisoformat(iso).toordinal()
