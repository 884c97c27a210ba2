"""HMCTS Common Platform: the real samples, where they are at hand."""

import json
from pathlib import Path

import pytest

from producers.contract.facts import CaseReceived, CaseSentToCrown, HearingResulted, HearingVacated
from producers.partners.courts import common_platform
from tests.spec.test_common_platform import CONTEXT, KEY, events, resulted

SAMPLES = Path(__file__).parents[2].parent / "shared/samples/courts_common_platform"
real = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the partners' samples are not here")


REAL = {
    "hearing_resulted": [HearingResulted],
    "hearing_with_court_application": [HearingResulted],
    "prosecution_case_all_fields": "unknown-message",  # of the search, no event
    "public.events.hearing.hearing-resulted": "/hearing/jurisdictionType",  # names no known court
    "public.hearing.adjourned": [],
    "public.hearing.hearing-offence-plea-updated": [],
    "public.hearing.hearing-offence-verdict-updated": [],
    "public.hearing.initiated": [],
    "public.hearing.trial-vacated": [HearingVacated],
    "public.listing.hearing-confirmed": [],
    "public.listing.hearing-listed": [],
    "public.progression.events.sending-sheet-completed": [CaseSentToCrown],
    "public.progression.prosecution-case-created": [],  # of the single-justice procedure
}


@real
def test_the_real_samples_give_their_facts() -> None:
    found: dict[str, object] = {}
    for path in SAMPLES.rglob("*.json"):
        if "schemas" not in path.parts:
            told = common_platform.read(path.read_bytes(), CONTEXT)
            facts = [type(event.data) for said in told.said for event in said.events]
            where = [error.pointer or error.code for error in told.errors]
            found[path.stem] = where[0] if where else facts
    assert found == REAL


@real
def test_the_real_case_of_the_single_justice_procedure_is_received_as_any_other_would_be() -> None:
    path = SAMPLES / "public_events/public.progression.prosecution-case-created.json"
    body = json.loads(path.read_text())
    body["prosecutionCase"]["initiationCode"] = "C"
    (event,) = events(body)
    assert isinstance(event.data, CaseReceived)
    assert event.subject == f"case:{KEY.token('urn', 'TFL12345')}"


@real
def test_s33_no_placeholder_of_the_samples_links_anyone() -> None:
    for name in ("hearing_resulted", "hearing_with_court_application"):
        body = json.loads((SAMPLES / f"{name}.json").read_text())
        schemes = {
            token.scheme
            for each in resulted(body).defendants
            if each.person
            for token in each.person.tokens
        }
        assert schemes <= {"defendant"}
