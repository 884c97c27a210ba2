"""The simulated courts, through adapters, contract, step and ledger: the figures are the truth.

What happened is in the journeys; what is told of it is late, repeated and at first wrong. All is
told here in the end, so on any day every figure is that of the journeys, to the unit.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import pytest

from metrics import views
from metrics.book import Book
from metrics.calendar import parse
from metrics.case.places import place
from metrics.catalogue import AREA, BANDS, EDGES, TIERS
from metrics.store.ledger import Ledger
from producers.simulation import traffic
from producers.simulation.courts.exports import Courts
from producers.simulation.courts.held import against, held
from producers.simulation.courts.shape import rows
from producers.simulation.courts.steps import CROWN, Journey, Moved, Spell
from producers.tokens import TokenKey
from tests.generative import ledgers

KEY = TokenKey(bytes(32))
BEFORE = timedelta(days=31)
LATEST = timedelta(days=680)
"""Nothing is told later of a case received: its first hearing, which names the court, comes within
nine months; news are late by 400 days at most, and sent again within ten."""
ASKED = {
    "backlog_open": "open",
    "backlog_receipts": "receipts",
    "backlog_disposals": "disposals",
    "backlog_out_on_warrant": "out",
    "backlog_open_by_age": "band",
}
STOCKS, FLOWS = {"open", "out", "band"}, {"receipts", "disposals"}
YEAR = "rolling-year"
AGES = [row["measure"] for row in rows("published") if row["measure"].endswith(("days", "more"))]
AGES.remove("crown open a year or more")
Counted = Counter[tuple[str, ...]]


class Area(NamedTuple):
    """A simulated area: what happened there, and the book of what was told."""

    courts: Courts
    last: date
    journeys: list[Journey]
    book: Book


def area(folder: Path, courts: Courts, last: date) -> Area:
    since = courts.open_since or courts.first
    days = [since + timedelta(n) for n in range((last - since).days + 1)]
    journeys = [journey for day in days for journey in courts.journeys(day)]
    ledger = Ledger.connect(f"sqlite:///{folder / 'ledger.db'}")
    told = traffic.court_events(courts, midnight(since - BEFORE), midnight(last + LATEST), KEY)
    ledgers.fill(ledger, told, repeat(500))
    return Area(courts, last, journeys, ledger.book())


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Area:
    courts = Courts(1, 0.02, date(2025, 7, 1), date(2023, 7, 1))
    return area(tmp_path_factory.mktemp("small"), courts, date(2025, 12, 31))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Area:
    """All of Lancashire, the year 2025: the table of docs/simulator.md."""
    courts = Courts(1, 1.0, date(2025, 1, 1), date(2021, 1, 1))
    return area(tmp_path_factory.mktemp("whole"), courts, date(2025, 12, 31))


# What happened, counted from the journeys


def truth(journeys: list[Journey], as_of: date, first: date) -> Counted:
    """Count what is open as of a day and moved from another to it: by tier and place, by age."""
    out: Counted = Counter()
    for journey in journeys:
        for spell in journey.spells:
            for what in happened(spell, as_of.toordinal(), first.toordinal()):
                on = spell.day if what == "receipts" else min(as_of.toordinal(), spell.end)
                out[what, spell.tier, place(spell.tier, court(journey, spell, on))] += 1
                out[what, spell.tier, AREA] += 1
            if spell.is_open(as_of.toordinal()):
                out["band", spell.tier, band(as_of.toordinal() - received(journey, spell))] += 1
    return out


def happened(spell: Spell, as_of: int, first: int) -> Iterator[str]:
    if spell.is_open(as_of):
        yield "open"
    elif spell.day <= as_of < spell.end:
        yield "out"
    if first <= spell.day <= as_of and spell.kind != "reopened":
        yield "receipts"
    if first <= spell.end <= as_of:
        yield "disposals"


def court(journey: Journey, spell: Spell, on: int) -> str:
    """Give where a spell is at the end of a day: a case sent for trial may move."""
    moves = [step for step in journey.steps if isinstance(step, Moved) and spell.tier == CROWN]
    moved = [m.to for m in moves if spell.day <= m.day <= on and m.court == spell.court]
    return moved[-1] if moved and spell.kind != "appeal" else spell.court


def received(journey: Journey, spell: Spell) -> int:
    """Give the day that ages a spell: reopened, it keeps the case's own (R9)."""
    return journey.case.day if spell.kind == "reopened" else spell.day


def band(age: int) -> str:
    return BANDS[sum(age >= edge for edge in EDGES)]


# What was told, as figures


def told(book: Book, as_of: date, period: str) -> Counted:
    """Read the same from the book."""
    out: Counted = Counter()
    for figure in views.figures(book, as_of, [parse(period, as_of)], complete=True):
        what, now = ASKED.get(figure.metric, ""), figure.period is None
        labels = figure.labels
        if what not in (STOCKS if now else FLOWS) or labels["stage"] not in TIERS:
            continue
        if "place" in labels and figure.n and (what != "band" or labels["place"] == AREA):
            out[what, labels["stage"], labels.get("band", labels["place"])] = int(figure.n)
    return out


def check(found: Area, as_of: date, period: str) -> None:
    first = date.fromordinal(parse(period, as_of).first)
    assert told(found.book, as_of, period) == truth(found.journeys, as_of, first)


@pytest.mark.parametrize("as_of", ["2025-07-01", "2025-09-30", "2025-11-11", "2025-12-31"])
def test_figures_are_what_happened_on_any_day(small: Area, as_of: str) -> None:
    check(small, date.fromisoformat(as_of), as_of[:7])


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("as_of", ["2025-01-01", "2025-03-31", "2025-08-14", "2025-12-31"])
def test_figures_are_what_happened_in_all_of_lancashire(whole: Area, as_of: str) -> None:
    check(whole, date.fromisoformat(as_of), as_of[:7])


# Held against what is published


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_figures_of_the_ledger_are_like_what_is_published(whole: Area) -> None:
    """As `lcjb simulate table` counts from the journeys; it has outcomes that no figure tells."""
    found = dict(measures(whole))
    assert len(found) == 18
    assert [each for each in against(found, whole.courts.scale) if not each.holds] == []
    counted = {each.measure: each.simulated for each in held(whole.courts, whole.last)}
    assert found == pytest.approx({measure: counted[measure] for measure in found})


def measures(found: Area) -> Iterator[tuple[str, float]]:
    """Name what `published.csv` asks, and read it from the figures of the area."""
    figures = views.figures(found.book, found.last, [parse(YEAR, found.last)], complete=True)

    def n(metric: str, period: str | None = None, **labels: str) -> float:
        return next(
            figure.n or 0
            for figure in figures
            if (figure.metric, figure.period, figure.labels) == (metric, period, labels)
        )

    for tier in TIERS:
        area = {"stage": tier, "place": AREA}
        opened, received = n("backlog_open", **area), n("backlog_receipts", YEAR, **area)
        yield f"{tier} open", opened
        yield f"{tier} receipts in a year", received
        yield f"{tier} disposals in a year", n("backlog_disposals", YEAR, **area)
    for name, age in zip(AGES, BANDS[:-1], strict=True):
        yield name, 100 * n("backlog_open_by_age", **area, band=age) / opened
    yield "crown open a year or more", 100 * n("backlog_year_or_more", **area) / opened
    up = [{"stage": CROWN, "kind": kind} for kind in ("either-way", "indictable-only")]
    yield "crown open for trial", 100 * sum(n("backlog_open", **k) for k in up) / opened
    tried = sum(n("backlog_receipts", YEAR, **k) for k in up)
    yield "crown receipts for trial", 100 * tried / received
