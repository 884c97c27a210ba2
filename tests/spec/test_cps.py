"""CPS before charge: decisions, requests and reviews, its wall clock (S29), and real shapes."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from producers.contract import wire
from producers.contract.events import Event
from producers.contract.facts import DecisionMade, FinalisedAdministratively, ReferralReceived
from producers.contract.lists import DECISION_KINDS
from producers.partners import systems
from producers.partners.cps import charging
from producers.partners.rows import Context
from producers.reference import cps
from producers.tokens import TokenKey
from tests.spec.cps_messages import URN, decision, finalised, request, review

KEY = TokenKey(bytes(range(32)))
CONTEXT = Context(KEY)
SAMPLES = Path(__file__).parents[2].parent / "shared/samples/cps"
real = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the partners' samples are not here")


def events(body: dict[str, Any], context: Context = CONTEXT) -> list[Event]:
    told = charging.read(json.dumps(body).encode(), context)
    assert told.errors == ()
    return [event for said in told.said for event in said.events]


def kinds(found: list[Event]) -> list[str]:
    return [each.data.kind for each in found if isinstance(each.data, DecisionMade)]


A, B = ("Suspect ONE", "Suspect TWO")


def test_s15_two_suspects_are_the_same_in_request_and_decisions() -> None:
    (referral,) = events(request(7001, "02/03/2026", ("Suspect", "ONE"), ("Suspect", "TWO")))
    first = events(
        decision("20/03/2026 16:42", (A, "A"), (B, "H"), decisionRequestedDate="02/03/2026")
    )
    second = events(
        decision("08/05/2026 11:05", ("suspect  two", "K"), decisionRequestedDate="10/04/2026")
    )
    assert isinstance(referral.data, ReferralReceived)
    a, b = referral.data.suspects
    assert {each.subject for each in (referral, *first, *second)} == {referral.subject}
    said = [(e.data.fact, e.data.day(), getattr(e.data, "suspect", "")) for e in (*first, *second)]
    assert said == [
        ("material-received", date(2026, 3, 2), ""),
        ("decision-made", date(2026, 3, 20), a),
        ("decision-made", date(2026, 3, 20), b),
        ("material-received", date(2026, 4, 10), ""),
        ("decision-made", date(2026, 5, 8), b),
    ]
    assert kinds(first + second) == ["charge", "further-evidence", "no-prosecution-evidential"]


def test_s15_what_was_finalised_administratively_is_no_decision() -> None:
    (one,) = events(finalised("15/04/2026 09:00", A, URN))
    assert isinstance(one.data, FinalisedAdministratively)


@pytest.mark.parametrize(
    ("wall", "instant", "day"),
    [
        ("25/10/2026 01:30", "2026-10-25T00:30:00+00:00", date(2026, 10, 25)),
        ("29/03/2026 01:30", "2026-03-29T01:30:00+00:00", date(2026, 3, 29)),
        ("01/07/2026 00:15", "2026-06-30T23:15:00+00:00", date(2026, 7, 1)),
    ],
)
def test_s29_a_decision_is_made_by_the_clock_on_the_wall(
    wall: str, instant: str, day: date
) -> None:
    (one,) = events(decision(wall, (A, "A")))
    assert (one.time.astimezone(UTC).isoformat(), one.data.day()) == (instant, day)


@pytest.mark.parametrize("written", ["04EA0077726", "04EA0077726M", "04ea0077726(S)/1"])
def test_s36_a_case_has_one_key(written: str) -> None:
    (one,) = events(decision("20/03/2026 16:42", (A, "A"), urn=written))
    assert one.subject == f"case:{KEY.token('urn', URN)}"


def test_an_unknown_code_is_taken_and_flagged() -> None:
    told = charging.read(json.dumps(decision("20/03/2026 16:42", (A, "Z9"))).encode(), CONTEXT)
    (said,) = told.said
    assert kinds(list(said.events)) == ["unclassified"]
    assert said.flags == ("decision-unlisted",)


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ("KA", "charge"),
        ("HA", "charge"),
        ("KH", "further-evidence"),
        ("ZK", "no-prosecution-evidential"),
    ],
)
def test_r14_a_suspect_has_one_decision_a_day_though_each_charge_has_its_own(
    codes: str, kind: str
) -> None:
    assert kinds(events(decision("20/03/2026 16:42", *((A, code) for code in codes)))) == [kind]


def test_no_name_leaves_but_as_a_token_of_its_case() -> None:
    body = decision("20/03/2026 16:42", ("Canary-Person Example", "A"))
    (one,) = events(body)
    assert b"anary" not in wire.encode(one).lower()
    (other,) = events(body | {"urn": "04EA0077826"})
    assert isinstance(one.data, DecisionMade)
    assert isinstance(other.data, DecisionMade)
    assert one.data.suspect != other.data.suspect


REVIEW = review()


@pytest.mark.parametrize(
    "context", [CONTEXT, Context(KEY, urn=URN), Context(KEY, datetime(2026, 7, 1, tzinfo=UTC))]
)
def test_a_review_without_its_case_and_day_is_refused_with_the_way_to_mend(
    context: Context,
) -> None:
    told = charging.read(json.dumps(REVIEW).encode(), context)
    assert told.said == ()
    assert [each.mend[:7] for each in told.errors] == ["Give --"]


def test_a_review_is_of_the_case_and_day_given_with_it() -> None:
    (one,) = events(REVIEW, Context(KEY, datetime(2026, 7, 1, tzinfo=UTC), URN))
    assert one.subject == f"case:{KEY.token('urn', URN)}"
    assert (kinds([one]), one.data.day()) == (["charge"], date(2026, 7, 1))


def test_a_review_is_of_the_suspect_of_the_request_whom_the_partner_names_in_it() -> None:
    (referral,) = events(request(7001, "02/03/2026", ("Suspect", "ONE"), ("Suspect", "TWO")))
    given = Context(KEY, datetime(2026, 7, 1, tzinfo=UTC), URN)
    (named,), (numbered,) = events(review(B), given), events(REVIEW, given)
    assert isinstance(referral.data, ReferralReceived)
    assert isinstance(named.data, DecisionMade)
    assert isinstance(numbered.data, DecisionMade)
    assert named.data.suspect == referral.data.suspects[1]
    assert numbered.data.suspect not in referral.data.suspects


def test_another_message_keeps_its_own_case_whatever_is_given() -> None:
    body = decision("20/03/2026 16:42", (A, "A"))
    given = Context(KEY, datetime(2026, 7, 1, tzinfo=UTC), "04EA0000126")
    assert events(body, given)[0].subject == events(body)[0].subject


def test_the_listed_decisions_are_the_contracts_kinds_and_a_request_is_not_legal() -> None:
    listed = cps.decisions().values()
    assert {each.kind for each in listed} <= set(DECISION_KINDS)
    assert {each.code for each in listed if not each.legal} == {"H"}


@real
def test_the_known_shapes_give_their_facts() -> None:
    found: Counter[str] = Counter()
    given = Context(KEY, datetime(2026, 7, 1, tzinfo=UTC), URN)
    for path in SAMPLES.glob("*.json"):
        assert systems.guess(path.read_bytes()) is systems.SYSTEMS["cps-charging"]
        told = charging.read(path.read_bytes(), given)
        assert told.errors == ()
        found.update(event.data.fact for said in told.said for event in said.events)
    assert found == {
        "referral-received": 1,
        "material-received": 2,
        "action-plan-issued": 1,
        "decision-made": 4,
    }
