"""HMCTS Common Platform: one message of JSON in, contract events or located errors out. Pure.

Which facts each message gives, and which messages are not read, is in
docs/partners/common-platform.md. Re-shares resend a hearing whole: `sharedTime` is its revision.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from producers.contract.days import london_day, start_of
from producers.contract.errors import ContractViolation
from producers.contract.events import Event, event, milliseconds
from producers.contract.facts import (
    CaseReceived,
    CaseSentToCrown,
    Fact,
    HearingResulted,
    HearingVacated,
)
from producers.partners.courts import places
from producers.partners.courts.reading import Reading
from producers.partners.courts.resulted import heard, reference, sitting
from producers.partners.messages import Node, kind_of, parse, recognises
from producers.partners.rows import Context, Said, check_known_by
from producers.partners.told import Told, said_of_case
from producers.reference import courts
from producers.reference.tables import UNKNOWN

SOURCE = "/courts/lancashire"
EMITS: frozenset[type[Fact]] = frozenset(
    {CaseReceived, CaseSentToCrown, HearingResulted, HearingVacated}
)

_SINGLE_JUSTICE = "J"


_Found = Iterator[Said | ContractViolation]


class Kind(NamedTuple):
    """A message known by the members that it has; without a reader it is not read."""

    name: str
    members: frozenset[str]
    read: Callable[[Node, Context], _Found] | None = None


def read(message: bytes, context: Context) -> Told:
    """Read one message. `context.exported_at` dates one that does not say when it was made."""
    try:
        body = parse(message)
        kind = kind_of(body, _KINDS)
    except ContractViolation as refused:
        return Told("unknown", (), (refused,))
    said: list[Said] = []
    errors: list[ContractViolation] = []
    try:
        for each in kind.read(body, context) if kind.read else ():
            if isinstance(each, Said):
                said.append(each)
            else:
                errors.append(each)
    except ContractViolation as refused:
        errors.append(refused)
    return Told(kind.name, tuple(said), tuple(errors))


looks_like = recognises(lambda message: kind_of(parse(message), _KINDS))


def _resulted(body: Node, context: Context) -> _Found:
    if body["hearing"]["isSJPHearing"].flag():
        return
    shared = body["sharedTime"].instant()
    if shared is None:
        raise body["sharedTime"].refused("when the hearing was shared")
    when = sitting(body)
    reading = Reading(context.key, when.day, london_day(shared).year)
    if when.day > london_day(shared):
        reading.doubt("shared-before-the-day")
    for each in heard(body, when, reading):
        if isinstance(each, ContractViolation):
            yield each
        else:
            subject = f"case:{each.case}"
            events = _versions(each.fact, when.cancelled, subject, shared, context)
            yield said_of_case(subject, events, body["hearing"].pointer, each.doubts)


def _versions(
    fact: HearingResulted,
    cancelled: Iterable[date],
    subject: str,
    shared: datetime,
    context: Context,
) -> Iterator[Event]:
    """Say the fact on its day; of a day that was cancelled since, that it was never true.

    `sharedTime` is the revision. It may precede the day, before which nobody can know the fact.
    """
    off = msgspec.structs.replace(fact, defendants=(), trial=None)
    for one in (fact, *(msgspec.structs.replace(off, sitting_day=day) for day in cancelled)):
        yield event(
            one,
            subject=subject,
            source=SOURCE,
            recordedtime=max(shared, start_of(one.sitting_day)),
            revision=milliseconds(shared),
            tokenkey=context.key.id,
            withdrawn=one is not fact,
        )


def _created(body: Node, context: Context) -> _Found:
    """Read a case's receipt. The message names no court; single-justice cases are left out."""
    case = body["prosecutionCase"]
    if case["initiationCode"].text() == _SINGLE_JUSTICE:
        return
    made = _made_at(body, context)
    reading = Reading(context.key, london_day(made), london_day(made).year)
    fact = CaseReceived(
        tier="magistrates",
        court=UNKNOWN,
        on=london_day(made),
        defendants=tuple(reading.token("defendant", each["id"]) for each in case["defendants"]),
    )
    yield _fact(fact, reference(case), made, reading, case)


def _sent(body: Node, context: Context) -> _Found:
    hearing, made = body["hearing"], _made_at(body, context)
    on = hearing["sendingCommittalDate"]
    reading = Reading(context.key, on.required_day(), london_day(made).year)
    court = places.court(body["crownCourtHearing"], "crown", reading)
    fact = CaseSentToCrown(
        on=on.required_day(),
        court=None if court == UNKNOWN else court,
        defendants=tuple(reading.token("defendant", each["id"]) for each in hearing["defendants"]),
    )
    yield _fact(fact, hearing["caseUrn"], made, reading, on)


def _vacated(body: Node, context: Context) -> _Found:
    made = _made_at(body, context)
    for case in body["caseDetails"]:
        reading = Reading(context.key, london_day(made), london_day(made).year)
        reason = courts.trial_reason(row=body["vacatedTrialReasonId"].text())
        if reason is None:
            reading.doubt("trial-reason-unlisted")
        fact = HearingVacated(
            hearing=reading.token("hearing", body["hearingId"]),
            sitting_day=body["hearingDateTime"].required_day(),
            on=london_day(made),
            reason=reason.code if reason else None,
        )
        yield _fact(fact, case["caseUrn"], made, reading, case)


def _made_at(body: Node, context: Context) -> datetime:
    """Say when the system made the message: its metadata, else what was given with the file."""
    said = body["_metadata"]["createdAt"]
    made = said.instant() or context.exported_at
    if made is None:
        raise said.refused("when the message was made", "Keep `_metadata`, or give --exported-at.")
    return made


def _fact(fact: Fact, reference: Node, made: datetime, reading: Reading, at: Node) -> Said:
    check_known_by(made, fact.day(), at.pointer)
    subject = f"case:{reading.case(reference)}"
    one = event(fact, subject=subject, source=SOURCE, recordedtime=made, tokenkey=reading.key.id)
    return said_of_case(subject, (one,), at.pointer, sorted(reading.doubts))


_KINDS: tuple[Kind, ...] = (
    Kind("sending-sheet-completed", frozenset({"hearing", "crownCourtHearing"}), _sent),
    Kind("hearing-resulted", frozenset({"hearing"}), _resulted),
    Kind("prosecution-case-created", frozenset({"prosecutionCase"}), _created),
    Kind("trial-vacated", frozenset({"hearingId", "vacatedTrialReasonId"}), _vacated),
    Kind("plea-updated", frozenset({"hearingId", "pleaModel"})),
    Kind("verdict-updated", frozenset({"hearingId", "verdicts"})),
    Kind("hearing-confirmed", frozenset({"confirmedHearing"})),
    Kind("hearing-initiated", frozenset({"hearingId", "caseDetails", "hearingDateTime"})),
    Kind("hearing-adjourned", frozenset({"caseId", "urn", "hearings"})),
    Kind("hearing-listed", frozenset({"hearingId", "caseUrns"})),
)
