"""The past as Prometheus would have scraped it: daily figures by place, as OpenMetrics. Pure.

Called by `lcjb backfill`; `promtool tsdb create-blocks-from openmetrics` reads what it writes. A
day's sample carries the instant at which the day ends in London. Each number equals the figure as
of that day (a test): a contribution is held from its `day` until it is out of the figure's span.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from metrics import timeliness, views
from metrics.backlog import YEAR
from metrics.book import DAY, NO_CLOCK, Book
from metrics.calendar import ROLLING_YEAR, WEEKS, WINDOW_DAYS, rolling_year
from metrics.catalogue import (
    AREA,
    BANDS,
    EDGES,
    IN_WINDOW,
    METRICS,
    OUTSIDE,
    STAGE,
    VALUES,
    Count,
    Metric,
    counted_at,
    named,
)
from metrics.pages import Counts, Days, Page, compressed, no_page, pages_of
from metrics.partner import ALWAYS
from producers.contract.days import start_of

Numbers: TypeAlias = NDArray[np.float64]
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
    known = {m.stage: views.known(said, m.depends_on).since for m in named("backlog_open")}
    since = {stage: day for stage, day in known.items() if day is not None}
    if not since:
        return Past(range(0), {})
    told = book.rows[book.rows[:, DAY] > ALWAYS]
    begun = int(told[:, DAY].min()) if len(told) else last.toordinal()
    start = max(min(since.values()), begun, first.toordinal() if first else 0)
    days = range(start, last.toordinal() + 1)
    return Past(days, _Daily(book, days, since).families() if days else {})


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
    def __init__(self, book: Book, days: range, since: Mapping[str, int]) -> None:
        self._pages = pages_of(book)
        self._days = days
        self._since = since
        self._firsts = np.array([rolling_year(date.fromordinal(day)).first for day in days])
        self._out: dict[str, list[Series]] = {}

    def families(self) -> dict[str, list[Series]]:
        for stage in self._since:
            self._backlog(stage)
            self._ages(stage)
            self._windows(stage)
        if STAGE in self._since:
            self._years()
        return self._out

    def _backlog(self, stage: str) -> None:
        metric, known = counted_at("backlog_open", stage), self._known(stage)
        page = self._page(metric.n)
        self._keep(metric, _plain(self._held(page, page.day, None)), known)
        oldest = self._oldest(page.where(page.clock != NO_CLOCK))
        self._keep(counted_at("backlog_oldest_days", stage), oldest, known)

    def _ages(self, stage: str) -> None:
        metric, known = counted_at("backlog_open_by_age", stage), self._known(stage)
        page = self._page(metric.n)
        aged, rest = page.where(page.clock != NO_CLOCK), page.where(page.clock == NO_CLOCK)
        edges = (0, *EDGES, FOREVER)
        bands = [
            self._held(aged, np.maximum(aged.day, aged.clock + lower), aged.clock + upper)
            for lower, upper in zip(edges, (*edges[1:],), strict=False)
        ]
        for band, n in zip(BANDS, (*bands, self._held(rest, rest.day, None)), strict=True):
            self._keep(metric, _plain(n), known, band=band)
        old = _over(np.sum(bands[YEAR:], axis=0), np.sum(bands, axis=0))
        self._keep(counted_at("backlog_year_or_more", stage), old, known)

    def _windows(self, stage: str) -> None:
        known = self._known(stage, WINDOW_DAYS - 1)
        opened = self._held(page := self._page(counted_at("backlog_open", stage).n), page.day, None)
        received, disposed = (
            self._in_window(counted_at(name, stage), known)
            for name in ("backlog_receipts", "backlog_disposals")
        )
        moved = counted_at("backlog_flow", stage)
        for flow in moved.spread_over:
            moves = self._window(moved.n.of("flow", flow))
            self._keep(moved, _plain(moves), known, IN_WINDOW, flow=flow)
        clearance = counted_at("backlog_clearance", stage)
        self._keep(clearance, _over(disposed, received), known, IN_WINDOW)
        weeks = _over(opened, disposed / WEEKS)
        self._keep(counted_at("backlog_weeks_of_work", stage), weeks, known)

    def _in_window(self, metric: Metric, known: NDArray[np.bool_]) -> Counts:
        counts = self._window(metric.n)
        self._keep(metric, _plain(counts), known, IN_WINDOW)
        return counts

    def _years(self) -> None:
        known = self._firsts >= self._since[STAGE]
        for name in ("crimes_recorded", "charge_rate_recorded", "charge_rate_closed"):
            metric = METRICS[name]
            n = self._year(metric.n)
            told = _over(n, self._year(metric.d)) if metric.d else _plain(n)
            self._keep(metric, told, known, period=ROLLING_YEAR)
        metric = METRICS["charge_days_median"]
        median = self._median(self._page(metric.n))
        self._keep(metric, median, known, period=ROLLING_YEAR)

    def _keep(
        self,
        metric: Metric,
        told: Told,
        known: NDArray[np.bool_],
        suffix: str = "",
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

    def _known(self, stage: str, before: int = 0) -> NDArray[np.bool_]:
        """Say of which days a stage is known, and so many days before them."""
        return np.array([day - before >= self._since[stage] for day in self._days])

    def _page(self, count: Count) -> Page:
        page = self._pages.get(count.metric) or no_page(count.metric)
        return page.where(page.counted(count)[page.number])

    def _window(self, count: Count) -> Counts:
        page = self._page(count)
        return self._held(page, page.day, page.day + WINDOW_DAYS)

    def _year(self, count: Count) -> Counts:
        page = self._page(count)
        return self._held(page, page.day, self._out_of_year(page.clock))

    def _out_of_year(self, clock: Days) -> NDArray[np.int64]:
        """Give the first day whose rolling year has left a clock behind."""
        return np.searchsorted(self._firsts, clock, side="right") + self._days.start

    def _held(self, page: Page, enter: Days, leave: NDArray[np.integer] | None) -> Counts:
        """Add up what is held each day: from `enter` on, before `leave`; the area first."""
        place = page.parts("place")[page.number] if len(page.number) else page.row
        out = self._grid(page, place, _ROWS, enter, leave)
        mine = page.of_area()[page.number] if len(page.number) else np.zeros(0, dtype=np.bool_)
        ends = None if leave is None else leave[mine]
        out[0] = self._grid(page.where(mine), place[mine] * 0, 1, enter[mine], ends)[0]
        return out

    def _grid(
        self,
        page: Page,
        key: NDArray[np.int64],
        keys: int,
        enter: Days,
        leave: NDArray[np.integer] | None,
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

    def _oldest(self, page: Page) -> Told:
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

    def _median(self, page: Page) -> Told:
        days, at = compressed(page.value)
        n, value = [], []
        for mask in self._places(page):
            kept = page.where(mask)
            leave = self._out_of_year(kept.clock)
            held = self._grid(kept, at[mask], len(days), kept.day, leave)
            n.append(held.sum(axis=0))
            value.append(timeliness.median(days, held.T))
        return Told(np.array(n), None, np.array(value))

    def _places(self, page: Page) -> Iterator[NDArray[np.bool_]]:
        place = page.parts("place")[page.number] if len(page.number) else page.row
        for row, name in enumerate(VALUES["place"]):
            outside = VALUES["place"].index(OUTSIDE)
            yield (place != outside) if name == AREA else place == row


def _plain(n: Counts) -> Told:
    return Told(n, None, n)


def _over(n: Counts, d: Counts | Numbers) -> Told:
    return Told(n, d, np.divide(n, d, out=np.full(n.shape, np.nan), where=d != 0))
