"""How the feeds stand, as series: what was read, what became of it, what waits.

The counters are the ledger's own, kept in the transaction of each batch. Given by the exporter
beside the figures of the same snapshot; the alerts of `dashboards.health` ask for them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

FATES = ("applied", "duplicate", "superseded", "dead_lettered", "parked")


class Position(Protocol):
    """How far one partition was read, and what became of what was read."""

    next_offset: int
    log_end: int
    read: int
    applied: int
    duplicate: int
    superseded: int
    dead_lettered: int
    parked: int
    conflicts: int
    dropped_fields: int


class Letter(Protocol):
    """A message that was refused or parked."""

    @property
    def topic(self) -> str:
        """Where it came in."""

    @property
    def code(self) -> str:
        """Why it was refused."""

    @property
    def redriven_at(self) -> datetime | None:
        """When it was put back, if it was."""


def families(
    positions: Mapping[tuple[str, int], Position], letters: Iterable[Letter]
) -> Iterator[Metric]:
    """Give the series of every feed."""
    yield _read(positions)
    yield _fates(positions)
    yield _behind(positions)
    yield _waiting(letters)
    yield from _doubts(positions)


def _read(positions: Mapping[tuple[str, int], Position]) -> Metric:
    family = CounterMetricFamily(
        "lcjb_feed_read", "Events read from a partition.", labels=("topic", "partition")
    )
    for (topic, partition), position in positions.items():
        family.add_metric([topic, str(partition)], position.read)
    return family


def _fates(positions: Mapping[tuple[str, int], Position]) -> Metric:
    family = CounterMetricFamily(
        "lcjb_feed_events",
        "What became of the events read from a partition; the fates add up to what was read.",
        labels=("topic", "partition", "fate"),
    )
    for (topic, partition), position in positions.items():
        for fate in FATES:
            labels = [topic, str(partition), fate.replace("_", "-")]
            family.add_metric(labels, getattr(position, fate))
    return family


def _behind(positions: Mapping[tuple[str, int], Position]) -> Metric:
    family = GaugeMetricFamily(
        "lcjb_feed_behind",
        "Events in the log that are not in the ledger yet, as of the worker's last look.",
        labels=("topic", "partition"),
    )
    for (topic, partition), position in positions.items():
        behind = max(0, position.log_end - position.next_offset)
        family.add_metric([topic, str(partition)], behind)
    return family


def _waiting(letters: Iterable[Letter]) -> Metric:
    family = GaugeMetricFamily(
        "lcjb_feed_refused_waiting",
        "Messages refused or parked that nobody has put back, by reason.",
        labels=("topic", "code"),
    )
    waiting = Counter((at.topic, at.code) for at in letters if at.redriven_at is None)
    for topic, code in sorted(waiting):
        family.add_metric([topic, code], waiting[topic, code])
    return family


def _doubts(positions: Mapping[tuple[str, int], Position]) -> Iterator[Metric]:
    for name, said in (
        ("conflicts", "Events of one id and revision that came with other content."),
        ("dropped_fields", "Fields that the contract does not know, dropped when read."),
    ):
        family = CounterMetricFamily(f"lcjb_feed_{name}", said, labels=("topic",))
        counted: Counter[str] = Counter()
        for (topic, _), position in positions.items():
            counted[topic] += getattr(position, name)
        for topic, count in counted.items():
            family.add_metric([topic], count)
        yield family
