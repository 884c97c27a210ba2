"""A late event restates the bar of a period in Prometheus's answer to its panel, and no release."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import repeat
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, start_http_server

from metrics import serving
from metrics.exporter.thresholds import SHIPPED
from metrics.release_cli import make
from metrics.store import releases
from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.events import Event, event
from producers.contract.facts import CrimeRecorded, Fact, HistoryComplete
from producers.contract.topics import TOPIC_OF_SOURCE, TOPICS
from streams import steps
from streams.steps import Record
from tests.generative import ledgers
from tests.integration.alerting import QuickPrometheus, soon
from tests.integration.board_queries import asked

TODAY, MONTH = date(2026, 6, 30), "2026-03"
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
POLICE = "/police/lancashire"
BARS = next(each for each in asked() if each.panel == "How many crimes were recorded each month?")


def said(fact: Fact, subject: str) -> Event:
    return event(fact, subject=subject, source=POLICE, recordedtime=NOW, tokenkey="0000")


def crimes(first: int, count: int) -> Iterator[Event]:
    fact = CrimeRecorded(recorded_on=date(2026, 3, 5), district="E07000123", offence="8N")
    return (said(fact, f"crime:{number:032x}") for number in range(first, first + count))


@pytest.fixture
def told(tmp_path: Path) -> Ledger:
    ledger = Ledger.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    whole = said(HistoryComplete(stage="investigation", from_=date(2024, 1, 1)), "partner:police")
    ledgers.fill(ledger, [whole, *crimes(0, 40)], repeat(100))
    return ledger


def test_a_late_crime_restates_the_bar_and_not_the_release(told: Ledger, tmp_path: Path) -> None:
    kept = make(told, TODAY, NOW)
    assert kept is not None
    released = releases.body(told, kept.number)
    registry = CollectorRegistry(auto_describe=False)
    for collector in serving.collectors(told, lambda: TODAY, SHIPPED):
        registry.register(collector)
    server, _ = start_http_server(0, "127.0.0.1", registry)
    target = {"exporter": [f"127.0.0.1:{server.server_port}"]}
    try:
        with QuickPrometheus(tmp_path, targets=target) as prometheus:
            assert soon(lambda: bar(prometheus) == 40)
            hear(told, list(crimes(40, 1)))
            assert soon(lambda: bar(prometheus) == 41)
    finally:
        server.shutdown()
        server.server_close()
    assert releases.body(told, kept.number) == released


def bar(prometheus: QuickPrometheus) -> float | None:
    found = [each for each in prometheus.ask(BARS.expr) if each["metric"]["period"] == MONTH]
    return float(found[0]["value"][1]) if found else None


def hear(ledger: Ledger, late: list[Event]) -> None:
    """Apply what comes late, as the worker does."""
    topic = TOPIC_OF_SOURCE[POLICE].name
    with ledger.snapshot() as reading:
        begin = reading.positions()[topic, 0].next_offset
    records = [Record(topic, 0, begin + n, wire.encode(each)) for n, each in enumerate(late)]
    assert steps.apply(ledger, records, dict.fromkeys(TOPICS, ledgers.IDS[topic]), NOW) == len(late)
