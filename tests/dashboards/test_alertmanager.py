"""Alertmanager's settings: accepted by amtool, and each owner and severity goes where it should."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from infra.native import Receivers, bundles
from infra.native.places import ROOT
from infra.native.receivers import render
from metrics import thresholds
from metrics.exporter.thresholds import SHIPPED
from producers.contract.lists import AGENCIES

ALL = Receivers(
    webhook="http://127.0.0.1:9/",
    email="board@board.example",
    email_police="performance@police.example",
    email_courts="listing@courts.example",
    sender="monitor@board.example",
    smarthost="127.0.0.1:25",
    smtp_user="monitor",
    smtp_password_file="/run/secrets/smtp",  # noqa: S106 - a path
)
CONFIG = (ROOT / "infra/alertmanager/alertmanager.yml").read_text()
WAYS = {
    "everything": ALL,
    "nothing": Receivers(),
    "webhook": Receivers(webhook=ALL.webhook),
    "e-mail": Receivers(email=ALL.email, sender=ALL.sender, smarthost=ALL.smarthost),
}


def amtool(*words: str) -> str:
    done = subprocess.run(
        [bundles.alertmanager("amtool"), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("way", WAYS)
def test_amtool_accepts_the_settings_with_any_set_of_addresses(way: str, tmp_path: Path) -> None:
    amtool("check-config", str(render(WAYS[way], tmp_path)))


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        ("alertname=BacklogAboveThreshold owner=police severity=warning", "police"),
        ("alertname=BacklogAboveThreshold owner=police severity=critical", "police-and-board"),
        ("alertname=BacklogAboveThreshold owner=courts severity=warning", "courts"),
        ("alertname=BacklogAboveThreshold owner=courts severity=critical", "courts-and-board"),
        ("alertname=BacklogAboveThreshold owner=cps severity=warning", "cps"),
        ("alertname=BacklogAboveThreshold owner=cps severity=critical", "cps-and-board"),
        ("alertname=BacklogAboveThreshold owner=probation severity=warning", "probation"),
        (
            "alertname=BacklogAboveThreshold owner=probation severity=critical",
            "probation-and-board",
        ),
        ("alertname=BacklogAboveThreshold owner=prisons severity=warning", "prisons"),
        ("alertname=BacklogAboveThreshold owner=prisons severity=critical", "prisons-and-board"),
        ("alertname=BacklogAboveThreshold owner=board severity=warning", "board"),
        ("alertname=CustodyTimeLimitNear owner=courts severity=warning", "courts"),
        ("alertname=CustodyTimeLimitPassed owner=courts severity=critical", "courts-and-board"),
        ("alertname=BacklogHeadingForThreshold owner=cps severity=warning", "cps"),
        ("alertname=CpsCodesUnclassified owner=cps severity=warning", "cps"),
        ("alertname=PartnerSilent owner=operators severity=warning", "operators"),
        ("alertname=ReconciliationMismatch owner=operators severity=critical", "operators"),
        ("alertname=ExporterDown owner=operators severity=critical", "operators"),
        ("alertname=ThresholdsUnreadable owner=operators severity=warning", "operators"),
        ("alertname=Watchdog owner=operators severity=none", "watchdog"),
    ],
)
def test_an_alert_goes_to_its_owner_by_severity(labels: str, receiver: str, tmp_path: Path) -> None:
    settings = render(ALL, tmp_path)
    amtool(
        "config",
        "routes",
        "test",
        f"--config.file={settings}",
        f"--verify.receivers={receiver}",
        *labels.split(),
    )


def test_an_owner_without_an_address_has_the_boards(tmp_path: Path) -> None:
    settings = yaml.safe_load(render(ALL, tmp_path).read_text())
    to = {r["name"]: r.get("email_configs", [{}])[0].get("to") for r in settings["receivers"]}
    own = {"police": "performance@police.example", "courts": "listing@courts.example"}
    own |= dict.fromkeys(("cps", "probation", "prisons"), "board@board.example")
    both = {f"{owner}-and-board": f"{to}, board@board.example" for owner, to in own.items()}
    others = {"watchdog": None, "board": ALL.email, "operators": ALL.email}
    assert to == own | both | others


def test_every_agency_and_every_owner_of_a_shipped_level_has_a_route() -> None:
    settings = yaml.safe_load(CONFIG)
    routed = {m.partition(" = ")[2] for r in settings["route"]["routes"] for m in r["matchers"]}
    owners = {row.owner for row in thresholds.read(SHIPPED.read_text())}
    assert routed >= owners | set(AGENCIES)


def test_an_address_is_left_in_no_file_that_others_can_read(tmp_path: Path) -> None:
    assert render(ALL, tmp_path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("agency", AGENCIES)
def test_what_depends_on_a_silent_agency_waits(agency: str) -> None:
    settings = yaml.safe_load(CONFIG)
    source = ["alertname = PartnerSilent", f"agency = {agency}"]
    (rule,) = [r for r in settings["inhibit_rules"] if r["source_matchers"] == source]
    (target,) = rule["target_matchers"]
    wanted = re.fullmatch(r'depends_on =~ "(.*)"', target)
    assert wanted
    lists = {agency: True, f"a,{agency}": True, f"{agency},z": True, f"not-{agency}": False}
    assert {said: bool(re.fullmatch(wanted[1], said)) for said in lists} == lists


def test_a_message_is_told_again_no_sooner_than_it_is_forgotten() -> None:
    longest = max(map(int, re.findall(r"repeat_interval: (\d+)h", CONFIG)))
    kept = re.search(r"--data.retention=(\d+)h", (ROOT / "docker-compose.yml").read_text())
    assert kept
    assert longest < int(kept[1])


def test_the_settings_say_whom_a_level_may_have_as_owner() -> None:
    shipped = SHIPPED.read_text()
    assert all(agency in shipped.partition("owner ")[2].partition("\n")[0] for agency in AGENCIES)
