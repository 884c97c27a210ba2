"""`lcjb thresholds`: what it says, what it changes, and how it ends."""

import argparse
import json
from pathlib import Path

import pytest

from dashboards.cli import register

PRESTON = ("--stage", "investigation", "--place", "Preston", "--severity", "warning")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCJB_HOME", str(tmp_path))
    monkeypatch.delenv("LCJB_THRESHOLDS", raising=False)
    return tmp_path


def lcjb(*words: str) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    args = parser.parse_args(["thresholds", *words])
    return int(args.func(args))


def test_a_fresh_place_lists_the_levels_to_begin_with(capsys: pytest.CaptureFixture[str]) -> None:
    assert lcjb("list", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert {(row["place"], row["severity"]) for row in rows} >= {
        ("Lancashire", "warning"),
        ("default", "critical"),
    }
    assert lcjb("check") == 0


def test_a_level_set_is_listed_with_for_and_owner_as_its_like(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lcjb("set", *PRESTON, "--set", "1000", "--clear", "900", "--who", "A. Member") == 0
    assert json.loads((home / "thresholds.changes.jsonl").read_text())["who"] == "A. Member"
    capsys.readouterr()
    assert lcjb("list", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row for row in rows if row["place"] == "Preston"] == [
        {
            "stage": "investigation",
            "place": "Preston",
            "severity": "warning",
            "set": 1000,
            "clear": 900,
            "for": "1h",
            "owner": "police",
        }
    ]


def test_a_change_that_makes_no_sense_is_refused_with_its_code(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lcjb("set", *PRESTON, "--set", "900", "--clear", "1000") == 2
    assert "threshold-levels" in capsys.readouterr().err
    assert list(home.iterdir()) == []


def test_a_stage_without_a_rule_is_said_and_ends_with_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("--stage", "supervision", "--severity", "warning", "--set", "2000", "--clear", "1900")
    assert lcjb("set", *words) == 1
    assert "not in the alert rules yet" in capsys.readouterr().out
    assert lcjb("check") == 1


def test_a_file_that_is_no_yaml_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "thresholds.yaml").write_text("- {")
    assert lcjb("list") == 2
    assert "threshold-unreadable" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stage", "place", "code"),
    [
        ("crown", "Preston Crown Court", 0),
        ("magistrates", "Blackpool Magistrates' Court", 0),
        ("magistrates", "Preston Crown Court", 2),
        ("crown", "Preston", 2),
    ],
)
def test_a_court_stage_has_its_own_courts(stage: str, place: str, code: int) -> None:
    words = ("--stage", stage, "--place", place, "--severity", "warning")
    assert lcjb("set", *words, "--set", "100", "--clear", "90") == code


def test_the_log_says_who_when_from_and_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert lcjb("set", *PRESTON, "--set", "1000", "--clear", "900", "--who", "A. Member") == 0
    assert lcjb("set", *PRESTON, "--set", "1200", "--clear", "900", "--who", "B. Member") == 0
    capsys.readouterr()
    assert lcjb("log", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["who"], each["from"] and each["from"]["set"]) for each in told] == [
        ("A. Member", None),
        ("B. Member", 1000),
    ]
    assert lcjb("log") == 0
    assert "1,200 / 900" in capsys.readouterr().out


def test_an_edit_by_hand_is_said_by_check(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lcjb("set", *PRESTON, "--set", "1000", "--clear", "900") == 0
    assert lcjb("check") == 0
    file = home / "thresholds.yaml"
    file.write_text(file.read_text().replace("set: 1000", "set: 1001"))
    assert lcjb("check") == 1
    assert "changed by hand" in capsys.readouterr().out
