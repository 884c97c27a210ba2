"""S15 two suspects decided differently, S16 consultations within 28 days; R14, R15, R28, R37."""

from itertools import permutations

import pytest

from metrics import charging, items
from metrics.book import Numbers, pack_rows, unpack_rows
from metrics.calendar import parse
from metrics.views import figures
from producers.contract.facts import Fact, SuspectCharged
from tests.spec.before_and_after_court import (
    Told,
    action_plan,
    arrived,
    decided,
    files,
    finalised,
    material,
    referred,
    span,
)
from tests.spec.court_facts import day, heard, in_order, received, token

CASE = f"case:{token('a case')}"
CHARGING = {"stage": "charging"}
ITEMS = {
    "backlog_open",
    "backlog_open_by_holder",
    "backlog_disposals",
    "consultations_within_28_days",
}
TWO: list[Fact] = [
    referred("2026-03-02", "A", "B"),
    decided("2026-03-20", "charge"),
    decided("2026-03-20", "further-evidence", "B"),
    material("2026-04-10"),
    decided("2026-05-08", "no-prosecution-evidential", "B"),
    decided("2026-06-01", "charge", "B"),
]
OTHERS: list[list[Fact]] = [
    [referred("2026-03-30", "C"), finalised("2026-04-15")],
    [referred("2026-04-13", "D"), decided("2026-04-20", "out-of-court", "D")],
]
S15 = files(TWO, *OTHERS)


def open_files(told: Told, *days: str) -> list[float | None]:
    return told.now("backlog_open", *days, **CHARGING)


def waits_for(told: Told, *days: str) -> list[str]:
    """Say on each day who has to act; nobody where nothing is open."""

    def holder(at: str) -> str:
        held = [h for h in ("cps", "police") if told.value("backlog_open_by_holder", at, holder=h)]
        return "+".join(held)

    return [holder(each) for each in days]


def test_s15_the_stage_is_left_when_every_suspect_is_decided() -> None:
    days = ("2026-03-01", "2026-03-02", "2026-03-19", "2026-03-20", "2026-05-07", "2026-05-08")
    assert open_files(files(TWO), *days) == [0, 1, 1, 1, 1, 0]
    assert open_files(files(TWO), "2026-05-31", "2026-06-01") == [0, 0]


@pytest.mark.parametrize(
    ("first", "last", "as_of", "charged", "legal", "finalised"),
    [
        ("2026-03-01", "2026-03-31", "2026-03-31", 1, 1, 0),
        ("2026-03-01", "2026-05-31", "2026-05-31", 1, 3, 1),
        ("2026-03-01", "2026-06-30", "2026-06-30", 2, 3, 1),
        ("2026-03-01", "2026-05-31", "2026-06-30", 1, 2, 1),
    ],
)
def test_s15_the_newest_decision_counts_in_the_period_of_its_own_day(
    first: str, last: str, as_of: str, charged: int, legal: int, finalised: int
) -> None:
    period = span(first, last)
    assert S15.rate("charge_rate_cps", as_of, period) == (charged, legal)
    assert S15.value("cps_finalised_administratively", as_of, period) == finalised


def test_s15_any_order_of_arrival_gives_the_same() -> None:
    expected = arrived(CASE, TWO)
    assert all(arrived(CASE, list(order)) == expected for order in permutations(TWO))


def test_s15_whose_court_the_ball_is_in() -> None:
    days = ("2026-03-19", "2026-03-20", "2026-04-09", "2026-04-10", "2026-05-07", "2026-05-08")
    assert waits_for(files(TWO), *days) == ["cps", "police", "police", "cps", "cps", ""]


def test_s15_receipts_disposals_and_ages() -> None:
    quarter = span("2026-04-01", "2026-06-30")
    first = span("2026-03-01", "2026-03-31")
    end = "2026-06-30"
    assert S15.value("backlog_receipts", end, first, **CHARGING) == 2
    assert S15.value("backlog_disposals", end, first, **CHARGING) == 0
    assert S15.value("backlog_disposals", end, quarter, **CHARGING) == 3
    assert S15.value("backlog_oldest_days", "2026-05-07", **CHARGING) == 66
    assert S15.value("backlog_open_by_age", "2026-05-07", **CHARGING, band="8 to 12 weeks") == 1
    assert S15.gaps(day(end), day("2026-04-13")) == {"bands": 0, "flows": 0}


def test_an_unclassified_code_stands_beside_the_rate_and_ends_the_wait() -> None:
    told = files([referred("2026-03-02", "A"), decided("2026-03-10", "unclassified")])
    march = span("2026-03-01", "2026-03-31")
    assert told.rate("charge_rate_cps", "2026-03-31", march) == (0, 0)
    assert told.value("charge_rate_cps", "2026-03-31", march) is None
    assert told.value("cps_unclassified", "2026-03-31", march) == 1
    assert open_files(told, "2026-03-09", "2026-03-10") == [1, 0]


def test_a_request_for_further_evidence_takes_no_decision_back() -> None:
    told = files(
        [
            referred("2026-03-02", "A"),
            decided("2026-03-10", "charge"),
            decided("2026-04-10", "further-evidence"),
        ]
    )
    assert told.rate("charge_rate_cps", "2026-04-30", span("2026-03-01", "2026-03-31")) == (1, 1)
    assert open_files(told, "2026-04-10") == [0]


def test_material_after_administrative_finalisation_brings_the_file_back() -> None:
    told = files(
        [
            referred("2026-03-02", "A"),
            action_plan("2026-03-10"),
            finalised("2026-06-10"),
            material("2026-07-01"),
            decided("2026-07-20", "charge"),
        ]
    )
    days = ("2026-06-09", "2026-06-10", "2026-06-30", "2026-07-01", "2026-07-20")
    assert open_files(told, *days) == [1, 0, 0, 1, 0]
    summer, june = span("2026-06-01", "2026-07-31"), span("2026-06-01", "2026-06-30")
    assert told.value("backlog_flow", "2026-07-31", summer, flow="reopened", **CHARGING) == 1
    assert told.value("backlog_disposals", "2026-07-31", summer, **CHARGING) == 2
    assert told.value("backlog_oldest_days", "2026-07-01", **CHARGING) == 121
    assert told.value("cps_finalised_administratively", "2026-07-01", june) == 1
    assert told.value("cps_finalised_administratively", "2026-07-31", june) == 0


def test_a_case_is_finalised_for_those_who_still_wait() -> None:
    told = files(
        [
            referred("2026-03-02", "A", "B"),
            decided("2026-03-10", "charge"),
            finalised("2026-04-15"),
        ]
    )
    whole = span("2026-03-01", "2026-04-30")
    assert told.rate("charge_rate_cps", "2026-04-30", whole) == (1, 1)
    assert told.value("cps_finalised_administratively", "2026-04-30", whole) == 1
    assert open_files(told, "2026-04-14", "2026-04-15") == [1, 0]


def test_who_is_referred_again_waits_anew_from_the_new_receipt() -> None:
    told = files(
        [
            referred("2026-03-02", "A"),
            decided("2026-03-10", "no-prosecution-evidential"),
            referred("2026-05-04", "A"),
            decided("2026-05-11", "charge"),
        ]
    )
    assert open_files(told, "2026-03-10", "2026-05-03", "2026-05-04", "2026-05-11") == [0, 0, 1, 0]
    assert told.value("backlog_oldest_days", "2026-05-10", **CHARGING) == 6
    assert told.value("backlog_receipts", "2026-05-31", **CHARGING) == 1


def test_decisions_without_a_referral_enter_by_receipt_unknown() -> None:
    told = files([decided("2026-03-20", "further-evidence"), decided("2026-05-08", "charge")])
    assert open_files(told, "2026-03-19", "2026-03-20", "2026-05-07", "2026-05-08") == [0, 1, 1, 0]
    assert told.value("backlog_open_by_age", "2026-05-07", **CHARGING, band="unknown") == 1
    spring = span("2026-03-01", "2026-05-31")
    assert told.value("backlog_flow", "2026-05-31", spring, flow="receipt-unknown", **CHARGING) == 1
    assert told.value("consultations_within_28_days", "2026-05-31", spring) is None


CONSULTATIONS: list[list[Fact]] = [
    [referred("2026-03-02", "A"), decided("2026-03-20", "charge")],
    [referred("2026-04-10", "A"), action_plan("2026-05-08")],
    [referred("2026-04-01", "A"), decided("2026-04-30", "out-of-court")],
    [referred("2026-04-02", "A", custody=True), decided("2026-04-02", "charge")],
    [referred("2026-03-01", "A")],
]


def test_s16_closed_within_28_days_not_in_custody() -> None:
    told, whole = files(*CONSULTATIONS), span("2026-03-01", "2026-05-08")
    assert told.rate("consultations_within_28_days", "2026-05-08", whole) == (2, 3)
    assert told.now("consultations_open_over_28_days", "2026-05-08") == [1]
    days = ("2026-03-29", "2026-03-30")
    assert files(CONSULTATIONS[-1]).now("consultations_open_over_28_days", *days) == [0, 1]


def test_s16_two_consultations_of_one_file() -> None:
    told = files(TWO)
    assert told.rate(
        "consultations_within_28_days", "2026-06-30", span("2026-03-01", "2026-06-30")
    ) == (2, 2)


def test_finalisation_closes_a_consultation_outside_the_share() -> None:
    told = files([referred("2026-03-02", "A"), finalised("2026-03-10")])
    whole = span("2026-03-01", "2026-05-31")
    assert told.rate("consultations_within_28_days", "2026-05-31", whole) == (0, 0)
    assert told.now("consultations_open_over_28_days", "2026-05-31") == [0]


def test_each_fold_of_a_case_ignores_the_others_facts() -> None:
    courts: list[Fact] = [received("2026-07-01"), heard("2026-07-20", "adjourned")]
    offence = SuspectCharged(
        defendant=token("A"), on=day("2026-06-02"), method="charge", offences=()
    )
    both = arrived(CASE, [*TWO, offence, *courts])
    assert both == sorted(arrived(CASE, TWO) + arrived(CASE, [offence, *courts]))
    assert charging.contributions(in_order([offence, *courts]), frozenset()) == []


def test_a_file_names_the_crimes_whose_themes_it_has() -> None:
    told = files(TWO, themes=("rape",))
    found = figures(told.book, day("2026-04-01"), [], complete=True, only="backlog_open")
    assert {f.labels["theme"]: f.n for f in found if "theme" in f.labels} == {"rape": 1}


def test_the_items_of_each_figure_are_the_cases_behind_it() -> None:
    numbers = Numbers()
    each = {f"case:{token(str(n))}": files(facts).said for n, facts in enumerate([TWO, *OTHERS])}
    packed = [(name, unpack_rows(pack_rows(said, numbers))) for name, said in each.items()]
    owned, at = items.owned(numbers.series, packed), day("2026-05-07")
    asked = [
        figure
        for figure in figures(owned.book, at, [parse("2026-04", at)], complete=True)
        if figure.metric in ITEMS and figure.n
    ]
    assert {figure.metric for figure in asked} == ITEMS
    assert [len(b.n) for b in items.behind(owned, at, asked)] == [figure.n for figure in asked]
