"""CPS's messages before charge, invented, in the known shapes."""

from typing import Any

Message = dict[str, Any]

URN = "04EA0077726"


def request(number: int, requested: str, *names: tuple[str, str], serial: str = "00777") -> Message:
    """Suspects, by first name and surname, of a case of 2026 were referred."""
    parts = {"policeForce": "04", "policeUnit": "EA", "uniqueRef": serial, "year": "26"}
    suspects = [
        {"firstNames": first, "surname": last, "remandStatus": "Bail"} for first, last in names
    ]
    return {"id": number, "urn": parts, "decisionRequested": requested, "suspects": suspects}


def decision(made: str, *decided: tuple[str, str], **more: Any) -> Message:
    """Suspects, by whole name, got a decision, by the code of its reason."""
    told = [
        {"id": n, "defendantName": name, "reasonCode": code, "decision": 1}
        for n, (name, code) in enumerate(decided)
    ]
    return {"urn": URN, "decisionMadeDateTime": made, "defendantDecisions": told} | more


def finalised(made: str, name: str, urn: str) -> Message:
    """A suspect's file was closed without a decision."""
    closed = decision(made, (name, ""), urn=urn)
    closed["defendantDecisions"][0]["decisionDescription"] = "Administratively Finalised"
    return closed


def review(name: str = "") -> Message:
    """A review charged one suspect, whom the known shape names by number alone."""
    suspect = {
        "suspectId": "1",
        "codeTestAnalysis": {"codeTestOutcome": "FULL_CODE_TEST_MET"},
        "authorisedCharges": [{"cjsCode": "TH68010"}],
    }
    said = {"defendantName": name} if name else {}
    return {"reviews": [{"caseId": "1", "suspects": [suspect | said]}]}
