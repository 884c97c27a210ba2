"""A book opened for reading: sums by series, as of a day, up to each of a few cuts. Pure.

`Pages` sorts a book's rows by what they count, once a book; `Reader` reduces them, once a day
asked for. Every figure is made of the small arrays that come out. Called by `metrics.views`, its
siblings and the backfill.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from metrics.book import CLOCK, DAY, SERIES, VALUE, Book, N, Series

Counts: TypeAlias = NDArray[np.int64]
Days: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Page:
    """The rows of one internal metric, column by column."""

    series: tuple[Series, ...]
    number: Days
    """Which of `series`, a row."""
    clock: Days
    day: Days
    n: Days
    value: Days

    def up_to(self, as_of: int) -> "Page":
        """Leave out what is not true yet."""
        if not len(self.day) or self.day.max() <= as_of:
            return self
        return self.where(self.day <= as_of)

    def where(self, mask: Mask) -> "Page":
        """Keep some rows."""
        columns = (self.number, self.clock, self.day, self.n, self.value)
        return Page(self.series, *(column[mask] for column in columns))

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Give `n` as `bincount` wants it: exact, for counts are far below 2**53."""
        return self.n.astype(np.float64)


NO_ROWS = np.zeros(0, dtype=np.int32)
NO_PAGE = Page((), NO_ROWS, NO_ROWS, NO_ROWS, NO_ROWS, NO_ROWS)


def pages_of(book: Book) -> dict[str, Page]:
    """Sort a book's rows by internal metric."""
    metrics = sorted({series[0] for series in book.series})
    which = {metric: number for number, metric in enumerate(metrics)}
    metric_of = np.array([which[series[0]] for series in book.series], dtype=np.int8)
    of_row = metric_of[book.rows[:, SERIES]]
    return {name: _page(book, metric_of == k, of_row == k) for name, k in which.items()}


def _page(book: Book, series: Mask, rows: Mask) -> Page:
    kept = book.rows[rows]
    numbers = np.cumsum(series, dtype=np.int32) - 1
    return Page(
        tuple(book.series[k] for k in np.flatnonzero(series)),
        numbers[kept[:, SERIES]],
        *(np.ascontiguousarray(kept[:, column]) for column in (CLOCK, DAY, N, VALUE)),
    )


@dataclass(frozen=True)
class Reader:
    """Pages as of one day, read up to each of `cuts` (ordinals, ascending, that day included)."""

    pages: Mapping[str, Page]
    cuts: Sequence[int]

    def page(self, metric: str) -> Page:
        """Give a metric's rows; none when nobody has said a thing."""
        return self.pages.get(metric, NO_PAGE)

    def sums(self, metric: str, by: str) -> Counts:
        """Add up a metric: one row a series, one column a cut, `by` `clock` or `day` up to it."""
        page = self.page(metric)
        shape = (len(page.series), len(self.cuts) + 1)
        at = page.clock if by == "clock" else page.day
        bucket = ranks(at, self.cuts)
        cells = np.bincount(page.number * shape[1] + bucket, page.weights, shape[0] * shape[1])
        return np.cumsum(cells.astype(np.int64).reshape(shape), axis=1)[:, :-1]

    def cut(self, day: int) -> int:
        """Find a cut's column."""
        return self.cuts.index(day)


def ranks(days: Days, edges: Sequence[int]) -> NDArray[np.int64]:
    """Count the edges before each day, by a table with a place for every day there is."""
    if not len(days):
        return np.zeros(0, dtype=np.int64)
    low, high = int(days.min()), int(days.max())
    table = np.searchsorted(np.asarray(edges), np.arange(low, high + 1), side="left")
    return np.asarray(table[days - low], dtype=np.int64)


def reader(pages: Mapping[str, Page], as_of: int, cuts: set[int]) -> Reader:
    """Open the pages as of a day."""
    true = {name: page.up_to(as_of) for name, page in pages.items()}
    return Reader(true, sorted(cuts))
