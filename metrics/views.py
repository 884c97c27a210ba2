"""A book becomes figures: sums over what holds by a day. Pure.

`figures` gives every figure of the catalogue as of a day, one dimension at a time: by place, by
crime group, by theme. Called by `lcjb figures`, the exporter and the backfill.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import numpy as np

from metrics.book import CLOCK, SERIES, Book, N
from metrics.calendar import Period, now, settled_on, window
from metrics.pages import Counts, Mask, Page, Reader, pages_of, reader
from producers.reference import tables

AREA = "Lancashire"
STAGE = "investigation"
EDGES = (28, 56, 84, 112, 140, 182, 365, 730)
BANDS = (
    "under 4 weeks",
    "4 to 8 weeks",
    "8 to 12 weeks",
    "12 to 16 weeks",
    "16 to 20 weeks",
    "20 to 26 weeks",
    "6 months to 1 year",
    "1 to 2 years",
    "2 years or more",
)
YEAR_BANDS = 2
WEEKS = 12
FLOWS = ("reopened", "cancelled")

Status: TypeAlias = Literal["ok", "provisional", "incomplete", "no-data"]
Dimension: TypeAlias = str
"""`place`, `crime_group` or `theme`: one at a time, never crossed."""


@dataclass(frozen=True, slots=True)
class Figure:
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

    def status(self, first: int, otherwise: Status = "ok") -> Status:
        """Say whether a figure that needs every day from `first` on can be shown."""
        return otherwise if self.since is not None and self.since <= first else "no-data"


def known(book: Book, *, complete: bool) -> Known:
    """Read what the partners declared: the latest day from which the stage is complete."""
    if complete:
        return Known(0)
    wanted = ("history-complete", "police", STAGE)
    if wanted not in book.series:
        return Known(None)
    said = book.rows[(book.rows[:, SERIES] == book.series.index(wanted)) & (book.rows[:, N] > 0)]
    return Known(int(said[:, CLOCK].max()) if len(said) else None)


def figures(
    book: Book, as_of: date, periods: Sequence[Period], *, complete: bool = False
) -> list[Figure]:
    """Give the now-figures as of a day, and the period figures of each period."""
    view = View(book, as_of, periods, complete=complete)
    return [*view.now(), *(figure for period in periods for figure in view.period(period))]


class View:
    """A book as of one day."""

    def __init__(
        self, book: Book, as_of: date, periods: Sequence[Period], *, complete: bool = False
    ) -> None:
        self.as_of = as_of
        self._day = as_of.toordinal()
        self._known = known(book, complete=complete)
        spans = (now(as_of), window(as_of), *periods)
        cuts = {day for span in spans for day in (span.first - 1, span.last)}
        self._reader: Reader = reader(pages_of(book), self._day, cuts)

    def now(self) -> Iterator[Figure]:
        """Give the stock at the end of the day, and the flows of the 84 days that end with it."""
        seen = self._known.status(self._day if self._known.since is not None else 0)
        for dimension in ("place", "crime_group", "theme"):
            for label, n in self._open(dimension, now(self.as_of)).items():
                labels = {"stage": STAGE, dimension: label}
                yield self._figure("backlog_open", labels, None, n, seen)
        yield from self._ages(seen)
        flows = self._flows(window(self.as_of))
        yield from self._flow_figures(flows, None, window(self.as_of).first)
        yield from self._weeks(flows, window(self.as_of).first)

    def period(self, period: Period) -> Iterator[Figure]:
        """Give the figures of a period."""
        counted: Status = "ok" if period.last <= self._day else "incomplete"
        rate: Status = "ok" if settled_on(period) <= self._day else "provisional"
        counted, rate = (self._known.status(period.first, s) for s in (counted, rate))
        for dimension in ("place", "crime_group", "theme"):
            yield from self._crimes(dimension, period, counted, rate)
        yield from self._outcomes(period, counted)
        yield from self._medians(period, rate)
        yield from self._flow_figures(self._flows(period), period.name, period.first, counted)

    def _crimes(
        self, dimension: Dimension, period: Period, counted: Status, rate: Status
    ) -> Iterator[Figure]:
        recorded = self._sums("recorded", dimension, period, "clock")
        charged = self._sums("outcome-recorded", dimension, period, "clock", outcome="charged")
        closed = self._sums("outcome-closed", dimension, period, "clock")
        closed_charged = self._sums("outcome-closed", dimension, period, "clock", outcome="charged")
        for label in recorded.keys() | closed.keys():
            labels = {dimension: label}
            n = recorded.get(label, 0)
            yield self._figure("crimes_recorded", labels, period.name, n, counted)
            yield self._rate(
                "charge_rate_recorded", labels, period.name, (charged.get(label, 0), n), rate
            )
            parts = (closed_charged.get(label, 0), closed.get(label, 0))
            yield self._rate("charge_rate_closed", labels, period.name, parts, rate)

    def _outcomes(self, period: Period, status: Status) -> Iterator[Figure]:
        for outcome in self._values("outcome-closed", 3):
            by_place = self._sums("outcome-closed", "place", period, "clock", outcome=outcome)
            for place, n in by_place.items():
                labels = {"place": place, "outcome": outcome}
                yield self._figure("outcomes_closed", labels, period.name, n, status)

    def _medians(self, period: Period, status: Status) -> Iterator[Figure]:
        page = self._reader.page("duration")
        page = page.where((page.clock >= period.first) & (page.clock <= period.last))
        for place, rows in self._places(page, 2):
            days, count = _median(page.where(rows))
            told: Status = status if days is not None else "no-data"
            yield Figure(
                "charge_days_median",
                {"place": place},
                self.as_of,
                period.name,
                count,
                None,
                days if told != "no-data" else None,
                told,
            )

    def _ages(self, seen: Status) -> Iterator[Figure]:
        page = self._reader.page("open")
        band = np.searchsorted(np.asarray(EDGES), self._day - page.clock, side="right")
        for place, rows in self._places(page, 2):
            kept = page.where(rows)
            by_band = np.bincount(band[rows], kept.weights, len(BANDS)).astype(int).tolist()
            for name, n in zip(BANDS, by_band, strict=True):
                labels = {"stage": STAGE, "place": place, "band": name}
                yield self._figure("backlog_open_by_age", labels, None, n, seen)
            labels = {"stage": STAGE, "place": place}
            parts = (sum(by_band[-YEAR_BANDS:]), sum(by_band))
            yield self._rate("backlog_year_or_more", labels, None, parts, seen)
            yield self._oldest(labels, kept, seen)

    def _oldest(self, labels: Mapping[str, str], page: Page, seen: Status) -> Figure:
        clocks, where = np.unique(page.clock, return_inverse=True)
        held = clocks[np.bincount(where, page.weights, len(clocks)) > 0]
        count = int(page.n.sum())
        if not len(held) or seen == "no-data":
            return Figure(
                "backlog_oldest_days", labels, self.as_of, None, count, None, None, "no-data"
            )
        age = float(self._day - held[0])
        return Figure("backlog_oldest_days", labels, self.as_of, None, count, None, age, seen)

    def _flows(self, period: Period) -> dict[str, dict[str, int]]:
        names = ("receipts", "disposals", *FLOWS)
        return {name: self._sums("flow", "place", period, "day", flow=name) for name in names}

    def _flow_figures(
        self,
        flows: Mapping[str, Mapping[str, int]],
        period: str | None,
        first: int,
        otherwise: Status = "ok",
    ) -> Iterator[Figure]:
        status = self._known.status(first, otherwise)
        for place in flows["receipts"]:
            labels = {"stage": STAGE, "place": place}
            receipts, disposals = flows["receipts"][place], flows["disposals"].get(place, 0)
            yield self._figure("backlog_receipts", labels, period, receipts, status)
            yield self._figure("backlog_disposals", labels, period, disposals, status)
            for flow in FLOWS:
                n = flows[flow].get(place, 0)
                yield self._figure("backlog_flow", labels | {"flow": flow}, period, n, status)
            yield self._rate("backlog_clearance", labels, period, (disposals, receipts), status)

    def _weeks(self, flows: Mapping[str, Mapping[str, int]], first: int) -> Iterator[Figure]:
        status = self._known.status(first)
        for place, n in self._open("place", now(self.as_of)).items():
            weekly = flows["disposals"].get(place, 0) / WEEKS
            labels = {"stage": STAGE, "place": place}
            yield self._rate("backlog_weeks_of_work", labels, None, (n, weekly), status)

    def _open(self, dimension: Dimension, at: Period) -> dict[str, int]:
        return self._sums("open", dimension, Period(None, 1, at.last), "day")

    def _sums(
        self, metric: str, dimension: Dimension, period: Period, by: str, **only: str
    ) -> dict[str, int]:
        """Add up a metric over a span of days, one number a label; the area is always there."""
        themed = dimension == "theme"
        name = f"{metric}-by-theme" if themed else metric
        page = self._reader.page(name)
        totals = self._between(name, period, by)
        out: dict[str, int] = {AREA: 0} if dimension == "place" else {}
        for series, n in zip(page.series, totals.tolist(), strict=True):
            place, label = _labels(series, dimension)
            if not set(only.values()) <= set(series):
                continue
            if dimension != "place" and place == tables.OUTSIDE:
                continue
            out[label] = out.get(label, 0) + n
            if dimension == "place" and place != tables.OUTSIDE:
                out[AREA] += n
        return out

    def _between(self, metric: str, period: Period, by: str) -> Counts:
        sums = self._reader.sums(metric, by)
        upto = sums[:, self._reader.cut(period.last)]
        if period.first == 1:
            return upto
        since: Counts = upto - sums[:, self._reader.cut(period.first - 1)]
        return since

    def _values(self, metric: str, position: int) -> list[str]:
        return sorted({series[position] for series in self._reader.page(metric).series})

    def _places(self, page: Page, position: int) -> Iterator[tuple[str, Mask]]:
        """Give each place and the rows that are its own; the area first."""
        districts = np.array([series[position] for series in page.series] or [""])
        of_row = districts[page.number] if len(page.number) else np.zeros(0, districts.dtype)
        yield AREA, of_row != tables.OUTSIDE
        for district in sorted(set(districts.tolist()) - {""}):
            yield tables.places().get(district, district), of_row == district

    def _figure(
        self, metric: str, labels: Mapping[str, str], period: str | None, n: int, status: Status
    ) -> Figure:
        if status == "no-data":
            return Figure(metric, labels, self.as_of, period, None, None, None, status)
        return Figure(metric, labels, self.as_of, period, n, None, float(n), status)

    def _rate(
        self,
        metric: str,
        labels: Mapping[str, str],
        period: str | None,
        parts: tuple[int, float],
        status: Status,
    ) -> Figure:
        n, d = parts
        if status == "no-data":
            return Figure(metric, labels, self.as_of, period, None, None, None, status)
        if not d:
            return Figure(metric, labels, self.as_of, period, n, d, None, "no-data")
        return Figure(metric, labels, self.as_of, period, n, d, n / d, status)


_PLACE_AT = {"open": 2, "flow": 2, "duration": 2}


def _labels(series: tuple[str, ...], dimension: Dimension) -> tuple[str, str]:
    """Give a series' district, and its label in a dimension."""
    metric = series[0]
    if dimension == "theme":
        return "", series[2 if metric.startswith("open") else 1]
    district = series[_PLACE_AT.get(metric, 1)]
    if dimension == "place":
        return district, tables.places().get(district, district)
    return district, series[5 if metric == "open" else 2]


def _median(page: Page) -> tuple[float | None, int]:
    """Give the median of the values, the mean of the two middle ones of an even count (R22)."""
    days, where = np.unique(page.value, return_inverse=True)
    counts = np.bincount(where, page.weights, len(days)).astype(int)
    total = int(counts.sum())
    if not total:
        return None, 0
    upto = np.cumsum(counts)
    low = days[np.searchsorted(upto, (total + 1) // 2)]
    high = days[np.searchsorted(upto, total // 2 + 1)]
    return (float(low) + float(high)) / 2, total
