"""The estimates against a slow count in fractions, and against areas whose truth is known."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.book import Contribution, book_of
from metrics.estimate import Exposure, band, estimate, exposure
from metrics.views import Figure, figures
from tests.generative import back_test
from tests.generative.areas import (
    CANCELLED,
    CHARGED,
    OTHER,
    TODAY,
    Lives,
    Recording,
    counted,
    lives_of,
)
from tests.generative.back_test import FAMILIES, Family
from tests.generative.slow_shares import Life, aalen_johansen

LAST, HORIZON = 600, 12


@st.composite
def lives(draw: st.DrawFn) -> list[Life]:
    """Draw lives of different days of entry, each with up to three moves among four states."""
    entries = draw(st.sets(st.integers(LAST - 380, LAST), min_size=1, max_size=60))
    return [(entry, tuple(_moving(entry, draw(MOVES)))) for entry in sorted(entries)]


MOVES = st.dictionaries(st.integers(0, HORIZON + 2), st.integers(0, CANCELLED), max_size=3)
"""At what age, into what state."""


def _moving(entry: int, told: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Leave out what is no move; nothing leads out of cancelled."""
    state = 0
    for age, to in sorted(told.items()):
        if state not in {to, CANCELLED}:
            state = to
            yield entry + age, to


@given(lives())
@settings(max_examples=100, deadline=None)
def test_it_is_what_a_count_of_one_life_at_a_time_says(told: list[Life]) -> None:
    found = estimate(exposure(*counted(lives_of(told), LAST, HORIZON, states=4)), apart=CANCELLED)
    slow = aalen_johansen(told, LAST, 365, HORIZON, states=4)
    if slow is None or slow[CANCELLED] == 1:
        assert found is None
        return
    assert found is not None
    assert found.share == pytest.approx(float(slow[CHARGED] / (1 - slow[CANCELLED])))


@pytest.fixture(scope="module")
def drawn() -> Lives:
    return Recording(a_day=20, batch=2).lives(np.random.default_rng(7))


@pytest.fixture(scope="module")
def seen(drawn: Lives) -> Exposure:
    return exposure(*counted(drawn, TODAY, Recording.horizon, Recording.states))


def test_the_variance_of_blocks_is_what_each_week_pulls(seen: Exposure) -> None:
    """Weigh each week a little more, one at a time, and see what it does to the share."""
    whole, little, pulls = estimate(seen, CANCELLED), 1e-5, []
    assert whole is not None
    for week in range(seen.moved.shape[1]):
        weight = np.ones(seen.moved.shape[1])
        weight[week] += little
        heavier = Exposure(seen.at_risk * weight[:, None], seen.moved * weight[:, None, None])
        found = estimate(heavier, CANCELLED)
        assert found is not None
        pulls.append((found.share - whole.share) / little)
    assert whole.blocks == pytest.approx(float(np.square(pulls).sum()), rel=1e-3)
    assert whole.blocks > whole.greenwood  # for crimes are charged two at a time
    assert whole.band == band(whole.share, whole.blocks)


def test_with_everybody_followed_to_the_end_both_are_those_of_a_plain_share() -> None:
    dice = np.random.default_rng(3)
    state, age = dice.choice([0, CHARGED, OTHER], 300), dice.integers(0, HORIZON, 300)
    told = [
        (LAST - 20, ((LAST - 20 + a, s),) if s else ()) for a, s in zip(age, state, strict=True)
    ]
    found = estimate(exposure(*counted(lives_of(told), LAST, HORIZON, states=3)))
    share = np.mean(state == CHARGED)
    assert found is not None
    assert found.share == pytest.approx(share)
    assert found.greenwood == pytest.approx(share * (1 - share) / 300)


def test_the_figure_is_the_estimate_of_the_area_since_history_is_complete(drawn: Lives) -> None:
    since = TODAY - 600
    rows = [
        Contribution(("history-complete", "police", "investigation"), since, since, 1),
        *_rows(drawn, "E07000123"),
        *_rows(drawn.of(drawn.entry < TODAY - 500), "outside"),
    ]
    found = figures(book_of(rows), date.fromordinal(TODAY), [], only="charge_rate_estimated")
    known = drawn.of(drawn.entry >= since)
    told = estimate(exposure(*counted(known, TODAY, Recording.horizon, 4)), CANCELLED)
    assert told is not None
    assert [each.value for each in found] == pytest.approx([told.share, *told.band])


def test_it_goes_to_the_day_to_which_the_agency_is_complete(drawn: Lives) -> None:
    book, as_of = book_of(_rows(drawn, "E07000123")), date.fromordinal(TODAY)

    def asked(day: date, **complete_to: date | None) -> list[Figure]:
        name = "charge_rate_estimated"
        return figures(book, day, [], complete=True, only=name, complete_to=complete_to)

    before = date.fromordinal(TODAY - 45)
    assert asked(as_of, police=before, courts=date.min) == asked(before)
    assert asked(as_of, police=None) == asked(as_of) != asked(before)
    assert {figure.as_of for figure in asked(as_of, police=before)} == {before}


def _rows(told: Lives, place: str) -> Iterator[Contribution]:
    """Write lives as `metrics.crime` does: an outcome is held from its day to the next move."""
    names = {CHARGED: "charged", OTHER: "no-suspect"}
    for entry, days, states in zip(*(each.tolist() for each in told), strict=True):
        yield Contribution(("recorded", place, "theft"), entry, entry, 1)
        held = 0
        for at, to in zip(days, states, strict=True):
            if at > TODAY:
                break
            if held:
                yield Contribution(("outcome-recorded", place, "theft", names[held]), entry, at, -1)
            held = to if to in names else 0
            if held:
                yield Contribution(("outcome-recorded", place, "theft", names[held]), entry, at, 1)
            if to == CANCELLED:
                yield Contribution(("recorded", place, "theft"), entry, at, -1)


HOLD = [family for family in FAMILIES if family.holds]


def test_back_test_the_band_covers_the_truth() -> None:
    """A small dose: a few areas of each family; docs/estimates.md has the long one."""
    hits, lean = [], []
    for family in (back_test.smaller(each, 4) for each in HOLD):
        true = back_test.truth(family, areas=16)
        for seed in range(5):
            said = back_test.area(family, seed)
            hits.append(said.covers(true))
            lean.append((said.share - true) / said.error)
    assert len(hits) >= 40
    assert 0.90 <= np.mean(hits) <= 0.99
    assert abs(np.mean(lean)) < 3 / len(lean) ** 0.5


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("family", HOLD, ids=[family.name for family in HOLD])
def test_back_test_of_each_family(family: Family) -> None:
    areas = [back_test.area(family, seed) for seed in range(400)]
    said = back_test.tried(family, areas)
    assert 0.90 <= said.covered <= 0.99
    assert abs(said.mean - said.truth) < said.error / 4
