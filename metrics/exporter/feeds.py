"""How the feeds stand, as series: what was read, what became of it, what waits.

The counters are the ledger's own, kept in the transaction of each batch. Given by the exporter
beside the figures of the same snapshot; the alerts of `dashboards.health` ask for them. How long
a partner has been silent goes by its own calendar (`metrics.silence`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, Protocol, TypeAlias

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from producers.contract.topics import TOPICS

FATES = ("applied", "duplicate", "superseded", "dead_lettered", "parked")


class Position(Protocol):
    """How far one partition was read, and what became of what was read."""

    next_offset: int
    log_end: int
    heard_at: int
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


class Recount(Protocol):
    """What the last reconciliation found of one kind of aggregate."""

    @property
    def kind(self) -> str:
        """Crime, case, suspect, person or partner."""

    @property
    def recounted_at(self) -> int:
        """When, in seconds of the epoch."""

    @property
    def recounted(self) -> int:
        """How many."""

    @property
    def differing(self) -> int:
        """How many do not add up."""


Positions: TypeAlias = Mapping[tuple[str, int], Position]


class Fed(NamedTuple):
    """What the ledger says of its feeds at one instant."""

    positions: Positions
    letters: Iterable[Letter]
    recounts: Iterable[Recount] = ()


def families(fed: Fed) -> Iterator[Metric]:
    """Give the series of every feed."""
    yield _read(fed.positions)
    yield _fates(fed.positions)
    yield _behind(fed.positions)
    yield _waiting(fed.letters)
    yield from _doubts(fed.positions)
    yield from _reconciled(fed.recounts)


def heard(positions: Positions) -> dict[str, datetime]:
    """Give when the last good event of each agency came in; one never heard is left out."""
    out: dict[str, int] = {}
    for (topic, _), position in positions.items():
        if position.heard_at and topic in TOPICS:
            agency = TOPICS[topic].agency
            out[agency] = max(position.heard_at, out.get(agency, 0))
    return {agency: datetime.fromtimestamp(at, UTC) for agency, at in out.items()}


def of_partners(last: Mapping[str, datetime], silent: Mapping[str, float]) -> Iterator[Metric]:
    """Give when each agency was last heard, and how long it has been silent."""
    at = GaugeMetricFamily(
        "lcjb_partner_last_event_timestamp_seconds",
        "When the last good event of an agency came in.",
        labels=("agency",),
    )
    since = GaugeMetricFamily(
        "lcjb_partner_silent_seconds",
        "How long an agency has been silent, of the days on which it is expected to send.",
        labels=("agency",),
    )
    for agency, instant in last.items():
        at.add_metric([agency], instant.timestamp())
        since.add_metric([agency], silent[agency])
    yield at
    yield since


def _read(positions: Positions) -> Metric:
    family = CounterMetricFamily(
        "lcjb_feed_read", "Events read from a partition.", labels=("topic", "partition")
    )
    for (topic, partition), position in positions.items():
        family.add_metric([topic, str(partition)], position.read)
    return family


def _fates(positions: Positions) -> Metric:
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


def _behind(positions: Positions) -> Metric:
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


def _doubts(positions: Positions) -> Iterator[Metric]:
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


def _reconciled(recounts: Iterable[Recount]) -> Iterator[Metric]:
    """Say what the last reconciliation found: nothing before there was one."""
    many, wrong = (
        GaugeMetricFamily(f"lcjb_reconciliation_{name}", said, labels=("kind",))
        for name, said in (
            ("recounted", "Aggregates recounted from their events by the last reconciliation."),
            ("differing", "Of those, aggregates whose kept share of the figures is another."),
        )
    )
    at = 0
    for recount in recounts:
        many.add_metric([recount.kind], recount.recounted)
        wrong.add_metric([recount.kind], recount.differing)
        at = recount.recounted_at
    if at:
        said = "When the last reconciliation was."
        yield from (many, wrong)
        yield GaugeMetricFamily("lcjb_reconciliation_timestamp_seconds", said, at)
