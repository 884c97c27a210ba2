"""A backlog crosses its thresholds, from the police's file to the webhook and the e-mail.

`lcjb publish`, Kafka, worker, ledger, exporter, Prometheus, Alertmanager, receivers: all real.
"""

import csv
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from dashboards.links import CRIME_AND_CHARGE
from infra.native import Kafka
from metrics import thresholds
from producers.partners.police.recorded_crime import COLUMNS
from tests.integration.alerting import (
    Heard,
    QuickAlertmanager,
    QuickPrometheus,
    body,
    quick_rules,
    receivers,
    soon,
)
from tests.integration.commands import Commands

ROW = (
    "- {{stage: investigation, place: default, severity: {}, set: {}, clear: {},"
    " for: 1s, owner: police}}\n"
)
LEVELS = ROW.format("warning", 10, 8) + ROW.format("critical", 20, 16)
FIRING = 'ALERTS{alertname="BacklogAboveThreshold", alertstate="firing", place="%s", severity="%s"}'
DISTRICTS = iter(("Burnley", "Chorley", "Fylde", "Hyndburn", "Lancaster", "Pendle", "Preston"))
A_WHILE = 4.0
"""Seconds in which an alert that was about to end would have ended: several evaluations."""


@dataclass(frozen=True)
class Chain:
    """The chain, what came out of it, and the district whose crimes go in."""

    prometheus: QuickPrometheus
    heard: Heard
    police: "Police"
    levels: Path
    place: str

    def firing(self, severity: str) -> bool:
        return bool(self.prometheus.ask(FIRING % (self.place, severity)))

    def set_open(self, count: int) -> None:
        """Publish the district's crimes as the police would, so that `count` of them are open."""
        self.police.export(self.place, count)
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


@dataclass(slots=True)
class Police:
    """A force that exports a district whole, with as many crimes open as a test wants."""

    commands: Commands
    most: dict[str, int] = field(default_factory=dict)

    def export(self, district: str, still_open: int) -> None:
        most = self.most[district] = max(self.most.get(district, 0), still_open)
        ended = {"outcome_type": "18", "outcome_on": "2026-05-02"}
        rows = [
            {
                "crime_ref": f"{district}/{number}".upper().replace(" ", "-"),
                "offence_code": "8N",
                "recorded_on": "2026-04-02",
                "district": district,
                "exported_at": datetime.now(UTC).isoformat(),
                **(ended if number >= still_open else {}),
            }
            for number in range(most)
        ]
        file = self.commands.folder / "extract.csv"
        with file.open("w", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        self.commands("publish", str(file))


@contextmanager
def pipeline(folder: Path, levels: Path) -> Iterator[tuple[Police, str]]:
    """Run broker, worker and exporter; give the force and the exporter's address."""
    with Kafka(folder / "kafka") as broker:
        commands = Commands(folder / "home", broker.bootstrap, topics="lcjb.police.v1")
        commands.environment["LCJB_THRESHOLDS"] = str(levels)
        try:
            commands("init")
            commands("declare", "history-complete", *HISTORY)
            commands.start("worker")
            commands.await_read(1)
            _, url = commands.serve("export")
            yield Police(commands), urlsplit(url).netloc
        finally:
            commands.end()


HISTORY = ("--stage", "investigation", "--from", "2026-01-01")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    folder = tmp_path_factory.mktemp("alerts")
    levels = folder / "thresholds.yaml"
    levels.write_text(LEVELS)
    rules = quick_rules(folder / "rules", list(thresholds.read(LEVELS)))
    heard = Heard()
    with ExitStack() as stack:
        police, exporter = stack.enter_context(pipeline(folder, levels))
        told = stack.enter_context(receivers(heard))
        manager = stack.enter_context(QuickAlertmanager(folder / "am", receivers=told))
        targets = {"exporter": [exporter], "alertmanager": [f"127.0.0.1:{manager.port}"]}
        prometheus = QuickPrometheus(folder / "prometheus", targets=targets, rules=rules)
        yield Chain(stack.enter_context(prometheus), heard, police, levels, "")


@pytest.fixture
def chain(shared: Chain) -> Iterator[Chain]:
    """The chain for a district of this test's own."""
    yield replace(shared, place=next(DISTRICTS))
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
    said = "12 investigations open. Raised at 10, ends below 8."
    link = f"{CRIME_AND_CHARGE}?var-place={chain.place.replace(' ', '+')}"
    text = body(mail, "plain").replace("\r\n", "\n")
    told = dict(re.findall(r"^(\w[\w ]*): +(.+)$", text, re.MULTILINE))
    lines = ["Where", "How much", "Since", "Owner", "What to do", "See it", "In full"]
    assert list(told) == lines
    assert (told["Where"], told["How much"], told["Owner"]) == (chain.place, said, "the police")
    assert re.fullmatch(r"\w+day \d+ \w+ \d{4}, \d\d:\d\d (GMT|BST)", told["Since"])
    assert told["What to do"].startswith("Find out what has changed")
    assert told["See it"] == f"http://127.0.0.1:3000{link}"
    assert told["In full"] == "docs/runbook.md#backlogabovethreshold"
    assert "{{" not in text + body(mail, "html")
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


def test_a_count_that_stops_coming_does_not_end_an_alert(chain: Chain) -> None:
    chain.set_open(12)
    assert soon(lambda: chain.firing("warning"))
    chain.police.commands.end_last()  # the exporter: every place is gone
    assert soon(lambda: not chain.prometheus.ask("lcjb_backlog_open"))
    time.sleep(A_WHILE)
    assert chain.firing("warning")
