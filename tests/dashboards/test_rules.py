"""The rules: accepted and proved by promtool, each alert whole, each with its four cases."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from dashboards import build
from infra.native import bundles
from metrics import thresholds
from metrics.exporter.thresholds import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "dashboards/rules"
FILES = sorted(RULES.glob("*.yml"))
ALERTS = [
    rule
    for path in FILES
    for group in yaml.safe_load(path.read_text())["groups"]
    for rule in group["rules"]
    if "alert" in rule
]
STAGES = ["investigation", "charging", "magistrates", "crown", "unpaid-work"]
NAMES = sorted({rule["alert"] for rule in ALERTS})


BOARDS = {
    board["uid"]: {variable["name"] for variable in board["templating"].get("list", [])}
    for board in map(json.loads, (p.read_text() for p in ROOT.glob("dashboards/grafana/*.json")))
}


def promtool(*words: str) -> None:
    done = subprocess.run(
        [bundles.prometheus("promtool"), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def cases() -> list[dict[str, object]]:
    return [
        case
        for path in sorted(RULES.glob("tests/*.yml"))
        for case in yaml.safe_load(path.read_text())["tests"]
    ]


def test_every_generated_file_is_what_the_code_says() -> None:
    assert build.drifted() == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_promtool_accepts_the_rules(path: Path) -> None:
    promtool("check", "rules", str(path))


@pytest.mark.parametrize("path", sorted(RULES.glob("tests/*.yml")), ids=lambda path: path.name)
def test_promtool_finds_every_case_as_written(path: Path) -> None:
    promtool("test", "rules", str(path))


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_says_all_that_its_reader_needs(rule: dict[str, dict[str, str]]) -> None:
    notes = rule["annotations"]
    assert set(notes) == {"summary", "description", "action", "dashboard", "runbook"}
    assert "{{" not in notes["summary"]
    assert notes["dashboard"].startswith("/d/lcjb-")
    assert rule["labels"]["severity"] in {"none", "warning", "critical"}
    assert "owner" in rule["labels"] or re.search(
        r"group_left \(owner\)|by \(.*owner\)", str(rule["expr"])
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_alert_has_a_section_in_the_runbook(name: str) -> None:
    headings = re.findall(r"^## (\S+)$", (ROOT / "docs/runbook.md").read_text(), re.MULTILINE)
    assert name in headings
    link = next(r["annotations"]["runbook"] for r in ALERTS if r["alert"] == name)
    assert link == f"docs/runbook.md#{name.lower()}"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "Watchdog"])
@pytest.mark.parametrize("kind", ["fire", "not fire", "clear", "no data"])
def test_an_alert_is_tried_in_each_of_the_four_cases(name: str, kind: str) -> None:
    titles = [str(case["name"]) for case in cases()]
    assert any(title.startswith(f"{name}, {kind}:") for title in titles)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", ["fire", "not fire", "clear", "no data"])
def test_a_stages_backlog_is_tried_in_each_of_the_four_cases(stage: str, kind: str) -> None:
    of_stage = [str(case["name"]) for case in cases() if f'stage="{stage}"' in str(case)]
    assert any(title.startswith(f"BacklogAboveThreshold, {kind}:") for title in of_stage)


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_opens_a_board_at_a_variable_that_it_has(rule: dict[str, dict[str, str]]) -> None:
    path, _, chosen = rule["annotations"]["dashboard"].partition("?var-")
    variables = BOARDS[path.split("/")[2]]
    assert not chosen or chosen.partition("=")[0] in variables


def test_every_shipped_level_has_its_alert() -> None:
    rows = thresholds.read(SHIPPED.read_text(encoding="utf-8"))
    wanted = {(row.stage, row.severity) for row in rows}
    assert {stage for stage, _ in wanted} == set(STAGES)
    found = {
        (stage, rule["labels"]["severity"])
        for rule in ALERTS
        for stage in set(re.findall(r'stage="([a-z-]+)"', rule["expr"]))
    }
    assert found >= wanted
