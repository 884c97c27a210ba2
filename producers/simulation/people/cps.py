"""A file as CPS tells of it: a request, an answer, or a review. One message of JSON each. Pure.

In the shapes of docs/partners/cps-charging.md, with no more in them than a reader may need. Names
are invented. Called by `exports`.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from producers.simulation.people.charging import CAUTION, CHARGE, FINALISED, MORE, File, Round
from producers.simulation.people.suspects import BAILED
from producers.simulation.persons import Person

Json = dict[str, Any]
_LONDON = ZoneInfo("Europe/London")
_SAID = {
    CHARGE: (1, "Charge"),
    CAUTION: (3, "Simple Caution"),
    MORE: (10, "Request Further Evidence to Complete Evidential Report"),
    FINALISED: (17, "Administratively Finalised"),
}
_NOT_CHARGED = (15, "No Prosecution - Evidential")
_STANDING = {BAILED: "Bail", "under-investigation": "Released under investigation"}


def request(file: File, number: int, _: datetime) -> bytes:
    """Give the police's request for a decision, the file's so many-th."""
    asked = _day(file.rounds[number].asked)
    remand = "In custody" if file.custody else _STANDING.get(file.standing, "Voluntary attendance")
    return _message(
        id=number + 1,
        type="PCD Request",
        urn={
            "policeForce": file.urn[:2],
            "policeUnit": file.urn[2:4],
            "uniqueRef": file.urn[4:9],
            "year": file.urn[9:],
        },
        decisionRequired="CPS Direct" if file.custody else "Area",
        decisionRequested=asked,
        crimeReferences=file.crimes,
        suspects=[
            {
                "surname": _surname(suspect),
                "firstNames": "Invented",
                "remandStatus": remand,
                "proposedCharges": [{"charge": file.offence}],
            }
            for suspect in file.suspects
        ],
    )


def answer(file: File, number: int, made: datetime) -> bytes:
    """Give CPS's answer to a request: decisions, or what it asks for first."""
    found = file.rounds[number]
    plan = {"actionPlanType": "Evidence", "actionPlanDateRequested": _day(found.answered)}
    plans = [plan] if MORE in found.codes else []
    return _decided(file, found, found.codes, made, pcdHistoryActionPlan=plans)


def finalised(file: File, made: datetime) -> bytes:
    """Say that the file was closed without a decision."""
    return _decided(file, file.rounds[-1], (FINALISED,) * len(file.suspects), made)


def review(file: File, _: datetime) -> bytes:
    """Give a review response that authorises the charge; it names neither case nor day."""
    id_ = f"review-{file.offence.lower()}"
    suspects = [
        {
            "id": id_,
            "suspectId": f"{id_}/{number}",
            "codeTestAnalysis": {
                "codeTestLevel": "FULL_CODE_TEST",
                "codeTestOutcome": "FULL_CODE_TEST_MET",
            },
            "authorisedCharges": [{"cjsCode": file.offence}],
        }
        for number, code in enumerate(file.rounds[-1].codes)
        if code == CHARGE
    ]
    return _message(reviews=[{"caseId": id_, "suspects": suspects, "version": 1}])


def _decided(
    file: File, found: Round, codes: tuple[str, ...], made: datetime, **more: object
) -> bytes:
    return _message(
        urn=file.urn,
        decisionRequestedDate=_day(found.asked),
        decisionMadeDateTime=f"{made.astimezone(_LONDON):%d/%m/%Y %H:%M}",
        investigationStage="Pre-charge",
        defendantDecisions=[
            _decision(number, suspect, code)
            for number, (suspect, code) in enumerate(zip(file.suspects, codes, strict=True))
        ],
        **more,
    )


def _decision(number: int, suspect: Person, code: str) -> Json:
    decision, description = _SAID.get(code, _NOT_CHARGED)
    return {
        "id": number + 1,
        "defendantName": f"Invented {_surname(suspect)}",
        "decision": decision,
        "decisionDescription": description,
        "reasonCode": code,
    }


def _surname(suspect: Person) -> str:
    return f"Person{suspect.number}"


def _day(ordinal: int) -> str:
    return f"{date.fromordinal(ordinal):%d/%m/%Y}"


def _message(**members: object) -> bytes:
    return msgspec.json.encode(members)
