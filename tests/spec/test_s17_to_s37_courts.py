"""S17 trials, S18 timeliness, S19 custody time limits, S27 late receipts, S37 remand."""

from datetime import date

import pytest

from metrics import case, items
from metrics.book import Numbers, pack_rows, unpack_rows
from metrics.calendar import parse
from metrics.views import figures
from producers.contract.facts import Fact, HearingListed, HearingVacated, SuspectCharged
from producers.contract.facts.people import Offence
from producers.contract.lists import HearingKind, Tier
from tests.spec.court_facts import (
    AREA,
    Case,
    Told,
    completed,
    day,
    heard,
    in_order,
    received,
    remanded,
    token,
    tried,
    warrant,
)

LOWER: Tier = "magistrates"


def vacated(on: str, listed: str, hearing: str, kind: HearingKind = "trial") -> list[Fact]:
    return [
        HearingListed(
            hearing=token(hearing), sitting_day=day(listed), on=day("2026-03-02"), kind=kind
        ),
        HearingVacated(hearing=token(hearing), sitting_day=day(listed), on=day(on), reason="A"),
    ]


TRIALS: list[Case] = [
    [received("2025-11-03"), tried("2026-04-13", "effective", "t1")],
    [received("2025-11-03"), tried("2026-04-14", "cracked", "t2", "A")],
    [
        received("2025-11-03"),
        tried("2026-04-15", "ineffective", "t3", "M1"),
        *(tried(d, "effective", "t6", None, "2026-06-01") for d in ("2026-06-01", "2026-06-02")),
        tried("2026-06-03", "effective", "t6", None, "2026-06-01"),
    ],
    [
        received("2025-11-03"),
        *vacated("2026-04-10", "2026-04-20", "t4"),
        *vacated("2026-04-10", "2026-04-21", "a mention", "mention"),
        tried("2026-05-11", "effective", "t5"),
    ],
]


def test_s17_trials_rate_over_effective_cracked_and_ineffective() -> None:
    told, quarter = Told(TRIALS), ("2026-06-30", "2026-Q2")
    outcomes = ("effective", "cracked", "ineffective", "vacated")
    assert [told.value("trials", *quarter, outcome=o) for o in outcomes] == [3, 1, 1, 1]
    rate = told.figure("trials_effective", *quarter, place=AREA)
    assert rate is not None
    assert (rate.n, rate.d, rate.value) == (3, 5, pytest.approx(0.6))


def test_s17_each_with_its_reason() -> None:
    told = Told(TRIALS)
    for reason in ("cracked-A", "ineffective-M1", "vacated-A"):
        found = told.figure(
            "trials_by_reason", "2026-06-30", "2026-Q2", stage="crown", reason=reason
        )
        assert found is not None
        assert found.value == 1


def charged(of: str, on: str) -> SuspectCharged:
    offence = Offence(offence=token(of + "1"), code="TH68001")
    return SuspectCharged(defendant=token(of), on=day(on), method="charge", offences=(offence,))


def timed(*cases: Case, end: str = "2026-06-30") -> tuple[float | None, ...]:
    told = Told(cases)
    period = {"measure": "charge-to-completion"}

    def taken(stat: str) -> float | None:
        return told.value("timeliness_days", end, "rolling-year", stat=stat, **period)

    no_date = told.value("timeliness_no_date", end, "rolling-year", **period)
    n = told.figure("timeliness_days", end, "rolling-year", **period, stat="mean", place=AREA)
    return taken("median"), taken("mean"), n and n.n, no_date


ONE: Case = [
    charged("A", "2026-01-10"),
    received("2026-01-12", LOWER),
    heard("2026-04-20", "final", tier=LOWER),
]
TWO: Case = [
    received("2026-02-02", LOWER),
    heard("2026-05-02", "final", tier=LOWER, charged_on="2026-02-01"),
]
THREE: Case = [
    received("2026-03-02", LOWER, "A", "B"),
    charged("A", "2025-12-01"),
    charged("B", "2026-03-01"),
    completed("2026-06-09", LOWER),
]
UNDATED: Case = [received("2026-02-02", LOWER), heard("2026-05-02", "final", tier=LOWER)]


def test_s18_charge_to_completion_counts_defendants() -> None:
    assert timed(ONE, TWO, THREE) == (100, 120, 4, 0)


def test_s18_the_median_of_an_even_count_is_the_mean_of_the_middle_two() -> None:
    other: Case = [
        received("2026-01-12", LOWER),
        heard("2026-04-21", "final", tier=LOWER, charged_on="2026-01-10"),
    ]
    single: Case = [
        received("2026-01-12", LOWER, "A"),
        charged("A", "2025-12-01"),
        completed("2026-06-09", LOWER),
    ]
    assert timed(TWO, ONE, other, single)[0] == 100.5


def test_s18_one_without_a_date_stands_beside() -> None:
    assert timed(ONE, TWO, THREE, UNDATED) == (100, 120, 4, 1)


def test_s18_a_charge_after_completion_is_no_duration() -> None:
    assert timed([*UNDATED, charged("A", "2026-06-01")])[2:] == (0, 1)


def test_guilty_plea_at_first_hearing_and_hearings_per_case() -> None:
    first = heard("2026-02-02", "adjourned", tier=LOWER, plea="guilty")
    told = Told(
        [[received("2026-01-12", LOWER), first, heard("2026-03-02", "final", tier=LOWER)], UNDATED]
    )
    rate = told.figure(
        "guilty_pleas_at_first_hearing", "2026-06-30", "rolling-year", stage=LOWER, place=AREA
    )
    assert rate is not None
    assert (rate.n, rate.d) == (1, 2)
    assert told.value("hearings_per_case", "2026-06-30", "rolling-year", stage=LOWER) == 1.5


def limit_days(facts: Case, tier: Tier, as_of: str) -> list[date]:
    """List the limits that stand, as contributions say them."""
    live: dict[int, int] = {}
    for said in case.contributions(in_order(facts), frozenset()):
        if said.series[:2] == ("limit", tier) and said.day <= day(as_of).toordinal():
            live[said.clock] = live.get(said.clock, 0) + said.n
    return [date.fromordinal(limit) for limit, n in live.items() if n]


LIMITS: list[tuple[Tier, Case, str]] = [
    ("crown", [received("2026-01-12"), remanded("2026-01-12", "custody", served=30)], "2026-06-12"),
    (LOWER, [received("2026-02-09", LOWER), remanded("2026-02-09", "custody")], "2026-04-02"),
    (LOWER, [received("2026-02-10", LOWER), remanded("2026-02-10", "custody")], "2026-04-07"),
    ("crown", [received("2026-06-29"), remanded("2026-06-29", "custody")], "2026-12-24"),
    (
        "crown",
        [received("2026-01-12"), remanded("2026-01-12", "custody", limit="2026-06-13")],
        "2026-06-13",
    ),
]


@pytest.mark.parametrize(("tier", "facts", "limit"), LIMITS)
def test_s19_a_limit_is_as_sent_or_else_moved_back_to_a_working_day(
    tier: Tier, facts: Case, limit: str
) -> None:
    assert limit_days(facts, tier, "2026-07-01") == [day(limit)]


def test_s19_within_7_14_and_28_days_and_passed() -> None:
    limits = (
        "2026-06-04",
        "2026-06-05",
        "2026-06-12",
        "2026-06-13",
        "2026-06-19",
        "2026-07-03",
        "2026-07-04",
    )
    told = Told(
        [[received("2026-01-12"), remanded("2026-01-12", "custody", limit=d)] for d in limits]
    )
    within = ("7-days", "14-days", "28-days", "passed")
    assert [told.value("custody_time_limits", "2026-06-05", within=w) for w in within] == [
        2,
        4,
        5,
        1,
    ]


def test_s19_a_limit_ends_with_custody_and_with_the_case() -> None:
    facts: list[Fact] = [
        received("2026-01-12"),
        remanded("2026-01-12", "custody", limit="2026-06-13"),
    ]
    bailed = [*facts, remanded("2026-03-02", "bail")]
    ended = [*facts, heard("2026-03-02", "final")]
    for history in (bailed, ended):
        assert limit_days(history, "crown", "2026-03-01") == [day("2026-06-13")]
        assert limit_days(history, "crown", "2026-03-02") == []


LATE: Case = [heard("2026-06-20", "final", tier=LOWER)]


@pytest.mark.parametrize("ends", [LATE, [completed("2026-06-20", LOWER)]])
def test_s27_a_receipt_that_comes_400_days_late(ends: Case) -> None:
    before, after = Told([ends]), Told([[received("2025-06-01", LOWER), *ends]])
    end = "2026-07-06"
    assert before.open("2025-12-31", "2026-06-19", "2026-06-20", stage=LOWER) == [0, 0, 0]
    assert before.value("backlog_disposals", end, "2026-06", stage=LOWER) == 1
    assert before.flow("receipt-unknown", "2026-06", end, LOWER) == 1
    days = ("2025-05-31", "2025-06-01", "2025-12-31", "2026-06-19", "2026-06-20")
    assert after.open(*days, stage=LOWER) == [0, 1, 1, 1, 0]
    assert after.value("backlog_receipts", end, "2025-06", stage=LOWER) == 1
    assert after.flow("receipt-unknown", "2026-06", end, LOWER) == 0
    assert [ages(ends), ages([received("2025-06-01", LOWER), *ends])] == [[-1], [384]]


def ages(facts: Case) -> list[int]:
    """List the ages at disposal; -1 is unknown."""
    said = case.contributions(in_order(facts), frozenset())
    return [each.value for each in said if each.series[0] == "flow" and "disposals" in each.series]


def test_s27_receipt_unknown() -> None:
    first = heard("2026-02-10", "adjourned", tier=LOWER)
    before, after = Told([[first]]), Told([[first, received("2026-01-05", LOWER)]])
    assert before.open("2026-01-31", "2026-03-01", stage=LOWER) == [0, 1]
    assert before.band("2026-03-01", LOWER) == ["unknown"]
    assert before.age("2026-03-01", LOWER) is None
    assert after.open("2026-01-31", "2026-03-01", stage=LOWER) == [1, 1]
    assert (after.age("2026-03-01", LOWER), after.band("2026-03-01", LOWER)) == (
        55,
        ["4 to 8 weeks"],
    )


REMANDS: Case = [
    received("2026-01-12"),
    remanded("2026-01-12", "bail"),
    remanded("2026-02-20", "custody"),
    remanded("2026-03-25", "bail"),
    heard("2026-04-20", "final"),
]


def test_s37_the_remand_of_an_open_case_is_the_latest() -> None:
    told = Told([REMANDS])
    days = ("2026-01-12", "2026-02-19", "2026-02-20", "2026-03-24", "2026-03-25", "2026-04-20")

    def remand(on: str) -> tuple[float | None, ...]:
        of = ("bail", "custody")
        return tuple(
            told.value("backlog_open_by_remand", on, stage="crown", remand=each) for each in of
        )

    assert [remand(on) for on in days] == [(1, 0), (1, 0), (0, 1), (0, 1), (1, 0), (0, 0)]
    assert (told.age("2026-03-25"), told.band("2026-03-25")) == (72, ["8 to 12 weeks"])


def test_s37_of_a_disposed_case_the_most_severe_ever() -> None:
    told = Told([REMANDS])
    custody = {"stage": "crown", "remand": "custody"}
    assert told.value("backlog_disposals_by_remand", "2026-04-30", "2026-04", **custody) == 1


def test_r33_of_several_defendants_the_most_severe_of_those_still_unfinished() -> None:
    facts: list[Fact] = [
        received("2026-01-12", "crown", "A", "B"),
        remanded("2026-01-12", "bail", "A"),
        remanded("2026-01-12", "custody", "B"),
        heard("2026-03-02", "final", of="B"),
        warrant("2026-05-01", of="A"),
    ]
    told = Told([facts])

    def custody(on: str) -> float | None:
        return told.value("backlog_open_by_remand", on, stage="crown", remand="custody")

    assert [custody(on) for on in ("2026-03-01", "2026-03-02")] == [1, 0]


def test_the_items_behind_a_courts_figure_are_as_many_as_it_says() -> None:
    """One spell a case here, so that items and counts are alike."""
    limits = ("2026-06-20", "2026-07-04", "2026-06-01")
    held = [[received("2026-01-12"), remanded("2026-01-12", "custody", limit=d)] for d in limits]
    cases: list[Case] = [*TRIALS, ONE, TWO, REMANDS, *held]
    numbers = Numbers()
    said = [case.contributions(in_order(facts), frozenset()) for facts in cases]
    packed = [(f"case:{n}", unpack_rows(pack_rows(each, numbers))) for n, each in enumerate(said)]
    owned = items.owned(numbers.series, packed)
    as_of = day("2026-06-30")
    found = figures(owned.book, as_of, [parse("rolling-year", as_of)], complete=True)
    asked = [f for f in found if f.metric in ONE_EACH and f.n]
    assert {f.metric for f in asked} == ONE_EACH
    assert [len(each.n) for each in items.behind(owned, as_of, asked)] == [f.n for f in asked]


ONE_EACH = {
    "backlog_open",
    "backlog_open_by_age",
    "backlog_open_by_kind",
    "backlog_open_by_remand",
    "backlog_oldest_days",
    "backlog_receipts",
    "backlog_disposals",
    "backlog_disposals_by_remand",
    "custody_time_limits",
    "timeliness_no_date",
    "hearings_per_case",
    "trials_by_reason",
}


def test_r24_a_receipt_told_for_a_day_after_the_first_hearing_is_that_spells() -> None:
    first = heard("2026-02-10", "adjourned", tier=LOWER)
    told = Told([[first, received("2026-02-12", LOWER), heard("2026-03-02", "final", tier=LOWER)]])
    assert told.open("2026-02-11", "2026-02-12", "2026-03-01", "2026-03-02", stage=LOWER) == [
        0,
        1,
        1,
        0,
    ]
    assert told.value("backlog_receipts", "2026-03-31", "2026-02", stage=LOWER) == 1
    assert told.flow("receipt-unknown", "2026-02", "2026-03-31", LOWER) == 0


def test_r23_an_offence_is_of_the_case_from_receipt_whenever_it_is_first_seen() -> None:
    facts = [received("2025-03-03"), heard("2025-07-10", "final", of="B")]
    assert Told([facts]).open("2025-07-10") == [0]
    later = [*facts, heard("2025-12-01", "final", of="A")]
    assert Told([later]).open("2025-07-10", "2025-11-30", "2025-12-01") == [1, 1, 0]
