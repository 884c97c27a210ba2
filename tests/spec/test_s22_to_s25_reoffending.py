"""S22 to S25, S39: who enters a cohort, what is a reoffence, and what is shown of it."""

from datetime import date

import numpy as np
import pytest

from metrics import calendar, reoffending
from metrics.book import Contribution, book_of
from metrics.disclosure import ratio
from metrics.reoffending import Proof, is_reoffence
from metrics.views import Figure, figures
from producers.partners.courts.people import age_band
from tests.spec.court_facts import day
from tests.spec.person_facts import caution, cohort, convicted, released


@pytest.mark.parametrize(
    ("index", "committed", "proven", "counts"),
    [
        ("2015-11-10", "2016-02-01", "2016-09-01", True),
        ("2015-11-10", "2016-11-09", "2017-05-09", True),
        ("2015-11-10", "2016-11-11", "2016-12-01", False),
        ("2015-11-10", "2016-05-01", "2017-06-01", False),
        ("2015-11-10", "2015-11-01", "2016-01-05", False),
        ("2015-11-10", "2015-11-10", "2016-01-05", False),
        ("2015-11-10", "2016-11-10", "2017-05-10", True),
        ("2015-11-10", "2016-11-10", "2017-05-11", False),
        ("2024-02-29", "2024-02-29", "2024-06-01", False),
        ("2024-02-29", "2024-03-01", "2025-08-29", True),
        ("2024-02-29", "2025-02-28", "2025-08-29", True),
        ("2024-02-29", "2025-02-28", "2025-08-30", False),
        ("2024-02-29", "2025-03-01", "2025-06-01", False),
        ("2023-08-31", "2024-01-01", "2025-02-28", True),
        ("2023-08-31", "2024-01-01", "2025-03-01", False),
    ],
)
def test_s22_what_counts(index: str, committed: str, proven: str, counts: bool) -> None:  # noqa: FBT001 - a table
    assert is_reoffence(day(index), Proof(day(committed), day(proven))) is counts


def test_s22_three_reoffences_and_one_reoffender() -> None:
    proofs = [
        ("2016-09-01", "2016-02-01"),
        ("2017-05-09", "2016-11-09"),
        ("2016-12-01", "2016-11-11"),
        ("2017-06-01", "2016-05-01"),
        ("2016-01-05", "2015-11-01"),
        ("2016-01-06", "2015-11-10"),
        ("2017-05-10", "2016-11-10"),
    ]
    told = [caution("2015-11-10"), *(convicted(on, committed) for on, committed in proofs)]
    assert cohort(told, "2015-Q4") == (1, 1, 3)


def test_s22_a_cohort_is_mature_eighteen_months_after_its_last_day() -> None:
    quarter = calendar.parse("2015-Q4", day("2017-06-30"))
    assert date.fromordinal(calendar.matures_on(quarter)) == day("2017-06-30")


S23 = [
    caution("2025-02-10"),
    convicted("2025-03-05", "2025-01-20", "community-order"),
    convicted("2025-05-20", "2025-04-01", "fine"),
    convicted("2025-09-10", "2025-06-01"),
    released("2025-03-20", who="Q"),
]


@pytest.mark.parametrize(
    ("period", "as_of", "counts"),
    [
        ("2025-Q1", "2030-01-01", (2, 1, 2)),
        ("2025-Q2", "2030-01-01", (1, 1, 1)),
        ("2025-Q1", "2025-06-30", (2, 1, 1)),
        ("2025-Q2", "2025-06-30", (1, 0, 0)),
        ("2025-Q3", "2030-01-01", (0, 0, 0)),
    ],
)
def test_s23_in_two_cohorts(period: str, as_of: str, counts: tuple[int, ...]) -> None:
    assert cohort(S23, period, as_of) == counts


def test_s23_the_first_event_of_the_quarter_is_the_index() -> None:
    assert cohort(S23, "2025-Q1", disposal="caution") == (1, 1, 2)
    assert cohort(S23, "2025-Q1", disposal="custody") == (1, 0, 0)
    assert cohort(S23, "2025-Q1", disposal="community-order") == (0, 0, 0)


def test_r35_a_conviction_without_sentence_is_no_entry_and_may_be_a_reoffence() -> None:
    told = [caution("2025-02-10"), convicted("2025-09-10", "2025-06-01")]
    assert cohort(told, "2025-Q3") == (0, 0, 0)
    assert cohort(told, "2025-Q1") == (1, 1, 1)


def test_r18_proven_is_the_day_of_conviction_and_not_that_of_sentence() -> None:
    late = convicted("2026-08-10", "2025-06-01", "fine", sentenced="2026-08-11")
    assert cohort([caution("2025-02-10"), late], "2025-Q1") == (1, 1, 1)
    assert cohort([caution("2025-02-09"), late], "2025-Q1") == (1, 0, 0)


def test_r21_an_offence_that_is_heard_again_is_one_offence() -> None:
    first = convicted("2025-05-01", "2025-03-01")
    again = convicted("2025-05-01", "2025-03-01", "fine", sentenced="2025-06-01")
    assert cohort([caution("2025-02-10"), first, again], "2025-Q1") == (1, 1, 1)


S25 = [
    convicted("2025-01-10", "2024-11-01", "custody", who="i"),
    released("2025-04-04", who="i"),
    convicted("2025-03-03", "2025-02-01", who="i"),
    convicted("2025-08-01", "2025-05-01", who="i"),
    released("2025-04-10", "remand", who="ii"),
    released("2025-04-11", "temporary", who="iii"),
    released("2024-02-01", who="iv"),
    released("2025-05-06", "recall", who="iv"),
    convicted("2025-06-02", "2025-01-01", "suspended-sentence", who="v"),
]


def test_s25_custody_enters_on_release_from_a_sentence() -> None:
    assert cohort(S25, "2025-Q1") == (0, 0, 0)
    assert cohort(S25, "2025-Q2") == (2, 1, 1)
    assert cohort(S25, "2025-Q2", disposal="custody", offence_group="theft-and-handling")[0] == 1


def test_r19_a_day_has_one_principal_disposal_and_custody_is_no_entry_yet() -> None:
    told = [
        convicted("2025-02-03", "2024-12-01", "fine"),
        convicted("2025-02-03", "2024-12-02", "community-order"),
    ]
    assert cohort(told, "2025-Q1", disposal="community-order") == (1, 0, 0)
    assert cohort([*told, convicted("2025-02-03", "2024-12-03", "custody")], "2025-Q1")[0] == 0


@pytest.mark.parametrize(
    ("born", "index", "age"),
    [
        ("2007-05-20", "2025-05-19", "juvenile"),
        ("2007-05-20", "2025-05-20", "adult"),
        ("2015-06-01", "2025-06-01", "juvenile"),
        ("2015-06-01", "2025-05-31", "unknown"),
    ],
)
def test_s39_adult_or_juvenile_at_index(born: str, index: str, age: str) -> None:
    told = [caution(index, age=age_band(day(born), day(index)))]
    assert cohort(told, "2025-Q2", age=age) == (1, 0, 0)


def burnley(offenders: int, reoffenders: int, reoffences: int) -> list[Contribution]:
    """Enter as many on one day, the first of whom reoffend."""
    labels = ("E07000117", "fine", "adult", "theft-and-handling")
    index, proof = day("2016-07-01").toordinal(), day("2016-12-01").toordinal()
    more = reoffences - reoffenders
    return [
        *(Contribution(("entered-cohort", *labels), index, index, 1) for _ in range(offenders)),
        *(Contribution(("first-proof", *labels), index, proof, 1) for _ in range(reoffenders)),
        *(Contribution(("reoffence", *labels), index, proof, 1) for _ in range(reoffenders + more)),
    ]


def shown(rows: list[Contribution], as_of: str, period: str) -> dict[tuple[str, str], Figure]:
    at = day(as_of)
    found = figures(book_of(rows), at, [calendar.parse(period, at)], complete=True)
    return {
        (f.metric, next(iter(f.labels.values()))): f
        for f in found
        if f.metric.startswith("reoffe") and f.period
    }


def test_s24_published_rates_from_their_parts() -> None:
    rates = ratio(np.array([361, 1609, 1609]), np.array([951, 361, 951]))
    assert rates.tolist() == pytest.approx([0.3796, 4.46, 1.69], abs=0.005)
    of_year = shown(burnley(951, 361, 1609), "2017-12-31", "2016/17")
    rate = of_year["reoffending", "Burnley"]
    assert (rate.n, rate.d, rate.status) == (360, 950, "interim")
    assert rate.value == pytest.approx(0.3796, abs=0.002)
    assert of_year["reoffences_per_reoffender", "Burnley"].value == pytest.approx(4.46, abs=0.02)
    assert of_year["reoffences_per_offender", "Burnley"].value == pytest.approx(1.69, abs=0.01)


def test_a_figure_is_interim_until_its_last_cohort_is_mature() -> None:
    rows = burnley(951, 361, 1609)
    interim, mature = shown(rows, "2018-09-29", "2016/17"), shown(rows, "2018-09-30", "2016/17")
    key = ("reoffending", "Lancashire")
    assert (interim[key].status, interim[key].labels["maturity"]) == ("interim", "interim")
    assert (mature[key].status, mature[key].labels["maturity"]) == ("ok", "mature")


def test_parts_are_shown_of_a_year_only_and_then_every_one() -> None:
    rows = burnley(951, 361, 1609)
    assert {name for _, name in shown(rows, "2018-09-30", "2016-Q3")} == {"Lancashire"}
    of_year = shown(rows, "2018-09-30", "2016/17")
    assert of_year["reoffending", "Preston"].n == 0
    assert of_year["reoffending", "Preston"].status == "too-few"
    assert {"adult", "fine", "theft-and-handling"} <= {name for _, name in of_year}


def test_there_is_no_cohort_of_a_month() -> None:
    assert shown(burnley(951, 361, 1609), "2018-09-30", "2016-07") == {}


@pytest.mark.parametrize(
    ("as_of", "name", "first", "last"),
    [
        ("2026-05-20", "rolling-year", "2025-04-01", "2026-03-31"),
        ("2026-06-30", "rolling-year", "2025-07-01", "2026-06-30"),
        ("2026-05-20", "mature-year", "2023-10-01", "2024-09-30"),
        ("2026-06-29", "mature-year", "2023-10-01", "2024-09-30"),
        ("2026-06-30", "mature-year", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_year_is_four_whole_cohorts(as_of: str, name: str, first: str, last: str) -> None:
    span = calendar.cohorts(calendar.parse(name, day(as_of)), day(as_of))
    assert span == (name, day(first).toordinal(), day(last).toordinal())


def test_the_order_of_words_does_not_matter() -> None:
    words = [
        reoffending.Word(day("2025-02-10"), "caution", None),
        reoffending.Word(day("2025-03-20"), "release", None),
    ]
    assert reoffending.contributions(words) == reoffending.contributions(reversed(words))
