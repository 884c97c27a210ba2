"""A book becomes figures: what the catalogue says, as of a day. Pure.

`figures` gives every figure as things stand and for each period asked for, one dimension at a
time: by place, by crime group, by theme. Called by `lcjb figures` and the exporter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from metrics import backlog, charge_rate
from metrics.book import CLOCK, SERIES, Book, N
from metrics.calendar import WEEKS, Period, now, settled_on, window
from metrics.catalogue import (
    ALL,
    AREA,
    BANDS,
    METRICS,
    STAGE,
    VALUES,
    Count,
    Dimension,
    Metric,
)
from metrics.pages import Counts, Reader, pages_of

SIGNS = {"receipts": +1, "reopened": +1, "disposals": -1, "cancelled": -1}
"""What a flow does to what is open."""

Status: TypeAlias = Literal["ok", "provisional", "incomplete", "no-data"]
Numbers: TypeAlias = NDArray[np.int64] | NDArray[np.float64]


class Figure(NamedTuple):
    """One figure: what it is of, its parts, and whether it may be read as it stands."""

    metric: str
    labels: Mapping[str, str]
    as_of: date
    period: str | None
    n: int | float | None
    d: int | float | None
    value: float | None
    status: Status


@dataclass(frozen=True, slots=True)
class Known:
    """From which day history is complete: None is never, 0 always (files taken as they are)."""

    since: int | None

    def from_(self, first: int) -> bool:
        """Say whether every day from `first` on is known."""
        return self.since is not None and self.since <= first


def known(book: Book, *, complete: bool) -> Known:
    """Read what the partners declared: the latest day from which the stage is complete.

    `complete` is for files that anybody tries: what is not declared there is taken as complete.
    """
    wanted = ("history-complete", "police", STAGE)
    number = book.series.index(wanted) if wanted in book.series else -1
    said = book.rows[(book.rows[:, SERIES] == number) & (book.rows[:, N] > 0)]
    if len(said):
        return Known(int(said[:, CLOCK].max()))
    return Known(0 if complete else None)


def figures(
    book: Book,
    as_of: date,
    periods: Sequence[Period],
    *,
    complete: bool = False,
    only: str | None = None,
) -> list[Figure]:
    """Give the now-figures as of a day and those of each period; `only` one metric if said.

    The area is always there, and so is every place of a plain count; other parts with nothing in
    them are left out.
    """
    view = View(book, as_of, periods, complete=complete)
    return view.all() if only is None else list(view.of(METRICS[only]))


class Told(NamedTuple):
    """The numbers of a figure, one a part: `d` where it is a rate, `value` NaN where it is none."""

    n: Numbers
    d: Numbers | None
    value: Numbers


class View:
    """A book as of one day."""

    def __init__(
        self, book: Book, as_of: date, periods: Sequence[Period], *, complete: bool = False
    ) -> None:
        self._as_of = as_of
        self._known = known(book, complete=complete)
        self._periods = periods
        spans = (now(as_of), window(as_of), *periods)
        cuts = {day for span in spans for day in (span.first - 1, span.last)}
        self._reader = Reader(pages_of(book), as_of.toordinal(), sorted(cuts))
        self._ages = cache(partial(backlog.ages, self._reader))
        self._medians = cache(partial(charge_rate.medians, self._reader))

    def all(self) -> list[Figure]:
        """Give every figure of the catalogue."""
        return [figure for metric in METRICS.values() for figure in self.of(metric)]

    def of(self, metric: Metric) -> Iterator[Figure]:
        """Give one metric's figures: as things stand, then of each period."""
        for span in self._spans(metric):
            if not self._covered(metric, span):
                yield from self._no_data(metric, span)
                continue
            for dimension in metric.dimensions:
                for value, told in self._told(metric, dimension, span):
                    yield from self._figures(metric, span, (dimension, value), told)

    def gaps(self) -> dict[str, int]:
        """Give by how much an invariant is broken, the worst part: 0 as long as all is well.

        Bands and unknown add up to open; open now is open 84 days ago and what moved since.
        """
        span, before = window(self._as_of), Period(None, 1, window(self._as_of).first - 1)
        opened, moves = METRICS["backlog_open"].n, METRICS["backlog_flow"].n
        by_band = [
            np.abs(self._ages(name).bands().sum(axis=1) - self._sum(opened, name, span)).max()
            for name in ALL
        ]
        total = self._sum(opened, "place", before)
        for flow, sign in SIGNS.items():
            total = total + sign * self._sum(moves.of("flow", flow), "place", span)
        flows = np.abs(total - self._sum(opened, "place", span)).max()
        return {"bands": int(max(by_band)), "flows": int(flows)}

    def _spans(self, metric: Metric) -> Iterator[Period]:
        if metric.now:
            yield now(self._as_of) if metric.is_stock else window(self._as_of)
        if metric.periods:
            yield from self._periods

    def _covered(self, metric: Metric, span: Period) -> bool:
        """Say whether there is a day yet, and every day that the figure needs is known."""
        day = self._as_of.toordinal()
        needed = min(span.last, day) if metric.is_stock else span.first
        return span.first <= day and self._known.from_(needed)

    def _status(self, metric: Metric, span: Period) -> Status:
        day = self._as_of.toordinal()
        if metric.settles and day < settled_on(span):
            return "provisional"
        return "ok" if span.last <= day else "incomplete"

    def _told(
        self, metric: Metric, dimension: Dimension, span: Period
    ) -> Iterator[tuple[str, Told]]:
        """Give the numbers, once for each value of the metric's own label."""
        match metric.kind:
            case "count":
                counts = self._spread(metric)
                yield from ((value, _plain(self._sum(c, dimension, span))) for value, c in counts)
            case "bands":
                bands = self._ages(dimension).bands()
                yield from zip(BANDS, map(_plain, bands.T), strict=True)
            case "median":
                n, days = self._medians(metric.n, span)
                yield "", Told(n, None, days)
            case _:
                yield "", self._ratio(metric, dimension, span)

    def _ratio(self, metric: Metric, dimension: Dimension, span: Period) -> Told:
        if metric.kind == "oldest":
            ages = self._ages(dimension)
            return Told(ages.open.sum(axis=1), None, ages.oldest())
        if metric.kind == "year-or-more":
            bands = self._ages(dimension).bands()[:, :-1]
            return _over(bands[:, backlog.YEAR :].sum(axis=1), bands.sum(axis=1))
        n = self._sum(metric.n, dimension, span)
        d = self._sum(metric.d or metric.n, dimension, span)
        return _over(n, d / WEEKS if metric.kind == "weeks" else d)

    def _spread(self, metric: Metric) -> Iterator[tuple[str, Count]]:
        if not metric.spread:
            yield "", metric.n
        for value in VALUES[metric.spread] if metric.spread else ():
            yield value, metric.n.of(metric.spread, value)

    def _sum(self, count: Count, dimension: Dimension, span: Period) -> Counts:
        table = self._reader.table(count, dimension)
        upto = table[:, self._reader.cut(span.last)]
        return upto if count.stock else upto - table[:, self._reader.cut(span.first - 1)]

    def _figures(
        self, metric: Metric, span: Period, part: tuple[Dimension, str], told: Told
    ) -> Iterator[Figure]:
        dimension, value = part
        status = self._status(metric, span)
        d = np.zeros(len(told.n)) if told.d is None else told.d
        said = (told.n != 0) | (d != 0)
        if dimension == "place":
            said[0] = True
            said |= metric.kind == "count" and not metric.spread
        for row in np.flatnonzero(said).tolist():
            labels = _labels(metric, (dimension, VALUES[dimension][row]), value)
            number = told.value[row].item()
            there = not np.isnan(number)
            yield Figure(
                metric.name,
                labels,
                self._as_of,
                span.name,
                told.n[row].item(),
                None if told.d is None else told.d[row].item(),
                float(number) if there else None,
                status if there else "no-data",
            )

    def _no_data(self, metric: Metric, span: Period) -> Iterator[Figure]:
        for value in VALUES[metric.spread] if metric.spread else ("",):
            labels = _labels(metric, ("place", AREA), value)
            yield Figure(metric.name, labels, self._as_of, span.name, None, None, None, "no-data")


def _labels(metric: Metric, part: tuple[str, str], value: str) -> dict[str, str]:
    stage = {"stage": metric.stage} if metric.stage else {}
    own = {metric.spread: value} if metric.spread else {}
    return stage | dict([part]) | own


def _plain(n: Counts) -> Told:
    return Told(n, None, n)


def _over(n: Counts, d: Numbers) -> Told:
    value = np.divide(n, d, out=np.full(len(n), np.nan), where=d != 0)
    return Told(n, d, value)
