"""HMPPS domain events: one thin message in, contract events or a located refusal out. Pure.

Plain JSON, or as a topic delivers it (the event as text in `Message`). Which events are read, and
what the register adds to them, is in docs/partners/hmpps-domain-events.md.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from producers.contract.errors import ContractViolation
from producers.contract.events import event
from producers.contract.facts import (
    BreachConcluded,
    BreachRaised,
    Fact,
    PersonsLinked,
    PersonsUnlinked,
    PrisonerReceived,
    PrisonerReleased,
    RecallRaised,
    SupervisionEnded,
)
from producers.partners.hmpps.happened import Happened, event_type, instant, unwrapped, well_formed
from producers.partners.hmpps.references import (
    breach_outcome,
    end_reason,
    order_token,
    proceedings_token,
)
from producers.partners.messages import Node, recognises
from producers.partners.rows import Context, Said
from producers.partners.told import Told

PROBATION, PRISONS = "/probation/north-west", "/prisons/north-west"
EMITS: frozenset[type[Fact]] = frozenset(
    {
        BreachConcluded,
        BreachRaised,
        PersonsLinked,
        PersonsUnlinked,
        PrisonerReceived,
        PrisonerReleased,
        RecallRaised,
        SupervisionEnded,
    }
)


class Read(NamedTuple):
    """What an event says: a fact about the person of a token, or that it was never true."""

    person: str
    fact: Fact
    doubts: tuple[str, ...] = ()
    withdrawn: bool = False


class Kind(NamedTuple):
    """A type of event that is read: who says it, and how."""

    source: str
    read: Callable[[Happened], Read | None]


looks_like = recognises(lambda message: event_type(unwrapped(message)))


def read(message: bytes, context: Context) -> Told:
    """Read one message. An event of another type, or that is not counted, gives nothing."""
    name = "unknown"
    try:
        body = unwrapped(message)
        name = event_type(body)
        kind = _KINDS.get(name)
        said = _said(kind, body, context) if kind else None
    except ContractViolation as refused:
        return Told(name, (), (refused,))
    return Told(name, (said,) if said else (), ())


def _said(kind: Kind, body: Node, context: Context) -> Said | None:
    happened = Happened(body, instant(body["occurredAt"]), context.key)
    found = kind.read(happened)
    if found is None:
        return None
    subject = f"person:{found.person}"
    one = event(
        found.fact,
        subject=subject,
        source=kind.source,
        time=happened.occurred,
        precision="time",
        recordedtime=_recorded(happened),
        tokenkey=context.key.id,
        withdrawn=found.withdrawn,
    )
    return Said(subject, (one,), whole=False, flags=found.doubts)


def _recorded(happened: Happened) -> datetime:
    """Say when it was published; a prison's movement is so some 45 minutes after it occurred."""
    published = happened.body["publishedAt"]
    if published.value is None:
        return happened.occurred
    return max(happened.occurred, instant(published))


def _ended(happened: Happened) -> Read:
    person, order = _order(happened)
    reason = end_reason(happened.more["outcomeCode"].text())
    fact = SupervisionEnded(order=order, on=happened.on, reason=reason)
    return Read(person, fact, () if reason else ("end-reason-unlisted",))


def _goes_on(happened: Happened) -> Read:
    """Read that an order goes on: that it ended was never true."""
    person, order = _order(happened)
    return Read(person, SupervisionEnded(order=order, on=happened.on), withdrawn=True)


def _breach_raised(happened: Happened) -> Read:
    person, reference = _proceedings(happened)
    return Read(person, BreachRaised(breach=reference, on=happened.on))


def _breach_concluded(happened: Happened) -> Read:
    person, reference = _proceedings(happened)
    outcome = breach_outcome(happened.more["outcome"].text())
    fact = BreachConcluded(breach=reference, on=happened.on, outcome=outcome)
    return Read(person, fact, () if outcome else ("breach-outcome-unlisted",))


def _recall_raised(happened: Happened) -> Read:
    person, reference = _proceedings(happened)
    return Read(person, RecallRaised(recall=reference, on=happened.on))


def _merged(happened: Happened) -> Read:
    a, b = _pair(happened, "sourceCRN", "targetCRN")
    return Read(a, PersonsLinked(a=a, b=b, on=happened.on))


def _unmerged(happened: Happened) -> Read:
    a, b = _pair(happened, "unmergedCRN", "reactivatedCRN")
    return Read(a, PersonsUnlinked(a=a, b=b, on=happened.on))


def _received(happened: Happened) -> Read:
    """Read a reception; what it is for is known only where it is a recall."""
    recalled = happened.more["probableCause"].text() == "RECALL"
    who, doubts = happened.person()
    fact = PrisonerReceived(on=happened.on, reason="recall" if recalled else "other", person=who)
    return Read(_token(happened, "noms"), fact, doubts)


def _released(happened: Happened) -> Read | None:
    """Read a release. Only `RELEASED` is one: the rest are absences, hospital and transfers."""
    if happened.more["reason"].required_text("why the prisoner went out") != "RELEASED":
        return None
    who, doubts = happened.person()
    fact = PrisonerReleased(on=happened.on, from_="other", person=who)
    return Read(_token(happened, "noms"), fact, doubts)


def _order(happened: Happened) -> tuple[str, str]:
    crn, number = happened.identifier("crn"), happened.number("eventNumber")
    return _token(happened, "crn"), order_token(happened.key, crn, number)


def _proceedings(happened: Happened) -> tuple[str, str]:
    crn, number = happened.identifier("crn"), happened.number("eventId")
    reference = proceedings_token(happened.key, crn, number, happened.on)
    return _token(happened, "crn"), reference


def _token(happened: Happened, scheme: Literal["crn", "noms"]) -> str:
    return happened.key.token(scheme, happened.identifier(scheme))


def _pair(happened: Happened, *names: str) -> list[str]:
    """Give the tokens of both persons, the smaller first."""
    said = [happened.more[name] for name in names]
    tokens = {happened.key.token("crn", well_formed("crn", each)) for each in said}
    if len(tokens) != len(names):
        raise said[-1].refused("another CRN than the first")
    return sorted(tokens)


_KINDS: Mapping[str, Kind] = {
    "probation-case.sentence.terminated": Kind(PROBATION, _ended),
    "probation-case.sentence.unterminated": Kind(PROBATION, _goes_on),
    "enforcement.breach.raised": Kind(PROBATION, _breach_raised),
    "enforcement.breach.concluded": Kind(PROBATION, _breach_concluded),
    "enforcement.recall.raised": Kind(PROBATION, _recall_raised),
    "probation-case.merge.completed": Kind(PROBATION, _merged),
    "probation-case.unmerge.completed": Kind(PROBATION, _unmerged),
    "prison-offender-events.prisoner.received": Kind(PRISONS, _received),
    "prison-offender-events.prisoner.released": Kind(PRISONS, _released),
}
