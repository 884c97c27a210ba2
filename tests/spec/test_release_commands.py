"""`lcjb release`, and `lcjb figures --release`: what was known then, whatever is known now."""

import argparse
import json
from pathlib import Path

import pytest

from metrics import cli, release_cli
from metrics.store.ledger import Ledger
from tests.conformance.police_feed import crime, hear, known


class Commands:
    """`lcjb` with a ledger of its own."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.url = url
        self.capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> str:
        parser = argparse.ArgumentParser()
        verbs = parser.add_subparsers()
        cli.register(verbs)
        release_cli.register(verbs)
        arguments = parser.parse_args([*words, "--ledger", self.url, "--as-of", "2026-07-01"])
        assert arguments.func(arguments) == code
        said = self.capsys.readouterr()
        return str(said.out if code == 0 else said.err)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("LCJB_HOME", str(tmp_path))
    made = Ledger.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    known(made)
    return made


@pytest.fixture
def lcjb(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(str(ledger.engine.url), capsys)


APRIL = ("figures", "--metric", "crimes_recorded", "--period", "2026-04", "--json")


def test_as_known_on_is_the_same_bytes_however_much_has_happened_since(
    ledger: Ledger, lcjb: Commands
) -> None:
    lcjb("release", "make")
    asked = [("release", "show", "1"), (*APRIL, "--release", "1"), ("figures", "--release", "1")]
    before, now = [lcjb(*words) for words in asked], lcjb(*APRIL)
    hear(ledger, *(crime(n) for n in range(3, 30)))
    assert [lcjb(*words) for words in asked] == before
    assert lcjb(*APRIL) != now == before[1]


def test_the_list_and_what_changed_are_told_to_machines_too(ledger: Ledger, lcjb: Commands) -> None:
    lcjb("release", "make")
    hear(ledger, *(crime(n) for n in range(3, 30)))
    lcjb("release", "make")
    listed = json.loads(lcjb("release", "list", "--json"))
    assert [(each["number"], each["as_of"]) for each in listed] == [
        (1, "2026-07-01"),
        (2, "2026-07-01"),
    ]
    changed = json.loads(lcjb("release", "changed", "1", "2", "--json"))
    assert changed[0]["before"]["n"] == 2
    assert "restated" in lcjb("release", "changed", "1", "2")


def test_what_cannot_be_given_is_refused_with_a_sentence(lcjb: Commands) -> None:
    lcjb("release", "make")
    assert "no release 9" in lcjb("release", "show", "9", code=2)
    assert "2019-01" in lcjb(*APRIL, "--release", "1", "--period", "2019-01", code=2)
    assert "--items" in lcjb(*APRIL, "--release", "1", "--items", code=2)


def test_remarks_are_checked_before_they_are_wanted(lcjb: Commands, tmp_path: Path) -> None:
    (tmp_path / "remarks.yaml").write_text("- headline: knife-crime\n")
    assert "remark-headline at $[0].headline" in lcjb("release", "check", code=2)
    (tmp_path / "remarks.yaml").write_text("- headline: charge-rate\n")
    assert "all good" in lcjb("release", "check")
