"""When a backlog reaches its threshold: the slope of what was open each day, as known now."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from metrics import partner, thresholds, views
from metrics.book import Book, Contribution, book_of
from metrics.forecast import Trend, trends, weeks_until
from producers.contract.facts import HistoryComplete

AS_OF = date(2026, 6, 30)
TODAY = AS_OF.toordinal()
KEY = ("crown", "Preston Crown Court")
SERIES = ("open", *KEY, "unknown", "bail", "")


def book(*said: tuple[int, int], complete: date = date(2025, 1, 1)) -> Book:
    """A book of so many in (or out) on each day before today, the courts' history complete."""
    facts = [HistoryComplete(stage=s, from_=complete) for s in ("crown", "magistrates")]
    moves = [Contribution(SERIES, TODAY - ago, TODAY - ago, n) for ago, n in said]
    return book_of([*partner.contributions("courts", facts), *moves])


def test_growth_of_one_a_day_is_a_trend_of_one_a_day() -> None:
    found = trends(book((200, 500), *((ago, 1) for ago in range(84))), AS_OF)[KEY]
    assert found.open == 584
    assert found.per_day == pytest.approx(1.0)
    assert weeks_until(found, 598) == pytest.approx(2.0)


def test_a_back_load_is_no_trend_whenever_it_came_in() -> None:
    assert trends(book((400, 3_000)), AS_OF)[KEY] == Trend(3_000, 0.0)


def open_on(told: Book, day: date) -> float | None:
    return next(
        figure.n
        for figure in views.figures(told, day, [], only="backlog_open")
        if (figure.labels["stage"], figure.labels.get("place")) == KEY
    )


def test_the_trend_is_the_line_through_what_the_figure_was_on_each_day() -> None:
    dice = Random(7)
    told = book((150, 900), *((ago, dice.choice([-4, 1, 3, 6])) for ago in range(84)))
    daily = [open_on(told, AS_OF - timedelta(days=ago)) for ago in reversed(range(84))]
    slope, _ = np.polyfit(np.arange(84), np.array(daily, dtype=float), 1)
    found = trends(told, AS_OF)[KEY]
    assert found.open == daily[-1]
    assert found.per_day == pytest.approx(slope)


def test_what_is_not_true_yet_is_in_no_trend() -> None:
    assert trends(book((100, 50), (-5, 10)), AS_OF)[KEY] == Trend(50, 0.0)


def test_twelve_weeks_that_are_not_all_known_have_no_trend() -> None:
    known = AS_OF - timedelta(days=83)
    assert KEY in trends(book((10, 5), complete=known), AS_OF)
    assert KEY not in trends(book((10, 5), complete=known + timedelta(days=1)), AS_OF)
    assert not any(stage == "investigation" for stage, _ in trends(book((10, 5)), AS_OF))


@pytest.mark.parametrize(
    ("now", "per_day", "weeks"),
    [
        (93, 1.0, 1.0),
        (99, 0.001, None),  # beyond a year
        (100, 1.0, None),  # reached
        (120, -5.0, None),
        (99, 0.0, None),
        (99, -1.0, None),
    ],
)
def test_weeks_until_a_level(now: int, per_day: float, weeks: float | None) -> None:
    assert weeks_until(Trend(now, per_day), 100) == weeks


def test_of_a_stage_each_place_and_the_area_has_a_trend() -> None:
    places = {place for stage, place in trends(book((10, 5)), AS_OF) if stage == "crown"}
    assert {"Lancashire", "Preston Crown Court", "Burnley Crown Court"} <= places
    assert "Preston Magistrates' Court" not in places


ROWS = thresholds.read(
    "- {stage: crown, place: default, severity: warning, set: 7, clear: 5, for: 1h, owner: a}\n"
    "- {stage: crown, place: Preston, severity: warning, set: 9, clear: 5, for: 1h, owner: b}\n"
)


@pytest.mark.parametrize(("place", "level"), [("Preston", 9), ("Burnley", 7)])
def test_a_places_own_level_stands_over_the_default(place: str, level: int) -> None:
    found = thresholds.level_at(ROWS, "crown", place, "warning")
    assert found is not None
    assert found.set_ == level
    assert thresholds.level_at(ROWS, "crown", place, "critical") is None
    assert thresholds.level_at(ROWS, "magistrates", place, "warning") is None
