"""SPI, the XML between police and courts: `NewCaseMessage` and `ResultedCaseMessage`.

Bare, in `RouteData` (the message as escaped text) or in `DeliverRequest`. A resulted message tells
of one defendant in a case, so here a hearing is one defendant's: court, day, time, case, defendant.
What a hearing did to an offence comes from its result codes; `FinalDisposalIndicator` is also set
on remands, and is only counted where it differs. Documented in docs/partners/spi.md.
"""

from collections.abc import Callable, Iterator, Mapping
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
from producers.partners.courts.reading import Reading
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
from producers.partners.rows import Context, Said, check_known_by
from producers.partners.told import Told, said_of_case
from producers.reference import courts
from producers.tokens import TokenKey

SOURCE = "/courts/lancashire"
POLICE = "/police/spi"
"""Who says the charge here: the police's own, which names the crimes, stands beside it."""
EMITS: frozenset[type[Fact]] = frozenset(
    {SuspectCharged, CaseReceived, HearingListed, HearingResulted}
)

_METHODS: dict[str | None, ChargeMethod] = {word: word for word in CHARGE_METHODS}
_PLEAS: dict[str | None, Plea] = {word: word for word in PLEAS}
_VERDICTS: dict[str | None, Verdict] = {word: word for word in VERDICTS}
_REMANDS: dict[str | None, Remand] = {word: word for word in REMANDS}
_ATTENDED = {"Y": True, "N": False}  # other letters occur; no list says what they mean

looks_like = is_spi


class _Found(NamedTuple):
    """What one case of a message says: its facts, the instant they are true from, doubts."""

    case: Case
    facts: tuple[Fact, ...]
    at: datetime | None
    doubts: set[str]


def read(message: bytes, context: Context) -> Told:
    """Read a message; what is wrong with it, or with one case of it, is located in `errors`.

    `context.exported_at` dates one whose envelope does not say when it was sent.
    """
    kind, said, errors = "unknown", list[Said](), list[ContractViolation]()
    try:
        found = opened(message)
        kind = found.root.element.tag
        for case in _cases(found, context):
            try:
                said += _said(case(), found.sent, context)
            except ContractViolation as refused:
                errors.append(refused)
    except ContractViolation as refused:
        errors.append(refused)
    return Told(kind, tuple(said), tuple(errors))


def _said(found: _Found, sent: datetime | None, context: Context) -> list[Said]:
    """Put together what each source says of the case; the courts' part carries the doubts."""
    recordedtime, doubtful = _recorded(found, sent, context)
    doubts = sorted(found.doubts | ({"recorded-time-unknown"} if doubtful else set()))
    subject = f"case:{found.case.token}"
    events = [_event(fact, found, recordedtime, context) for fact in found.facts]
    by_source = [(each, [e for e in events if e.source == each]) for each in (POLICE, SOURCE)]
    return [
        said_of_case(subject, told, "the message", doubts if source == SOURCE else ())
        for source, told in by_source
        if told
    ]


def _cases(found: Opened, context: Context) -> Iterator[Callable[[], _Found]]:
    if found.root.element.tag == "NewCaseMessage":
        yield partial(_new_case, found.root.one("Case"), found.sent, context)
        return
    session = found.root.one("Session")
    sitting = sitting_of(session.one("CourtHearing").one("Hearing"))
    session.one("Case")
    for case in session.all("Case"):
        yield partial(_resulted, case, sitting, context.key)


def _event(fact: Fact, found: _Found, recordedtime: datetime, context: Context) -> Event:
    timed = found.at if isinstance(fact, HearingResulted) else None
    return event(
        fact,
        subject=f"case:{found.case.token}",
        source=POLICE if isinstance(fact, SuspectCharged) else SOURCE,
        recordedtime=recordedtime,
        tokenkey=context.key.id,
        time=timed,
        precision="time" if timed else "day",
    )


def _recorded(found: _Found, sent: datetime | None, context: Context) -> tuple[datetime, bool]:
    """Say when the message was recorded, and whether nothing tells.

    An envelope's clock that is before what its message tells is wrong (the samples' are); then the
    instant given with the file; then what is told last.
    """
    last = max(fact.day() for fact in found.facts)
    if sent and london_day(sent) >= last:
        return sent, False
    if context.exported_at:
        check_known_by(context.exported_at, last, "the message")
        return context.exported_at, False
    return max(found.at or start_of(last), start_of(last)), True


def _new_case(node: Node, sent: datetime | None, context: Context) -> _Found:
    case, key = case_of(node, context.key), context.key
    first = sitting_of(node.one("InitialHearing"))
    reading = Reading(key, first.day, first.day.year)
    node.one("Defendant")
    defendants = [(each, defendant_of(each, case, reading)) for each in node.all("Defendant")]
    charged = [_charge(each, who, case, node, reading) for each, who in defendants]
    on = _received_on(node, [day for each, _ in defendants for day in _days(each)], sent, context)
    apart = {who.token: who for _, who in defendants}
    if len(apart) < len(defendants):
        reading.doubt("defendants-not-told-apart")
    received = CaseReceived(tier=first.tier, court=first.court, on=on, defendants=tuple(apart))
    listed = (
        HearingListed(
            hearing=hearing_of(first, case, who, key), sitting_day=first.day, on=on, kind="first"
        )
        for who in apart.values()
    )
    return _Found(case, (*filter(None, charged), received, *listed), None, reading.doubts)


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
    node: Node, who: Defendant, case: Case, about: Node, reading: Reading
) -> SuspectCharged | None:
    """Say that a defendant was charged; not so where the day or the method is not told."""
    node.one("Offence")
    offences = tuple(offence_of(each, case, who, reading.key) for each in node.all("Offence"))
    method = _METHODS.get(courts.meaning("initiation", about.text("CaseInitiation")))
    days = _days(node)
    _doubt(
        reading,
        {
            "initiation-unlisted": method is None,
            "no-day-of-charge": not days,
            "offence-unlisted": not all(courts.offence_is_listed(each.code) for each in offences),
        },
    )
    if method is None or not days:
        return None
    return SuspectCharged(defendant=who.token, on=min(days), method=method, offences=offences)


def _doubt(reading: Reading, doubts: Mapping[str, bool]) -> None:
    for name, true in doubts.items():
        if true:
            reading.doubt(name)


def _resulted(node: Node, sitting: Sitting, key: TokenKey) -> _Found:
    case, reading = case_of(node, key), Reading(key, sitting.day, sitting.day.year)
    told = node.one("Defendant")
    who = defendant_of(told, case, reading)
    told.one("Offence")
    remand = courts.meaning("remand", _of_defendant(told, "BailStatus"))
    _doubt(reading, {"bail-status-unlisted": remand is None})
    defendant = HeardDefendant(
        defendant=who.token,
        offences=tuple(_heard(each, case, who, reading) for each in told.all("Offence")),
        person=who.person,
        remand=_REMANDS.get(remand, "unknown"),
        warrant="issued" if any(_outcome(each).warrant for each in told.all("Offence")) else None,
        attended=_ATTENDED.get(_of_defendant(told, "PresentAtHearing")),
    )
    fact = HearingResulted(
        hearing=hearing_of(sitting, case, who, key),
        sitting_day=sitting.day,
        tier=sitting.tier,
        court=sitting.court,
        defendants=(defendant,),
    )
    return _Found(case, (fact,), sitting.at, reading.doubts)


def _of_defendant(told: Node, name: str) -> str:
    return told.text("CourtIndividualDefendant", name) or told.text("CourtCorporateDefendant", name)


def _outcome(node: Node) -> courts.Meaning:
    codes = (each.text("ResultCode") for each in node.all("Result"))
    return courts.outcome(code for code in codes if code)


def _heard(node: Node, case: Case, who: Defendant, reading: Reading) -> HeardOffence:
    offence, found = offence_of(node, case, who, reading.key), _outcome(node)
    plea, finding = node.text("Plea"), node.text("Finding")
    heard = HeardOffence(
        offence=offence.offence,
        code=offence.code,
        committed_from=offence.committed_from,
        committed_to=offence.committed_to,
        charged_on=charged_on(node),
        plea=_PLEAS.get(courts.meaning("plea", plea)),
        verdict=_VERDICTS.get(courts.meaning("verdict", finding)),
        convicted_on=node.day("ConvictionDate"),
        result=found.result,
        disposal=found.disposal,
    )
    said_final = node.text("FinalDisposalIndicator") == "Y"
    doubts = {
        "offence-unlisted": not courts.offence_is_listed(heard.code),
        "result-unlisted": bool(found.unlisted),
        "plea-unlisted": bool(plea) and heard.plea is None,
        "verdict-unlisted": bool(finding) and heard.verdict is None,
        "final-indicator-differs": said_final != (found.result == "final"),
    }
    _doubt(reading, doubts)
    return heard
