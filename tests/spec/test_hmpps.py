"""Probation and prisons: domain events, the registers that add to them, and real shapes."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from metrics import aggregate
from producers.contract.events import Event
from producers.contract.facts import (
    Fact,
    PersonsLinked,
    PersonsUnlinked,
    PrisonerReceived,
    PrisonerReleased,
    SupervisionEnded,
)
from producers.partners import systems
from producers.partners.files import ADAPTERS, rows
from producers.partners.hmpps import domain_events
from producers.partners.rows import Context, Said
from producers.partners.told import Told
from producers.tokens import TokenKey

CONTEXT = Context(TokenKey(bytes(range(32))))
SAMPLES = Path(__file__).parents[2].parent / "shared/samples/hmpps"
real = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the partners' samples are not here")


def message(kind: str, more: dict[str, Any], occurred: str = "2026-04-07T09:05:00+01:00") -> bytes:
    crn, noms = {"type": "CRN", "value": "X200001"}, {"type": "NOMS", "value": "A4321CB"}
    body = {
        "eventType": kind,
        "occurredAt": occurred,
        "additionalInformation": more,
        "personReference": {"identifiers": [crn, noms]},
    }
    return json.dumps(body).encode()


RELEASE = "prison-offender-events.prisoner.released"
ENDED = "probation-case.sentence.terminated"


def wrapped(event: bytes) -> bytes:
    return json.dumps({"Type": "Notification", "Message": event.decode()}).encode()


def events(told: Told) -> list[Event]:
    assert told.errors == ()
    return [event for said in told.said for event in said.events]


def only(told: Told) -> Event:
    (one,) = events(told)
    return one


def register(name: str, **cells: str) -> Event:
    said = {"exported_at": "2026-07-01T06:00:00+01:00"} | cells
    text = ",".join(said) + "\n" + ",".join(said.values()) + "\n"
    (row,) = rows(csv.DictReader(io.StringIO(text)), ADAPTERS[name], CONTEXT)
    assert isinstance(row, Said)
    (one,) = row.events
    return one


def standing(*arrivals: Event) -> list[Fact]:
    found: aggregate.Events = {}
    for each in arrivals:
        aggregate.merge(found, each)
    return aggregate.facts(found)


@pytest.mark.parametrize("wrap", [bytes, wrapped])
def test_an_event_is_the_same_plain_and_inside_a_notification(wrap: Any) -> None:
    event = message(RELEASE, {"reason": "RELEASED"})
    assert systems.guess(wrap(event)) is systems.SYSTEMS["hmpps-domain-events"]
    assert only(domain_events.read(wrap(event), CONTEXT)) == only(
        domain_events.read(event, CONTEXT)
    )


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2026-04-07T09:05:00.123456789+01:00[Europe/London]", "2026-04-07T08:05:00.123456+00:00"),
        ("2026-04-07T09:05:00[Europe/London]", "2026-04-07T08:05:00+00:00"),
        ("2026-04-07T09:05:00.5Z", "2026-04-07T09:05:00.500000+00:00"),
        ("2026-06-30T23:30:00Z", "2026-06-30T23:30:00+00:00"),
    ],
)
def test_s29_an_instant_may_name_london_and_count_nanoseconds(said: str, instant: str) -> None:
    one = only(domain_events.read(message(RELEASE, {"reason": "RELEASED"}, said), CONTEXT))
    assert one.time.astimezone(UTC).isoformat() == instant
    assert one.precision == "time"


def test_s29_a_release_late_in_the_evening_of_summer_is_of_the_next_day() -> None:
    late = message(RELEASE, {"reason": "RELEASED"}, "2026-06-30T23:30:00Z")
    assert only(domain_events.read(late, CONTEXT)).data.day() == date(2026, 7, 1)


@pytest.mark.parametrize("reason", ["TEMPORARY_ABSENCE_RELEASE", "SENT_TO_COURT", "TRANSFERRED"])
def test_s25_only_a_release_is_one(reason: str) -> None:
    told = domain_events.read(message(RELEASE, {"reason": reason}), CONTEXT)
    assert (told.said, told.errors) == ((), ())


def test_s25_what_a_release_was_from_is_the_registers_to_say_whichever_comes_first() -> None:
    thin = only(domain_events.read(message(RELEASE, {"reason": "RELEASED"}), CONTEXT))
    cells = {"noms": "A4321CB", "event": "released", "on": "2026-04-07", "reason": "sentence"}
    full = register("prison-movements", **cells, pnc="2002/0073319Z", date_of_birth="2001-06-01")
    assert isinstance(thin.data, PrisonerReleased)
    assert thin.data.from_ == "other"
    assert (thin.id, thin.subject) == (full.id, full.subject)
    for order in ((thin, full), (full, thin), (thin, full, thin)):
        (fact,) = standing(*order)
        assert isinstance(fact, PrisonerReleased)
        assert (fact.from_, fact.person and fact.person.age) == ("sentence", "21-24")


def test_s25_a_probable_recall_is_one_and_nothing_else_is_known() -> None:
    kind = "prison-offender-events.prisoner.received"
    for cause, reason in (("RECALL", "recall"), ("CONVICTED", "other"), (None, "other")):
        one = only(domain_events.read(message(kind, {"probableCause": cause}), CONTEXT))
        assert isinstance(one.data, PrisonerReceived)
        assert one.data.reason == reason


def test_an_order_ends_under_the_name_that_the_register_started_it_by() -> None:
    ended = only(domain_events.read(message(ENDED, {"eventNumber": 1}), CONTEXT))
    cells = {"crn": "X200001", "event": "ended", "on": "2026-04-07", "order_ref": "1"}
    told = register("supervision", **cells, reason="completed")
    assert isinstance(told.data, SupervisionEnded)
    assert isinstance(ended.data, SupervisionEnded)
    assert (told.id, told.data.order) == (ended.id, ended.data.order)


def test_an_order_that_goes_on_after_all_never_ended() -> None:
    ended = only(domain_events.read(message(ENDED, {"eventNumber": "1"}), CONTEXT))
    kind = "probation-case.sentence.unterminated"
    later = message(kind, {"eventNumber": "1"}, "2026-04-09T09:00:00+01:00")
    goes_on = only(domain_events.read(later, CONTEXT))
    assert standing(ended, goes_on) == standing(goes_on, ended) == []


def test_an_order_breached_twice_under_its_number_is_two_breaches() -> None:
    kind = "enforcement.breach.raised"
    days = ("2026-05-04T10:00:00Z", "2026-06-30T10:00:00Z")
    told = [domain_events.read(message(kind, {"eventId": "25"}, day), CONTEXT) for day in days]
    assert len(standing(*map(only, told))) == 2


def test_s26_merge_and_unmerge_are_about_the_same_pair_whichever_is_named_first() -> None:
    merge = message(
        "probation-case.merge.completed", {"sourceCRN": "X200003", "targetCRN": "X200001"}
    )
    unmerge = message(
        "probation-case.unmerge.completed", {"unmergedCRN": "X200001", "reactivatedCRN": "X200003"}
    )
    linked, unlinked = (only(domain_events.read(each, CONTEXT)) for each in (merge, unmerge))
    assert isinstance(linked.data, PersonsLinked)
    assert isinstance(unlinked.data, PersonsUnlinked)
    assert (linked.data.a, linked.data.b) == (unlinked.data.a, unlinked.data.b)
    assert linked.subject == unlinked.subject == f"person:{linked.data.a}"


@pytest.mark.parametrize("placeholder", ["33629585-8", "UNKNOWN", "X1", "", "A0000"])
def test_s33_a_placeholder_makes_no_person_and_is_not_quoted(placeholder: str) -> None:
    for identifier, kind, more in (
        ("NOMS", RELEASE, {"reason": "RELEASED"}),
        ("CRN", ENDED, {"eventNumber": "1"}),
    ):
        body = json.loads(message(kind, more))
        body["personReference"]["identifiers"] = [{"type": identifier, "value": placeholder}]
        told = domain_events.read(json.dumps(body).encode(), CONTEXT)
        assert told.said == ()
        (refused,) = told.errors
        assert refused.pointer == "/personReference/identifiers/0/value"
        assert not placeholder or placeholder not in str(refused)


def test_the_register_links_a_person_by_what_police_and_courts_know_them_by() -> None:
    for scheme, said in (("pnc", "2002/0073319Z"), ("cro", "065656/91H")):
        cells = {"crn": "X200001", "on": "2026-06-20", "order_ref": ""}
        one = register("supervision", **cells, event="linked", **{scheme: said})
        assert isinstance(one.data, PersonsLinked)
        tokens = {CONTEXT.key.token("crn", "X200001"), CONTEXT.key.token(scheme, said)}
        assert {one.data.a, one.data.b} == tokens


def test_s33_a_placeholder_beside_the_registers_own_identifier_links_nobody() -> None:
    for scheme, said in (("pnc", "007007"), ("crn", "TFL1")):
        cells = {"noms": "A4321CB", "event": "released", "on": "2026-04-07", "reason": "sentence"}
        one = register("prison-movements", **cells, **{scheme: said})
        assert isinstance(one.data, PrisonerReleased)
        assert one.data.person
        assert [token.scheme for token in one.data.person.tokens] == ["noms"]


@pytest.mark.parametrize(
    "text",
    [
        '{"Message": 3}',
        '{"Message": "not json"}',
        '{"Message": "{}"}',
        '{"eventType": "a name", "occurredAt": "2026-04-07T09:05:00Z", "personReference": {}}',
        "[]",
    ],
)
def test_what_is_no_event_is_refused(text: str) -> None:
    assert not domain_events.looks_like(text.encode())
    assert len(domain_events.read(text.encode(), CONTEXT).errors) == 1


@real
def test_the_real_shapes_give_their_facts() -> None:
    found = {}
    for path in sorted(SAMPLES.glob("*.json")):
        told = domain_events.read(path.read_bytes(), CONTEXT)
        found[path.stem] = [(each.data.fact, each.data.day().isoformat()) for each in events(told)]
    assert found == {
        "enforcement.breach.concluded.sns": [("breach-concluded", "2026-03-03")],
        "enforcement.recall.raised.sns": [("recall-raised", "2026-05-09")],
        "prisoner.received.recall": [("prisoner-received", "2026-05-11")],
        "prisoner.released": [("prisoner-released", "2026-04-07")],
        "prisoner.released.sns": [("prisoner-released", "2026-04-07")],
        "prisoner.released.temporary": [],
        "probation-case.merge.completed.sns": [("persons-linked", "2026-02-10")],
        "probation-case.sentence.terminated": [("supervision-ended", "2026-06-01")],
        "probation-case.unmerge.completed.sns": [("persons-unlinked", "2026-02-20")],
    }


def test_an_event_is_known_no_earlier_than_it_was_published() -> None:
    body = json.loads(message(RELEASE, {"reason": "RELEASED"}))
    body["publishedAt"] = "2026-04-07T09:50:00.987654321+01:00"
    one = only(domain_events.read(json.dumps(body).encode(), CONTEXT))
    assert one.recordedtime == datetime(2026, 4, 7, 8, 50, 0, 987654, UTC)
