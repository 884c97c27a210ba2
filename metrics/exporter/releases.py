"""Protected figures as series, from the latest release alone: no step of them is one person's.

A `Collector` of its own, registered by the exporter beside the figures of now. Where there is no
release yet, there is no data.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from metrics import calendar
from metrics.catalogue import AREA, PROTECTED, counted_at
from metrics.exporter.server import QUARTERS, families
from metrics.release import Release
from metrics.views import Figure

log = logging.getLogger(__name__)


class ReleaseCollector(Collector):
    """Serves the protected figures of the latest release, and of when it is.

    `latest` gives its number, None where there is none; `read` reads a release by its number.
    """

    def __init__(self, latest: Callable[[], int | None], read: Callable[[int], Release]) -> None:
        self._latest = latest
        self._read = read
        self._number: int | None = None
        self._told: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        """Give the families; the same again until there is another release."""
        number = self._latest()
        if number != self._number:
            self._told, self._number = self._families(number), number
        return self._told

    def _families(self, number: int | None) -> list[Metric]:
        """Read a release; one that is not what was kept is told as none: the alert on age says."""
        try:
            release = None if number is None else self._read(number)
        except ValueError as error:
            log.warning("release %d is not served: %s", number, error)
            release = None
        return [*families(frozen(release)), *_about(release)] if release else []


def frozen(release: Release) -> Iterator[Figure]:
    """Keep what goes to Prometheus: the area by quarter and year, parts of the mature year.

    Parts of an interim year would be of persons whose follow-up has hardly begun.
    """
    quarters = {period.name for period in calendar.last_quarters(release.as_of, QUARTERS)}
    of_area = {*quarters, calendar.ROLLING_YEAR, calendar.MATURE_YEAR, None}
    for figure in release.figures:
        if counted_at(figure.metric, figure.labels.get("stage", "")) in PROTECTED:
            is_area = figure.labels.get("place") == AREA
            if figure.period in (of_area if is_area else {calendar.MATURE_YEAR}):
                yield figure


def _about(release: Release) -> Iterator[Metric]:
    number = "The number of the release that protected figures are of."
    yield GaugeMetricFamily("lcjb_release_number", number, release.number)
    made = "When that release was made."
    yield GaugeMetricFamily("lcjb_release_timestamp_seconds", made, release.released_at.timestamp())
    day = "The day that it is as of, at midnight UTC."
    yield GaugeMetricFamily("lcjb_release_as_of_seconds", day, _midnight(release.as_of))


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()
