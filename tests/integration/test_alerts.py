"""A backlog crosses its thresholds: real Prometheus, real Alertmanager, webhook and e-mail."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, Gauge, start_http_server

from dashboards.links import CRIME_AND_CHARGE
from metrics import thresholds
from metrics.exporter.thresholds import ThresholdCollector
from tests.integration.alerting import (
    Heard,
    QuickAlertmanager,
    QuickPrometheus,
    body,
    quick_rules,
    receivers,
    soon,
)

ROW = (
    "- {{stage: investigation, place: default, severity: {}, set: {}, clear: {},"
    " for: 1s, owner: police}}\n"
)
LEVELS = ROW.format("warning", 10, 8) + ROW.format("critical", 20, 16)
FIRING = 'ALERTS{alertname="BacklogAboveThreshold", alertstate="firing", place="%s", severity="%s"}'
NUMBERS = count(1)
A_WHILE = 4.0
"""Seconds in which an alert that was about to end would have ended: several evaluations."""


@dataclass(frozen=True)
class Chain:
    """The chain, what came out of it, and one place's count that goes in."""

    prometheus: QuickPrometheus
    heard: Heard
    open_crimes: Gauge
    levels: Path
    place: str

    def firing(self, severity: str) -> bool:
        return bool(self.prometheus.ask(FIRING % (self.place, severity)))

    def set_open(self, count: int) -> None:
        self.open_crimes.labels("investigation", self.place).set(count)
        assert soon(lambda: self._seen() == count)

    def _seen(self) -> int:
        samples = self.prometheus.ask(f'lcjb_backlog_open{{place="{self.place}"}}')
        return int(samples[0]["value"][1]) if samples else -1

    def posts(self, status: str, severity: str) -> list[dict[str, Any]]:
        return self.heard.alerts(status, severity, self.place)

    def mails(self, state: str) -> list[tuple[list[str], EmailMessage]]:
        start = f"{state}: {self.place}: "
        return [(to, mail) for to, mail in self.heard.mails if mail["Subject"].startswith(start)]

    def told(self, state: str) -> set[str]:
        return {address for to, _ in self.mails(state) for address in to}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    folder = tmp_path_factory.mktemp("alerts")
    levels = folder / "thresholds.yaml"
    levels.write_text(LEVELS)
    registry = CollectorRegistry()
    registry.register(ThresholdCollector(levels))
    open_crimes = Gauge("lcjb_backlog_open", "Open.", ["stage", "place"], registry=registry)
    server, _ = start_http_server(0, "127.0.0.1", registry)
    rules = quick_rules(folder / "rules", list(thresholds.read(LEVELS)))
    heard = Heard()
    with ExitStack() as stack:
        stack.callback(server.server_close)
        stack.callback(server.shutdown)
        told = stack.enter_context(receivers(heard))
        manager = stack.enter_context(QuickAlertmanager(folder / "am", receivers=told))
        targets = {
            "exporter": [f"127.0.0.1:{server.server_port}"],
            "alertmanager": [f"127.0.0.1:{manager.port}"],
        }
        prometheus = QuickPrometheus(folder / "prometheus", targets=targets, rules=rules)
        yield Chain(stack.enter_context(prometheus), heard, open_crimes, levels, "")


@pytest.fixture
def chain(shared: Chain) -> Iterator[Chain]:
    """The chain for a place of this test's own."""
    yield replace(shared, place=f"Place {next(NUMBERS)}")
    shared.levels.write_text(LEVELS)


def test_a_backlog_alert_is_raised_held_and_ended_at_its_levels(chain: Chain) -> None:
    chain.set_open(9)
    time.sleep(A_WHILE)
    assert not chain.firing("warning")

    chain.set_open(12)
    assert soon(lambda: chain.posts("firing", "warning"))
    assert not chain.posts("firing", "critical")
    assert soon(lambda: chain.told("Warning") == {"performance@police.example"})

    chain.set_open(25)
    assert soon(lambda: chain.posts("firing", "critical"))
    both = {"performance@police.example", "board@board.example"}
    assert soon(lambda: chain.told("Critical") == both)

    chain.set_open(17)  # between critical's levels
    time.sleep(A_WHILE)
    assert chain.firing("critical")
    assert not chain.posts("resolved", "critical")

    chain.set_open(9)  # below critical's clear, between the warning's levels
    assert soon(lambda: chain.posts("resolved", "critical"))
    time.sleep(A_WHILE)
    assert chain.firing("warning")
    assert not chain.posts("resolved", "warning")

    chain.set_open(7)
    assert soon(lambda: chain.posts("resolved", "warning"))
    assert soon(lambda: chain.told("Ended") == both)
    assert not chain.firing("warning")


def test_the_e_mail_says_what_where_since_when_and_what_to_do(chain: Chain) -> None:
    chain.set_open(12)
    assert soon(lambda: chain.mails("Warning"))
    _, mail = chain.mails("Warning")[0]
    said = f"{chain.place}: 12 open at the investigation stage. Raised at 10, ends below 8."
    link = f"{CRIME_AND_CHARGE}?var-place={chain.place.replace(' ', '+')}"
    text = body(mail, "plain")
    assert said in text
    assert "Since " in text
    assert f"http://127.0.0.1:3000{link}" in text
    assert "docs/runbook.md#backlogabovethreshold" in text
    assert "not an official statistic" in text
    assert said in body(mail, "html")


def test_an_alert_between_its_levels_outlives_a_restart_of_prometheus(chain: Chain) -> None:
    chain.set_open(12)
    assert soon(lambda: chain.posts("firing", "warning"))
    chain.set_open(9)
    chain.prometheus.stop()
    chain.prometheus.start()
    time.sleep(A_WHILE)
    assert chain.firing("warning")
    assert not chain.posts("resolved", "warning")


def test_a_count_that_stops_coming_does_not_end_an_alert(chain: Chain) -> None:
    chain.set_open(12)
    assert soon(lambda: chain.firing("warning"))
    chain.open_crimes.clear()  # every place: the stage gives nothing any more
    assert soon(lambda: not chain.prometheus.ask("lcjb_backlog_open"))
    time.sleep(A_WHILE)
    assert chain.firing("warning")


def test_a_threshold_changed_in_the_file_is_in_force_without_a_restart(chain: Chain) -> None:
    chain.set_open(12)
    assert soon(lambda: chain.firing("warning"))
    chain.levels.write_text(LEVELS.replace("set: 10, clear: 8", "set: 19, clear: 15"))
    assert soon(lambda: not chain.firing("warning"))


def test_a_slip_in_the_thresholds_file_leaves_the_levels_in_force(chain: Chain) -> None:
    chain.set_open(12)
    assert soon(lambda: chain.firing("warning"))
    chain.levels.write_text(LEVELS.replace("clear: 8", "clear: 80"))
    assert soon(lambda: chain.prometheus.ask("lcjb_backlog_threshold_readable == 0"))
    time.sleep(A_WHILE)
    assert chain.firing("warning")
