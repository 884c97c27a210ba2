"""SPI, the XML between police and courts: `NewCaseMessage` and `ResultedCaseMessage`.

Bare, in `RouteData` (the message as escaped text) or in `DeliverRequest`. A resulted message tells
of one defendant in a case, so here a hearing is one defendant's: court, day, time, case, defendant.
What a hearing did to an offence comes from its result codes; `FinalDisposalIndicator` is also set
on remands, and is only counted where it differs. Documented in docs/partners/spi.md.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from producers.contract.days import london_day, start_of
from producers.contract.errors import ContractViolation
from producers.contract.events import Event, event
from producers.contract.facts import (
    CaseReceived,
    Fact,
    HeardDefendant,
    HeardOffence,
    HearingListed,
    HearingResulted,
    SuspectCharged,
)
from producers.contract.lists import (
    CHARGE_METHODS,
    PLEAS,
    REMANDS,
    VERDICTS,
    ChargeMethod,
    Plea,
    Remand,
    Verdict,
)
from producers.partners.courts.spi_envelope import Opened, is_spi, opened
from producers.partners.courts.spi_parts import (
    Case,
    Defendant,
    Sitting,
    case_of,
    charged_on,
    defendant_of,
    hearing_of,
    offence_of,
    sitting_of,
)
from producers.partners.courts.xml import Node
from producers.partners.messages import Reading, bounded
from producers.partners.rows import Context, check_known_by
from producers.reference import courts
from producers.tokens import TokenKey

SOURCE = "/courts/lancashire"
POLICE = "/police/lancashire"
EMITS: frozenset[type[Fact]] = frozenset(
    {SuspectCharged, CaseReceived, HearingListed, HearingResulted}
)

_METHODS: dict[str | None, ChargeMethod] = {word: word for word in CHARGE_METHODS}
_PLEAS: dict[str | None, Plea] = {word: word for word in PLEAS}
_VERDICTS: dict[str | None, Verdict] = {word: word for word in VERDICTS}
_REMANDS: dict[str | None, Remand] = {word: word for word in REMANDS}
_ATTENDED = {"Y": True, "N": False}  # other letters occur; no list says what they mean

looks_like = is_spi


class _Told(NamedTuple):
    """What one case of a message says: its facts, the instant they are true from, doubts."""

    case: Case
    facts: tuple[Fact, ...]
    at: datetime | None
    flags: tuple[str, ...]


def read(message: bytes, context: Context) -> Reading:
    """Read a message; what is wrong with it, or with one case of it, is located in `refused`."""
    events: list[Event] = []
    refused: list[ContractViolation] = []
    flags: list[str] = []
    try:
        found = opened(message)
        for case in _cases(found, context):
            _take(case, found.sent, context, (events, refused, flags))
    except ContractViolation as error:
        refused.append(error)
    return Reading(tuple(events), tuple(refused), tuple(flags))


def _take(
    case: Callable[[], _Told],
    sent: datetime | None,
    context: Context,
    into: tuple[list[Event], list[ContractViolation], list[str]],
) -> None:
    events, refused, flags = into
    try:
        told = case()
        recordedtime, doubtful = _recorded(told, sent, context)
        said = [bounded(_event(fact, told, recordedtime, context)) for fact in told.facts]
    except ContractViolation as error:
        refused.append(error)
        return
    events += said
    flags += told.flags
    flags += ["recorded-time-unknown"] * doubtful


def _cases(found: Opened, context: Context) -> Iterator[Callable[[], _Told]]:
    if found.root.element.tag == "NewCaseMessage":
        yield partial(_new_case, found.root.one("Case"), found.sent, context)
        return
    session = found.root.one("Session")
    sitting = sitting_of(session.one("CourtHearing").one("Hearing"))
    session.one("Case")
    for case in session.all("Case"):
        yield partial(_resulted, case, sitting, context.key)


def _event(fact: Fact, told: _Told, recordedtime: datetime, context: Context) -> Event:
    timed = told.at if isinstance(fact, HearingResulted) else None
    return event(
        fact,
        subject=f"case:{told.case.token}",
        source=POLICE if isinstance(fact, SuspectCharged) else SOURCE,
        recordedtime=recordedtime,
        tokenkey=context.key.id,
        time=timed,
        precision="time" if timed else "day",
    )


def _recorded(told: _Told, sent: datetime | None, context: Context) -> tuple[datetime, bool]:
    """Say when the message was recorded, and whether nothing tells.

    An envelope's clock that is before what its message tells is wrong (the samples' are); then the
    instant given with the file; then what is told last.
    """
    last = max(fact.day() for fact in told.facts)
    if sent and london_day(sent) >= last:
        return sent, False
    if context.exported_at:
        check_known_by(context.exported_at, last, "the message")
        return context.exported_at, False
    return max(told.at or start_of(last), start_of(last)), True


def _new_case(node: Node, sent: datetime | None, context: Context) -> _Told:
    case, key = case_of(node, context.key), context.key
    first = sitting_of(node.one("InitialHearing"))
    node.one("Defendant")
    defendants = [(d, defendant_of(d, case, first.day, key)) for d in node.all("Defendant")]
    charges = [_charge(d, who, case, node, key) for d, who in defendants]
    on = _received_on(node, [day for d, _ in defendants for day in _days(d)], sent, context)
    apart = {who.token: who for _, who in defendants}
    received = CaseReceived(tier=first.tier, court=first.court, on=on, defendants=tuple(apart))
    listed = (
        HearingListed(
            hearing=hearing_of(first, case, who, key), sitting_day=first.day, on=on, kind="first"
        )
        for who in apart.values()
    )
    charged = (fact for fact, _ in charges if fact)
    flags = [flag for _, doubts in charges for flag in doubts]
    flags += ["defendants-not-told-apart"] * (len(apart) < len(defendants))
    return _Told(case, (*charged, received, *listed), None, tuple(flags))


def _received_on(node: Node, charged: list[date], sent: datetime | None, context: Context) -> date:
    """Take the last day of charge: it stays when a message is sent again; else the sending's."""
    instant = sent or context.exported_at
    if charged:
        return max(charged)
    if instant is None:
        raise node.refused("Defendant/Offence/BaseOffenceDetails/ChargeDate", "the day of charge")
    return london_day(instant)


def _days(defendant: Node) -> list[date]:
    return [day for each in defendant.all("Offence") if (day := charged_on(each))]


def _charge(
    node: Node, who: Defendant, case: Case, about: Node, key: TokenKey
) -> tuple[SuspectCharged | None, tuple[str, ...]]:
    """Say that a defendant was charged; not so where the day or the method is not told."""
    node.one("Offence")
    offences = tuple(offence_of(each, case, who, key) for each in node.all("Offence"))
    method = _METHODS.get(courts.meaning("initiation", about.text("CaseInitiation")))
    days = _days(node)
    doubts = {
        "defendant-by-placeholder": who.placeholder,
        "initiation-not-listed": method is None,
        "no-day-of-charge": not days,
        "offence-not-listed": not all(courts.offence_is_listed(each.code) for each in offences),
    }
    flags = tuple(name for name, true in doubts.items() if true)
    if method is None or not days:
        return None, flags
    return SuspectCharged(
        defendant=who.token, on=min(days), method=method, offences=offences
    ), flags


def _resulted(node: Node, sitting: Sitting, key: TokenKey) -> _Told:
    case = case_of(node, key)
    told = node.one("Defendant")
    who = defendant_of(told, case, sitting.day, key)
    told.one("Offence")
    heard = [(each, _heard(each, case, who, key)) for each in told.all("Offence")]
    remand = _remand(told)
    defendant = HeardDefendant(
        defendant=who.token,
        offences=tuple(offence for _, offence in heard),
        person=who.person,
        remand=_REMANDS.get(remand, "unknown"),
        warrant="issued" if any(_outcome(each).warrant for each, _ in heard) else None,
        attended=_ATTENDED.get(_of_defendant(told, "PresentAtHearing")),
    )
    fact = HearingResulted(
        hearing=hearing_of(sitting, case, who, key),
        sitting_day=sitting.day,
        tier=sitting.tier,
        court=sitting.court,
        defendants=(defendant,),
    )
    doubts = {"defendant-by-placeholder": who.placeholder, "remand-not-listed": remand is None}
    flags = (name for name, true in doubts.items() if true)
    return _Told(case, (fact,), sitting.at, (*flags, *_doubts(heard)))


def _of_defendant(told: Node, name: str) -> str:
    return told.text("CourtIndividualDefendant", name) or told.text("CourtCorporateDefendant", name)


def _remand(told: Node) -> str | None:
    return courts.meaning("remand", _of_defendant(told, "BailStatus"))


def _outcome(node: Node) -> courts.Meaning:
    codes = (each.text("ResultCode") for each in node.all("Result"))
    return courts.outcome(code for code in codes if code)


def _heard(node: Node, case: Case, who: Defendant, key: TokenKey) -> HeardOffence:
    offence, found = offence_of(node, case, who, key), _outcome(node)
    return HeardOffence(
        offence=offence.offence,
        code=offence.code,
        committed_from=offence.committed_from,
        committed_to=offence.committed_to,
        charged_on=charged_on(node),
        plea=_PLEAS.get(courts.meaning("plea", node.text("Plea"))),
        verdict=_VERDICTS.get(courts.meaning("verdict", node.text("Finding"))),
        convicted_on=node.day("ConvictionDate"),
        result=found.result,
        disposal=found.disposal,
    )


def _doubts(heard: list[tuple[Node, HeardOffence]]) -> Iterator[str]:
    for node, offence in heard:
        said_final = node.text("FinalDisposalIndicator") == "Y"
        doubts = {
            "offence-not-listed": not courts.offence_is_listed(offence.code),
            "result-not-listed": bool(_outcome(node).unlisted),
            "plea-not-listed": bool(node.text("Plea")) and offence.plea is None,
            "verdict-not-listed": bool(node.text("Finding")) and offence.verdict is None,
            "final-indicator-differs": said_final != (offence.result == "final"),
        }
        yield from (name for name, true in doubts.items() if true)
