"""CPS before charge: one message of JSON in, contract events or located refusals out. Pure.

Unconfirmed: the shapes are those known, until CPS gives its own (docs/partners/cps-charging.md).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from producers.contract.days import london_day, start_of
from producers.contract.errors import ContractViolation
from producers.contract.events import Event, event
from producers.contract.facts import (
    ActionPlanIssued,
    DecisionMade,
    Fact,
    FinalisedAdministratively,
    MaterialReceived,
    ReferralReceived,
)
from producers.contract.identifiers import canonical
from producers.partners.cps.decisions import Decided, decided, principal, reviewed
from producers.partners.cps.suspects import Suspects, in_custody
from producers.partners.cps.wall_clock import day, instant
from producers.partners.messages import Node, kind_of, parse, recognises
from producers.partners.rows import Context, Said, check_known_by, one_spelling
from producers.partners.told import Told, said_of_case

SOURCE = "/cps/north-west"
EMITS: frozenset[type[Fact]] = frozenset(
    {
        ActionPlanIssued,
        DecisionMade,
        FinalisedAdministratively,
        MaterialReceived,
        ReferralReceived,
    }
)


class Kind(NamedTuple):
    """A message known by the members that it has, and how it is read."""

    name: str
    members: frozenset[str]
    read: Callable[[Node, Context], Said | None]


class Message(NamedTuple):
    """A message being read: its case, when it was recorded, and its suspects."""

    case: str
    recorded: datetime
    suspects: Suspects
    context: Context

    def event(self, fact: Fact, at: Node, time: datetime | None = None) -> Event:
        """Say a fact of the case; one that was not yet true then is refused where it stands."""
        check_known_by(self.recorded, fact.day(), at.pointer)
        return event(
            fact,
            subject=f"case:{self.case}",
            source=SOURCE,
            recordedtime=self.recorded,
            tokenkey=self.context.key.id,
            time=time,
            precision="day" if time is None else "time",
        )

    def said(self, events: Iterable[Event], doubts: Iterable[str] = ()) -> Said | None:
        """Put together what the message says of its case, if anything."""
        told = list(events)
        flags = sorted({*doubts, *self.suspects.doubts})
        return said_of_case(f"case:{self.case}", told, "", flags) if told else None


looks_like = recognises(lambda message: kind_of(parse(message), _KINDS))


def read(message: bytes, context: Context) -> Told:
    """Read one message. `context.exported_at` dates it; `context.urn` is a review's case."""
    name = "unknown"
    try:
        body = parse(message)
        kind = kind_of(body, _KINDS)
        name = kind.name
        said = kind.read(body, context)
    except ContractViolation as refused:
        return Told(name, (), (refused,))
    return Told(name, (said,) if said else (), ())


def _decision(body: Node, context: Context) -> Said | None:
    """Read a decision: on each suspect, what was asked of the police, and what had been sent."""
    made = instant(body["decisionMadeDateTime"])
    message = _message(body["urn"], _urn(body["urn"]), context.exported_at or made, context)
    told = principal(decided(each, message.suspects) for each in body["defendantDecisions"])
    doubts = {"decision-unlisted" for each in told if not each.listed}
    facts = [message.event(_fact(each, made), each.at, made) for each in told]
    return message.said([*_asked(body, message), *facts], doubts)


def _fact(found: Decided, made: datetime) -> Fact:
    if found.finalised:
        return FinalisedAdministratively(on=london_day(made), suspect=found.suspect)
    return DecisionMade(
        suspect=found.suspect, on=london_day(made), code=found.code, kind=found.kind
    )


def _asked(body: Node, message: Message) -> Iterator[Event]:
    """Read when the file came that was decided on, and each day on which more was asked."""
    requested = body["decisionRequestedDate"]
    if requested.text():
        yield message.event(MaterialReceived(on=day(requested)), requested)
    plans = [each["actionPlanDateRequested"] for each in body["pcdHistoryActionPlan"]]
    for on, at in {day(each): each for each in plans}.items():
        yield message.event(ActionPlanIssued(on=on), at)


def _request(body: Node, context: Context) -> Said | None:
    requested = body["decisionRequested"]
    on, urn = day(requested), _urn_of_parts(body["urn"])
    message = _message(body["urn"], urn, context.exported_at or start_of(on), context)
    suspects = list(body["suspects"])
    if not suspects:
        raise body["suspects"].refused("at least one suspect")
    custody = [in_custody(each["remandStatus"], message.suspects) for each in suspects]
    number = body["id"].value
    fact = ReferralReceived(
        referral=None if number is None else context.key.token("referral", f"{urn}|{number}"),
        on=on,
        suspects=tuple(
            dict.fromkeys(message.suspects.named(each, n) for n, each in enumerate(suspects))
        ),
        custody=any(custody),
        crimes=tuple(_crimes(body, context)),
    )
    return message.said([message.event(fact, requested)])


def _crimes(body: Node, context: Context) -> Iterator[str]:
    """Read which crimes the file is about, by the police's references; many name none."""
    for each in body["crimeReferences"]:
        reference = each.required_text("the police's reference of a crime")
        yield context.key.token("crime", one_spelling(reference))


def _review(body: Node, context: Context) -> Said | None:
    """Read a review: it names no case and no day, so both are given with it."""
    if not context.urn:
        raise _not_given("the case of the review", "Give --urn 04EA0012326.")
    if context.exported_at is None:
        raise _not_given("when the review was made", "Give --exported-at.")
    if len({each["caseId"].text() for each in body["reviews"]}) > 1:
        raise body["reviews"].refused("reviews of one case", "Send one case a message.")
    urn = canonical("urn", context.urn)
    message = _message(body["reviews"], urn, context.exported_at, context)
    suspects = (each for review in body["reviews"] for each in review["suspects"])
    found = (reviewed(each, message.suspects) for each in suspects)
    told = principal(each for each in found if each is not None)
    doubts = {"decision-unlisted" for each in told if not each.listed}
    facts = [message.event(_fact(each, context.exported_at), each.at) for each in told]
    return message.said(facts, doubts)


def _not_given(expected: str, mend: str) -> ContractViolation:
    return ContractViolation("missing", "/reviews", got="nothing", expected=expected, mend=mend)


def _message(at: Node, urn: str, recorded: datetime, context: Context) -> Message:
    if not urn:
        raise at.refused("a URN as 04EA0012326")
    case = context.key.token("urn", urn)
    return Message(case, recorded, Suspects(context.key, urn), context)


def _urn(said: Node) -> str:
    return canonical("urn", said.required_text("a URN as 04EA0012326"))


def _urn_of_parts(said: Node) -> str:
    names = ("policeForce", "policeUnit", "uniqueRef", "year")
    parts = [said[name].required_text(f"the URN's {name}") for name in names]
    return canonical("urn", "".join([*parts[:2], parts[2].zfill(5), parts[3][-2:]]))


_KINDS: tuple[Kind, ...] = (
    Kind(
        "pre-charge-decision",
        frozenset({"urn", "decisionMadeDateTime", "defendantDecisions"}),
        _decision,
    ),
    Kind("pre-charge-request", frozenset({"urn", "decisionRequested", "suspects"}), _request),
    Kind("review-response", frozenset({"reviews"}), _review),
)
