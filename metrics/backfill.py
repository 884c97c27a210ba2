"""The past as Prometheus would have scraped it: daily figures by place, as OpenMetrics. Pure.

Called by `lcjb backfill`; `promtool tsdb create-blocks-from openmetrics` reads what it writes. A
day's sample carries the instant at which the day ends in London. What the catalogue counts by place
as things stand has a past; of what it counts for periods only, the rolling year has, if it has no
label of its own. Protected figures have none: a step from day to day may be one person. Nor have
estimates: what is known by now would be taken for what was expected then. Each number equals the
figure as of that day (a test): a contribution is held from its `day` until it is out of the
figure's span.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from metrics import timeliness, views
from metrics.backlog import YEAR
from metrics.book import DAY, NO_CLOCK, Book
from metrics.calendar import ROLLING_YEAR, WEEKS, WINDOW_DAYS, rolling_year
from metrics.catalogue import (
    AREA,
    CATALOGUE,
    EDGES,
    OUTSIDE,
    VALUES,
    WITHIN,
    Count,
    Metric,
)
from metrics.pages import Counts, Days, Page, compressed, no_page, pages_of
from metrics.partner import ALWAYS
from producers.contract.days import start_of

Numbers: TypeAlias = NDArray[np.float64]
Ends: TypeAlias = NDArray[np.integer] | None
FOREVER = date.max.toordinal()
_ROWS = len(VALUES["place"])


@dataclass(frozen=True, slots=True)
class Series:
    """One series: a value a day, NaN where there is none."""

    labels: Mapping[str, str]
    values: Numbers


@dataclass(frozen=True, slots=True)
class Past:
    """The series of each family, by name, over some days (ordinals)."""

    days: range
    families: dict[str, list[Series]]


def past(book: Book, first: date | None, last: date) -> Past:
    """Read the figures of every day that is known; of a span, only where all of it is."""
    said = views.declared(book)
    known = {metric: views.known(said, metric.depends_on).since for metric in _with_a_past()}
    since = {metric: day for metric, day in known.items() if day is not None}
    if not since:
        return Past(range(0), {})
    told = book.rows[book.rows[:, DAY] > ALWAYS]
    begun = int(told[:, DAY].min()) if len(told) else last.toordinal()
    start = max(min(since.values()), begun, first.toordinal() if first else 0)
    days = range(start, last.toordinal() + 1)
    return Past(days, _Daily(book, days, since).families() if days else {})


def _with_a_past() -> list[Metric]:
    served = (m for m in CATALOGUE if m.disclosure == "exact" and m.served != "page")
    counted = (metric for metric in served if metric.kind != "estimated")
    return [metric for metric in counted if "place" in metric.dimensions]


def lines(told: Past) -> Iterator[str]:
    """Write OpenMetrics: family by family, series by series, day by day."""
    at = [start_of(date.fromordinal(day) + timedelta(days=1)).timestamp() for day in told.days]
    ends = [f" {instant:.0f}\n" for instant in at]
    for name, family in told.families.items():
        yield f"# TYPE {name} gauge\n"
        for series in family:
            labels = ",".join(f'{k}="{v}"' for k, v in sorted(series.labels.items()))
            head = f"{name}{{{labels}}} "
            for value, end in zip(series.values.tolist(), ends, strict=True):
                if value == value:  # noqa: PLR0124 - not NaN: no data is no sample
                    yield f"{head}{value:.10g}{end}"
    yield "# EOF\n"


@dataclass(frozen=True, slots=True)
class Told:
    """A metric's numbers: one row a place, one column a day."""

    n: Counts
    d: Counts | Numbers | None
    value: Counts | Numbers


class _Daily:
    def __init__(self, book: Book, days: range, since: Mapping[Metric, int]) -> None:
        self._pages = pages_of(book)
        self._days = days
        self._since = since
        self._firsts = np.array([rolling_year(date.fromordinal(day)).first for day in days])
        self._out: dict[str, list[Series]] = {}

    def families(self) -> dict[str, list[Series]]:
        for metric in self._since:
            if metric.now:
                self._as_things_stand(metric)
            elif not metric.spread:
                self._of_the_year(metric)
        return self._out

    def _as_things_stand(self, metric: Metric) -> None:
        """Give what an instant says: a stock, or a flow of the last 84 days."""
        before = 0 if metric.is_stock else WINDOW_DAYS - 1
        known = np.array([day - before >= self._since[metric] for day in self._days])
        for value, told in zip(metric.spread_over, self._now(metric), strict=True):
            own = {metric.spread: value} if metric.spread else {}
            self._keep(metric, told, known, metric.suffix(None), **own)

    def _now(self, metric: Metric) -> Iterator[Told]:
        match metric.kind:
            case "bands":
                yield from map(_plain, self._ages(metric))
            case "year-or-more":
                bands = self._ages(metric)[:-1]
                yield _over(np.sum(bands[YEAR:], axis=0), np.sum(bands, axis=0))
            case "oldest":
                yield self._oldest(metric.n)
            case "limits":
                yield from map(_plain, self._limits(metric.n))
            case "over":
                aged = self._of_known_age(metric.n)
                late = np.maximum(aged.day, aged.clock + metric.days + 1)
                yield _plain(self._held(aged, late, None))
            case "weeks":
                worked = self._window(metric.d or metric.n) / WEEKS
                yield _over(self._standing(metric.n), worked)
            case _:
                yield from self._counted(metric, self._stock_or_window)

    def _of_the_year(self, metric: Metric) -> None:
        """Give what a rolling year says, where all of it is known."""
        if metric.kind in {"median", "mean"}:
            told = self._durations(metric)
        elif metric.kind in {"count", "rate"}:
            told = next(self._counted(metric, self._year))
        else:
            return
        known = self._firsts >= self._since[metric]
        self._keep(metric, told, known, metric.suffix(ROLLING_YEAR), period=ROLLING_YEAR)

    def _counted(self, metric: Metric, added: Callable[[Count], Counts]) -> Iterator[Told]:
        d = None if metric.d is None else added(metric.d)
        for value in metric.spread_over:
            n = added(metric.n.of(metric.spread, value) if metric.spread else metric.n)
            yield _plain(n) if d is None else _over(n, d)

    def _ages(self, metric: Metric) -> list[Counts]:
        page = self._page(metric.n)
        aged, rest = page.where(page.clock != NO_CLOCK), page.where(page.clock == NO_CLOCK)
        edges = (0, *EDGES, FOREVER)
        bands = [
            self._held(aged, np.maximum(aged.day, aged.clock + lower), aged.clock + upper)
            for lower, upper in pairwise(edges)
        ]
        return [*bands, self._held(rest, rest.day, None)]

    def _limits(self, count: Count) -> list[Counts]:
        page = self._page(count)
        soon = [
            self._held(page, np.maximum(page.day, page.clock - days), page.clock + 1)
            for days in WITHIN.values()
        ]
        return [*soon, self._held(page, np.maximum(page.day, page.clock + 1), None)]

    def _keep(
        self,
        metric: Metric,
        told: Told,
        known: NDArray[np.bool_],
        suffix: str,
        **labels: str,
    ) -> None:
        stage = {"stage": metric.stage} if metric.stage else {}
        for series, part in metric.series(suffix):
            numbers = np.asarray(getattr(told, part), dtype=np.float64)
            numbers = np.where(known, numbers, np.nan)
            for place, values in zip(VALUES["place"], numbers, strict=True):
                if place not in {AREA, *metric.places}:
                    continue
                said = Series(stage | {"place": place} | labels, values)
                self._out.setdefault(series, []).append(said)

    def _page(self, count: Count) -> Page:
        page = self._pages.get(count.metric) or no_page(count.metric)
        return page.where(page.counted(count)[page.number])

    def _of_known_age(self, count: Count) -> Page:
        page = self._page(count)
        return page.where(page.clock != NO_CLOCK)

    def _stock_or_window(self, count: Count) -> Counts:
        return self._standing(count) if count.stock else self._window(count)

    def _standing(self, count: Count) -> Counts:
        page = self._page(count)
        return self._held(page, page.day, None)

    def _window(self, count: Count) -> Counts:
        page = self._page(count)
        at = _dated(page, count)
        return self._held(page, np.maximum(page.day, at), at + WINDOW_DAYS)

    def _year(self, count: Count) -> Counts:
        page = self._page(count)
        at = _dated(page, count)
        return self._held(page, np.maximum(page.day, at), self._out_of_year(at))

    def _out_of_year(self, at: Days) -> NDArray[np.int64]:
        """Give the first day whose rolling year has left a day behind."""
        return np.searchsorted(self._firsts, at, side="right") + self._days.start

    def _held(self, page: Page, enter: Days, leave: Ends) -> Counts:
        """Add up what is held each day: from `enter` on, before `leave`; the area first."""
        place = page.parts("place")[page.number] if len(page.number) else page.row
        out = self._grid(page, place, _ROWS, enter, leave)
        mine = page.of_area()[page.number] if len(page.number) else np.zeros(0, dtype=np.bool_)
        ends = None if leave is None else leave[mine]
        out[0] = self._grid(page.where(mine), place[mine] * 0, 1, enter[mine], ends)[0]
        return out

    def _grid(
        self, page: Page, key: NDArray[np.int64], keys: int, enter: Days, leave: Ends
    ) -> Counts:
        width = len(self._days) + 1
        out = np.zeros(keys * width)
        for day, sign in ((enter, 1.0), (leave, -1.0)):
            if day is None:
                continue
            # What was out before it came in moves nothing: both ends meet.
            late = day if day is enter else np.maximum(day, enter)
            at = np.clip(late - self._days.start, 0, width - 1)
            out += np.bincount(key * width + at, sign * page.weights, keys * width)
        return out.astype(np.int64).reshape(keys, width).cumsum(axis=1)[:, :-1]

    def _oldest(self, count: Count) -> Told:
        page = self._of_known_age(count)
        entered, at = compressed(page.clock)
        age = np.arange(self._days.start, self._days.stop) - entered[:, None]
        n, value = [], []
        for mask in self._places(page):
            kept = page.where(mask)
            held = self._grid(kept, at[mask], len(entered), kept.day, None)
            there = (held > 0).any(axis=0) if len(entered) else np.zeros(len(self._days), np.bool_)
            first = (held > 0).argmax(axis=0) if len(entered) else np.zeros(len(self._days), int)
            oldest = age[first, np.arange(len(self._days))] if len(entered) else there
            n.append(held.sum(axis=0))
            value.append(np.where(there, oldest, np.nan))
        return Told(np.array(n), None, np.array(value))

    def _durations(self, metric: Metric) -> Told:
        page = self._page(metric.n)
        taken = timeliness.median if metric.kind == "median" else timeliness.mean
        days, at = compressed(page.value)
        n, value = [], []
        for mask in self._places(page):
            kept = page.where(mask)
            leave = self._out_of_year(kept.clock)
            enter = np.maximum(kept.day, kept.clock)
            held = self._grid(kept, at[mask], len(days), enter, leave)
            n.append(held.sum(axis=0))
            value.append(taken(days, held.T))
        return Told(np.array(n), None, np.array(value))

    def _places(self, page: Page) -> Iterator[NDArray[np.bool_]]:
        place = page.parts("place")[page.number] if len(page.number) else page.row
        for row, name in enumerate(VALUES["place"]):
            outside = VALUES["place"].index(OUTSIDE)
            yield (place != outside) if name == AREA else place == row


def _dated(page: Page, count: Count) -> Days:
    return page.clock if count.by == "clock" else page.day


def _plain(n: Counts) -> Told:
    return Told(n, None, n)


def _over(n: Counts, d: Counts | Numbers) -> Told:
    return Told(n, d, np.divide(n, d, out=np.full(n.shape, np.nan), where=d != 0))
