"""Custody time limits are never inhibited or muted: the rules and the settings as they ship."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import yaml
from prometheus_client import CollectorRegistry, Gauge, start_http_server

from dashboards.links import CUSTODY
from infra.native.watchers import RULES
from tests.integration.alerting import (
    Heard,
    QuickAlertmanager,
    QuickPrometheus,
    body,
    receivers,
    soon,
)

COURT = "Preston Crown Court"
LIMITS = {"CustodyTimeLimitPassed", "CustodyTimeLimitNear"}
EVERY = [
    rule
    for path in RULES.glob("*.yml")
    for group in yaml.safe_load(path.read_text())["groups"]
    for rule in group["rules"]
    if "alert" in rule
]
FAULT = {
    "source_matchers": ["alertname = ExporterDown"],
    "target_matchers": ["owner = courts", "alertname =~ Custody.*"],
}
A_WHILE = 4.0
"""Seconds: several evaluations."""


class FaultyAlertmanager(QuickAlertmanager):
    """Has an inhibition planted that reaches the limits."""

    def prepare(self) -> None:
        super().prepare()
        path = self.folder / "config/alertmanager.yml"
        settings = yaml.safe_load(path.read_text())
        settings["inhibit_rules"].append(FAULT)
        path.write_text(yaml.safe_dump(settings))


def send_every_alert(manager: QuickAlertmanager) -> None:
    """Have all there is fire at one court at one time."""
    beside = {"place": COURT, "stage": "crown", "owner": "courts", "agency": "courts"}
    said = [
        {"labels": beside | {"topic": "lcjb.courts.v1", "threshold": "warning"} | labels}
        for labels in ({"alertname": rule["alert"], **rule["labels"]} for rule in EVERY)
    ]
    sent = Request(f"{manager.url}/api/v2/alerts", json.dumps(said).encode())  # noqa: S310
    sent.add_header("Content-Type", "application/json")
    urlopen(sent).close()  # noqa: S310 - loopback


def suppressed(manager: QuickAlertmanager) -> set[tuple[str, str]]:
    """Give name and severity of what is inhibited or muted."""
    with urlopen(f"{manager.url}/api/v2/alerts") as answer:  # noqa: S310 - loopback
        held: list[dict[str, Any]] = json.load(answer)
    return {
        (alert["labels"]["alertname"], alert["labels"]["severity"])
        for alert in held
        if alert["status"]["state"] == "suppressed"
    }


def told_of(heard: Heard) -> set[str]:
    """Give the alerts that the webhook was sent for the court."""
    return {a["labels"]["alertname"] for post in heard.posts for a in post["alerts"]}


def test_nothing_that_fires_beside_them_silences_limits(tmp_path: Path) -> None:
    heard = Heard()
    with receivers(heard) as told, QuickAlertmanager(tmp_path, receivers=told) as manager:
        send_every_alert(manager)
        assert soon(lambda: ("BacklogAboveThreshold", "critical") in suppressed(manager))
        assert not LIMITS & {name for name, _ in suppressed(manager)}
        assert soon(lambda: told_of(heard) >= LIMITS)


def test_a_planted_inhibition_would_be_seen(tmp_path: Path) -> None:
    with FaultyAlertmanager(tmp_path) as manager:
        send_every_alert(manager)
        assert soon(lambda: {name for name, _ in suppressed(manager)} >= LIMITS)


def test_no_silence_of_a_partner_reaches_a_limit() -> None:
    of_limits = [rule for rule in EVERY if rule["alert"] in LIMITS]
    assert len(of_limits) == len(LIMITS)
    assert not any("depends_on" in rule["labels"] for rule in of_limits)


def test_no_route_is_mute_at_any_hour() -> None:
    text = (RULES.parents[1] / "infra/alertmanager/alertmanager.yml").read_text()
    assert "time_intervals" not in text


@contextmanager
def figures() -> Iterator[tuple[Gauge, str]]:
    """Serve limits as the exporter does."""
    registry = CollectorRegistry()
    name, labels = "lcjb_custody_time_limits", ["within", "place"]
    gauge = Gauge(name, "Limits.", labels, registry=registry)
    server, _ = start_http_server(0, "127.0.0.1", registry)
    try:
        yield gauge, f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def mails(heard: Heard, state: str) -> list[set[str]]:
    start = f"{state}: {COURT}: "
    return [set(to) for to, mail in heard.mails if mail["Subject"].startswith(start)]


def test_a_limit_is_told_to_courts_and_board_and_outlives_its_figures(tmp_path: Path) -> None:
    heard = Heard()
    with ExitStack() as stack:
        gauge, exporter = stack.enter_context(figures())
        told = stack.enter_context(receivers(heard))
        manager = stack.enter_context(QuickAlertmanager(tmp_path / "am", receivers=told))
        targets = {"exporter": [exporter], "alertmanager": [f"127.0.0.1:{manager.port}"]}
        prometheus = stack.enter_context(QuickPrometheus(tmp_path / "p", targets=targets))
        gauge.labels("passed", "Lancashire").set(1)
        gauge.labels("passed", COURT).set(1)
        gauge.labels("7-days", COURT).set(2)
        both = {"listing@courts.example", "board@board.example"}
        assert soon(lambda: set.union(set(), *mails(heard, "Critical")) == both)
        assert soon(lambda: mails(heard, "Warning") == [{"listing@courts.example"}])

        gauge.clear()  # no figure of any limit comes any more
        assert soon(lambda: not prometheus.ask("lcjb_custody_time_limits"))
        time.sleep(A_WHILE)
        assert not mails(heard, "Ended")

        gauge.labels("passed", "Lancashire").set(0)  # figures again, and no limit has passed
        assert soon(lambda: set.union(set(), *mails(heard, "Ended")) == both)

    mail = next(mail for _, mail in heard.mails if mail["Subject"].startswith("Critical"))
    assert f"{CUSTODY}?var-court=Preston+Crown+Court" in body(mail, "plain")
    assert "docs/runbook.md#custodytimelimitpassed" in body(mail, "plain")
