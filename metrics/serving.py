"""All that the exporter serves, asked of one ledger. Shell.

The collectors know neither the ledger nor each other: here they are given their questions. Called
by `lcjb export`.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from prometheus_client.registry import Collector

from metrics import release
from metrics.exporter import feeds, server
from metrics.exporter.complete import CompleteCollector
from metrics.exporter.published import PublishedCollector
from metrics.exporter.releases import ReleaseCollector
from metrics.exporter.seldom import QualityCollector
from metrics.exporter.thresholds import ThresholdCollector
from metrics.store import releases
from metrics.store.ledger import Following, Ledger
from metrics.store.quality import Quality


def collectors(ledger: Ledger, today: Callable[[], date], agreed: Path) -> tuple[Collector, ...]:
    """Give every collector; `agreed` is the file of thresholds."""
    complete = CompleteCollector(partial(complete_to, ledger))
    of_ledger = server.LedgerCollector(reads(ledger), today, complete_to=complete.days)
    return (
        of_ledger,
        ThresholdCollector(agreed, trends=of_ledger.trends),
        releases_of(ledger),
        PublishedCollector(today),
        QualityCollector(partial(quality, ledger)),
        complete,
    )


def reads(ledger: Ledger) -> server.Read:
    """Give the exporter its one read of the ledger."""

    def read(last: server.Seen | None) -> tuple[Following, feeds.Fed]:
        with ledger.snapshot() as reading:
            seen = reading.follow(last if isinstance(last, Following) else None)
            return seen, feeds.Fed(reading.positions(), reading.dead_letters(), reading.recounts())

    return read


def complete_to(ledger: Ledger) -> dict[str, date | None]:
    """Read to which day each agency is complete."""
    with ledger.snapshot() as reading:
        return reading.complete_to()


def releases_of(ledger: Ledger) -> ReleaseCollector:
    """Give what serves the protected figures of the ledger's latest release."""

    def latest() -> int | None:
        kept = releases.latest(ledger)
        return kept.number if kept else None

    return ReleaseCollector(latest, lambda n: release.read(releases.body(ledger, n)))


def quality(ledger: Ledger) -> Quality:
    """Count what the ledger holds and cannot place."""
    with ledger.snapshot() as reading:
        return reading.quality()
