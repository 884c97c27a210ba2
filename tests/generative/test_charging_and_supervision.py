"""Charging, bail and supervision against a slow, obvious count, in any order of arrival."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import charging, supervision, suspect
from producers.contract.facts import (
    ActionPlanIssued,
    BreachRaised,
    DecisionMade,
    Fact,
    FinalisedAdministratively,
    MaterialReceived,
    ReferralReceived,
    SupervisionEnded,
    SupervisionStarted,
    SuspectStatus,
    UnpaidWorkWorked,
)
from producers.contract.lists import DECISION_KINDS, SUPERVISION_KINDS, SUSPECT_STATES
from tests.spec.before_and_after_court import Told, arrived
from tests.spec.court_facts import in_order, token

FIRST, SPAN = date(2025, 1, 30), 45
DAYS = st.dates(FIRST, FIRST + timedelta(SPAN))
WHO = st.sampled_from([token(name) for name in "ABC"])
ORDERS = st.sampled_from([token(name) for name in ("one", "two", "three")])
SOME = st.lists(WHO, min_size=1, max_size=3, unique=True).map(tuple)
CASE, PERSON, SUSPECT = (f"{kind}:{token('it')}" for kind in ("case", "person", "suspect"))


def key(fact: Fact) -> tuple[str, ...]:
    return fact.fact, *fact.key()


REFERRAL = st.builds(
    ReferralReceived,
    referral=DAYS.map(str).map(token),
    on=DAYS,
    suspects=SOME,
    custody=st.booleans(),
)
FILE = st.lists(
    st.one_of(
        REFERRAL,
        st.builds(MaterialReceived, on=DAYS),
        st.builds(ActionPlanIssued, on=DAYS),
        st.builds(
            DecisionMade,
            suspect=WHO,
            on=DAYS,
            code=st.just("A"),
            kind=st.sampled_from(DECISION_KINDS),
        ),
        st.builds(FinalisedAdministratively, on=DAYS, suspect=st.none() | WHO),
    ),
    max_size=10,
    unique_by=key,
)
REFERRED = st.tuples(
    st.builds(
        ReferralReceived,
        referral=st.just(token("first")),
        on=st.just(FIRST),
        suspects=SOME,
        custody=st.booleans(),
    ),
    FILE,
).map(lambda drawn: [drawn[0], *drawn[1]])
PROBATION = st.lists(
    st.one_of(
        st.builds(
            SupervisionStarted,
            order=ORDERS,
            kind=st.sampled_from(SUPERVISION_KINDS),
            on=DAYS,
            unit=st.sampled_from(["N54BWD", "N54CEN", "X99", None]),
            hours=st.sampled_from([None, 0, 40, 60.5]),
            imposed_on=st.none() | st.dates(date(2024, 1, 28), date(2024, 3, 2)),
        ),
        st.builds(SupervisionEnded, order=ORDERS, on=DAYS),
        st.builds(
            UnpaidWorkWorked, order=ORDERS, on=DAYS, hours_done=st.sampled_from([6.1, 20.2, 40])
        ),
        st.builds(BreachRaised, breach=DAYS.map(str).map(token), on=DAYS, order=ORDERS),
    ),
    max_size=14,
    unique_by=key,
)
STATUSES = st.lists(
    st.builds(
        SuspectStatus,
        status=st.sampled_from(SUSPECT_STATES),
        on=st.dates(FIRST, FIRST + timedelta(400)),
        division=st.sampled_from(["south", "east", None]),
    ),
    max_size=6,
    unique_by=key,
)


class Suspect(NamedTuple):
    """What is so of one suspect of a file, after some of its facts."""

    waits: bool = False
    asked: bool = False
    referred: bool = False
    stands: str = ""


def follow(who: str, facts: Sequence[Fact]) -> Suspect:
    """Read a file for one suspect alone."""
    said = Suspect()
    for fact in facts:
        said = step(who, said, fact)
    return said


def step(who: str, said: Suspect, fact: Fact) -> Suspect:
    match fact:
        case ReferralReceived() if who in fact.suspects:
            waits = said.waits or said.referred or not said.stands
            return said._replace(waits=waits, asked=said.asked or waits, referred=True)
        case MaterialReceived():
            waits = said.waits or (said.referred and said.stands == "finalised")
            return said._replace(waits=waits, asked=waits)
        case ActionPlanIssued():
            return said._replace(asked=False)
        case DecisionMade() if fact.suspect == who:
            return decide(said, fact)
        case FinalisedAdministratively() if fact.suspect in {who, None}:
            still = said.waits or bool(fact.suspect and not said.stands)
            done = Suspect(referred=said.referred, stands="finalised")
            return done if still else said
    return said


def decide(said: Suspect, fact: DecisionMade) -> Suspect:
    if fact.kind == "further-evidence":
        return said._replace(asked=False)
    return Suspect(referred=said.referred, stands=fact.kind)


@settings(max_examples=300, deadline=None)
@given(REFERRED)
def test_files_at_cps_are_what_their_suspects_say_one_by_one(facts: list[Fact]) -> None:
    said, ordered = charging.contributions(in_order(facts), frozenset()), in_order(facts)
    for n in range(SPAN + 1):
        day = FIRST + timedelta(n)
        by_day = [fact for fact in ordered if fact.day() <= day]
        each = [follow(token(name), by_day) for name in "ABC"]
        live = {
            series: sum(c.n for c in said if c.series == series and c.day <= day.toordinal())
            for series in {c.series for c in said}
        }
        waits, asked = any(s.waits for s in each), any(s.asked for s in each)
        assert live.get(("open", "charging", "", "", "", ""), 0) == waits
        assert live.get(("open-by-holder", "charging", "", "cps"), 0) == (waits and asked)
        assert live.get(("open-by-holder", "charging", "", "police"), 0) == (waits and not asked)
        assert live.get(("consultation-open", ""), 0) == asked
        for kind in (*DECISION_KINDS, "finalised"):
            stand = sum(s.stands == kind for s in each)
            assert live.get(("cps-decision", "", kind), 0) == stand, kind


@settings(max_examples=300, deadline=None)
@given(REFERRED)
def test_consultations_are_the_runs_in_which_cps_is_asked(facts: list[Fact]) -> None:
    ordered = in_order(facts)
    ended: list[tuple[int, str, int]] = []
    begun: tuple[date, bool] | None = None
    custody = False
    for n, fact in enumerate(ordered, 1):
        custody = fact.custody if isinstance(fact, ReferralReceived) else custody
        asked = any(follow(token(name), ordered[:n]).asked for name in "ABC")
        if asked and begun is None:
            begun = fact.day(), custody
        if not asked and begun is not None:
            days = (fact.day() - begun[0]).days
            timely = "in-time" if days <= 28 else "late"
            end = "finalised" if isinstance(fact, FinalisedAdministratively) else timely
            ended.append((fact.day().toordinal(), "custody" if custody else end, days))
            begun = None
    said = charging.contributions(ordered, frozenset())
    assert [(c.day, c.series[2], c.value) for c in said if c.series[0] == "consultation"] == ended


@settings(max_examples=60, deadline=None)
@given(FILE, DAYS, DAYS)
def test_open_files_are_what_the_flows_say(facts: list[Fact], as_of: date, first: date) -> None:
    told = Told(charging.contributions(in_order(facts), frozenset({"rape"})))
    assert told.gaps(as_of, first) == {"bands": 0, "flows": 0}


@settings(max_examples=200, deadline=None)
@given(PROBATION)
def test_supervision_is_what_every_order_says_on_every_day(facts: list[Fact]) -> None:
    said = supervision.contributions(in_order(facts))
    starts = [fact for fact in facts if isinstance(fact, SupervisionStarted)]
    for n in range(SPAN + 1):
        day = FIRST + timedelta(n)
        running = [s for s in starts if s.on <= day and not is_over(s.order, facts, day)]
        owed = [s for s in starts if owes(s, facts, day)]
        truth = {
            "supervised": len(running),
            "person-supervised": int(bool(running)),
            "unpaid-work": len(owed),
            "unpaid-work-late": sum(a_year_after(s.imposed_on or s.on) < day for s in owed),
            "breach": sum(isinstance(f, BreachRaised) and f.on <= day for f in facts),
        }
        live = {
            metric: sum(c.n for c in said if c.series[0] == metric and c.day <= day.toordinal())
            for metric in truth
        }
        assert live == truth, day


def is_over(order: str, facts: Sequence[Fact], day: date) -> bool:
    return any(isinstance(f, SupervisionEnded) and f.order == order and f.on <= day for f in facts)


def owes(start: SupervisionStarted, facts: Sequence[Fact], day: date) -> bool:
    done = [
        round(10 * fact.hours_done)
        for fact in facts
        if isinstance(fact, UnpaidWorkWorked) and fact.order == start.order and fact.on <= day
    ]
    owed = round(10 * (start.hours or 0))
    begun = (start.imposed_on or start.on) <= day
    return begun and owed > sum(done) and not is_over(start.order, facts, day)


def a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)


@settings(max_examples=150, deadline=None)
@given(STATUSES, st.dates(FIRST, FIRST + timedelta(800)))
def test_bail_is_what_looking_back_from_a_day_says(facts: list[Fact], day: date) -> None:
    said = suspect.contributions(in_order(facts))
    by_day = [f for f in in_order(facts) if isinstance(f, SuspectStatus) and f.on <= day]
    since = None
    for fact in reversed(by_day):
        if fact.status != by_day[-1].status:
            break
        since = fact.on
    bailed = since is not None and by_day[-1].status == "bailed"
    for months in (3, 6, 9):
        live = [
            c
            for c in said
            if c.series[0] == "on-bail"
            and c.series[2] == f"{months}-months"
            and c.day <= day.toordinal()
        ]
        past = bailed and since is not None and day > months_after(since, months)
        assert sum(c.n for c in live) == past
    live = [c for c in said if c.series[0] == "under-investigation" and c.day <= day.toordinal()]
    investigated = bool(by_day) and by_day[-1].status == "under-investigation"
    assert sum(c.n for c in live) == investigated
    if investigated and since is not None:
        assert {c.clock for c in live if c.n > 0} >= {since.toordinal()}


def months_after(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    return date(day.year + year, month + 1, day.day)


@settings(max_examples=150, deadline=None)
@given(FILE, PROBATION, STATUSES, st.randoms(use_true_random=False))
def test_any_order_of_arrival_and_any_repetition_gives_the_same(
    file: list[Fact], person: list[Fact], statuses: list[Fact], dice: Random
) -> None:
    for subject, facts in ((CASE, file), (PERSON, person), (SUSPECT, statuses)):
        shuffled = list(facts)
        dice.shuffle(shuffled)
        assert arrived(subject, shuffled) == arrived(subject, facts)
