"""The thresholds file as series, read again whenever it changes: no restart, no reload.

A `Collector` of its own, registered by the exporter after the figures: it says of each backlog when
the trend of the same snapshot reaches its levels.
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from metrics import forecast, thresholds
from metrics.forecast import Trends
from metrics.thresholds import LEVELS, SEVERITIES, Threshold, level_at
from producers.contract.errors import ContractViolation

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parents[1] / "thresholds.yaml"
"""The levels to begin with."""
LABELS = ("stage", "place", "severity", "level", "owner")


class ThresholdCollector(Collector):
    """Serves `lcjb_backlog_threshold` and, beside it, whether the file could be read.

    `agreed` is the file that the board keeps; until there is one, the shipped levels hold. `trends`
    gives those of the snapshot at hand.

    A file that cannot be read leaves the last good levels in force: an alert is never lost to a
    slip of the pen. `lcjb_backlog_threshold_readable` is then 0, and an alert says so.
    """

    def __init__(
        self, agreed: Path, shipped: Path = SHIPPED, *, trends: Callable[[], Trends] = dict
    ) -> None:
        self._agreed = agreed
        self._trends = trends
        self._path = shipped
        self._stamp: tuple[int, int] | None = None
        self._rows: tuple[Threshold, ...] = ()
        self._readable = False
        self._said = ""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give every level of every row, and when it is reached."""
        self._refresh()
        yield _family(self._rows)
        yield _weeks(self._rows, self._trends())
        yield GaugeMetricFamily(
            "lcjb_backlog_threshold_readable",
            "1 while the thresholds file can be read, else 0 and the last good levels hold.",
            value=float(self._readable),
        )

    def _refresh(self) -> None:
        if self._agreed.exists():  # and from then on: a lost file is no way back to old levels
            self._path = self._agreed
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stamp != self._stamp:
                self._stamp, self._readable = stamp, False
                self._rows = thresholds.read(self._path.read_text(encoding="utf-8"))
                self._readable = True
        except (OSError, UnicodeDecodeError, ContractViolation) as error:
            self._report(error)

    def _report(self, error: Exception) -> None:
        self._readable = False
        if str(error) != self._said:  # once, not at every scrape
            log.warning("Thresholds not read, the last good ones hold: %s", error)
        self._said = str(error)


def _family(rows: tuple[Threshold, ...]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "lcjb_backlog_threshold",
        "Open items at which a backlog alert is raised (set) and below which it ends (clear).",
        labels=LABELS,
    )
    for row in rows:
        for level, value in zip(LEVELS, (row.set_, row.clear), strict=True):
            family.add_metric([row.stage, row.place, row.severity, level, row.owner], value)
    return family


def _weeks(rows: tuple[Threshold, ...], trends: Trends) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "lcjb_backlog_weeks_until_threshold",
        "Weeks until a backlog reaches its threshold at the trend of the last 12 weeks, restated; "
        "none where it has reached it, or will not within a year.",
        labels=("stage", "place", "threshold", "owner"),
    )
    for (stage, place), trend in trends.items():
        for severity in SEVERITIES:
            row = level_at(rows, stage, place, severity)
            weeks = forecast.weeks_until(trend, row.set_) if row else None
            if row and weeks is not None:
                family.add_metric([stage, place, severity, row.owner], weeks)
    return family
