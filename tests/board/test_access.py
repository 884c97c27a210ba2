"""Who may read, and what is noted of what is taken away."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import Client

from dashboards.board import access
from dashboards.board.access import ANALYST, MEMBER, ROLE, USER
from dashboards.board.extracts import Extracts
from dashboards.board.server import Board

PROXY = "10.1.2.3"
ALL = "/extract.csv"


@pytest.fixture
def guarded(board: Board, tmp_path: Path) -> Board:
    extracts = Extracts(tmp_path / "extracts.jsonl")
    return replace(board, extracts=extracts, trusted=access.networks("127.0.0.1, 10.1.2.0/24"))


def asked(board: Board, path: str, peer: str = PROXY, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(board).get(path, headers=named, environ_base={"REMOTE_ADDR": peer}).status_code


def signed_in(role: str, user: str = "j.smith") -> dict[str, str]:
    return {USER: user, ROLE: role}


def test_by_itself_the_page_asks_nobody_who_they_are(board: Board) -> None:
    assert asked(board, "/", "127.0.0.1") == 200


@pytest.mark.parametrize("role", access.ROLES)
def test_whom_the_proxy_names_may_read(guarded: Board, role: str) -> None:
    assert asked(guarded, "/", **signed_in(role)) == 200


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("10.1.3.1", signed_in(MEMBER)),
        ("::1", signed_in(MEMBER)),
        (PROXY, {}),
        (PROXY, signed_in(MEMBER, user="")),
        (PROXY, signed_in("admin")),
        (PROXY, signed_in("owner-")),
    ],
)
def test_others_are_refused_whatever_they_say(
    guarded: Board, peer: str, headers: dict[str, str]
) -> None:
    for path in ("/", "/stages/crown", ALL, "/static/board.css"):
        assert asked(guarded, path, peer, **headers) == 403
    assert asked(guarded, "/healthz", peer) == 200


def test_the_extract_of_all_is_for_analysts_and_owners_of_what_is_theirs(guarded: Board) -> None:
    assert asked(guarded, ALL, **signed_in(MEMBER)) == 403
    assert asked(guarded, f"{ALL}?figure=backlog_open", **signed_in(MEMBER)) == 200
    assert asked(guarded, ALL, **signed_in(ANALYST)) == 200
    assert "charge_rate_closed" in access.all_for("owner-police")
    assert "charge_rate_closed" not in access.all_for("owner-cps")


def test_what_is_taken_away_is_noted(guarded: Board) -> None:
    asked(guarded, f"{ALL}?figure=backlog_open&release=1", **signed_in(MEMBER))
    asked(guarded, ALL, **signed_in("owner-cps", "c.jones"))
    asked(guarded, f"{ALL}?figure=nothing", **signed_in(MEMBER))
    first, second = map(json.loads, guarded.extracts.path.read_text().splitlines())
    assert first.pop("when").endswith("+00:00")
    assert first == {
        "who": "j.smith",
        "role": "member",
        "what": ["backlog_open"],
        "as_of": "2026-11-16",
        "release": 1,
    }
    assert (second["who"], second["what"]) == ("c.jones", access.all_for("owner-cps"))


def test_what_cannot_be_noted_is_not_given(guarded: Board) -> None:
    deaf = replace(guarded, extracts=Extracts(Path("/nowhere/extracts.jsonl")))
    assert asked(deaf, ALL, **signed_in(ANALYST)) == 503


def test_a_slip_in_the_setting_is_said() -> None:
    with pytest.raises(ValueError, match="LCJB_BOARD_PROXY"):
        access.networks("localhost")
