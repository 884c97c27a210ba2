"""What happened that a trend should be read by: policy, thresholds, back-loads, releases.

Each becomes an annotation of Grafana (`dashboards.grafana_sync`). No name of a person is in one:
who changed a threshold is in its record.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dashboards.thresholds import changes
from metrics import aggregate
from metrics.store import releases
from metrics.store.ledger import Ledger
from metrics.thresholds import Threshold
from producers.contract.days import start_of
from producers.contract.facts import HistoryComplete
from producers.contract.topics import TOPICS

POLICY_CHANGES = Path(__file__).parent / "policy_changes.csv"
"""Day, what changed, and the source that says so."""
POLICY, THRESHOLD, BACK_LOAD, RELEASE = KINDS = (
    "policy-change",
    "threshold-change",
    "back-load",
    "release",
)


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """One thing that happened: when, of which of `KINDS`, and what, in a sentence."""

    at: datetime
    kind: str
    text: str


def policy_changes(path: Path = POLICY_CHANGES) -> Iterator[Happening]:
    """Read the changes of law and counting rules that a figure may move by."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            on = start_of(date.fromisoformat(row["on"]))
            yield Happening(on, POLICY, f"{row['change']} ({row['source']}).")


def threshold_changes(agreed: Path) -> Iterator[Happening]:
    """Read the record beside the agreed thresholds. Raises `ContractViolation`."""
    for change in changes(agreed):
        moved = f"{_levels(change.was)} → {_levels(change.to)}"
        yield Happening(change.when, THRESHOLD, f"Threshold of {change.to.where}: {moved}.")


def _levels(row: Threshold | None) -> str:
    return f"{row.set_:,}/{row.clear:,}" if row else "none"


def back_loads(ledger: Ledger) -> Iterator[Happening]:
    """Read what the partners declared, as of the moment at which each said it."""
    subjects = {f"partner:{topic.agency}": topic.agency for topic in TOPICS.values()}
    with ledger.snapshot() as reading:
        found = reading.events_of(subjects)
    for subject, events in found.items():
        yield from _declared(subjects[subject], aggregate.read(events))


def _declared(agency: str, events: aggregate.Events) -> Iterator[Happening]:
    for kept in events.values():
        fact = None if kept.withdrawn else kept.fact()
        if isinstance(fact, HistoryComplete):
            text = f"Back-load of {agency}, {fact.stage}: complete from {fact.from_:%-d %B %Y} on."
            yield Happening(kept.recordedtime, BACK_LOAD, text)


def kept_releases(ledger: Ledger) -> Iterator[Happening]:
    """Read which releases were made, when, and as of which day."""
    for kept in releases.listed(ledger):
        text = f"Release {kept.number}, as of {kept.as_of:%-d %B %Y}."
        yield Happening(kept.released_at, RELEASE, text)
