"""The steps of a journey as SPI tells them: a new case, and each hearing's results. Pure.

In the envelopes of the samples (docs/partners/spi.md), each message on one line. Called by
`exports`.
"""

from datetime import date, datetime
from functools import lru_cache
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from producers.reference import courts
from producers.simulation.courts.cases import Case
from producers.simulation.courts.steps import Hearing, Received, Step

_LONDON = ZoneInfo("Europe/London")
_LIBRA = 'xmlns="http://www.dca.gov.uk/xmlschemas/libra"'
_PLEAS = {"GUILTY": "1", "NOT_GUILTY": "2"}
_CLOCK = "10:00:00"


def told(case: Case, step: Step, made: datetime, shared: datetime) -> bytes | None:
    """Give the message of a step; nothing where the system has none.

    `made` is when the step was entered, `shared` when this message is sent.
    """
    match step:
        case Received():
            return _routed(_new(case, step), made).encode()
        case Hearing():
            return _delivered(_resulted(case, step), shared).encode()
        case _:
            return None


def _routed(message: str, at: datetime) -> str:
    local = at.astimezone(_LONDON)
    return (
        '<RouteData VersionNumber="1.0"><DataStream VersionNumber="1.0"><System>Invented</System>'
        f"<DataStreamType>NewCase</DataStreamType><Dated>{local:%Y-%m-%d}</Dated>"
        f"<Timed>{local:%H:%M:%S}</Timed><DataStreamContent>{escape(message)}</DataStreamContent>"
        "</DataStream></RouteData>"
    )


def _delivered(message: str, at: datetime) -> str:
    return (
        '<DeliverRequest xmlns="http://schemas.cjse.gov.uk/messages/deliver/2006-05">'
        '<MessageMetadata SchemaVersion="1.0"><CreationDateTime>'
        f"{at.astimezone(_LONDON).isoformat(timespec='seconds')}</CreationDateTime>"
        f"</MessageMetadata><Message>{message}</Message></DeliverRequest>"
    )


def _new(case: Case, step: Received) -> str:
    charged = f"<ChargeDate>{_iso(case.day)}</ChargeDate>"
    defendants = "".join(
        f"<Defendant><ProsecutorReference>{case.asn(number)}</ProsecutorReference>"
        f"<PoliceIndividualDefendant>{_person(case, number)}"
        f"<CustodyStatus>{'C' if step.custody else 'U'}</CustodyStatus></PoliceIndividualDefendant>"
        + "".join(
            f"<Offence>{_offence(case, each, charged)}</Offence>"
            for each in range(len(case.offences))
        )
        + "</Defendant>"
        for number in range(len(case.people))
    )
    return (
        f'<NewCaseMessage {_LIBRA} Flow="NewCasesFromThePolice" SchemaVersion="0.6g"><Case>'
        f"<PTIURN>{case.urn}</PTIURN><CaseInitiation>{case.method}</CaseInitiation>"
        f"<InitialHearing>{_sitting(step.court, step.first)}</InitialHearing>"
        f"{defendants}</Case></NewCaseMessage>"
    )


def _resulted(case: Case, step: Hearing) -> str:
    return (
        f'<ResultedCaseMessage {_LIBRA} Flow="ResultedCasesForThePolice" SchemaVersion="0.6g">'
        f"<Session><CourtHearing><Hearing>{_sitting(step.court, step.day)}</Hearing></CourtHearing>"
        + "".join(_case(case, number, step) for number in step.who)
        + "</Session></ResultedCaseMessage>"
    )


def _case(case: Case, number: int, step: Hearing) -> str:
    offences = "".join(_heard(case, each, step) for each in range(len(case.offences)))
    return (
        f"<Case><PTIURN>{case.urn}</PTIURN><Defendant>"
        f"<ProsecutorReference>{case.asn(number)}</ProsecutorReference>"
        f"<CourtIndividualDefendant>{_person(case, number)}"
        f"<BailStatus>{step.remand}</BailStatus>"
        f"<PresentAtHearing>{'Y' if step.attended else 'N'}</PresentAtHearing>"
        f"</CourtIndividualDefendant>{offences}</Defendant></Case>"
    )


def _heard(case: Case, offence: int, step: Hearing) -> str:
    listed = [courts.result_code(code) for code in step.codes]
    final = any(each and each.result == "final" for each in listed)
    parts = [_offence(case, offence, f"<ChargeDate>{_iso(case.day)}</ChargeDate>")]
    if step.plea:
        parts.append(f"<Plea>{_PLEAS[step.plea]}</Plea>")
    parts.append(f"<FinalDisposalIndicator>{'Y' if final else 'N'}</FinalDisposalIndicator>")
    if step.convicted_on:
        parts.append(f"<ConvictionDate>{_iso(step.convicted_on)}</ConvictionDate>")
    if step.convicted_on or step.acquitted_on:
        parts.append(f"<Finding>{'G' if step.convicted_on else 'N'}</Finding>")
    parts += [f"<Result><ResultCode>{code}</ResultCode></Result>" for code in step.codes]
    return f"<Offence>{''.join(parts)}</Offence>"


def _offence(case: Case, offence: int, more: str) -> str:
    charged = case.offences[offence]
    ended = charged.committed_to != charged.committed_from
    end = f"<OffenceEndDate>{_iso(charged.committed_to)}</OffenceEndDate>" if ended else ""
    start = f"<OffenceDateStartDate>{_iso(charged.committed_from)}</OffenceDateStartDate>"
    return (
        f"<BaseOffenceDetails><OffenceSequenceNumber>{offence + 1}</OffenceSequenceNumber>"
        f"<OffenceCode>{charged.code}</OffenceCode><OffenceTiming>"
        f"<OffenceDateCode>{4 if ended else 1}</OffenceDateCode>"
        f"<OffenceStart>{start}</OffenceStart><OffenceEnd>{end}</OffenceEnd></OffenceTiming>"
        f"{more}</BaseOffenceDetails>"
    )


def _person(case: Case, number: int) -> str:
    person = case.people[number]
    return (
        "<PersonDefendant><BasePersonDetails><PersonName>"
        f"<PersonFamilyName>PERSON{person.number}</PersonFamilyName></PersonName>"
        f"<Birthdate>{_iso(person.born)}</Birthdate><Gender>{1 if person.male else 2}</Gender>"
        f"</BasePersonDetails><PNCidentifier>{person.pnc}</PNCidentifier></PersonDefendant>"
    )


def _sitting(court: str, day: int) -> str:
    return (
        f"<CourtHearingLocation>{court}</CourtHearingLocation>"
        f"<DateOfHearing>{_iso(day)}</DateOfHearing><TimeOfHearing>{_CLOCK}</TimeOfHearing>"
    )


@lru_cache(100_000)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
