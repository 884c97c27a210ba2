"""A backlog crosses its thresholds: real Prometheus, real Alertmanager, webhook and e-mail."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Gauge, start_http_server

from metrics import thresholds
from metrics.exporter.thresholds import ThresholdCollector
from tests.integration.alerting import (
    Heard,
    QuickAlertmanager,
    QuickPrometheus,
    quick_rules,
    receivers,
    soon,
)

ROW = (
    "- {{stage: investigation, place: default, severity: {}, set: {}, clear: {},"
    " for: 1s, owner: police}}\n"
)
LEVELS = ROW.format("warning", 10, 8) + ROW.format("critical", 20, 16)
FIRING = 'ALERTS{alertname="BacklogAboveThreshold", alertstate="firing", severity="%s"}'
A_WHILE = 4.0
"""Seconds in which an alert that was about to end would have ended: several evaluations."""


@dataclass
class Chain:
    """The chain, what came out of it, and the count that goes in."""

    prometheus: QuickPrometheus
    heard: Heard
    open_crimes: Gauge
    levels: Path

    def firing(self, severity: str) -> bool:
        return bool(self.prometheus.ask(FIRING % severity))

    def set_open(self, count: int) -> None:
        self.open_crimes.labels("investigation", "Preston").set(count)
        assert soon(lambda: self._seen() == count)

    def _seen(self) -> int:
        samples = self.prometheus.ask('lcjb_backlog_open{place="Preston"}')
        return int(samples[0]["value"][1]) if samples else -1


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    levels = tmp_path / "thresholds.yaml"
    levels.write_text(LEVELS)
    registry = CollectorRegistry()
    registry.register(ThresholdCollector(levels))
    open_crimes = Gauge("lcjb_backlog_open", "Open.", ["stage", "place"], registry=registry)
    server, _ = start_http_server(0, "127.0.0.1", registry)
    rules = quick_rules(tmp_path / "rules", list(thresholds.read(LEVELS)))
    heard = Heard()
    with ExitStack() as stack:
        stack.callback(server.server_close)
        stack.callback(server.shutdown)
        told = stack.enter_context(receivers(heard))
        manager = stack.enter_context(QuickAlertmanager(tmp_path / "am", receivers=told))
        targets = {
            "exporter": [f"127.0.0.1:{server.server_port}"],
            "alertmanager": [f"127.0.0.1:{manager.port}"],
        }
        prometheus = QuickPrometheus(tmp_path / "prometheus", targets=targets, rules=rules)
        yield Chain(stack.enter_context(prometheus), heard, open_crimes, levels)


def test_a_backlog_alert_is_raised_held_and_ended_at_its_levels(chain: Chain) -> None:
    chain.set_open(9)
    time.sleep(A_WHILE)
    assert not chain.firing("warning")

    chain.set_open(12)
    assert soon(lambda: chain.heard.alerts("firing", "warning"))
    assert not chain.heard.alerts("firing", "critical")
    assert soon(lambda: _mail_to(chain, "Warning: Preston") == ["performance@police.example"])

    chain.set_open(25)
    assert soon(lambda: chain.heard.alerts("firing", "critical"))
    assert soon(
        lambda: (
            set(_mail_to(chain, "Critical: Preston"))
            == {"performance@police.example", "board@board.example"}
        )
    )

    chain.set_open(17)  # between critical's levels
    time.sleep(A_WHILE)
    assert chain.firing("critical")
    assert not chain.heard.alerts("resolved", "critical")

    chain.set_open(9)  # below critical's clear, between the warning's levels
    assert soon(lambda: chain.heard.alerts("resolved", "critical"))
    time.sleep(A_WHILE)
    assert chain.firing("warning")
    assert not chain.heard.alerts("resolved", "warning")

    chain.set_open(7)
    assert soon(lambda: chain.heard.alerts("resolved", "warning"))
    assert soon(lambda: any(s.startswith("Ended: Preston") for s in chain.heard.subjects()))
    assert not chain.firing("warning")


def test_the_e_mail_says_what_where_since_when_and_what_to_do(chain: Chain) -> None:
    chain.set_open(12)
    assert soon(lambda: _mail_to(chain, "Warning: Preston"))
    mail = next(m for _, m in chain.heard.mails if "Preston" in m["Subject"])
    text = mail.get_body(["plain"]).get_content()
    assert "Preston: 12 open at the investigation stage. Raised at 10, ends below 8." in text
    assert (
        "http://127.0.0.1:3000/d/lcjb-crime-and-charge/crime-and-charge?var-place=Preston" in text
    )
    assert "docs/runbook.md#backlogabovethreshold" in text
    assert "not an official statistic" in text
    assert "Preston: 12 open" in mail.get_body(["html"]).get_content()


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


def _mail_to(chain: Chain, subject: str) -> list[str]:
    found = [to for to, mail in chain.heard.mails if str(mail["Subject"]).startswith(subject)]
    return sorted(address for to in found for address in to)
