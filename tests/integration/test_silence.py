"""A partner silent for a day, with all else going on: what is told, what waits, and what does not.

Ledger, exporter, Prometheus, Alertmanager and receivers are real; only the clock is the test's.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, start_http_server

from metrics import thresholds
from metrics.exporter import feeds
from metrics.exporter.server import LedgerCollector, Seen
from metrics.exporter.thresholds import ThresholdCollector
from metrics.serving import reads
from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.days import london_day
from producers.contract.events import event
from producers.contract.facts import CrimeRecorded, Fact, HistoryComplete
from producers.contract.topics import TOPIC_OF_SOURCE, TOPICS
from streams import steps
from streams.steps import Record
from tests.integration.alerting import (
    Heard,
    QuickAlertmanager,
    QuickPrometheus,
    quick_rules,
    receivers,
    soon,
)
from tests.spec.court_facts import received, remanded, token

HEARD_LAST = datetime(2026, 3, 3, 9, tzinfo=UTC)
"""A Tuesday; the courts say nothing after it."""
A_DAY_LATER = HEARD_LAST + timedelta(hours=27)
LEVELS = (
    "- {stage: investigation, place: Lancashire, severity: warning, set: 4, clear: 2,"
    " for: 1s, owner: police}\n"
    "- {stage: crown, place: Lancashire, severity: warning, set: 4, clear: 2,"
    " for: 1s, owner: courts}\n"
)
A_WHILE = 4.0
"""Seconds in which an alert that was about to be told would have been: several evaluations."""


@dataclass
class World:
    """What the exporter reads, and when it thinks it is."""

    ledger: Ledger
    now: datetime = HEARD_LAST

    def read(self, _: Seen | None) -> tuple[Seen, feeds.Fed]:
        return reads(self.ledger)(None)


def hear(ledger: Ledger, source: str, at: datetime, told: dict[str, list[Fact]]) -> None:
    """Apply what a partner says, as the worker does when it comes in."""
    topic = TOPIC_OF_SOURCE[source].name
    with ledger.snapshot() as reading:
        position = reading.positions().get((topic, 0))
    first = position.next_offset if position else 0
    said = [
        event(fact, subject=subject, source=source, recordedtime=HEARD_LAST, tokenkey="0000")
        for subject, facts in told.items()
        for fact in facts
    ]
    records = [Record(topic, 0, first + n, wire.encode(each)) for n, each in enumerate(said)]
    steps.apply(ledger, records, dict.fromkeys(TOPICS, "one"), at)


def made(path: Path, open_items: int) -> Ledger:
    """A ledger with so many crimes and Crown cases open, in one of which a limit ends that day."""
    ledger = Ledger.connect(f"sqlite:///{path}")
    crime = CrimeRecorded(recorded_on=date(2026, 2, 2), district="E07000123", offence="8N")
    history = HistoryComplete(stage="investigation", from_=date(2025, 1, 1))
    crimes: dict[str, list[Fact]] = {f"crime:{token(f'{n}')}": [crime] for n in range(open_items)}
    hear(ledger, "/police/lancashire", HEARD_LAST, {"partner:police": [history], **crimes})
    courts: dict[str, list[Fact]] = {
        "partner:courts": [
            HistoryComplete(stage=stage, from_=date(2025, 1, 1))
            for stage in ("magistrates", "crown")
        ]
    }
    for n in range(open_items):
        courts[f"case:{token(f'{n}')}"] = [received("2026-01-12", "crown", "A")]
    courts[f"case:{token('0')}"].append(remanded("2026-01-12", "custody", limit="2026-03-03"))
    hear(ledger, "/courts/lancashire", HEARD_LAST, courts)
    hear(ledger, "/police/lancashire", A_DAY_LATER, {f"crime:{token('0')}": [crime]})
    return ledger


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[World, str]]:
    world = World(made(tmp_path / "ledger.db", 5))
    levels = tmp_path / "thresholds.yaml"
    levels.write_text(LEVELS)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(ThresholdCollector(levels))
    registry.register(LedgerCollector(world.read, lambda: london_day(world.now), lambda: world.now))
    server, _ = start_http_server(0, "127.0.0.1", registry)
    yield world, f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def told(heard: Heard, status: str, **labels: str) -> list[dict[str, str]]:
    """Give the labels of each alert that the webhook was sent, one an alert and message."""
    return [
        alert["labels"]
        for post in heard.posts
        for alert in post["alerts"]
        if alert["status"] == status and labels.items() <= alert["labels"].items()
    ]


@pytest.fixture
def chain(world: tuple[World, str], tmp_path: Path) -> Iterator[tuple[QuickPrometheus, Heard]]:
    """Run Prometheus and Alertmanager over the world's exporter; give what is heard."""
    heard = Heard()
    rules = quick_rules(tmp_path / "rules", list(thresholds.read(LEVELS)))
    with ExitStack() as stack:
        to = stack.enter_context(receivers(heard))
        manager = stack.enter_context(QuickAlertmanager(tmp_path / "am", receivers=to))
        targets = {"exporter": [world[1]], "alertmanager": [f"127.0.0.1:{manager.port}"]}
        prometheus = QuickPrometheus(tmp_path / "prometheus", targets=targets, rules=rules)
        yield stack.enter_context(prometheus), heard


ABOVE = "BacklogAboveThreshold"


def test_a_partner_silent_for_a_day_is_one_alert_and_no_improvement(
    world: tuple[World, str], chain: tuple[QuickPrometheus, Heard], tmp_path: Path
) -> None:
    (here, _), (prometheus, heard) = world, chain
    for stage in ("crown", "investigation"):
        assert soon(partial(told, heard, "firing", alertname=ABOVE, stage=stage))
    assert not told(heard, "firing", alertname="PartnerSilent")

    here.now = A_DAY_LATER
    assert soon(lambda: told(heard, "firing", alertname="PartnerSilent"))
    assert soon(lambda: told(heard, "firing", alertname="CustodyTimeLimitPassed"))

    # The ledger is restored from a backup that knows less: both backlogs seem to fall.
    here.ledger = made(tmp_path / "backup.db", 1)
    assert soon(lambda: not prometheus.ask(f'ALERTS{{alertname="{ABOVE}", alertstate="firing"}}'))
    assert soon(lambda: told(heard, "resolved", alertname=ABOVE, stage="investigation"))
    time.sleep(A_WHILE)
    assert not told(heard, "resolved", alertname=ABOVE, stage="crown")
    assert not told(heard, "resolved", alertname="CustodyTimeLimitPassed")
    assert [each["agency"] for each in told(heard, "firing", alertname="PartnerSilent")] == [
        "courts"
    ]

    case: dict[str, list[Fact]] = {f"case:{token('9')}": [received("2026-03-03", "crown", "A")]}
    hear(here.ledger, "/courts/lancashire", A_DAY_LATER, case)
    assert soon(lambda: told(heard, "resolved", alertname="PartnerSilent"))
