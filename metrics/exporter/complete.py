"""To which day each agency's facts are complete, as series; looked at once a minute.

A `Collector` of its own, registered by the exporter beside the figures.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

LOOK_EVERY = 60.0
_MEANS = "The last day, at midnight UTC, before which all that an agency declared has come in."


class CompleteCollector(Collector):
    """Serves `lcjb_feed_complete_to_seconds`; an agency that is complete to no day has none."""

    def __init__(self, read: Callable[[], Mapping[str, date | None]]) -> None:
        self._read = read
        self._days: Mapping[str, date | None] = {}
        self._due = float("-inf")

    def days(self) -> Mapping[str, date | None]:
        """Give the day of every agency, as of the last look."""
        if time.monotonic() >= self._due:
            self._days = self._read()
            self._due = time.monotonic() + LOOK_EVERY
        return self._days

    def collect(self) -> Iterable[Metric]:
        """Give the day of every agency that is complete to one."""
        family = GaugeMetricFamily("lcjb_feed_complete_to_seconds", _MEANS, labels=("agency",))
        for agency, day in self.days().items():
            if day is not None:
                at = datetime(day.year, day.month, day.day, tzinfo=UTC)
                family.add_metric([agency], at.timestamp())
        yield family
