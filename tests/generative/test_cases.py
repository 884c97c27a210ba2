"""Random cases: any order of arrival gives the same, both invariants hold, the oracle agrees."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import aggregate, case
from metrics.book import Contribution, book_of
from metrics.calendar import Period
from metrics.views import SIGNS, View
from producers.contract.events import event
from producers.contract.facts import (
    CaseCompleted,
    CaseMerged,
    CaseReceived,
    CaseReopened,
    CaseSentToCrown,
    CaseTransferred,
    Fact,
    HearingResulted,
    RemandChanged,
    WarrantExecuted,
    WarrantIssued,
)
from producers.contract.facts.hearing import HeardDefendant, HeardOffence
from producers.contract.lists import (
    RECEIPT_KINDS,
    REMANDS,
    RESULTS,
    TIERS,
    Result,
    Tier,
)
from tests.spec.court_facts import BURNLEY, MANCHESTER, PRESTON, in_order, token

FIRST = date(2025, 3, 3)
SPAN = 40
DAYS = st.integers(0, SPAN).map(lambda n: FIRST + timedelta(n))
COURTS = st.sampled_from([PRESTON, BURNLEY, MANCHESTER, "B04KO00", "C04PN00"])
COURTS_OR_NONE = COURTS | st.just("unknown")
WHO = st.sampled_from([token(name) for name in "AB"])
OFFENCES = st.sampled_from([token(name) for name in "12"])
SUBJECT = f"case:{token('a case')}"


@st.composite
def hearing(
    draw: st.DrawFn, tiers: Sequence[Tier] = TIERS, results: Sequence[Result] = RESULTS
) -> Fact:
    offences = st.builds(
        HeardOffence, offence=OFFENCES, code=st.just("TH68001"), result=st.sampled_from(results)
    )
    one = st.builds(
        HeardDefendant,
        defendant=WHO,
        offences=st.lists(offences, max_size=2, unique_by=lambda o: o.offence).map(tuple),
        remand=st.none() | st.sampled_from(REMANDS),
        attended=st.none() | st.booleans(),
    )
    return HearingResulted(
        hearing=token(str(draw(st.integers(0, 5)))),
        sitting_day=draw(DAYS),
        tier=draw(st.sampled_from(tiers)),
        court=draw(COURTS_OR_NONE),
        defendants=tuple(draw(st.lists(one, max_size=2, unique_by=lambda d: d.defendant))),
    )


SOME = st.lists(WHO, max_size=2, unique=True).map(tuple)
TIER = st.sampled_from(TIERS)
MOVES: tuple[st.SearchStrategy[Fact], ...] = (
    st.builds(WarrantIssued, defendant=WHO, on=DAYS),
    st.builds(WarrantExecuted, defendant=WHO, on=DAYS),
    st.builds(RemandChanged, defendant=WHO, on=DAYS, status=st.sampled_from(REMANDS)),
    st.builds(CaseTransferred, on=DAYS, from_=COURTS, to=COURTS),
    st.builds(CaseMerged, on=DAYS, into=st.just(token("lead"))),
    st.builds(CaseCompleted, on=DAYS, tier=TIER),
    st.builds(CaseReopened, on=DAYS, tier=TIER),
)
RECEIPT = st.builds(
    CaseReceived,
    tier=TIER,
    court=COURTS_OR_NONE,
    on=DAYS,
    kind=st.sampled_from(RECEIPT_KINDS),
    defendants=SOME,
)
SENDING = st.builds(CaseSentToCrown, on=DAYS, defendants=SOME)
WILD = st.lists(
    st.one_of(hearing(), RECEIPT, SENDING, *MOVES),
    min_size=1,
    max_size=14,
    unique_by=lambda fact: (fact.fact, fact.key()),
)


def arrived(facts: Iterable[Fact]) -> list[Contribution]:
    """Fold a case whose facts come in this order, the last one twice."""
    said = [
        event(
            fact,
            subject=SUBJECT,
            source="/courts/lancashire",
            recordedtime=datetime(2026, 1, 5, tzinfo=UTC),
            tokenkey="0f1e2d3c4b5a",
        )
        for fact in facts
    ]
    events: aggregate.Events = {}
    for each in [*said, said[-1]]:
        aggregate.merge(events, each)
    return sorted(aggregate.contributions(SUBJECT, events))


@settings(max_examples=150, deadline=None)
@given(WILD, st.randoms(use_true_random=False))
def test_any_order_of_arrival_and_any_repetition_gives_the_same(
    facts: list[Fact], dice: Random
) -> None:
    shuffled = list(facts)
    dice.shuffle(shuffled)
    assert arrived(shuffled) == arrived(facts)


@settings(max_examples=200, deadline=None)
@given(WILD)
def test_open_is_what_the_flows_say_at_every_place_on_every_day(facts: list[Fact]) -> None:
    said = case.contributions(in_order(facts), frozenset())
    last = FIRST.toordinal() + SPAN
    for tier in TIERS:
        for place in {c.series[2] for c in said if c.series[0] in {"open", "flow"}}:
            here = [c for c in said if c.series[1:3] == (tier, place)]
            opened = daily(((c.day, c.n) for c in here if c.series[0] == "open"), last)
            moved = ((c.day, c.n * SIGNS[c.series[4]]) for c in here if c.series[0] == "flow")
            assert opened == daily(moved, last)
            assert min(opened) >= 0


def daily(changes: Iterable[tuple[int, int]], last: int) -> list[int]:
    on: Counter[int] = Counter()
    for day, n in changes:
        on[day] += n
    return list(accumulate(on[day] for day in range(FIRST.toordinal(), last + 1)))


@settings(max_examples=40, deadline=None)
@given(WILD, DAYS, DAYS)
def test_the_exported_gaps_are_nothing_on_any_day_over_any_span(
    facts: list[Fact], as_of: date, first: date
) -> None:
    book = book_of(case.contributions(in_order(facts), frozenset({"rape"})))
    span = Period("any", first.toordinal(), first.toordinal() + 9)
    assert View(book, as_of, [span], complete=True).gaps() == {"bands": 0, "flows": 0}


@st.composite
def plain(draw: st.DrawFn) -> list[Fact]:
    """Give a Crown case received on the first day, with whatever may happen to it at one court."""
    crown: Tier = "crown"
    results: Sequence[Result] = ("final", "adjourned", "none")
    receipt = CaseReceived(tier=crown, court=PRESTON, on=FIRST, defendants=draw(SOME))
    then = st.one_of(
        hearing((crown,), results),
        hearing((crown,), results),
        st.builds(WarrantIssued, defendant=WHO, on=DAYS),
        st.builds(WarrantExecuted, defendant=WHO, on=DAYS),
        st.builds(CaseMerged, on=DAYS, into=st.just(token("lead"))),
        st.builds(CaseCompleted, on=DAYS, tier=st.just(crown)),
        st.builds(CaseReopened, on=DAYS, tier=st.just(crown)),
    )
    found = draw(st.lists(then, max_size=10, unique_by=lambda fact: (fact.fact, fact.key())))
    named = set(receipt.defendants) | {
        d.defendant
        for f in found
        if isinstance(f, HearingResulted)
        for d in f.defendants
        if d.offences
    }
    return [receipt, *(f for f in found if getattr(f, "defendant", None) in {None, *named})]


class Oracle:
    """The slow, obvious count: asks of one day at a time what the definition asks."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = in_order(facts)
        hearings = [f for f in facts if isinstance(f, HearingResulted)]
        said = {
            (d.defendant, o.offence) for f in hearings for d in f.defendants for o in d.offences
        }
        named = {d for f in facts if isinstance(f, CaseReceived) for d in f.defendants}
        self.all = said | {(d, "") for d in named - {d for d, _ in said}}

    def state(self, day: date) -> str:
        """Read the case from its first fact to the day."""
        closed, left, kept = "", set(self.all), set[tuple[str, str]]()
        for fact in self.facts:
            if fact.day() > day:
                break
            if isinstance(fact, CaseReopened) and closed:
                closed, left, kept = "", set(self.all), self.all - left
            elif isinstance(fact, CaseMerged) and not closed:
                closed = "merged"
            elif isinstance(fact, CaseCompleted) and not closed:
                closed, left = "ended", set()
            elif isinstance(fact, HearingResulted) and not closed and fact.defendants:
                heard = results(fact)
                if not heard:
                    continue
                left -= kept - heard.keys()
                kept = set()
                left -= {offence for offence, result in heard.items() if result == "final"}
                closed = "ended" if not left else ""
        return closed or ("out" if left and self.away(left, day) else "open")

    def away(self, left: set[tuple[str, str]], day: date) -> bool:
        return all(self.at_large(defendant, day) for defendant, _ in left)

    def at_large(self, defendant: str, day: date) -> bool:
        since: date | None = None
        for fact in self.facts:
            if fact.day() > day:
                break
            match fact:
                case WarrantIssued() if fact.defendant == defendant:
                    since = fact.on
                case WarrantExecuted() if fact.defendant == defendant:
                    since = None
                case HearingResulted() if since is not None and since < fact.sitting_day:
                    here = [d for d in fact.defendants if d.defendant == defendant]
                    since = None if any(d.attended for d in here) else since
        return since is not None


def results(fact: HearingResulted) -> dict[tuple[str, str], str]:
    return {(d.defendant, o.offence): o.result for d in fact.defendants for o in d.offences}


@settings(max_examples=300, deadline=None)
@given(plain())
def test_the_slow_and_obvious_count_agrees_on_every_day(facts: list[Fact]) -> None:
    said = case.contributions(in_order(facts), frozenset())
    oracle = Oracle(facts)
    for n in range(SPAN + 1):
        day = FIRST + timedelta(n)
        live = sum(c.n for c in said if c.series[0] == "open" and c.day <= day.toordinal())
        out = sum(c.n for c in said if c.series[0] == "out-on-warrant" and c.day <= day.toordinal())
        state = oracle.state(day)
        assert (live, out) == (int(state == "open"), int(state == "out")), day
