"""A book opened for reading: sums by label, as of a day, up to each of a few cuts. Pure.

`pages_of` sorts a book's rows by what they count; a `Reader` reduces them as of a day. Every
figure is made of the small arrays that come out: one row a part (area, district, group, theme).
Called by `metrics.views`, `metrics.backlog`, `metrics.timeliness`, the items and the backfill.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from metrics.book import CLOCK, DAY, NO_PLACE, SERIES, VALUE, Book, N, Series
from metrics.case.places import WITHIN
from metrics.catalogue import AREA, OUTSIDE, SERIES_LABELS, VALUES, Count, Dimension
from producers.reference import tables

Counts: TypeAlias = NDArray[np.int64]
Days: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]

_PLACES = frozenset(VALUES["place"])
NOWHERE = -1
"""The part of a series that a dimension does not count."""


@dataclass(frozen=True)
class Page:
    """The rows of one internal metric, column by column."""

    metric: str
    series: tuple[Series, ...]
    number: Days
    """Which of `series`, a row."""
    clock: Days
    day: Days
    n: Days
    value: Days
    row: NDArray[np.int64]
    """Which row of the book."""
    _known: dict[str, NDArray[Any]] = field(default_factory=dict)

    def where(self, mask: Mask) -> "Page":
        """Keep some rows."""
        kept = ("number", "clock", "day", "n", "value", "row")
        return replace(self, **{name: getattr(self, name)[mask] for name in kept})

    def up_to(self, as_of: int) -> "Page":
        """Leave out what is not true yet."""
        if not len(self.day) or self.day.max() <= as_of:
            return self
        return self.where(self.day <= as_of)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Give `n` as `bincount` wants it: exact, for counts are far below 2**53."""
        return self.n.astype(np.float64)

    def only(self, wanted: Sequence[tuple[str, str]]) -> Mask:
        """Say which series have these labels."""
        out = np.ones(len(self.series), dtype=np.bool_)
        for label, value in wanted:
            out &= self._label(label) == value
        return out

    def counted(self, count: Count) -> Mask:
        """Say which series a figure counts."""
        out = self.only(count.only)
        for label, value in count.but:
            out &= self._label(label) != value
        return out

    def of_area(self) -> Mask:
        """Say which series the area counts: not what is outside, nor a move within it (R8)."""
        out: Mask = self.parts("place") != VALUES["place"].index(OUTSIDE)
        if "reach" in SERIES_LABELS[self.metric]:
            out = out & (self._label("reach") != WITHIN)
        return out

    def parts(self, dimension: Dimension) -> Counts:
        """Give each series' row of a dimension's table: the place in `VALUES`, or nowhere.

        All but places are of the area, so what is outside of it is in none of them.
        """
        if f"by {dimension}" not in self._known:
            self._known[f"by {dimension}"] = self._parts(dimension)
        return self._known[f"by {dimension}"]

    def _label(self, label: str) -> NDArray[np.str_]:
        if label not in self._known:
            self._known[label] = np.array(self._labels(label), dtype=np.str_)
        known: NDArray[np.str_] = self._known[label]
        return known

    def _labels(self, label: str) -> list[str]:
        at = 1 + SERIES_LABELS[self.metric].index(label)
        return [series[at] for series in self.series]

    def _parts(self, dimension: Dimension) -> Counts:
        index = {value: row for row, value in enumerate(VALUES[dimension])}
        if dimension == "theme":
            return np.array([index[said] for said in self._labels("theme")], dtype=np.int64)
        places = [_place(where) for where in self._labels("place")]
        if dimension == "place":
            return np.array([index[place] for place in places], dtype=np.int64)
        said = zip(self._labels(dimension), places, strict=True)
        found = [NOWHERE if at == OUTSIDE else index.get(value, NOWHERE) for value, at in said]
        return np.array(found, dtype=np.int64)


def _place(where: str) -> str:
    """Name a place: a court is its name, a district its code; one of another area is outside."""
    if where == NO_PLACE:
        return AREA
    return where if where in _PLACES else tables.places().get(where, OUTSIDE)


def summed(page: Page, by_series: Counts, parts: Counts, dimension: Dimension) -> Counts:
    """Add a page's series up to parts; of the places, the first is the area."""
    out = np.zeros((len(VALUES[dimension]), *by_series.shape[1:]), dtype=np.int64)
    counted = parts != NOWHERE
    np.add.at(out, parts[counted], by_series[counted])
    if dimension == "place":
        of_area = by_series[counted & page.of_area()]
        out[VALUES["place"].index(AREA)] = of_area.sum(axis=0)
    return out


def pages_of(book: Book) -> dict[str, Page]:
    """Sort a book's rows by internal metric."""
    metrics = {series[0]: number for number, series in enumerate(book.series)}
    which = {metric: number for number, metric in enumerate(sorted(metrics))}
    metric_of = np.array([which[series[0]] for series in book.series], dtype=np.int8)
    columns = [np.ascontiguousarray(column) for column in book.rows.T]
    of_row = metric_of[columns[SERIES]] if len(metric_of) else np.zeros(0, np.int8)
    return {
        metric: _page(metric, book.series, columns, (metric_of == k, np.flatnonzero(of_row == k)))
        for metric, k in which.items()
    }


def _page(
    metric: str,
    series: tuple[Series, ...],
    columns: Sequence[Days],
    chosen: tuple[Mask, NDArray[np.int64]],
) -> Page:
    of_metric, rows = chosen
    numbers = np.cumsum(of_metric, dtype=np.int32) - 1
    clock, day, n, value = (columns[column][rows] for column in (CLOCK, DAY, N, VALUE))
    number = numbers[columns[SERIES][rows]]
    kept = tuple(series[k] for k in np.flatnonzero(of_metric))
    return Page(metric, kept, number, clock, day, n, value, rows)


def no_page(metric: str) -> Page:
    """Give the page of a metric that nobody has said a thing about."""
    none = np.zeros(0, dtype=np.int32)
    return Page(metric, (), none, none, none, none, none, np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class Reader:
    """Pages as of one day, read up to each of `cuts` (ordinals, ascending, that day included)."""

    pages: Mapping[str, Page]
    as_of: int
    cuts: Sequence[int]
    _true: dict[str, Page] = field(default_factory=dict)
    _sums: dict[tuple[str, str], Counts] = field(default_factory=dict)
    _tables: dict[tuple[Count, str], Counts] = field(default_factory=dict)

    def page(self, metric: str) -> Page:
        """Give what is true of a metric by the day."""
        if metric not in self._true:
            page = self.pages.get(metric) or no_page(metric)
            self._true[metric] = page.up_to(self.as_of)
        return self._true[metric]

    def table(self, count: Count, dimension: Dimension) -> Counts:
        """Add up what a figure counts: one row a part, one column a cut, all up to it."""
        if (count, dimension) not in self._tables:
            page = self.page(named(count.metric, dimension))
            parts = np.where(page.counted(count), page.parts(dimension), NOWHERE)
            sums = self._by_series(page, count.by)
            self._tables[count, dimension] = summed(page, sums, parts, dimension)
        return self._tables[count, dimension]

    def cut(self, day: int) -> int:
        """Find a cut's column."""
        return self.cuts.index(day)

    def _by_series(self, page: Page, by: str) -> Counts:
        if (page.metric, by) not in self._sums:
            self._sums[page.metric, by] = _sums(page, by, self.cuts)
        return self._sums[page.metric, by]


def named(metric: str, dimension: Dimension) -> str:
    """Give the internal metric that has a dimension: themes have one of their own."""
    return f"{metric}-by-theme" if dimension == "theme" else metric


def _sums(page: Page, by: str, cuts: Sequence[int]) -> Counts:
    shape = (len(page.series), len(cuts) + 1)
    bucket = ranks(page.clock if by == "clock" else page.day, cuts)
    cells = bincount(page, bucket, shape)
    return np.cumsum(cells, axis=1)[:, :-1]


def bincount(page: Page, bucket: NDArray[np.int64], shape: tuple[int, int]) -> Counts:
    """Add rows up: one row a series, one column a bucket."""
    cells = np.bincount(page.number * shape[1] + bucket, page.weights, shape[0] * shape[1])
    return cells.astype(np.int64).reshape(shape)


def ranks(days: Days, edges: Sequence[int]) -> NDArray[np.int64]:
    """Count the edges before each day, by a table with a place for every day there is."""
    if not len(days):
        return np.zeros(0, dtype=np.int64)
    low, high = int(days.min()), int(days.max())
    table = np.searchsorted(np.asarray(edges), np.arange(low, high + 1), side="left")
    return np.asarray(table[days - low], dtype=np.int64)


def compressed(days: Days) -> tuple[Days, NDArray[np.int64]]:
    """Give the different days, ascending, and where each row's is among them; no sorting."""
    if not len(days):
        return days, np.zeros(0, dtype=np.int64)
    low = int(days.min())
    there = np.zeros(int(days.max()) - low + 1, dtype=np.bool_)
    there[days - low] = True
    places = np.cumsum(there) - 1
    return (np.flatnonzero(there) + low).astype(np.int32), places[days - low]
