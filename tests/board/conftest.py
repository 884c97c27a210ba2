"""A small simulated ledger with two releases, and the page over it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import repeat
from pathlib import Path

import pytest
from msgspec.structs import replace
from werkzeug.test import Client

from dashboards.board.extracts import Extracts
from dashboards.board.server import Board
from dashboards.board.shelf import Shelf
from metrics import release, thresholds
from metrics.exporter.thresholds import SHIPPED
from metrics.release import Remark
from metrics.store import releases
from metrics.store.ledger import Ledger
from producers.contract.events import Event, event
from producers.contract.facts import HistoryComplete
from producers.contract.lists import Stage
from producers.simulation import traffic
from producers.simulation.courts.exports import Courts
from producers.simulation.exports import Police
from producers.tokens import TokenKey
from tests.generative import ledgers

KEY = TokenKey(b"board" * 8)
NOW = datetime(2026, 11, 25, tzinfo=UTC)
TODAY = date(2026, 11, 24)
SINCE = date(2024, 10, 1)
SCALE = 0.01
STAGES: tuple[tuple[str, Stage], ...] = (
    ("police", "investigation"),
    ("courts", "magistrates"),
    ("courts", "crown"),
)
REMARKS = (
    Remark(
        "backlog-crown",
        target=30,
        by=date(2027, 3, 31),
        commentary="Two rooms <shut> & more.",
        action="Sit on Saturdays.",
        owner="Court Service",
    ),
)


def history() -> Iterator[Event]:
    """Give two years of police and courts, each complete from its first day."""
    for agency, stage in STAGES:
        yield event(
            HistoryComplete(stage=stage, from_=SINCE),
            subject=f"partner:{agency}",
            source=f"/{agency}/lancashire",
            recordedtime=NOW,
            tokenkey=KEY.id,
        )
    before = SINCE - timedelta(days=365)
    begin = datetime(before.year, before.month, before.day, tzinfo=UTC)
    yield from traffic.events(Police(7, SCALE, SINCE, before), begin, NOW, KEY)
    yield from traffic.court_events(Courts(7, SCALE, SINCE, before), begin, NOW, KEY)


def keep(ledger: Ledger, as_of: date, remarks: tuple[Remark, ...] = ()) -> int:
    """Make a release and keep it; give its number."""
    at = datetime(as_of.year, as_of.month, as_of.day, 6, tzinfo=UTC) + timedelta(days=1)
    draft = release.made(ledger.book(), as_of, at, remarks)
    kept = releases.keep(ledger, as_of, at, lambda n: release.written(replace(draft, number=n)))
    assert kept is not None
    return kept.number


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """One ledger for all tests that read."""
    path: Path = tmp_path_factory.mktemp("board") / "ledger.db"
    made = Ledger.connect(f"sqlite:///{path}")
    ledgers.fill(made, history(), repeat(2000))
    keep(made, TODAY - timedelta(days=8))
    keep(made, TODAY - timedelta(days=1), REMARKS)
    return made


@pytest.fixture(scope="session")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Extracts:
    """Where extracts are noted."""
    return Extracts(tmp_path_factory.mktemp("extracts") / "extracts.jsonl")


@pytest.fixture(scope="session")
def board(ledger: Ledger, extracts: Extracts) -> Board:
    """The page over it."""
    levels = thresholds.read(SHIPPED.read_text(encoding="utf-8"))
    return Board(Shelf(ledger), lambda: TODAY, lambda: levels, lambda: REMARKS, extracts)


@pytest.fixture
def client(board: Board) -> Client:
    """Asks it without a network."""
    return Client(board)
