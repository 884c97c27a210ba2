"""`lcjb export`: the figures as Prometheus series, over HTTP on loopback.

A view of a cached snapshot: read again when the ledger has moved, at most every two seconds, all
from one instant. The exposition is rendered once a snapshot, so a scrape costs a copy.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol, TypeAlias

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from metrics import catalogue, views
from metrics.book import Book
from metrics.calendar import Period, last_months, last_quarters, rolling_year
from metrics.exporter import feeds
from metrics.views import AREA, Figure

log = logging.getLogger("lcjb.exporter")

FRESH_SECONDS = 2.0
MONTHS, QUARTERS, QUARTERS_OF_PARTS = 13, 9, 2


def periods_of(as_of: date) -> list[Period]:
    """Give the periods that are served."""
    rolling = rolling_year(as_of)
    return [*last_months(as_of, MONTHS), *last_quarters(as_of, QUARTERS), rolling]


def served(figures: Iterable[Figure], as_of: date) -> Iterator[Figure]:
    """Keep what goes to Prometheus: the area in all periods, parts in the last ones only."""
    recent = {p.name for p in last_quarters(as_of, QUARTERS_OF_PARTS)}
    recent |= {None, rolling_year(as_of).name}
    for figure in figures:
        if figure.value is None and figure.n is None:
            continue
        if figure.labels.get("place") == AREA or figure.period in recent:
            yield figure


def families(figures: Iterable[Figure]) -> Iterator[Metric]:
    """Write figures as series: a gauge each, a rate as ratio, numerator and denominator."""
    made: dict[str, GaugeMetricFamily] = {}
    for figure in figures:
        labels = dict(figure.labels)
        if figure.period is not None:
            labels["period"] = figure.period
        for name, value in _parts(figure):
            family = made.setdefault(name, GaugeMetricFamily(name, _help(figure.metric)))
            family.add_sample(name, labels, value)
    yield from made.values()


def _parts(figure: Figure) -> Iterator[tuple[str, float]]:
    # Flows of the last 84 days and those of a period would be one series to a careless query.
    windowed = figure.period is None and figure.metric in _WINDOWED
    name = f"lcjb_{figure.metric}" + ("_12_weeks" if windowed else "")
    if not catalogue.METRICS[figure.metric].is_rate:
        if figure.value is not None:
            yield name, figure.value
        return
    if figure.value is not None:
        yield f"{name}_ratio", figure.value
    yield f"{name}_numerator", float(figure.n or 0)
    yield f"{name}_denominator", float(figure.d or 0)


_WINDOWED = frozenset(
    {"backlog_receipts", "backlog_disposals", "backlog_flow", "backlog_clearance"}
)


def _help(metric: str) -> str:
    return catalogue.METRICS[metric].definition


class Seen(Protocol):
    """A book as read; the same object again when the ledger has not moved."""

    @property
    def book(self) -> Book:
        """Give all contributions."""


Fed: TypeAlias = tuple[Mapping[tuple[str, int], feeds.Position], Iterable[feeds.Letter]]
Read: TypeAlias = Callable[[Seen | None], tuple[Seen, Fed]]
"""Reads the ledger once: from what was seen last to what is there now."""


@dataclass(slots=True)
class Snapshot:
    """What was read last, and what it says."""

    seen: Seen
    day: date
    metrics: list[Metric]


class LedgerCollector(Collector):
    """All figures of one instant of the ledger."""

    def __init__(self, read: Read, clock: Callable[[], date]) -> None:
        self._read = read
        self._clock = clock
        self._last: Snapshot | None = None

    def collect(self) -> Iterable[Metric]:
        """Give the families, from one read of the ledger."""
        day, last = self._clock(), self._last
        seen, fed = self._read(last.seen if last else None)
        if last is None or seen is not last.seen or day != last.day:
            figures = views.figures(seen.book, day, periods_of(day))
            self._last = last = Snapshot(seen, day, list(families(served(figures, day))))
        return [*last.metrics, *feeds.families(*fed)]


class Exposition:
    """The rendered text, at most two seconds old."""

    def __init__(self, collectors: Iterable[Collector]) -> None:
        self._registry = CollectorRegistry()
        for collector in collectors:
            self._registry.register(_Lazily(collector))
        self._lock = threading.Lock()
        self._text = b""
        self._made = float("-inf")

    def text(self) -> bytes:
        """Give the exposition. Raises the database's errors: better no scrape than an old one."""
        with self._lock:
            if time.monotonic() - self._made > FRESH_SECONDS:
                self._text = generate_latest(self._registry)
                self._made = time.monotonic()
            return self._text


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
