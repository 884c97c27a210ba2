"""Control limits as published and by hand, and what they say."""

import pytest

from metrics.xmr import POINTS, Limits, Point, Signal, limits, said

NIST = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
"""NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, "Individuals control charts"."""
PLOT_THE_DOTS = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
"""NHSRplotthedots, "Deviations from Excel defaults", as Making Data Count's own tool reckons it."""


def points(*values: float) -> list[Point]:
    return [Point(f"{2024 + n // 12}-{n % 12 + 1:02}", value) for n, value in enumerate(values)]


def test_limits_as_nist_has_them() -> None:
    # moving ranges 2.0 2.3 1.4 3.5 3.4 1.4 0.2 1.2 1.5: mean 16.9/9; it writes 3/1.128 for 2.66
    assert limits(points(*NIST)) == pytest.approx((50.81, 45.8159, 55.8041), abs=0.001)


def test_limits_with_one_far_out_by_hand() -> None:
    # mean 35/18; moving ranges 1 1 1 8 9 and twelve of 1: 32/17; 2.66 of that is 5.0071
    assert limits(points(*PLOT_THE_DOTS)) == pytest.approx((1.9444, -3.0626, 6.9515), abs=0.0001)


def test_the_last_two_years_only() -> None:
    assert limits(points(9_000, *[100, 102] * 12)) == limits(points(*[100, 102] * 12))
    assert POINTS == 24


def test_one_point_has_no_limits() -> None:
    with pytest.raises(ValueError, match="two points"):
        limits(points(1))


def test_too_few_points_say_nothing() -> None:
    assert said(points(*[1, 900] * 5, 1)) == Signal("too few points")
    assert said([]) == Signal("too few points")


def test_usual_variation_is_no_signal() -> None:
    found = said(points(*[100, 104] * 12))
    assert (found.words, found.since) == ("within usual variation", None)
    assert found.limits == pytest.approx(Limits(102, 102 - 10.64, 102 + 10.64))


def test_the_same_every_month_is_no_signal() -> None:
    assert said(points(*[7] * 24)).words == "within usual variation"


@pytest.mark.parametrize(("last", "words"), [(130, "unusually high"), (70, "unusually low")])
def test_outside_the_limits_is_unusual(last: float, words: str) -> None:
    found = said(points(*[100, 104] * 11, 100, last))
    assert (found.words, found.since) == (words, "2025-12")


def test_what_was_unusual_and_is_over_is_not_said() -> None:
    assert said(points(*PLOT_THE_DOTS)).words == "within usual variation"


@pytest.mark.parametrize(("run", "words"), [(8, "shifted up since 2024-11"), (7, "within usual")])
def test_eight_in_a_row_on_one_side_are_a_shift(run: int, words: str) -> None:
    # ten around 103 and the run around 105.5: mean 104.1, the limits 18 wide
    jumpy = [110, 100, 108, 95, 109, 97, 107, 96, 110, 98]
    found = said(points(*jumpy, *[106, 105] * (run // 2), *[106] * (run % 2)))
    assert found.words.startswith(words)


def test_a_steady_rise_is_high_and_shifted() -> None:
    found = said(points(*range(2_000, 2_480, 20)))
    assert found == Signal(
        "unusually high, shifted up since 2025-01", "2025-01", Limits(2_230, 2_176.8, 2_283.2)
    )


def test_a_point_on_the_mean_breaks_a_run() -> None:
    # mean (8 * 90 + 8 * 110 + 100) / 17 = 100
    whole = said(points(100, *[90] * 8, *[110] * 8))
    broken = said(points(*[90] * 8, *[110] * 3, 100, *[110] * 5))
    assert (whole.words, whole.since) == ("unusually high, shifted up since 2024-10", "2024-10")
    assert (broken.words, broken.since) == ("unusually high", "2025-01")
