"""The steps of a journey as HMCTS Common Platform tells them: one message of JSON a step. Pure.

In the shapes of the samples (docs/partners/common-platform.md), with no more in them than a reader
may need. Names are invented. Called by `exports`.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

import msgspec

from producers.reference import courts
from producers.simulation.courts.cases import Case, Charged
from producers.simulation.courts.steps import Hearing, Received, Sent, Step, Vacated

Json = dict[str, Any]
_REMANDS: Mapping[str, str] = {
    "C": "Custody",
    "B": "Conditional Bail",
    "U": "Unconditional Bail",
    "A": "Not Applicable",
}
_CREATED = "public.progression.prosecution-case-created"
_SENT = "public.progression.events.sending-sheet-completed"
_VACATED = "public.hearing.trial-vacated"


def told(case: Case, step: Step, made: datetime, shared: datetime, *, again: bool) -> bytes | None:
    """Give the message of a step; nothing where the system has none.

    `made` is when the step was entered, `shared` when this message is sent, `again` a re-share.
    """
    match step:
        case Hearing():
            body = _resulted(case, step, shared, again=again)
        case Received():
            body = _created(case, made)
        case Sent():
            body = _sent(case, step, made)
        case Vacated():
            body = _vacated(case, step, made)
        case _:
            return None
    return msgspec.json.encode(body)


def _created(case: Case, made: datetime) -> Json:
    defendants = [
        {
            "id": case.id("defendant", number),
            "masterDefendantId": _master(case, number),
            "prosecutionCaseId": case.id("case"),
            "offences": [_offence(case, number, each) for each in range(len(case.offences))],
            "personDefendant": {"personDetails": _person(case, number)},
        }
        for number in range(len(case.people))
    ]
    return {
        "_metadata": _metadata(case, _CREATED, made),
        "prosecutionCase": {**_identified(case), "defendants": defendants},
    }


def _resulted(case: Case, step: Hearing, shared: datetime, *, again: bool) -> Json:
    id_ = _hearing_id(case, step.tier, step.day, step.who)
    hearing: Json = {
        "id": id_,
        "jurisdictionType": step.tier.upper(),
        "courtCentre": _court(step.court),
        "type": {"description": step.kind},
        "hearingDays": [{"sittingDay": f"{_iso(step.day)}T09:30:00.000Z", "isCancelled": False}],
        "defendantAttendance": [_attendance(case, each, step) for each in step.who],
    }
    if step.kind == "Appeal":
        hearing["courtApplications"] = [_appeal(case, each, step) for each in step.who]
    else:
        defendants = [_defendant(case, each, step) for each in step.who]
        hearing["prosecutionCases"] = [{**_identified(case), "defendants": defendants}]
    if step.trial == "effective":
        hearing["isEffectiveTrial"] = True
    if step.reason:
        hearing["crackedIneffectiveTrial"] = {
            "id": step.reason.id,
            "type": step.reason.outcome.capitalize(),
            "code": step.reason.code,
        }
    return {"hearing": hearing, "sharedTime": _instant(shared), "isReshare": again}


def _defendant(case: Case, number: int, step: Hearing) -> Json:
    return {
        "id": case.id("defendant", number),
        "masterDefendantId": _master(case, number),
        "prosecutionCaseId": case.id("case"),
        "pncId": case.people[number].pnc,
        "offences": [_heard(case, number, each, step) for each in range(len(case.offences))],
        "personDefendant": _own(case, number, step),
    }


def _own(case: Case, number: int, step: Hearing) -> Json:
    bail: Json = {"code": step.remand, "description": _REMANDS[step.remand]}
    if step.limit:
        bail["custodyTimeLimit"] = {"timeLimit": _iso(step.limit)}
    return {
        "arrestSummonsNumber": case.asn(number),
        "bailStatus": bail,
        "personDetails": _person(case, number),
    }


def _appeal(case: Case, number: int, step: Hearing) -> Json:
    """Give the application about one defendant; its result is the appeal's."""
    defendant = {
        "masterDefendantId": _master(case, number),
        "defendantCase": [{"caseId": case.id("case"), "defendantId": case.id("defendant", number)}],
        "pncId": case.people[number].pnc,
        "personDefendant": _own(case, number, step),
    }
    offences = [_charged(case, number, each) for each in range(len(case.offences))]
    return {
        "id": case.id("appeal", number),
        "type": {"type": "Appeal against conviction", "appealFlag": True},
        "subject": {"masterDefendant": defendant},
        "judicialResults": [_result(code, step) for code in step.codes],
        "courtApplicationCases": [
            {
                "prosecutionCaseId": case.id("case"),
                "prosecutionCaseIdentifier": _identifier(case),
                "offences": offences,
            }
        ],
    }


def _heard(case: Case, number: int, offence: int, step: Hearing) -> Json:
    told_ = _charged(case, number, offence)
    if step.plea:
        told_["plea"] = {"pleaValue": step.plea, "pleaDate": _iso(step.plea_on)}
    if step.verdict:
        told_["verdict"] = {"verdictType": {"categoryType": step.verdict}}
    if step.convicted_on:
        told_["convictionDate"] = _iso(step.convicted_on)
    if step.acquitted_on:
        told_["aquittalDate"] = _iso(step.acquitted_on)
    told_["judicialResults"] = [_result(code, step) for code in step.codes]
    return told_


def _charged(case: Case, number: int, offence: int) -> Json:
    return {**_offence(case, number, offence), "chargeDate": _iso(case.day)}


def _offence(case: Case, number: int, offence: int) -> Json:
    charged: Charged = case.offences[offence]
    found: Json = {
        "id": case.id("offence", number, offence),
        "offenceCode": charged.code,
        "startDate": _iso(charged.committed_from),
    }
    if charged.committed_to != charged.committed_from:
        found["endDate"] = _iso(charged.committed_to)
    return found


def _result(code: str, step: Hearing) -> Json:
    listed = courts.result_code(code)
    does = listed.result if listed else "none"
    return {
        "cjsCode": code,
        "category": "FINAL" if does == "final" else "INTERMEDIARY",
        "isAdjournmentResult": does == "adjourned",
        "orderedDate": _iso(step.day),
    }


def _attendance(case: Case, number: int, step: Hearing) -> Json:
    how = ("BY_VIDEO" if step.remand == "C" else "IN_PERSON") if step.attended else "NOT_PRESENT"
    day = {"day": _iso(step.day), "attendanceType": how}
    return {"defendantId": case.id("defendant", number), "attendanceDays": [day]}


def _sent(case: Case, step: Sent, made: datetime) -> Json:
    defendants = [{"id": case.id("defendant", number)} for number in step.who]
    return {
        "_metadata": _metadata(case, _SENT, made),
        "hearing": {
            "courtCentreName": _court(step.court)["name"],
            "sendingCommittalDate": _iso(step.day),
            "caseId": case.id("case"),
            "caseUrn": case.urn,
            "defendants": defendants,
        },
        "crownCourtHearing": {
            "ccHearingDate": _iso(step.next),
            "courtCentreName": _court(step.to)["name"],
        },
    }


def _vacated(case: Case, step: Vacated, made: datetime) -> Json:
    return {
        "_metadata": _metadata(case, _VACATED, made),
        "hearingId": _hearing_id(case, step.tier, step.listed, ("vacated",)),
        "vacatedTrialReasonId": step.reason.id,
        "hearingDateTime": f"{_iso(step.listed)}T09:30:00.000Z",
        "caseDetails": [{"caseId": case.id("case"), "caseUrn": case.urn}],
    }


def _hearing_id(case: Case, tier: str, day: int, who: tuple[object, ...]) -> str:
    return case.id("hearing", tier, day, who[0])


def _identified(case: Case) -> Json:
    return {
        "id": case.id("case"),
        "prosecutionCaseIdentifier": _identifier(case),
        "initiationCode": case.method,
    }


def _identifier(case: Case) -> Json:
    return {"caseURN": case.urn, "prosecutionAuthorityCode": "INVENTED"}


def _person(case: Case, number: int) -> Json:
    person = case.people[number]
    return {
        "firstName": "Invented",
        "lastName": f"Person{person.number}",
        "dateOfBirth": _iso(person.born),
        "gender": "MALE" if person.male else "FEMALE",
    }


def _master(case: Case, number: int) -> str:
    return f"00000000-0000-4000-8000-{case.people[number].number:012}"


def _metadata(case: Case, name: str, made: datetime) -> Json:
    return {"id": case.id(name, made), "name": name, "createdAt": _instant(made)}


@cache
def _court(code: str) -> Json:
    found = courts.court(code)
    kind = "Crown Court" if code.startswith("C") else "Magistrates' Court"
    town = found.town if found else code
    return {"code": code, "name": f"{town} {kind}"}


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


@lru_cache(100_000)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
