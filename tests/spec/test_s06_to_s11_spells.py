"""S06 to S11: reopened, at two tiers, two Crown receipts, merged; a court's tile; the identity."""

from datetime import date
from itertools import permutations

import pytest

from metrics.calendar import Period
from metrics.views import SIGNS, View
from producers.contract.facts import (
    CaseMerged,
    CaseReopened,
    CaseSentToCrown,
    Fact,
    WarrantIssued,
)
from producers.contract.lists import Tier
from tests.spec.court_facts import (
    AREA,
    BURNLEY,
    PRESTON,
    Case,
    Told,
    completed,
    day,
    executed,
    heard,
    received,
    token,
    transferred,
    warrant,
)

LOWER: Tier = "magistrates"


def reopened(on: str, tier: Tier = LOWER) -> CaseReopened:
    return CaseReopened(on=day(on), tier=tier)


SIX: list[Case] = [
    [
        received("2025-02-03", LOWER),
        completed("2025-04-07", LOWER),
        reopened("2025-05-19"),
        completed("2025-06-16", LOWER),
    ],
    [
        received("2025-02-03", LOWER),
        heard("2025-04-07", "final", "1", "2", tier=LOWER),
        reopened("2025-05-19"),
        heard("2025-06-02", "adjourned", "1", tier=LOWER),
        heard("2025-06-16", "final", "1", tier=LOWER),
    ],
]


@pytest.mark.parametrize("history", SIX, ids=["completions", "results"])
def test_s06_reopened(history: Case) -> None:
    told = Told([history])
    days = ("2025-04-06", "2025-04-07", "2025-05-18", "2025-05-19", "2025-06-15", "2025-06-16")
    assert told.open(*days, stage=LOWER) == [1, 0, 0, 1, 1, 0]
    assert told.age("2025-05-19", LOWER) == 105
    assert told.band("2025-05-19", LOWER) == ["12 to 16 weeks"]

    def counted(metric: str, month: str) -> float | None:
        return told.value(metric, "2025-06-30", month, stage=LOWER)

    assert counted("backlog_receipts", "rolling-year") == 1
    assert told.flow("reopened", "2025-05", "2025-06-30", LOWER) == 1
    assert [counted("backlog_disposals", m) for m in ("2025-04", "2025-06")] == [1, 1]
    assert counted("adjourned_after_final", "rolling-year") == 0, "it was reopened"


def sent(on: str, *defendants: str) -> CaseSentToCrown:
    return CaseSentToCrown(on=day(on), court=PRESTON, defendants=tuple(map(token, defendants)))


SEVEN: dict[str, Case] = {
    "named on receipt": [
        received("2026-01-12", LOWER, "A", "B"),
        sent("2026-02-09", "A"),
        received("2026-02-09", "crown", "A"),
        completed("2026-03-02", LOWER),
    ],
    "by results": [
        received("2026-01-12", LOWER),
        heard("2026-02-09", "sent", of="A", tier=LOWER),
        received("2026-02-09"),
        heard("2026-03-02", "final", of="B", tier=LOWER),
    ],
    "no Crown receipt told": [
        received("2026-01-12", LOWER),
        heard("2026-02-09", "sent", of="A", tier=LOWER),
        sent("2026-02-09", "A"),
        heard("2026-03-02", "final", of="B", tier=LOWER),
    ],
}


@pytest.mark.parametrize("history", SEVEN.values(), ids=SEVEN)
def test_s07_one_case_two_defendants_two_tiers(history: Case) -> None:
    told = Told([history])
    days = ("2026-02-08", "2026-02-09", "2026-03-01", "2026-03-02")
    assert told.open(*days, stage=LOWER) == [1, 1, 1, 0]
    assert told.open(*days, stage="crown") == [0, 1, 1, 1]
    end = ("2026-03-31", "rolling-year")
    assert told.value("backlog_disposals", *end, stage=LOWER) == 1
    assert told.value("backlog_disposals", "2026-03-31", "2026-03", stage=LOWER) == 1
    assert told.value("backlog_receipts", *end, stage="crown") == 1


X: Case = [
    received("2026-02-02", kind="committed-for-sentence"),
    heard("2026-03-16", "final", "x"),
]
Y: Case = [
    received("2025-12-01", LOWER),
    heard("2026-02-02", "final", "y", tier=LOWER),
    received("2026-03-05", kind="appeal"),
    heard("2026-05-11", "final", "y"),
]
BY_COMPLETION: Case = [
    received("2026-02-02", kind="committed-for-sentence"),
    received("2026-03-05", kind="appeal"),
    completed("2026-03-16"),
    completed("2026-05-11"),
]


@pytest.mark.parametrize(
    "cases", [[X, Y], [[*X, *Y]], [BY_COMPLETION]], ids=["two URNs", "one URN", "by completion"]
)
def test_s08_two_crown_receipts_for_one_persons_matters(cases: list[Case]) -> None:
    told = Told(cases)
    assert told.open("2026-02-28", "2026-03-05", "2026-03-16", "2026-05-11") == [1, 2, 1, 0]
    end = ("2026-06-30", "rolling-year")
    for kind in ("committed-for-sentence", "appeal"):
        assert of_kind(told, "backlog_receipts", kind) == 1
        assert of_kind(told, "backlog_disposals", kind) == 1
    assert told.value("backlog_disposals", *end, stage="crown") == 2
    by_kind = {"stage": "crown", "kind": "appeal"}
    assert told.value("backlog_open_by_kind", "2026-03-16", **by_kind) == 1


def of_kind(told: Told, metric: str, kind: str) -> float | None:
    found = told.figure(metric, "2026-06-30", "rolling-year", stage="crown", kind=kind)
    return found and found.value


def test_s09_a_merged_case_leaves_without_a_disposal() -> None:
    merged = CaseMerged(on=day("2025-11-03"), into=token("B"))
    told = Told([[received("2025-08-04"), merged], [received("2025-09-15")]])
    assert told.open("2025-11-02", "2025-11-03") == [2, 1]
    assert (told.age("2025-11-03"), told.band("2025-11-03")) == (49, ["4 to 8 weeks"])
    end, year = "2025-12-31", "rolling-year"
    assert told.value("backlog_receipts", end, year, stage="crown") == 2
    assert told.value("backlog_disposals", end, year, stage="crown") == 0
    assert told.flow("merged", year, end) == 1


RECEIPTS = ("2024-06-30", "2024-07-01", "2025-06-30", "2025-07-01", "2026-06-03")
DISPOSALS = ("2026-04-07", "2026-04-08", "2026-05-01", "2026-06-30")
TILE: list[Case] = [
    *([received(each)] for each in RECEIPTS),
    [heard("2026-02-01", "adjourned")],
    *([received("2023-01-09"), heard(each, "final")] for each in DISPOSALS),
]


def test_s10_a_courts_tile() -> None:
    told, as_of = Told(TILE), "2026-06-30"
    place = {"stage": "crown", "place": "Preston Crown Court"}

    def bands(name: str) -> float | None:
        return told.value("backlog_open_by_age", as_of, band=name, **place)

    assert told.value("backlog_open", as_of, **place) == 6
    assert [bands(b) for b in ("2 years or more", "1 to 2 years", "6 months to 1 year")] == [
        1,
        2,
        1,
    ]
    assert (bands("under 4 weeks"), bands("unknown")) == (1, 1)
    old = told.figure("backlog_year_or_more", as_of, **place)
    assert old is not None
    assert (old.n, old.d, old.value) == (3, 5, pytest.approx(0.6))
    assert told.value("backlog_oldest_days", as_of, **place) == 730
    clearance = told.figure("backlog_clearance", as_of, **place)
    assert clearance is not None
    assert (clearance.n, clearance.d, clearance.value) == (3, 1, 3)
    assert told.value("backlog_weeks_of_work", as_of, **place) == pytest.approx(24)


def quarter() -> list[Case]:
    """Give S11's court: ten open before, and the flows of January to March 2026."""
    before: list[Case] = [[received("2025-11-03")] for _ in range(4)]
    ends: list[Case] = [[received("2025-10-01"), heard("2026-02-02", "final")] for _ in range(6)]
    new: list[Case] = [[received("2026-01-19")] for _ in range(2)]
    out: list[Case] = [[received("2026-01-05"), warrant("2026-03-02")] for _ in range(3)]
    back: Case = [received("2025-09-01"), warrant("2025-12-01"), executed("2026-01-12")]
    again: Case = [
        received("2025-05-01"),
        heard("2025-12-01", "final"),
        reopened("2026-02-09", "crown"),
    ]
    away: Case = [received("2026-01-06"), transferred("2026-02-16", BURNLEY)]
    here: list[Case] = [
        [received("2025-10-06", court=BURNLEY), transferred("2026-01-26", PRESTON, BURNLEY)]
        for _ in range(2)
    ]
    merged: Case = [received("2026-01-07"), CaseMerged(on=day("2026-02-23"), into=token("L"))]
    return [*before, *ends, *new, *out, back, again, away, *here, merged]


def test_s11_the_flow_identity_of_a_court_and_a_quarter() -> None:
    told, place = Told(quarter()), "Preston Crown Court"
    assert told.open("2025-12-31", "2026-03-31", place=place) == [10, 10]
    expected = {
        "receipts": 7,
        "disposals": 6,
        "transferred-in": 2,
        "transferred-out": 1,
        "issued": 3,
        "executed": 1,
        "reopened": 1,
        "merged": 1,
        "receipt-unknown": 0,
    }

    def counted(flow: str) -> float | None:
        if flow in {"receipts", "disposals"}:
            metric = f"backlog_{flow}"
            return told.value(metric, "2026-03-31", "2026-Q1", stage="crown", place=place)
        return told.flow(flow, "2026-Q1", "2026-03-31", place=place)

    assert {flow: counted(flow) for flow in expected} == expected
    assert 10 + sum(SIGNS[flow] * n for flow, n in expected.items()) == 10


def test_s11_both_invariants_are_gaps_of_nothing() -> None:
    told = Told(quarter())
    assert told.gaps(day("2026-03-31")) == {"bands": 0, "flows": 0}


def test_s11_a_flow_that_is_missing_is_a_gap() -> None:
    whole = Told(quarter()).book()
    issued = [n for n, series in enumerate(whole.series) if "issued" in series]
    broken = whole.rows[[row[0] not in issued for row in whole.rows.tolist()]]
    book = type(whole)(whole.series, broken)
    first = Period("2026-Q1", day("2026-01-01").toordinal(), day("2026-03-31").toordinal())
    assert View(book, day("2026-03-31"), [first], complete=True).gaps()["flows"] == 3


def test_a_case_that_ends_while_out_on_warrant_is_executed_and_ended_on_one_day() -> None:
    told = Told([[received("2025-03-03"), warrant("2025-05-12"), heard("2025-08-01", "final")]])
    assert told.flow("executed", "2025-08", "2025-08-31") == 1
    assert told.value("backlog_disposals", "2025-08-31", "2025-08", stage="crown") == 1
    assert told.gaps(date(2025, 8, 31)) == {"bands": 0, "flows": 0}


def test_r21_a_final_result_stands_whatever_is_adjourned_later() -> None:
    """The shape of seq_115: two offences dismissed last, where the other two are adjourned."""
    first = heard("2008-12-02", "final", "3", "4", tier=LOWER)
    last = heard("2009-05-08", "final", "1", "2", tier=LOWER)
    adjourned = heard("2009-05-08", "adjourned", "3", "4", tier=LOWER, of="A")
    whole = last.defendants[0].offences + adjourned.defendants[0].offences
    one = type(last.defendants[0])(defendant=token("A"), offences=whole)
    both = type(last)(
        hearing=token("h"),
        sitting_day=last.sitting_day,
        tier=LOWER,
        court=PRESTON,
        defendants=(one,),
    )
    early = heard("2008-11-01", "adjourned", "1", "2", "3", "4", tier=LOWER)
    for order in permutations([early, first, both]):
        told = Told([order])
        assert told.open("2008-10-31", "2008-11-01", "2009-05-07", "2009-05-08", stage=LOWER) == [
            0,
            1,
            1,
            0,
        ]
        flagged = told.value("adjourned_after_final", "2009-05-31", "2009-05", stage=LOWER)
        assert flagged == 2


def test_r38_a_case_with_no_defendant_known_stays_open_until_it_is_completed() -> None:
    told = Told([[received("2025-01-06"), completed("2025-06-02")]])
    assert told.open("2025-06-01", "2025-06-02") == [1, 0]


def test_r25_a_warrant_does_not_take_a_magistrates_case_out() -> None:
    facts: list[Fact] = [received("2025-03-03", LOWER)]
    facts.append(WarrantIssued(on=day("2025-05-12"), defendant=token("A")))
    assert Told([facts]).open("2025-05-11", "2025-05-12", stage=LOWER) == [1, 1]


def test_a_theme_is_followed_through_every_stage() -> None:
    told = Told([[received("2025-03-03")]], frozenset({"domestic-abuse"}))
    found = told.figure("backlog_open", "2025-03-03", stage="crown", theme="domestic-abuse")
    assert found is not None
    assert found.value == 1
    assert told.value("backlog_open", "2025-03-03", stage="crown", place=AREA) == 1
