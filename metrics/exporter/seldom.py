"""What costs the ledger a walk, as series: asked once a minute at most, whatever moves.

A `Collector` of its own, registered by the exporter beside the figures.
"""

import time
from collections.abc import Callable, Iterable
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

SECONDS = 60.0


class Quality(Protocol):
    """What the ledger says of what it holds."""

    @property
    def unmatched(self) -> int:
        """Count crimes that are named and not there."""

    @property
    def exits(self) -> int:
        """Count the worker's exits."""


class QualityCollector(Collector):
    """Crimes that are named and not there, and how often the worker fell."""

    def __init__(
        self, ask: Callable[[], Quality], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take what asks the ledger."""
        self._ask = ask
        self._clock = clock
        self._due = float("-inf")
        self._last: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        """Give what was found last. Raises the database's errors."""
        if self._clock() >= self._due:
            self._last = _families(self._ask())
            self._due = self._clock() + SECONDS
        return self._last


def _families(found: Quality) -> list[Metric]:
    unmatched = "Crimes that a case names and that no police record has come for."
    exits = "Exits of the worker through a fault of its own at some message."
    return [
        GaugeMetricFamily("lcjb_feed_unmatched", unmatched, found.unmatched),
        CounterMetricFamily("lcjb_worker_exits", exits, found.exits),
    ]
