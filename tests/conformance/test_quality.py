"""What is asked of a ledger beside its figures, alike on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from metrics import aggregate
from metrics.store.ledger import Ledger, Quality
from producers.contract import wire
from producers.contract.events import event
from producers.contract.facts import CrimeRecorded, Fact, HistoryComplete, SuspectCharged
from producers.contract.topics import TOPICS
from streams import steps
from streams.steps import Record

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
TOPIC = "lcjb.police.v1"
RECORDED = CrimeRecorded(recorded_on=date(2026, 4, 2), district="E07000123", offence="8N")
HERE, NOWHERE = "a" * 32, "b" * 32


def apply(ledger: Ledger, facts: dict[str, Fact]) -> None:
    told = [
        event(fact, subject=subject, source="/police/lancashire", recordedtime=NOW, tokenkey="0000")
        for subject, fact in facts.items()
    ]
    records = [Record(TOPIC, 0, n, wire.encode(each)) for n, each in enumerate(told)]
    steps.apply(ledger, records, dict.fromkeys(TOPICS, "one"), NOW)


def test_crimes_named_and_not_here_are_counted_once(ledger: Ledger) -> None:
    charges = {
        f"case:{n * 32}": SuspectCharged(
            defendant="d" * 32,
            on=date(2026, 5, 1),
            method="charge",
            offences=(),
            crimes=(HERE, NOWHERE),
        )
        for n in "12"
    }
    apply(ledger, {f"crime:{HERE}": RECORDED, **charges})
    with ledger.step() as step:
        step.fell(TOPIC, 0, 7)
        step.fell(TOPIC, 0, 7)
    with ledger.snapshot() as reading:
        assert reading.quality() == Quality(unmatched=1, exits=2)


def test_the_newest_record_is_no_word_about_the_feed(ledger: Ledger) -> None:
    with ledger.snapshot() as reading:
        assert reading.newest() == {}
    apply(ledger, {"partner:police": HistoryComplete(stage="crown", from_=date(2024, 1, 1))})
    with ledger.snapshot() as reading:
        assert reading.newest() == {}


def test_the_newest_record_is_the_day_on_which_it_was_recorded(ledger: Ledger) -> None:
    apply(ledger, {f"crime:{HERE}": RECORDED})
    with ledger.snapshot() as reading:
        assert reading.newest() == {"police": date(2026, 7, 1)}


def test_an_empty_ledger_lacks_nothing(ledger: Ledger) -> None:
    with ledger.snapshot() as reading:
        assert reading.quality() == Quality(unmatched=0, exits=0)


def test_events_of_a_subject_are_read_back(ledger: Ledger) -> None:
    fact = HistoryComplete(stage="investigation", from_=date(2024, 1, 1))
    apply(ledger, {"partner:police": fact})
    with ledger.snapshot() as reading:
        found = reading.events_of(["partner:police", "partner:cps"])
    assert {s: aggregate.facts(aggregate.read(e)) for s, e in found.items()} == {
        "partner:police": [fact]
    }


def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    with pytest.raises(FileNotFoundError, match="lcjb worker"):
        Ledger.existing(f"sqlite:///{file}")
    assert not file.exists()
