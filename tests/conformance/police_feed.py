"""A police feed for tests of the ledger: crimes of one district and month, in order."""

from datetime import UTC, date, datetime

from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.events import Event, event
from producers.contract.facts import CrimeRecorded, Fact, HistoryComplete
from streams import steps
from streams.steps import Record

TOLD = datetime(2026, 7, 1, 12, tzinfo=UTC)
TOPIC = "lcjb.police.v1"
SINCE = HistoryComplete(stage="investigation", from_=date(2020, 1, 1))


def crime(number: int, fact: Fact | None = None) -> Event:
    recorded = CrimeRecorded(recorded_on=date(2026, 4, 2), district="E07000123", offence="8N")
    return said(fact or recorded, f"crime:{number:032x}")


def said(fact: Fact, subject: str) -> Event:
    return event(
        fact, subject=subject, source="/police/lancashire", recordedtime=TOLD, tokenkey="0000"
    )


def hear(ledger: Ledger, *events: Event) -> None:
    with ledger.snapshot() as reading:
        at = reading.positions().get((TOPIC, 0))
    start = at.next_offset if at else 0
    batch = [Record(TOPIC, 0, start + n, wire.encode(each)) for n, each in enumerate(events)]
    steps.apply(ledger, batch, {TOPIC: "one"}, TOLD)


def known(ledger: Ledger) -> None:
    """Two crimes, and the word that there were no others before."""
    hear(ledger, said(SINCE, "partner:police"), crime(1), crime(2))
