"""The simulated people, through adapters, contract and folds: the figures are what happened.

What happened is counted here from the simulated lives, plainly, with nothing of `metrics`. All is
told in the end, if late, twice or at first wrong; so every count is the same to the unit.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from dateutil.relativedelta import relativedelta

from metrics import files_book, views
from metrics.book import Contribution, book_of
from metrics.calendar import parse
from metrics.catalogue import AREA
from metrics.views import Figure
from producers.contract import wire
from producers.contract.lists import DISPOSALS
from producers.simulation import traffic
from producers.simulation.courts.exports import Courts
from producers.simulation.people.charging import CAUTION, CHARGE, NO_PROSECUTION, File, Round
from producers.simulation.people.days import Day, Suspect, people
from producers.simulation.people.exports import People
from producers.simulation.people.lives import Life
from producers.simulation.people.orders import Order
from producers.tokens import TokenKey
from tests.generative.lives_counted import Cohorts, cohorts, decided, quarter_of

KEY = TokenKey(bytes(32))
LATEST = timedelta(days=680)
"""Nothing is told later of what is true by a day (test_courts_agree has the reckoning)."""
FIRST, LAST, SINCE = date(2024, 1, 1), date(2025, 9, 30), date(2022, 1, 1)
T, BEGIN = LAST.toordinal(), FIRST.toordinal()


class Area(NamedTuple):
    """What happened, and what the folds of the events told make of it."""

    days: list[Day]
    lives: list[Life]
    told: list[Contribution]
    figures: list[Figure]

    @property
    def files(self) -> list[File]:
        return [file for day in self.days for file in day.files()]

    @property
    def orders(self) -> list[Order]:
        return [order for life in self.lives for order in life.orders if order.day <= T]

    def n(self, metric: str, period: str | None = None, **labels: str) -> float:
        found = [
            figure.n
            for figure in self.figures
            if (figure.metric, figure.period) == (metric, period)
            and figure.labels == {"place": AREA} | labels
        ]
        assert len(found) == 1, (metric, period, labels)
        return found[0] or 0


def area(folder: Path, scale: float) -> Area:
    simulated = People(1, scale, FIRST, SINCE)
    span = midnight(SINCE), midnight(LAST + LATEST)
    courts = traffic.court_events(Courts(1, scale, FIRST, SINCE), *span, KEY)
    told = chain(courts, traffic.people_events(simulated, *span, KEY))
    events = folder / "events.jsonl"
    with events.open("wb") as out:
        out.writelines(wire.encode(event) + b"\n" for event in told)
    by_subject, refused = files_book.read([events])
    assert refused == 0
    rows = list(chain.from_iterable(by_subject.values()))
    days = list(simulated.days(LAST))
    lives = people(1, chain.from_iterable(day.cases for day in days))
    periods = [parse(name, LAST) for name in ("2025-Q3", "rolling-year")]
    return Area(days, lives, rows, views.figures(book_of(rows), LAST, periods, complete=True))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Area:
    return area(tmp_path_factory.mktemp("small"), 0.02)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Area:
    return area(tmp_path_factory.mktemp("whole"), 1.0)


# Proven reoffending


def folded(found: Area) -> Cohorts:
    """Read the same, unrounded, from what the folds say of each person."""
    names = {
        "entered-cohort": "offenders", "first-proof": "reoffenders", "reoffence": "reoffences",
    }  # fmt: skip
    out: Cohorts = Counter()
    for row in found.told:
        if row.series[0] in names and row.day <= T and BEGIN <= row.clock <= T:
            out[names[row.series[0]], quarter_of(row.clock), row.series[2]] += row.n
    return +out


def check_reoffending(found: Area) -> None:
    true = cohorts(found.days, found.lives, BEGIN, T)
    assert folded(found) == true
    assert {quarter for _, quarter, _ in true} == {
        "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3",
    }  # fmt: skip
    assert {disposal for _, _, disposal in true} == set(DISPOSALS) - {"other"}


def test_cohorts_and_reoffences_are_those_of_the_lives(small: Area) -> None:
    check_reoffending(small)


# CPS


def between(first: date, day: int) -> bool:
    return first.toordinal() <= day <= T


QUARTER, YEAR = date(2025, 7, 1), date(2024, 10, 1)


def consultations(files: Iterable[File]) -> list[Round]:
    return [each for file in files if not file.reviewed for each in file.rounds if not file.custody]


def check_charging(found: Area) -> None:
    files = found.files
    for period, first in (("2025-Q3", QUARTER), ("rolling-year", YEAR)):
        codes = decided(files, first.toordinal(), T)
        assert value(found, "charge_rate_cps", period) == (
            codes[CHARGE],
            codes[CHARGE] + codes[CAUTION] + codes[NO_PROSECUTION],
        )
        assert found.n("cps_finalised_administratively", period) == codes["finalised"]
        closed = [each for each in consultations(files) if between(first, each.answered)]
        in_time = sum(each.answered - each.asked <= 28 for each in closed)
        assert value(found, "consultations_within_28_days", period) == (in_time, len(closed))
    waiting = [file for file in files if not file.reviewed and file.rounds[0].asked <= T < file.end]
    with_cps = sum(any(r.asked <= T < r.answered for r in file.rounds) for file in waiting)
    assert found.n("backlog_open", stage="charging") == len(waiting)
    assert found.n("backlog_open_by_holder", stage="charging", holder="cps") == with_cps


def value(found: Area, metric: str, period: str) -> tuple[float, float]:
    [figure] = [f for f in found.figures if (f.metric, f.period) == (metric, period)]
    return figure.n or 0, figure.d or 0


def test_what_cps_decided_and_how_long_it_took_is_that_of_the_files(small: Area) -> None:
    check_charging(small)


# Suspects before charge


def check_suspects(found: Area) -> None:
    suspects = [suspect for day in found.days for suspect in day.suspects()]
    bailed = [since for suspect in suspects for since in standing(suspect, "bailed")]
    for months in (3, 6, 9):
        past = sum(since + relativedelta(months=months) < LAST for since in bailed)
        assert found.n("suspects_on_bail", past=f"{months}-months") == past
    released = [since for s in suspects for since in standing(s, "under-investigation")]
    over = sum((LAST - since).days > 90 for since in released)
    assert found.n("suspects_under_investigation", past="threshold") == over


def standing(suspect: Suspect, word: str) -> Iterator[date]:
    """Give since when a suspect stands so on the last day, if they do."""
    known = [status for status in suspect.statuses if status.day <= T]
    if known and known[-1].word == word:
        yield date.fromordinal(known[-1].day)


def test_suspects_on_bail_and_under_investigation_are_those_of_the_crimes(small: Area) -> None:
    check_suspects(small)


# Probation


def check_probation(found: Area) -> None:
    running = [order for order in found.orders if order.end > T]
    kinds = Counter(order.kind for order in running)
    assert found.n("supervision_open") == kinds.total()
    by_kind = {f.labels["kind"]: f.n for f in found.figures
               if f.metric == "supervision_open" and "kind" in f.labels}  # fmt: skip
    assert by_kind == kinds
    served = sum(any(o.day <= T < o.end for o in life.orders) for life in found.lives)
    assert found.n("supervision_persons") == served
    work = [order for order in running if order.hours and not is_done(order)]
    late = sum(date.fromordinal(o.day) + relativedelta(months=12) < LAST for o in work)
    assert found.n("unpaid_work_open") == len(work)
    assert found.n("unpaid_work_late") == late
    breaches = [order.breach for order in found.orders if order.breach]
    raised = sum(between(QUARTER, breach.raised) for breach in breaches)
    assert found.n("breaches", "2025-Q3", event="raised") == raised
    for outcome in ("proved", "not-proved", "withdrawn"):
        ended = sum(between(QUARTER, b.concluded) for b in breaches if b.outcome == outcome)
        assert found.n("breaches", "2025-Q3", event=outcome) == ended
    assert found.n("recalls", "2025-Q3") == sum(between(QUARTER, o.recalled) for o in found.orders)


def is_done(order: Order) -> bool:
    return sum(hours for day, hours in order.worked if day <= T) >= order.hours


def test_orders_work_breaches_and_recalls_are_those_of_the_lives(small: Area) -> None:
    check_probation(small)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_all_of_lancashire_agrees(whole: Area) -> None:
    check_reoffending(whole)
    check_charging(whole)
    check_suspects(whole)
    check_probation(whole)
