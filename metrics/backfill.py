"""The past as Prometheus would have scraped it: daily figures by place, as OpenMetrics. Pure.

Called by `lcjb backfill`; `promtool tsdb create-blocks-from openmetrics` reads what it writes. A
day's sample carries the instant at which the day ends in London. Each number equals the figure as
of that day (a test): a contribution is held from its `day` until it is out of the figure's span.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from metrics import timeliness, views
from metrics.backlog import YEAR
from metrics.book import DAY, Book
from metrics.calendar import ROLLING_YEAR, WEEKS, WINDOW_DAYS, rolling_year
from metrics.catalogue import AREA, BANDS, EDGES, IN_WINDOW, METRICS, OUTSIDE, VALUES, Count
from metrics.pages import Counts, Days, Page, compressed, no_page, pages_of
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
    since = views.known(views.declared(book), METRICS["backlog_open"].depends_on).since
    if since is None:
        return Past(range(0), {})
    told = book.rows[np.array([s[0] != "history-complete" for s in book.series])[book.rows[:, 0]]]
    begun = int(told[:, DAY].min()) if len(told) else last.toordinal()
    start = max(since, begun, first.toordinal() if first else 0)
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
    def __init__(self, book: Book, days: range, since: int) -> None:
        self._pages = pages_of(book)
        self._days = days
        self._since = since
        self._firsts = np.array([rolling_year(date.fromordinal(day)).first for day in days])
        self._out: dict[str, list[Series]] = {}

    def families(self) -> dict[str, list[Series]]:
        self._backlog()
        self._ages()
        self._windows()
        self._years()
        return self._out

    def _backlog(self) -> None:
        page = self._page(METRICS["backlog_open"].n)
        self._keep("backlog_open", _plain(self._held(page, page.day, None)))
        self._keep("backlog_oldest_days", self._oldest(page))

    def _ages(self) -> None:
        page = self._page(METRICS["backlog_open"].n)
        edges = (0, *EDGES, FOREVER)
        bands = [
            self._held(page, np.maximum(page.day, page.clock + lower), page.clock + upper)
            for lower, upper in zip(edges, (*edges[1:],), strict=False)
        ]
        for band, n in zip(BANDS, bands, strict=False):
            self._keep("backlog_open_by_age", _plain(n), band=band)
        old = np.sum(bands[YEAR:], axis=0)
        self._keep("backlog_year_or_more", _over(old, np.sum(bands, axis=0)))

    def _windows(self) -> None:
        known = self._since_day(lambda day: day - WINDOW_DAYS + 1)
        opened = self._held(page := self._page(METRICS["backlog_open"].n), page.day, None)
        n = {name: self._window(METRICS[name].n) for name in ("backlog_receipts",)}
        n["backlog_disposals"] = self._window(METRICS["backlog_disposals"].n)
        for name, counts in n.items():
            self._keep(name, _plain(counts), known, IN_WINDOW)
        for flow in METRICS["backlog_flow"].values:
            moves = self._window(METRICS["backlog_flow"].n.of("flow", flow))
            self._keep("backlog_flow", _plain(moves), known, IN_WINDOW, flow=flow)
        clearance = _over(n["backlog_disposals"], n["backlog_receipts"])
        self._keep("backlog_clearance", clearance, known, IN_WINDOW)
        weeks = _over(opened, n["backlog_disposals"] / WEEKS)
        self._keep("backlog_weeks_of_work", weeks, known)

    def _years(self) -> None:
        known = self._firsts >= self._since
        for name in ("crimes_recorded", "charge_rate_recorded", "charge_rate_closed"):
            metric = METRICS[name]
            n = self._year(metric.n)
            told = _over(n, self._year(metric.d)) if metric.d else _plain(n)
            self._keep(name, told, known, period=ROLLING_YEAR)
        median = self._median(self._page(METRICS["charge_days_median"].n))
        self._keep("charge_days_median", median, known, period=ROLLING_YEAR)

    def _keep(
        self,
        name: str,
        told: Told,
        known: NDArray[np.bool_] | None = None,
        suffix: str = "",
        **labels: str,
    ) -> None:
        metric = METRICS[name]
        stage = {"stage": metric.stage} if metric.stage else {}
        for series, part in metric.series(suffix):
            numbers = np.asarray(getattr(told, part), dtype=np.float64)
            numbers = numbers if known is None else np.where(known, numbers, np.nan)
            for place, values in zip(VALUES["place"], numbers, strict=True):
                if place not in {AREA, *metric.places}:
                    continue
                said = Series(stage | {"place": place} | labels, values)
                self._out.setdefault(series, []).append(said)

    def _since_day(self, first: Callable[[int], int]) -> NDArray[np.bool_]:
        return np.array([first(day) >= self._since for day in self._days])

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
        out[0] = out.sum(axis=0) - out[VALUES["place"].index(OUTSIDE)]
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
