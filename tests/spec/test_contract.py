"""The contract: S28 (versions), S29 (days and clocks), S36 (case keys), and who is told what."""

import copy
import json
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest

from metrics import aggregate
from producers.contract import wire
from producers.contract.build import example
from producers.contract.days import from_wall_clock, london_day
from producers.contract.errors import ContractViolation
from producers.contract.events import Event, event
from producers.contract.facts import (
    FACTS,
    CrimeRecorded,
    OutcomeAssigned,
    WarrantExecuted,
    WarrantIssued,
)
from producers.contract.identifiers import canonical, pnc_letter
from producers.contract.lists import GROUP_OF_OUTCOME

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
CRIME = "crime:" + "a" * 32
TOPIC = "lcjb.police.v1"


def said(number: int, revision: int, *, withdrawn: bool = False, at: datetime = NOW) -> Event:
    fact = OutcomeAssigned(on=date(2026, 5, 1), group=GROUP_OF_OUTCOME[number], type=number)
    return event(
        fact,
        subject=CRIME,
        source="/police/lancashire",
        recordedtime=at,
        tokenkey="0000",
        revision=revision,
        withdrawn=withdrawn,
    )


def standing(*arrivals: Event) -> tuple[list[int | None], int]:
    events: aggregate.Events = {}
    conflicts = sum(aggregate.merge(events, each)[1] for each in arrivals)
    facts = aggregate.facts(events)
    return [f.type for f in facts if isinstance(f, OutcomeAssigned)], conflicts


THREE = [said(14, 0), said(1, 2), said(18, 1)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_s28_the_highest_revision_stands_in_any_order(order: tuple[int, ...]) -> None:
    assert standing(*(THREE[n] for n in order))[0] == [1]


def test_s28_a_withdrawal_is_a_revision_and_a_higher_one_says_it_again() -> None:
    gone = [*THREE, said(1, 3, withdrawn=True)]
    again = [*gone, said(1, 4)]
    assert {tuple(standing(*order)[0]) for order in permutations(gone)} == {()}
    assert {tuple(standing(*order)[0]) for order in permutations(again)} == {(1,)}


def test_s28_same_revision_other_content_the_later_recorded_stands_as_a_conflict() -> None:
    first = said(14, 0, at=datetime(2026, 6, 1, tzinfo=UTC))
    second = said(16, 0, at=datetime(2026, 6, 9, tzinfo=UTC))
    assert standing(first, second) == ([16], 1)
    assert standing(second, first) == ([16], 1)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-06-30T22:59:59+00:00", date(2026, 6, 30)),
        ("2026-06-30T23:30:00+00:00", date(2026, 7, 1)),
        ("2026-03-28T23:59:59+00:00", date(2026, 3, 28)),
        ("2026-03-29T23:30:00+00:00", date(2026, 3, 30)),
        ("2026-10-24T23:15:00+00:00", date(2026, 10, 25)),
        ("2026-10-25T23:30:00+00:00", date(2026, 10, 25)),
    ],
)
def test_s29_a_day_is_the_civil_day_in_london(instant: str, day: date) -> None:
    assert london_day(datetime.fromisoformat(instant)) == day


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2026-10-25T01:30", "2026-10-25T00:30+00:00"),
        ("2026-03-29T01:30", "2026-03-29T01:30+00:00"),
        ("2026-07-01T00:15", "2026-06-30T23:15+00:00"),
    ],
)
def test_s29_an_hour_said_twice_is_the_first_and_one_never_moves_on(
    wall: str, instant: str
) -> None:
    read = from_wall_clock(datetime.fromisoformat(wall))
    assert read == datetime.fromisoformat(instant)


WRITTEN = ["04EA0012326", "04EA0012326M", "04EA0012326(M)", "04EA0012326S/1", "04 ea 0012326"]


@pytest.mark.parametrize("written", [*WRITTEN, "04EA0012326/12"])
def test_s36_a_case_has_one_key(written: str) -> None:
    assert canonical("urn", written) == "04EA0012326"


@pytest.mark.parametrize("kept", ["TFL4359536", "90GDAPPS314"])
def test_s36_what_is_no_urn_is_kept_whole(kept: str) -> None:
    assert canonical("urn", kept) == kept


def test_s33_check_letters_of_the_police_national_computer() -> None:
    numbers = [(2002, 73319), (1979, 163001), (1981, 34), (2000, 223), (2001, 12345)]
    assert "".join(pnc_letter(*number) for number in numbers) == "ZBURH"


@pytest.mark.parametrize("placeholder", ["TFL1", "TFL", "007007", "arrest123", "XVITYX8RAIHZ"])
def test_s33_a_placeholder_is_no_arrest_summons_number(placeholder: str) -> None:
    with pytest.raises(ValueError, match="not a well-formed asn"):
        canonical("asn", placeholder)


RECORDED = event(
    CrimeRecorded(recorded_on=date(2026, 4, 2), district="E07000123", offence="8N"),
    subject=CRIME,
    source="/police/lancashire",
    recordedtime=NOW,
    tokenkey="0000",
)


def test_an_event_reads_back_as_it_was_written() -> None:
    assert wire.decode(wire.encode(RECORDED), TOPIC).event == RECORDED


def test_a_sender_is_told_the_nearest_name_and_ingest_drops_and_counts() -> None:
    body = json.loads(wire.encode(RECORDED))
    body["data"]["ditsrict"] = body["name"] = "somebody"
    raw = json.dumps(body).encode()
    with pytest.raises(ContractViolation) as told:
        wire.decode_strict(raw, TOPIC)
    assert told.value.code == "unknown-field"
    decoded = wire.decode(raw, TOPIC)
    assert decoded.dropped == 2
    assert b"somebody" not in wire.encode(decoded.event)


CANARIES = [f"Canary-{n:02} Person, {n} Example Street, 01/02/19{n:02}" for n in range(50)]


@pytest.mark.parametrize("canary", CANARIES[:50])
def test_no_canary_is_quoted_in_an_error(canary: str) -> None:
    body: dict[str, Any] = json.loads(wire.encode(RECORDED))
    places = [(body, key) for key in body] + [(body["data"], key) for key in body["data"]]
    for where, key in places:
        kept, where[key] = where[key], canary
        try:
            wire.decode_strict(json.dumps(body).encode(), TOPIC)
        except ContractViolation as told:
            assert canary not in str(told)  # noqa: PT017 - whether it is refused is not the matter
        where[key] = kept


def test_a_day_after_the_recording_is_refused_where_it_stands() -> None:
    body = json.loads(wire.encode(RECORDED))
    body["data"]["recorded_on"] = "2026-07-02"
    with pytest.raises(ContractViolation) as told:
        wire.decode(json.dumps(body).encode(), TOPIC)
    assert (told.value.code, told.value.pointer) == ("future", "/data/recorded_on")


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_has_a_name_an_owner_and_few_required_fields(fact: Any) -> None:
    assert fact.fact
    assert fact.agencies
    required = [f for f in fact.__struct_fields__ if f not in fact.__struct_defaults__]
    assert len(required) - len(fact.__struct_defaults__) <= 5


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("district", "Leyland", "text of the form '^(E0[0-9]{7}|outside|unknown)$'"),
        ("recorded_on", "2/4/2026", "a day as 2026-04-02"),
    ],
)
def test_a_form_is_told_so_that_it_can_be_met(field: str, value: str, expected: str) -> None:
    body = json.loads(wire.encode(RECORDED))
    body["data"][field] = value
    with pytest.raises(ContractViolation) as told:
        wire.decode_strict(json.dumps(body).encode(), TOPIC)
    assert (told.value.pointer, told.value.expected) == (f"/data/{field}", expected)


def test_bytes_after_an_unknown_field_are_refused_as_all_others_are() -> None:
    body = json.loads(wire.encode(RECORDED)) | {"unknown": 1}
    with pytest.raises(ContractViolation) as told:
        wire.decode(json.dumps(body).encode() + b"\xff", TOPIC)
    assert told.value.code == "not-json"


HEARING = json.loads(example("uk.lcjb.courts.hearing-resulted.v1"))


def spoilt_hearing() -> bytes:
    body = copy.deepcopy(HEARING)
    body["data"]["trial"]["resaon"] = body["data"]["defendants"][0]["name"] = "somebody"
    body["data"]["defendants"][0]["offences"][0]["wording"] = "somebody"
    return json.dumps(body).encode()


def test_an_unknown_field_at_any_depth_is_dropped_and_counted() -> None:
    decoded = wire.decode(spoilt_hearing(), "lcjb.courts.v1")
    assert decoded.dropped == 3
    assert json.loads(wire.encode(decoded.event)) == HEARING | {
        "revision": decoded.event.revision,
        "time": HEARING["time"],
    }


def test_a_sender_is_told_the_nearest_name_at_its_depth() -> None:
    body = copy.deepcopy(HEARING)
    body["data"]["trial"]["resaon"] = "M3"
    with pytest.raises(ContractViolation) as told:
        wire.decode_strict(json.dumps(body).encode(), "lcjb.courts.v1")
    assert (told.value.pointer, told.value.expected) == ("/data/trial", "`reason`")


def test_a_hearing_may_be_listed_for_a_later_day_but_not_resulted_before_it() -> None:
    listed = json.loads(example("uk.lcjb.courts.hearing-listed.v1"))
    assert listed["data"]["day"] > listed["recordedtime"]
    wire.decode_strict(json.dumps(listed).encode(), "lcjb.courts.v1")
    body = copy.deepcopy(HEARING)
    body["data"]["day"] = "2026-07-02"
    with pytest.raises(ContractViolation) as told:
        wire.decode_strict(json.dumps(body).encode(), "lcjb.courts.v1")
    assert (told.value.code, told.value.pointer) == ("future", "/data/day")


def test_s35_an_executed_warrant_of_the_day_comes_after_its_issue() -> None:
    assert WarrantIssued.rank < WarrantExecuted.rank


def test_r6_a_day_is_told_in_the_order_of_the_process() -> None:
    told = [fact for fact in FACTS if fact.aggregate == "case"]
    assert [fact.fact for fact in sorted(told, key=lambda fact: fact.rank)] == [
        "referral-received",
        "material-received",
        "decision-made",
        "action-plan-issued",
        "finalised-administratively",
        "suspect-charged",
        "case-received",
        "hearing-listed",
        "hearing-vacated",
        "hearing-resulted",
        "warrant-issued",
        "warrant-executed",
        "remand-changed",
        "case-sent-to-crown",
        "case-transferred",
        "case-merged",
        "case-completed",
        "case-reopened",
    ]


def test_r6_a_persons_day_is_told_in_the_order_of_the_process() -> None:
    told = [fact for fact in FACTS if fact.aggregate == "person"]
    assert [fact.fact for fact in sorted(told, key=lambda fact: fact.rank)] == [
        "persons-linked",
        "persons-unlinked",
        "caution-given",
        "supervision-started",
        "unpaid-work-worked",
        "breach-raised",
        "breach-concluded",
        "recall-raised",
        "supervision-ended",
        "prisoner-received",
        "prisoner-released",
    ]
    assert len({fact.rank for fact in told}) == len(told)
