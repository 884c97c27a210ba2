"""`lcjb grafana sync` against a server that answers as Grafana's documented API does."""

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from dashboards import build
from dashboards.grafana_cli import register
from dashboards.grafana_sync import FOLDER, TITLE
from dashboards.happenings import POLICY_CHANGES
from dashboards.thresholds import PLACES, Change, put
from metrics.store import releases
from metrics.store.ledger import Ledger
from metrics.thresholds import Threshold
from producers.contract import wire
from producers.contract.events import event
from producers.contract.facts import HistoryComplete
from producers.contract.topics import TOPICS
from streams import steps
from streams.steps import Record
from tests.dashboards.grafana_server import TOKEN, State, annotation, grafana, item

SAID = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
NOON = datetime(2026, 7, 2, 12, tzinfo=UTC)
POLICIES = len(POLICY_CHANGES.read_text().splitlines()) - 1
BACK_LOAD = {"tags": ["lcjb", "back-load"], "time": int(SAID.timestamp() * 1000)}
BACK_LOAD |= {"text": "Back-load of courts, crown: complete from 1 January 2024 on."}
Sync = Callable[..., int]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger with one back-load and one release."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sync') / 'ledger.db'}"
    fact = HistoryComplete(stage="crown", from_=date(2024, 1, 1))
    said = event(
        fact,
        subject="partner:courts",
        source="/courts/lancashire",
        recordedtime=SAID,
        tokenkey="0" * 8,
    )
    kept = Ledger.connect(url)
    record = Record("lcjb.courts.v1", 0, 0, wire.encode(said))
    steps.apply(kept, [record], dict.fromkeys(TOPICS, "one"), NOON)
    releases.keep(kept, date(2026, 6, 30), NOON, lambda _: b"figures")
    kept.close()
    return url


@pytest.fixture
def state() -> State:
    return State(boards={f"lcjb-{name}" for name in build.BOARDS})


@pytest.fixture
def sync(
    state: State, ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Sync]:
    """Run the command against the server."""
    (tmp_path / "token").write_text(TOKEN + "\n")
    with grafana(state) as address:
        for name, value in (
            ("LCJB_HOME", str(tmp_path)),
            ("LCJB_LEDGER", ledger),
            ("LCJB_GRAFANA_URL", address),
            ("LCJB_GRAFANA_TOKEN_FILE", str(tmp_path / "token")),
        ):
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("LCJB_THRESHOLDS", raising=False)
        yield _lcjb


def _lcjb(*words: str) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    args = parser.parse_args(["grafana", "sync", *words])
    return int(args.func(args))


def changes(state: State) -> list[tuple[str, str, object]]:
    return [request for request in state.requests if request[0] != "GET"]


def test_a_fresh_grafana_is_told_all_that_files_cannot_say(state: State, sync: Sync) -> None:
    assert sync() == 0
    folder, permissions, home, *annotations = changes(state)
    assert folder == ("POST", "/api/folders", {"title": "Criminal justice", "uid": "lcjb"})
    assert permissions[:2] == ("POST", "/api/folders/lcjb/permissions")
    assert home == ("PATCH", "/api/org/preferences", {"homeDashboardUID": "lcjb-overview"})
    assert {request[:2] for request in annotations} == {("POST", "/api/annotations")}
    assert len(annotations) == POLICIES + 2
    assert state.preferences["theme"] == "light", "other preferences are left alone"


def test_roles_may_view_and_what_an_administrator_gave_stays(state: State, sync: Sync) -> None:
    state.folders["lcjb"] = "Criminal justice"
    state.permissions = [item("Editor", 2), item("", 2, teamId=7), item("", 4, userId=3)]
    assert sync() == 0
    told = [(i["role"], i["teamId"], i["userId"], i["permission"]) for i in state.permissions]
    assert told == [("Viewer", 0, 0, 1), ("Editor", 0, 0, 1), ("", 7, 0, 2), ("", 0, 3, 4)]


def test_a_second_time_changes_nothing(
    state: State, sync: Sync, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync() == 0
    state.requests.clear()
    capsys.readouterr()
    assert sync("--json") == 0
    assert changes(state) == []
    said = json.loads(capsys.readouterr().out)
    assert said == {"grafana": "11.4.0", "changed": [], "missing": []}


def test_what_is_asked_of_a_grafana_in_step(state: State, sync: Sync) -> None:
    sync()
    state.requests.clear()
    sync()
    boards = [("GET", f"/api/dashboards/uid/lcjb-{name}", None) for name in build.BOARDS]
    assert state.requests == [
        ("GET", "/api/health", None),
        *boards,
        ("GET", "/api/folders/lcjb", None),
        ("GET", "/api/folders/lcjb/permissions", None),
        ("GET", "/api/org/preferences", None),
        ("GET", "/api/annotations?tags=lcjb&limit=10000", None),
    ]


def test_check_says_what_would_be_changed_and_changes_nothing(
    state: State, sync: Sync, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync("--check", "--json") == 0
    assert changes(state) == []
    said = json.loads(capsys.readouterr().out)["changed"]
    assert said[:3] == [
        "folder made: Criminal justice",
        "folder permissions: Viewer and Editor may view",
        "home dashboard: lcjb-overview",
    ]
    assert len(said) == 3 + POLICIES + 2


def test_a_folder_of_another_title_is_renamed(state: State, sync: Sync) -> None:
    state.folders["lcjb"] = "LCJB"
    state.permissions = [item("Viewer", 1), item("Editor", 1)]
    assert sync() == 0
    told = {"title": "Criminal justice", "overwrite": True}
    assert changes(state)[0] == ("PUT", "/api/folders/lcjb", told)


def test_a_back_load_is_marked_when_it_was_declared(state: State, sync: Sync) -> None:
    sync()
    kept = [a for a in state.annotations.values() if "back-load" in a["tags"]]
    assert [{name: a[name] for name in BACK_LOAD} for a in kept] == [BACK_LOAD]


def test_a_release_is_marked_when_it_was_made(state: State, sync: Sync) -> None:
    sync()
    kept = [a for a in state.annotations.values() if "release" in a["tags"]]
    assert [(a["time"], a["text"]) for a in kept] == [
        (int(NOON.timestamp() * 1000), "Release 1, as of 30 June 2026.")
    ]


def test_a_threshold_changed_is_marked_and_nobody_is_named(
    state: State, sync: Sync, tmp_path: Path
) -> None:
    row = Threshold("crown", "Preston Crown Court", "warning", 1600, 1400, "1h", "courts")
    put(tmp_path / "thresholds.yaml", Change("A. Member", NOON, row), PLACES)
    assert sync() == 0
    kept = next(a for a in state.annotations.values() if "threshold-change" in a["tags"])
    assert kept["time"] == int(NOON.timestamp() * 1000)
    said = "Threshold of crown, Preston Crown Court, warning: 1,500/1,400 → 1,600/1,400."
    assert kept["text"] == said
    assert "A. Member" not in json.dumps(state.requests)


def test_a_mark_no_longer_so_is_dropped_and_other_hands_are_left(state: State, sync: Sync) -> None:
    old = BACK_LOAD | {"text": "Back-load of courts, crown: complete from 1 June 2024 on."}
    state.annotations = {
        1: annotation(1, **old),
        2: annotation(2, time=1, text="The secretariat's own.", tags=["lcjb"]),
    }
    assert sync() == 0
    texts = [a["text"] for a in state.annotations.values()]
    assert old["text"] not in texts
    assert "The secretariat's own." in texts


def test_a_board_that_grafana_has_not_read_is_named(
    state: State, sync: Sync, capsys: pytest.CaptureFixture[str]
) -> None:
    state.boards.remove("lcjb-probation")
    assert sync() == 1
    assert "lcjb-probation" in capsys.readouterr().err


def test_a_home_that_grafana_has_not_read_waits(state: State, sync: Sync) -> None:
    state.boards.remove("lcjb-overview")
    assert sync() == 1
    assert "homeDashboardUID" not in state.preferences
    state.boards.add("lcjb-overview")
    assert sync() == 0
    assert state.preferences["homeDashboardUID"] == "lcjb-overview"


def test_the_folder_is_the_provisioned_one() -> None:
    provisioned = Path(__file__).resolve().parents[2] / "infra/grafana/provisioning/dashboards"
    [provider] = yaml.safe_load((provisioned / "lcjb.yml").read_text())["providers"]
    assert (provider["folderUid"], provider["folder"]) == (FOLDER, TITLE)


def test_a_wrong_token_is_refused_and_not_shown(
    sync: Sync, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "token").write_text("not the one")
    assert sync() == 1
    told = capsys.readouterr()
    assert "Unauthorized" in told.err
    assert "not the one" not in told.out + told.err


def test_no_answer_ends_with_2(
    sync: Sync, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LCJB_GRAFANA_URL", "http://127.0.0.1:9")
    assert sync() == 2
    told = capsys.readouterr().err
    assert "no answer" in told
    assert TOKEN not in told


@pytest.mark.parametrize("name", ["LCJB_GRAFANA_TOKEN_FILE", "LCJB_LEDGER"])
def test_a_setting_that_leads_nowhere_ends_with_2(
    name: str, sync: Sync, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = {"LCJB_LEDGER": f"sqlite:///{tmp_path / 'none.db'}"}
    monkeypatch.setenv(name, nowhere.get(name, str(tmp_path / "none")))
    assert sync() == 2
    assert not (tmp_path / "none.db").exists()


def test_without_a_token_file_the_setting_is_named(
    sync: Sync, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LCJB_GRAFANA_TOKEN_FILE")
    assert sync() == 2
    assert "LCJB_GRAFANA_TOKEN_FILE" in capsys.readouterr().err
