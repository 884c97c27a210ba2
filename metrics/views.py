"""A book becomes figures: what the catalogue says, as of a day. Pure.

`figures` gives every figure as things stand and for each period asked for, one dimension at a
time: by place, by crime group, by theme. Called by `lcjb figures` and the exporter.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from metrics import backlog, calendar, cohorts, disclosure, limits, nowcast, timeliness
from metrics.book import CLOCK, SERIES, Book, N
from metrics.calendar import WEEKS, Period, now, settled_on, window
from metrics.catalogue import (
    AREA,
    BOUNDS,
    CATALOGUE,
    INTERIM,
    MATURE,
    STATS,
    VALUES,
    Count,
    Dimension,
    Metric,
    named,
)
from metrics.pages import Counts, Reader, pages_of

SIGNS = {
    "receipts": +1,
    "receipt-unknown": +1,
    "transferred-in": +1,
    "executed": +1,
    "reopened": +1,
    "disposals": -1,
    "transferred-out": -1,
    "issued": -1,
    "merged": -1,
    "cancelled": -1,
}
"""What a flow does to what is open (R24)."""

Status: TypeAlias = Literal[
    "ok", "provisional", "interim", "estimated", "incomplete", "too-few", "no-data"
]
Labels: TypeAlias = dict[str, str]
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


Declared: TypeAlias = Mapping[tuple[str, str], int]
"""From which day each stage of an agency is complete, as its partners said."""


def declared(book: Book) -> Declared:
    """Read what the partners declared, the latest where a stage was declared twice."""
    wanted = {n: said for n, said in enumerate(book.series) if said[0] == "history-complete"}
    rows = book.rows[np.isin(book.rows[:, SERIES], list(wanted)) & (book.rows[:, N] > 0)]
    out: dict[tuple[str, str], int] = {}
    for number, clock in rows[:, [SERIES, CLOCK]].tolist():
        _, agency, stage = wanted[number]
        out[agency, stage] = max(clock, out.get((agency, stage), 0))
    return out


CompleteTo: TypeAlias = Mapping[str, date | None]
"""To which day all that an agency has said is in; None where that is not told."""


def known(
    said: Declared, depends_on: Sequence[tuple[str, str]], *, complete: bool = False
) -> Known:
    """Give the day from which all that a figure depends on is complete.

    `complete` is for files that anybody tries: what is not declared there is taken as complete.
    """
    if not complete and any(stage not in said for stage in depends_on):
        return Known(None)
    return Known(max(said.get(stage, 0) for stage in depends_on))


def figures(
    book: Book,
    as_of: date,
    periods: Sequence[Period],
    *,
    complete: bool = False,
    only: str | None = None,
    complete_to: CompleteTo | None = None,
) -> list[Figure]:
    """Give the now-figures as of a day and those of each period; `only` one metric if said.

    The area is always there, and so is every place of a plain count; other parts with nothing in
    them are left out.
    """
    view = View(book, as_of, periods, complete=complete, complete_to=complete_to)
    wanted = CATALOGUE if only is None else named(only)
    return [figure for metric in wanted for figure in view.of(metric)]


class Told(NamedTuple):
    """The numbers of a figure, one a part: `d` where it is a rate, `value` NaN where it is none."""

    n: Numbers
    d: Numbers | None
    value: Numbers


class View:
    """A book as of one day; estimates go to the day to which their agencies are complete."""

    def __init__(
        self,
        book: Book,
        as_of: date,
        periods: Sequence[Period],
        *,
        complete: bool = False,
        complete_to: CompleteTo | None = None,
    ) -> None:
        self._as_of = as_of
        self._complete_to = complete_to or {}
        self._known = cache(partial(known, declared(book), complete=complete))
        self._periods = periods
        quarters = (quarter for each in periods for quarter in cohorts.quarters(each, as_of))
        spans = (now(as_of), window(as_of), *periods, *quarters)
        cuts = {day for span in spans for day in (span.first - 1, span.last)}
        self._reader = Reader(pages_of(book), as_of.toordinal(), sorted(cuts))
        self._ages = cache(partial(backlog.ages, self._reader))
        self._durations = cache(partial(timeliness.durations, self._reader))
        self._disclosed = cache(partial(cohorts.disclosed, self._sum))

    def all(self) -> list[Figure]:
        """Give every figure of the catalogue."""
        return [figure for metric in CATALOGUE for figure in self.of(metric)]

    def of(self, metric: Metric) -> Iterator[Figure]:
        """Give one metric's figures: as things stand, then of each period."""
        for span in self._spans(metric):
            if not self._covered(metric, span):
                yield from self._no_data(metric, span)
                continue
            if metric.kind == "estimated":
                yield from self._estimated(metric)
                continue
            if metric.disclosure == "protected":
                yield from self._protected(metric, span)
                continue
            for dimension in metric.dimensions:
                for own, told in self._told(metric, dimension, span):
                    yield from self._figures(metric, span, (dimension, own), told)

    def gaps(self) -> dict[str, int]:
        """Give by how much an invariant is broken, the worst part: 0 as long as all is well.

        Of every stage and part, bands and unknown add up to open; of every stage, place and span,
        open at the end is open before it and what moved in it.
        """
        spans = (window(self._as_of), *self._periods)
        bands = [self._of_bands(m) for m in named("backlog_open_by_age")]
        flows = [self._of_flows(m.stage, span) for m in named("backlog_flow") for span in spans]
        return {"bands": max(bands), "flows": max(flows)}

    def _of_bands(self, metric: Metric) -> int:
        span = now(self._as_of)
        gaps = [
            self._ages(metric.n, name).bands().sum(axis=1) - self._sum(metric.n, name, span)
            for name in metric.dimensions
        ]
        return max(int(np.abs(gap).max()) for gap in gaps)

    def _of_flows(self, stage: str, span: Period) -> int:
        opened, moved = (Count(name, "day", (("stage", stage),)) for name in ("open", "flow"))
        opened = replace(opened, stock=True)
        total = self._sum(opened, "place", Period(None, 1, span.first - 1))
        for flow, sign in SIGNS.items():
            total = total + sign * self._sum(moved.of("flow", flow), "place", span)
        return int(np.abs(total - self._sum(opened, "place", span)).max())

    def _spans(self, metric: Metric) -> Iterator[Period]:
        if metric.now:
            yield now(self._as_of) if metric.is_stock else window(self._as_of)
        if metric.cohorts:
            of_cohorts = (calendar.cohorts(span, self._as_of) for span in self._periods)
            yield from filter(None, of_cohorts)
        elif metric.periods:
            yield from (span for span in self._periods if span.name != calendar.MATURE_YEAR)

    def _covered(self, metric: Metric, span: Period) -> bool:
        """Say whether there is a day yet, and every day that the figure needs is known."""
        day = self._as_of.toordinal()
        needed = min(span.last, day) if metric.is_stock else span.first
        if metric.kind == "estimated":
            needed = self._complete(metric).toordinal() - metric.horizon
        return span.first <= day and self._known(metric.depends_on).from_(needed)

    def _status(self, metric: Metric, span: Period) -> Status:
        day = self._as_of.toordinal()
        if metric.cohorts:
            return "ok" if day >= calendar.matures_on(span) else "interim"
        if metric.settles and day < settled_on(span):
            return "provisional"
        return "ok" if span.last <= day else "incomplete"

    def _told(
        self, metric: Metric, dimension: Dimension, span: Period
    ) -> Iterator[tuple[Labels, Told]]:
        """Give the numbers, once for each value of the metric's own labels."""
        match metric.kind:
            case "bands":
                bands = self._ages(metric.n, dimension).bands()
                yield from _each(metric, map(_plain, bands.T))
            case "over":
                older = self._ages(metric.n, dimension).over(metric.days)
                yield from _each(metric, [_plain(older)])
            case "limits":
                counts = limits.counts(self._reader, metric.n)
                yield from _each(metric, map(_plain, counts))
            case "median" | "mean":
                yield {}, self._duration(metric.n, span, metric.kind)
            case "durations":
                yield from self._durations_of(metric, span)
            case "count":
                counted = (self._sum(c, dimension, span) for c in _spread(metric))
                yield from _each(metric, map(_plain, counted))
            case _:
                ratios = (self._ratio(metric, n, dimension, span) for n in _spread(metric))
                yield from _each(metric, ratios)

    def _durations_of(self, metric: Metric, span: Period) -> Iterator[tuple[Labels, Told]]:
        for value, count in zip(metric.spread_over, _spread(metric), strict=True):
            for stat in STATS:
                own = {metric.spread: value, "stat": stat}
                yield own, self._duration(count, span, stat)

    def _duration(self, count: Count, span: Period, stat: str) -> Told:
        days, counts = self._durations(count, span)
        taken = timeliness.median if stat == "median" else timeliness.mean
        return Told(counts.sum(axis=1), None, taken(days, counts))

    def _ratio(self, metric: Metric, count: Count, dimension: Dimension, span: Period) -> Told:
        if metric.kind == "oldest":
            ages = self._ages(metric.n, dimension)
            return Told(ages.bands()[:, :-1].sum(axis=1), None, ages.oldest())
        if metric.kind == "year-or-more":
            bands = self._ages(metric.n, dimension).bands()[:, :-1]
            return _over(bands[:, backlog.YEAR :].sum(axis=1), bands.sum(axis=1))
        n = self._sum(count, dimension, span)
        d = self._sum(metric.d or metric.n, dimension, span)
        return _over(n, d / WEEKS if metric.kind == "weeks" else d)

    def _sum(self, count: Count, dimension: Dimension, span: Period) -> Counts:
        table = self._reader.table(count, dimension)
        upto = table[:, self._reader.cut(span.last)]
        return upto if count.stock else upto - table[:, self._reader.cut(span.first - 1)]

    def _figures(
        self, metric: Metric, span: Period, part: tuple[Dimension, Labels], told: Told
    ) -> Iterator[Figure]:
        dimension, own = part
        status = self._status(metric, span)
        d = np.zeros(len(told.n)) if told.d is None else told.d
        said = (told.n != 0) | (d != 0)
        if dimension == "place":
            said[0] = True
            if metric.kind == "count" and not metric.spread:
                said |= _counted_in(metric.places)
        for row in np.flatnonzero(said).tolist():
            labels = _labels(metric, dimension, VALUES[dimension][row]) | own
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

    def _protected(self, metric: Metric, span: Period) -> Iterator[Figure]:
        """Give rounded figures, all rows of a table whatever is in them; parts of a year only."""
        status = self._status(metric, span)
        own = _maturity(status)
        for dimension in metric.dimensions:
            rows = cohorts.rows_of(metric, dimension, span)
            n, d = (
                self._disclosed(count, span)[dimension]
                for count in (metric.n, metric.d or metric.n)
            )
            value = disclosure.ratio(n, d)
            for row in rows:
                there = not np.isnan(value[row])
                yield Figure(
                    metric.name,
                    {dimension: VALUES[dimension][row]} | own,
                    self._as_of,
                    span.name,
                    cohorts.shown(n[row]),
                    cohorts.shown(d[row]),
                    value[row].item() if there else None,
                    status if there else "too-few",
                )

    def _estimated(self, metric: Metric) -> Iterator[Figure]:
        """Give the area's estimate and its band, as of the day to which all is in."""
        since = self._known(metric.depends_on).since or 0
        day = self._complete(metric)
        found = nowcast.nowcast(self._reader, metric, since, day.toordinal())
        if found is None or np.isnan(found.band).any():
            yield from self._no_data(metric, now(self._as_of))
            return
        for bound, number in zip(BOUNDS, (found.share, *found.band), strict=True):
            value = disclosure.share(number) if metric.disclosure == "protected" else number
            labels = _labels(metric, "place", AREA) | {metric.spread: bound}
            yield Figure(metric.name, labels, day, None, None, None, value, "estimated")

    def _complete(self, metric: Metric) -> date:
        """Give the last day of which all is in that a figure depends on, as far as that is told."""
        told = (self._complete_to.get(agency) for agency, _ in metric.depends_on)
        return min([self._as_of, *filter(None, told)])

    def _no_data(self, metric: Metric, span: Period) -> Iterator[Figure]:
        for value in metric.spread_over:
            own = {metric.spread: value} if metric.spread else {}
            labels = _labels(metric, "place", AREA) | own
            if metric.cohorts:
                labels |= _maturity(self._status(metric, span))
            yield Figure(metric.name, labels, self._as_of, span.name, None, None, None, "no-data")


def _spread(metric: Metric) -> list[Count]:
    """Give what is counted for each value of a metric's own label."""
    if not metric.spread:
        return [metric.n]
    return [metric.n.of(metric.spread, value) for value in metric.spread_over]


def _each(metric: Metric, told: Iterable[Told]) -> Iterator[tuple[Labels, Told]]:
    for value, each in zip(metric.spread_over, told, strict=True):
        yield {metric.spread: value} if metric.spread else {}, each


@cache
def _counted_in(places: tuple[str, ...]) -> NDArray[np.bool_]:
    """Say which places' zeros are told."""
    return np.isin(VALUES["place"], places)


def _labels(metric: Metric, dimension: str, part: str) -> dict[str, str]:
    return ({"stage": metric.stage} if metric.stage else {}) | {dimension: part}


def _plain(n: Counts) -> Told:
    return Told(n, None, n)


def _over(n: Counts, d: Numbers) -> Told:
    value = np.divide(n, d, out=np.full(len(n), np.nan), where=d != 0)
    return Told(n, d, value)


def _maturity(status: Status) -> Labels:
    return {"maturity": INTERIM if status == "interim" else MATURE}
