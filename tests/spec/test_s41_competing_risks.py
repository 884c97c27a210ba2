"""S41: crimes that another outcome takes out of the running, and the two ways to get it wrong."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from metrics import crime
from metrics.book import Contribution, book_of
from metrics.estimate import Estimate, estimate, exposure
from metrics.exporter.server import families, served
from metrics.views import figures
from producers.contract.facts import CrimeRecorded, OutcomeAssigned
from producers.contract.lists import GROUP_OF_OUTCOME
from tests.generative.areas import CANCELLED, CHARGED, OTHER, counted, lives_of
from tests.generative.slow_shares import Life, aalen_johansen, censoring_others, so_far

LAST = date(2026, 6, 30).toordinal()
FIRST, SECOND, FOURTH = (
    (LAST - 100, ((LAST - 90, CHARGED),)),
    (LAST - 80, ((LAST - 60, OTHER),)),
    (LAST - 50, ((LAST - 20, CHARGED),)),
)
LIVES: list[Life] = [FIRST, SECOND, (LAST - 25, ()), FOURTH]
DECIDED: list[Life] = [FIRST, SECOND, (LAST - 25, ((LAST, OTHER),)), FOURTH]
"""With the third decided: another outcome on day 25."""


def estimated(lives: list[Life]) -> Estimate:
    found = estimate(exposure(*counted(lives_of(lives), LAST, 30, states=4)), apart=CANCELLED)
    assert found is not None
    return found


def test_s41_the_share_charged_when_all_are_decided() -> None:
    found = estimated(LIVES)
    assert found.share == pytest.approx(3 / 4)
    assert aalen_johansen(LIVES, LAST, 365, 30, states=3) == [0, Fraction(3, 4), Fraction(1, 4)]


def test_s41_both_wrong_ways_say_something_else() -> None:
    assert so_far(LIVES, LAST) == Fraction(1, 2)
    assert censoring_others(LIVES, LAST, 30) == 1
    assert len({float(so_far(LIVES, LAST)), 1.0, round(estimated(LIVES).share, 9)}) == 3


def test_s41_with_all_decided_it_is_the_plain_share_and_so_is_its_variance() -> None:
    found = estimated(DECIDED)
    assert found.share == pytest.approx(1 / 2) == float(so_far(DECIDED, LAST))
    assert found.greenwood == pytest.approx(1 / 2 * 1 / 2 / 4)


def crime_of(age: int, *outcomes: tuple[int, int]) -> list[Contribution]:
    """Tell a crime recorded so many days ago, and its outcomes at ages."""
    first = date.fromordinal(LAST - age)
    recorded = CrimeRecorded(recorded_on=first, district="E07000123", offence="8N")
    said = [
        OutcomeAssigned(on=first + timedelta(days=at), type=kind, group=GROUP_OF_OUTCOME[kind])
        for at, kind in outcomes
    ]
    return crime.contributions(crime.fold([recorded, *said]))


def test_s41_as_the_board_reads_it() -> None:
    """The same crimes at the horizon of the figure, thirty of each: days times 365 over 30."""
    told = [
        crime_of(365, (121, 1)),
        crime_of(365, (243, 18)),
        crime_of(304),
        crime_of(365, (365, 1)),
    ]
    book = book_of(30 * [row for rows in told for row in rows])
    as_of = date.fromordinal(LAST)
    found = figures(book, as_of, [], complete=True, only="charge_rate_estimated")
    assert [(figure.labels["bound"], figure.status) for figure in found] == [
        ("estimate", "estimated"),
        ("lower", "estimated"),
        ("upper", "estimated"),
    ]
    value, lower, upper = (figure.value or 0 for figure in found)
    assert value == pytest.approx(3 / 4)
    assert lower < value < upper
    (family,) = families(served(found, as_of))
    assert (family.name, len(family.samples)) == ("lcjb_charge_rate_estimated_ratio", 3)
    since = figures(book, as_of, [], only="charge_rate_estimated")
    assert {(figure.value, figure.status) for figure in since} == {(None, "no-data")}
