"""`lcjb export`: the figures as Prometheus series, over HTTP on loopback.

A view of a cached snapshot: read again when the ledger has moved, at most every two seconds, all
from one instant. The exposition is rendered beside the scrapes, so a scrape costs a copy.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol, TypeAlias

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from metrics import forecast, silence
from metrics.book import Book
from metrics.calendar import ROLLING_YEAR, Period, last_months, last_quarters, rolling_year
from metrics.catalogue import (
    AREA,
    CATALOGUE,
    METRICS,
    PROTECTED,
    counted_at,
    meaning,
)
from metrics.catalogue import Metric as Counted
from metrics.exporter import feeds
from metrics.views import CompleteTo, Figure, View

log = logging.getLogger("lcjb.exporter")

FRESH_SECONDS = 2.0
REST = 5
"""A fifth of a core at most goes into figures, however big the ledger."""
MONTHS, QUARTERS, QUARTERS_OF_PARTS = 13, 9, 2


def periods_of(as_of: date) -> list[Period]:
    """Give the periods that are served."""
    rolling = rolling_year(as_of)
    return [*last_months(as_of, MONTHS), *last_quarters(as_of, QUARTERS), rolling]


def served(figures: Iterable[Figure], as_of: date) -> Iterator[Figure]:
    """Keep what goes to Prometheus: what the catalogue says of each figure, and no more.

    A stock is also served as it stood at the end of each month, by place. Protected figures are not
    served live, but from a release (`metrics.exporter.releases`): a step between two scrapes may be
    one person.
    """
    months = {period.name for period in last_months(as_of, MONTHS)}
    quarters = [period.name for period in last_quarters(as_of, QUARTERS)]
    always = {None, rolling_year(as_of).name}
    of_area = {"months": months.union(quarters), "quarters": set(quarters), "year": set()}
    of_parts = {"months": set(quarters[-QUARTERS_OF_PARTS:]), "quarters": set(), "year": set()}
    for figure in figures:
        metric = counted_at(figure.metric, figure.labels.get("stage", ""))
        place = figure.labels.get("place")
        if not _is_served(metric, figure):
            wanted = False
        elif figure.period is not None and metric.is_stock:
            wanted = figure.period in months and place is not None
        else:
            more = (of_area if place == AREA else of_parts)[metric.served]
            wanted = figure.period in always | more
        if wanted:
            yield figure


def _is_served(metric: Counted, figure: Figure) -> bool:
    """Say whether a figure is served at all; one with a label of its own is many series.

    Such a one by place alone, where it has places; all but the area as they stand, flows in the
    rolling year. Protected figures are of releases.
    """
    if metric in PROTECTED or metric.served == "page":
        return False
    if not metric.spread:
        return True
    place = figure.labels.get("place")
    if place in {None, AREA}:
        return place == AREA or "place" not in metric.dimensions
    return figure.period == ROLLING_YEAR or (figure.period is None and metric.is_stock)


def families(figures: Iterable[Figure]) -> Iterator[Metric]:
    """Write figures as series: a gauge each, a rate as ratio, numerator and denominator.

    A name is either as things stand or of periods, never both; what is no data is absent.
    """
    made: dict[str, GaugeMetricFamily] = {}
    for figure in figures:
        metric = METRICS[figure.metric]
        labels = dict(figure.labels)
        if figure.period is not None:
            labels["period"] = figure.period
        for name, part in metric.series(metric.suffix(figure.period)):
            value = getattr(figure, part)
            if value is not None:
                family = made.setdefault(name, GaugeMetricFamily(name, meaning(metric.name)))
                family.add_sample(name, labels, value)
    yield from made.values()


class Seen(Protocol):
    """A book as read; the same object again when the ledger has not moved."""

    @property
    def book(self) -> Book:
        """Give all contributions."""


Read: TypeAlias = Callable[[Seen | None], tuple[Seen, feeds.Fed]]
"""Reads the ledger once: from what was seen last to what is there now."""


@dataclass(slots=True)
class Snapshot:
    """What was read last, and what it says."""

    seen: Seen
    day: date
    metrics: list[Metric]
    paused: silence.Spans
    trends: forecast.Trends


def _now() -> datetime:
    return datetime.now(UTC)


class LedgerCollector(Collector):
    """All figures of one instant of the ledger."""

    def __init__(
        self,
        read: Read,
        clock: Callable[[], date],
        now: Callable[[], datetime] = _now,
        complete_to: Callable[[], CompleteTo] = dict,
    ) -> None:
        """Take the day of the figures, and the instant at which a partner's silence is told."""
        self._complete_to = complete_to
        self._read = read
        self._clock = clock
        self._now = now
        self._last: Snapshot | None = None

    def trends(self) -> forecast.Trends:
        """Give the backlogs' trends as of the last snapshot."""
        return self._last.trends if self._last else {}

    def collect(self) -> Iterable[Metric]:
        """Give the families, from one read of the ledger."""
        day, last = self._clock(), self._last
        seen, fed = self._read(last.seen if last else None)
        if last is None or seen is not last.seen or day != last.day:
            told = list(_snapshot(seen.book, day, self._complete_to()))
            trends = forecast.trends(seen.book, day)
            self._last = last = Snapshot(seen, day, told, silence.pauses(seen.book), trends)
        heard = feeds.heard(fed.positions)
        silent = silence.silent(heard, last.paused, self._now())
        return [*last.metrics, *feeds.families(fed), *feeds.of_partners(heard, silent)]


def _snapshot(book: Book, day: date, complete_to: CompleteTo) -> Iterator[Metric]:
    began = time.perf_counter()
    view = View(book, day, periods_of(day), complete_to=complete_to)
    told = (figure for metric in CATALOGUE if metric not in PROTECTED for figure in view.of(metric))
    yield from families(served(told, day))
    yield from _about(view.gaps(), time.perf_counter() - began)


def _about(gaps: Mapping[str, int], seconds: float) -> Iterator[Metric]:
    """Say when the figures were made, how long it took, and whether they hold together."""
    broken = GaugeMetricFamily(
        "lcjb_invariant_gap",
        "By how much an invariant of the figures is broken, in its worst part: 0 when all is well.",
        labels=("invariant",),
    )
    for name, gap in gaps.items():
        broken.add_metric([name], gap)
    yield broken
    made = "When the figures were last made from the ledger."
    yield GaugeMetricFamily("lcjb_snapshot_timestamp_seconds", made, time.time())
    yield GaugeMetricFamily("lcjb_snapshot_seconds", "How long making them took.", seconds)


class Exposition:
    """The rendered text, at most two seconds old; of a big ledger, five times what it takes."""

    def __init__(self, collectors: Iterable[Collector]) -> None:
        self._registry = CollectorRegistry()
        for collector in collectors:
            self._registry.register(_Lazily(collector))
        self._lock = threading.Lock()
        self._text = b""
        self._due = float("-inf")
        self._keeper: threading.Thread | None = None
        self._failed: Exception | None = None

    def text(self) -> bytes:
        """Give the exposition. Raises the database's errors: better no scrape than an old one."""
        if self._keeper is None:
            self._refresh()
        elif self._failed is not None:
            raise self._failed
        return self._text

    def keep_fresh(self) -> None:
        """Make it anew by itself from now on, so that a scrape costs a copy."""
        self._keep()
        self._keeper = threading.Thread(target=self._keep_on, name="exposition", daemon=True)
        self._keeper.start()

    def _keep_on(self) -> None:
        while True:
            time.sleep(max(0.0, self._due - time.monotonic()))
            self._keep()

    def _keep(self) -> None:
        try:
            self._refresh()
            self._failed = None
        except SQLAlchemyError as error:
            self._failed = error
            self._due = time.monotonic() + FRESH_SECONDS

    def _refresh(self) -> None:
        with self._lock:
            began = time.monotonic()
            if began >= self._due:
                self._text = generate_latest(self._registry)
                taken = time.monotonic() - began
                self._due = began + max(FRESH_SECONDS, REST * taken)


class _Lazily(Collector):
    """Is not asked for its names when registered: there may be no ledger yet."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def collect(self) -> Iterable[Metric]:
        return self._collector.collect()

    def describe(self) -> Iterable[Metric]:
        return []


def serve(exposition: Exposition, host: str, port: int) -> ThreadingHTTPServer:
    """Make the server: `/metrics` and `/healthz`. The caller runs and ends it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.partition("?")[0] not in {"/metrics", "/healthz"}:
                self._answer(404, b"look at /metrics\n")
                return
            try:
                text = exposition.text()
            except SQLAlchemyError as error:
                log.warning("the ledger cannot be read: %s", type(error).__name__)
                self._answer(503, b"the ledger cannot be read\n")
                return
            self._answer(200, text if self.path.startswith("/metrics") else b"ok\n")

        def _answer(self, code: int, body: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a scrape is no news."""

    return ThreadingHTTPServer((host, port), Handler)
