"""The rules: accepted and proved by promtool, each alert whole, each with its four cases."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from dashboards import build
from infra.native import bundles

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
NAMES = sorted({rule["alert"] for rule in ALERTS})


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
    assert set(notes) == {"summary", "description", "dashboard", "runbook"}
    assert "{{" not in notes["summary"]
    assert notes["dashboard"].startswith("/d/lcjb-")
    assert rule["labels"]["severity"] in {"none", "warning", "critical"}
    assert "owner" in rule["labels"] or "group_left (owner)" in str(rule["expr"])


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
