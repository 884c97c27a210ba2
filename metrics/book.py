"""Contributions, and the book that they make: the one thing that every figure is read from.

A contribution has two dates: `clock` is the date that is aged or grouped by, `day` the date from
which it holds. As of t, a figure is a sum of `n` over `day <= t`. Days are ordinals
(`date.toordinal()`), so a book is five columns of 32-bit integers and a figure a numpy reduction.
Written by `metrics.crime` and its siblings, kept by `metrics.store`, read by `metrics.views`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from struct import pack
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Series: TypeAlias = tuple[str, ...]
"""A metric and its labels, in the order of the catalogue: `("recorded", district, group)`."""

Rows: TypeAlias = NDArray[np.int32]
"""One row a contribution: series number, clock, day, n, value."""

NO_VALUE = -1
NO_CLOCK = 0
"""The clock of what entered on a day that nobody knows: no calendar has it."""
NO_PLACE = ""
"""The place of what its partner places nowhere: it is of the whole area, and of no part."""
SERIES, CLOCK, DAY, N, VALUE = range(5)
COLUMNS = 5


class Contribution(NamedTuple):
    """What one aggregate adds to one series: `n` from `day` on, aged by `clock`, in days."""

    series: Series
    clock: int
    day: int
    n: int
    value: int = NO_VALUE


class Numbers:
    """Series and their numbers in one book, given out in order of appearance."""

    def __init__(self, known: Iterable[Series] = ()) -> None:
        self.series: list[Series] = list(known)
        self._number = {series: number for number, series in enumerate(self.series)}

    def of(self, series: Series) -> int:
        """Give the number of a series, a new one when it was never seen."""
        number = self._number.get(series)
        if number is None:
            number = self._number[series] = len(self.series)
            self.series.append(series)
        return number


def pack_rows(contributions: Sequence[Contribution], numbers: Numbers) -> bytes:
    """Write an aggregate's contributions as little-endian 32-bit rows, in a stable order."""
    rows = sorted((numbers.of(c[0]), *c[1:]) for c in contributions)
    return pack(f"<{COLUMNS * len(rows)}i", *chain.from_iterable(rows))


def unpack_rows(packed: bytes) -> Rows:
    """Read packed rows; a concatenation of them reads as one."""
    return np.frombuffer(packed, dtype=np.int32).reshape(-1, COLUMNS)


def negated(rows: Rows) -> Rows:
    """Take back what the rows said."""
    out = rows.copy()
    out[:, N] = -out[:, N]
    return out


def compact(rows: Rows) -> Rows:
    """Add up rows that differ in `n` alone, and drop what has come to nothing."""
    if not len(rows):
        return rows
    order = np.lexsort(rows[:, [VALUE, DAY, CLOCK, SERIES]].T)
    ordered = rows[order]
    kept = ordered[:, [SERIES, CLOCK, DAY, VALUE]]
    first = np.flatnonzero(np.r_[True, (kept[1:] != kept[:-1]).any(axis=1)])
    out: Rows = ordered[first].copy()
    out[:, N] = np.add.reduceat(ordered[:, N], first)
    kept_rows: Rows = out[out[:, N] != 0]
    return kept_rows


@dataclass(frozen=True, slots=True)
class Book:
    """All contributions at one instant, and where the log stood then."""

    series: tuple[Series, ...]
    rows: Rows
    read_to: dict[tuple[str, int], int] = field(default_factory=dict)
    """Next offset of each topic and partition: what is known here."""


def book_of(contributions: Iterable[Contribution]) -> Book:
    """Make a book of contributions at hand: for tests, and for `lcjb figures --events`."""
    numbers = Numbers()
    packed = pack_rows(list(contributions), numbers)
    return Book(tuple(numbers.series), compact(unpack_rows(packed)))
