"""Feeds for tests of the ledger: crimes of one district and month, and whatever else is told."""

from datetime import UTC, date, datetime

from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.events import Event, event
from producers.contract.facts import CrimeRecorded, Fact, HistoryComplete
from producers.contract.topics import TOPIC_OF_SOURCE
from streams import steps
from streams.steps import Record

TOLD = datetime(2026, 7, 1, 12, tzinfo=UTC)
SINCE = HistoryComplete(stage="investigation", from_=date(2020, 1, 1))


def crime(number: int, fact: Fact | None = None) -> Event:
    recorded = CrimeRecorded(recorded_on=date(2026, 4, 2), district="E07000123", offence="8N")
    return said(fact or recorded, f"crime:{number:032x}")


def said(fact: Fact, subject: str, source: str = "/police/lancashire") -> Event:
    return event(fact, subject=subject, source=source, recordedtime=TOLD, tokenkey="0000")


def hear(ledger: Ledger, *events: Event) -> None:
    """Apply events in one batch, each in its agency's topic."""
    with ledger.snapshot() as reading:
        at = {topic: each.next_offset for (topic, _), each in reading.positions().items()}
    batch = []
    for each in events:
        topic = TOPIC_OF_SOURCE[each.source].name
        batch.append(Record(topic, 0, at.get(topic, 0), wire.encode(each)))
        at[topic] = at.get(topic, 0) + 1
    steps.apply(ledger, batch, dict.fromkeys(at, "one"), TOLD)


def known(ledger: Ledger) -> None:
    """Two crimes, and the word that there were no others before."""
    hear(ledger, said(SINCE, "partner:police"), crime(1), crime(2))
