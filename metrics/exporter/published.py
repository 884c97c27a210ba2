"""What was published of England and Wales, as series: rates that a headline stands beside.

A `Collector` of its own, registered by the exporter beside the figures. Only rates: a count of the
nation says nothing beside a county's. Which there are, and their sources: `metrics.comparators`.
"""

from collections.abc import Callable, Iterator
from datetime import date

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from metrics.catalogue import AREA, CATALOGUE, Metric
from metrics.comparators import Comparator, beside
from metrics.views import Figure

LABELS = ("figure", "stage", "place", "period")


class PublishedCollector(Collector):
    """Serves `lcjb_published_ratio`: the newest that was published by the day of the figures."""

    def __init__(self, clock: Callable[[], date]) -> None:
        self._clock = clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give every published rate."""
        said = "A rate as it was published, the newest of each place, by its period."
        family = GaugeMetricFamily("lcjb_published_ratio", said, labels=LABELS)
        for metric in CATALOGUE:
            for each in _published(metric, self._clock()) if metric.is_rate else ():
                family.add_metric([metric.name, metric.stage, each.name, each.period], each.value)
        yield family


def _published(metric: Metric, day: date) -> list[Comparator]:
    labels = ({"stage": metric.stage} if metric.stage else {}) | {"place": AREA}
    return beside(Figure(metric.name, labels, day, None, None, None, None, "no-data"), {})
