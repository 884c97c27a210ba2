"""Late news restates the page, and never a release; figures about persons are never live."""

from collections.abc import Iterator
from datetime import date
from itertools import repeat
from pathlib import Path

import pytest
from werkzeug.test import Client

from dashboards.board.extracts import Extracts
from dashboards.board.headlines import headlines
from dashboards.board.look import Look
from dashboards.board.server import Board
from dashboards.board.shelf import Shelf
from dashboards.board.source import Live, Released, Shown
from metrics import release, thresholds
from metrics.book import Contribution, book_of
from metrics.comparators import Key
from metrics.exporter.thresholds import SHIPPED
from metrics.forecast import Trend, Trends
from metrics.store.ledger import Ledger
from metrics.views import Figure
from producers.contract import wire
from producers.contract.events import Event, event
from producers.contract.facts import CrimeRecorded, HistoryComplete
from producers.contract.topics import TOPIC_OF_SOURCE
from streams import steps
from streams.steps import Record
from tests.board.conftest import KEY, NOW, TODAY, keep
from tests.generative import ledgers

FIRST, LATE = date(2024, 10, 1), 1000
PATH = "/stages/investigation"


def crimes(first: int, count: int, on: date) -> Iterator[Event]:
    for number in range(first, first + count):
        yield event(
            CrimeRecorded(recorded_on=on, district="E07000123", offence="8N"),
            subject=f"crime:{number:032x}",
            source="/police/lancashire",
            recordedtime=NOW,
            tokenkey=KEY.id,
        )


@pytest.fixture
def told(tmp_path: Path) -> Ledger:
    ledger = Ledger.connect(f"sqlite:///{tmp_path}/ledger.db")
    whole = event(
        HistoryComplete(stage="investigation", from_=FIRST),
        subject="partner:police",
        source="/police/lancashire",
        recordedtime=NOW,
        tokenkey=KEY.id,
    )
    ledgers.fill(ledger, [whole, *crimes(0, 40, date(2026, 3, 5))], repeat(100))
    return ledger


def read(ledger: Ledger, path: str) -> bytes:
    levels = thresholds.read(SHIPPED.read_text(encoding="utf-8"))
    board = Board(Shelf(ledger), lambda: TODAY, lambda: levels, tuple, Extracts(Path("unused")))
    reply = Client(board).get(path)
    assert reply.status_code == 200
    return reply.get_data()


def test_late_news_restates_the_page_and_not_the_release(told: Ledger) -> None:
    number = keep(told, TODAY)
    page, released = read(told, PATH), read(told, f"{PATH}?release={number}")
    _tell_more(told)
    assert b'data-value="40.0">40</td>' in page
    assert b'data-value="1040.0">1,040</td>' in read(told, PATH)
    assert read(told, f"{PATH}?release={number}") == released


def _tell_more(ledger: Ledger) -> None:
    """Tell of a thousand crimes of the same month, after the release."""
    topic = TOPIC_OF_SOURCE["/police/lancashire"].name
    with ledger.snapshot() as reading:
        begin = reading.positions()[topic, 0].next_offset
    more = enumerate(crimes(40, LATE, date(2026, 3, 6)), begin)
    records = [Record(topic, 0, offset, wire.encode(each)) for offset, each in more]
    assert steps.apply(ledger, records, ledgers.IDS, NOW) == LATE


STAGES = (
    ("police", "cautions"),
    ("courts", "magistrates"),
    ("courts", "crown"),
    ("prisons", "custody"),
)
WHOLE = [Contribution(("history-complete", *stage), 730000, 1, 1) for stage in STAGES]
OF_WHOM = ("Preston", "fine", "adult", "theft-offences")


def cohort(on: date, offenders: int, reoffenders: int) -> Iterator[Contribution]:
    """Give offenders of a day, and those of them who reoffend within a year."""
    index = on.toordinal()
    yield Contribution(("entered-cohort", *OF_WHOM), index, index, offenders)
    yield Contribution(("first-proof", *OF_WHOM), index, index + 300, reoffenders)


def test_reoffending_stands_beside_the_release_of_a_year_before() -> None:
    then, now = cohort(date(2023, 5, 6), 60, 30), cohort(date(2024, 5, 6), 40, 10)
    book, before = book_of([*WHOLE, *then, *now]), date(2025, 11, 24)
    kept, earlier = (Released(release.made(book, day, NOW, (), 1)) for day in (TODAY, before))
    assert "Is it rising?" not in _of_reoffending(Live(book, TODAY, kept))
    assert _of_reoffending(Live(book, TODAY, kept, earlier=earlier))["Is it rising?"] == (
        "No, it is falling: \u221225.0 points on 50.0\u202f% a year before "
        "(the cohorts that were final on 24 November 2025)."
    )


def _of_reoffending(source: Live) -> dict[str, str]:
    return dict(headlines(Look(shown=Shown(source)))[-1].facts)


def test_a_figure_about_persons_comes_from_the_last_release_alone() -> None:
    book = book_of([*WHOLE, *cohort(date(2024, 5, 6), 40, 0)])
    more = book_of([*WHOLE, *cohort(date(2024, 5, 6), 90, 0)])
    kept = release.made(book, TODAY, NOW, (), 1)
    assert _entered(Shown(Live(more, TODAY))) is None
    assert _entered(Shown(Live(more, TODAY, Released(kept)))) == 40


def _entered(shown: Shown) -> float | None:
    return shown.one("reoffending", "mature-year", {"place": "Lancashire"}).d


class Told:
    """A source with one figure."""

    release = None
    as_of = TODAY

    def __init__(self, number: int) -> None:
        labels = {"stage": "crown", "place": "Lancashire"}
        self._figure = Figure("backlog_open", labels, TODAY, None, number, None, number, "ok")

    def of(self, name: str) -> list[Figure]:
        return [self._figure] if name == "backlog_open" else []

    def before(self, _: str) -> dict[Key, Figure]:
        return {}

    def trends(self) -> Trends:
        return {}


@pytest.mark.parametrize(
    ("number", "said", "level"),
    [
        (2199, "Below warning level (2,200)", ""),
        (2200, "Above warning level (2,200)", "warning"),
        (2500, "Above critical level (2,500)", "critical"),
    ],
)
def test_a_state_is_said_in_words(number: int, said: str, level: str) -> None:
    levels = thresholds.read(SHIPPED.read_text(encoding="utf-8"))
    look = Look(shown=Shown(Told(number)), levels=levels)
    state = look.state("crown", "Lancashire")
    assert (state.text, state.level) == (said, level)


class Growing(Told):
    """A backlog that grows by a hundred a week."""

    def trends(self) -> Trends:
        return {("crown", "Lancashire"): Trend(2300, 100 / 7)}


def test_what_is_ahead_is_the_next_agreed_level() -> None:
    levels = thresholds.read(SHIPPED.read_text(encoding="utf-8"))
    crown, _, _, _ = headlines(Look(shown=Shown(Growing(2300)), levels=levels))
    said = dict(crown.facts)["What is ahead?"]
    assert said == "The critical level (2,500) in 2 weeks at the pace of the last 12."
    still, _, _, _ = headlines(Look(shown=Shown(Told(2300)), levels=levels))
    assert "What is ahead?" not in dict(still.facts)
