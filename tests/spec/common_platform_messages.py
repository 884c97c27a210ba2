"""Common Platform's messages of a case, invented, in the shapes of the samples."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

Message = dict[str, Any]

BAIL, WARRANT, SENT, FINE = "4530", "4576", "4559", "1015"
"""Results in the national list: remanded, at large, sent for trial, ended."""
CUSTODY, SUSPENDED, COMMUNITY = "1002", "1115", "1116"
"""Sentences in the national list."""
_FINAL = frozenset({FINE, SENT, CUSTODY, SUSPENDED, COMMUNITY})
NOBODY: Mapping[str, str] = MappingProxyType({})


class Heard(NamedTuple):
    """What a hearing did to a defendant's one offence, and whether the defendant came.

    `known_by`: the defendant's identifiers, under the names that Common Platform gives them.
    """

    defendant: str
    result: str
    came: bool = True
    committed: str = "2024-08-05"
    convicted: str = ""
    known_by: Mapping[str, str] = NOBODY


def created(case: str, on: str, *defendants: str) -> Message:
    """A case was received at a magistrates' court; the message does not say at which."""
    return {
        "_metadata": _made("public.progression.prosecution-case-created", on),
        "prosecutionCase": {
            "id": _id(case),
            "prosecutionCaseIdentifier": {"caseURN": case, "prosecutionAuthorityCode": "INVENTED"},
            "initiationCode": "C",
            "defendants": [_defendant(case, who) | {"offences": []} for who in defendants],
        },
    }


def sent(case: str, on: str, *defendants: str, to: str) -> Message:
    """Defendants were sent to a Crown Court, by its name: the nearest thing to its receipt."""
    return {
        "_metadata": _made("public.progression.events.sending-sheet-completed", on),
        "hearing": {
            "courtCentreName": "Preston Magistrates' Court",
            "type": "MAGS Sending Hearing",
            "sendingCommittalDate": on,
            "caseUrn": case,
            "defendants": [{"id": _id(case, who)} for who in defendants],
        },
        "crownCourtHearing": {"ccHearingDate": on, "courtCentreName": to},
    }


def hearing(case: str, on: str, court: tuple[str, str], *heard: Heard) -> Message:
    """A hearing was resulted, at a court of a tier."""
    tier, code = court
    return {
        "hearing": {
            "id": _id(case, on),
            "jurisdictionType": tier,
            "courtCentre": {"id": _id(code), "code": code},
            "type": {"id": _id("mention"), "description": "Mention"},
            "hearingDays": [{"sittingDay": f"{on}T09:30:00.000Z", "listedDurationMinutes": 20}],
            "prosecutionCases": [_case(case, on, heard)],
            "defendantAttendance": [_attendance(case, on, each) for each in heard],
        },
        "sharedTime": f"{on}T16:04:27.476Z",
    }


def _case(case: str, on: str, heard: tuple[Heard, ...]) -> Message:
    return {
        "id": _id(case),
        "prosecutionCaseIdentifier": {"caseURN": case, "prosecutionAuthorityCode": "INVENTED"},
        "initiationCode": "C",
        "defendants": [
            _defendant(case, each.defendant, each.known_by)
            | {"offences": [_offence(case, on, each)]}
            for each in heard
        ],
    }


def _defendant(case: str, who: str, known_by: Mapping[str, str] = NOBODY) -> Message:
    details = {"firstName": "Zebedee", "lastName": "Quillfeather", "dateOfBirth": "1998-05-20"}
    own: Message = {"personDetails": details, "bailStatus": {"code": "B"}}
    said = dict(known_by)
    if asn := said.pop("arrestSummonsNumber", ""):
        own["arrestSummonsNumber"] = asn
    return {
        "id": _id(case, who),
        "prosecutionCaseId": _id(case),
        "personDefendant": own,
        **said,
    }


def _offence(case: str, on: str, heard: Heard) -> Message:
    result = {
        "cjsCode": heard.result,
        "category": "FINAL" if heard.result in _FINAL else "INTERMEDIARY",
        "isAdjournmentResult": heard.result not in _FINAL,
        "orderedDate": on,
    }
    said = {
        "id": _id(case, heard.defendant, "offence"),
        "offenceCode": "TH68010",
        "startDate": heard.committed,
        "judicialResults": [result],
    }
    return said | ({"convictionDate": heard.convicted} if heard.convicted else {})


def _attendance(case: str, on: str, heard: Heard) -> Message:
    kind = "IN_PERSON" if heard.came else "NOT_PRESENT"
    return {
        "defendantId": _id(case, heard.defendant),
        "attendanceDays": [{"day": on, "attendanceType": kind}],
    }


def _made(name: str, on: str) -> Message:
    return {"id": _id(name, on), "name": name, "createdAt": f"{on}T08:15:00.000Z"}


def _id(*of: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(of)))
