"""S30: a young cohort's figure so far, what its proof clock says, and what must not be shown."""

from dataclasses import replace
from fractions import Fraction

import pytest

from metrics.book import Book, book_of
from metrics.catalogue import METRICS
from metrics.estimate import Estimate, band, estimate, exposure
from metrics.nowcast import nowcast
from metrics.pages import Reader, pages_of
from metrics.views import figures
from tests.generative.areas import PROVEN, counted, lives_of
from tests.generative.slow_shares import Life, so_far
from tests.spec.court_facts import day
from tests.spec.person_facts import caution, cohort, convicted, shares

AS_OF = day("2025-12-20")
LAST = AS_OF.toordinal()
TOLD = {"2025-01-10": "2025-05-10", "2025-02-01": "", "2025-03-01": "2025-12-01", "2025-03-31": ""}
LIVES: list[Life] = [
    (day(index).toordinal(), ((day(proof).toordinal(), PROVEN),) if proof else ())
    for index, proof in TOLD.items()
]
METRIC = METRICS["reoffending_estimated"]


def test_s30_on_the_proof_clock() -> None:
    seen = exposure(*counted(lives_of(LIVES), LAST, 300, states=2))
    assert seen.at_risk[[120, 275]].sum(axis=1)[:, 0].tolist() == [4, 2]
    found = estimate(seen)
    assert found is not None
    assert found.share == pytest.approx(float(1 - Fraction(3, 8)))
    assert found.greenwood == pytest.approx(21 / 256)
    assert found.greenwood**0.5 == pytest.approx(0.2864, abs=5e-5)
    assert band(found.share, found.greenwood) == pytest.approx((0.192, 0.989), abs=5e-4)
    assert found.share != so_far(LIVES, LAST) == Fraction(1, 2)


@pytest.mark.parametrize(("horizon", "is_there"), [(322, True), (323, False), (548, False)])
def test_s30_no_estimate_beyond_the_longest_follow_up(horizon: int, is_there: bool) -> None:  # noqa: FBT001 - a table
    seen = exposure(*counted(lives_of(LIVES), LAST, horizon, states=2))
    assert (estimate(seen) is not None) is is_there


FACTS = [
    *(caution(index, who=index) for index in TOLD),
    *(convicted(proof, "2025-04-10", who=index) for index, proof in TOLD.items() if proof),
]


def book(times: int) -> Book:
    """Make the book of so many such cohorts."""
    said = [row for of_one in shares(FACTS).values() for row in of_one]
    return book_of(row._replace(n=times * row.n) for row in said)


def test_s30_so_far() -> None:
    assert cohort(FACTS, "2025-Q1", "2025-12-20")[:2] == (4, 2)


def test_s30_at_the_horizon_of_18_months_this_cohort_alone_shows_nothing() -> None:
    found = figures(book(50), AS_OF, [], complete=True, only=METRIC.name)
    assert METRIC.horizon == 548
    assert {(figure.value, figure.status) for figure in found} == {(None, "no-data")}
    assert [figure.labels["bound"] for figure in found] == ["estimate", "lower", "upper"]


def test_s30_it_is_the_follow_up_that_is_missing_and_nothing_else() -> None:
    def asked(horizon: int, times: int = 50) -> Estimate | None:
        reader = Reader(pages_of(book(times)), LAST, [LAST])
        return nowcast(reader, replace(METRIC, horizon=horizon), 0, LAST)

    found = asked(264)
    assert found is not None
    assert found.share == pytest.approx(1 / 4)
    assert asked(300) is not None
    assert asked(264, times=1) is None
