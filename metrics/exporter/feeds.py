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
    yield from _counted(fed.positions)
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


def _counted(positions: Positions) -> Iterator[Metric]:
    """Give the counters by topic, and by how much those of its partitions do not add up."""
    read = CounterMetricFamily("lcjb_feed_read", "Events read from a topic.", labels=("topic",))
    fates = CounterMetricFamily(
        "lcjb_feed_events",
        "What became of the events read from a topic; the fates add up to what was read.",
        labels=("topic", "fate"),
    )
    unaccounted = GaugeMetricFamily(
        "lcjb_feed_unaccounted",
        "Events read from a topic that have no fate, by partition: anything but 0 is a fault.",
        labels=("topic",),
    )
    for topic, of_topic in _by_topic(positions).items():
        read.add_metric([topic], sum(at.read for at in of_topic))
        for fate in FATES:
            told = [topic, fate.replace("_", "-")]
            fates.add_metric(told, sum(getattr(at, fate) for at in of_topic))
        unaccounted.add_metric([topic], sum(map(_without_a_fate, of_topic)))
    yield from (read, fates, unaccounted)


def _without_a_fate(at: Position) -> int:
    told: int = sum(getattr(at, fate) for fate in FATES)
    return abs(at.read - told)


def _by_topic(positions: Positions) -> dict[str, list[Position]]:
    out: dict[str, list[Position]] = {}
    for (topic, _), position in positions.items():
        out.setdefault(topic, []).append(position)
    return out


def _behind(positions: Positions) -> Metric:
    family = GaugeMetricFamily(
        "lcjb_feed_behind",
        "Events in the log that are not in the ledger yet, as of the worker's last look.",
        labels=("topic",),
    )
    for topic, of_topic in _by_topic(positions).items():
        family.add_metric([topic], sum(max(0, at.log_end - at.next_offset) for at in of_topic))
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
        for topic, of_topic in _by_topic(positions).items():
            family.add_metric([topic], sum(getattr(at, name) for at in of_topic))
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
