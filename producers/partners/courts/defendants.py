"""A defendant as a hearing of Common Platform left them, in each place where one may stand."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from producers.contract.facts import HeardDefendant
from producers.partners.courts.offences import given, issues_warrant, offence
from producers.partners.courts.people import person, remand
from producers.partners.courts.reading import Reading
from producers.partners.messages import Node

_NOTHING = Node(None)
_PRESENT = {"IN_PERSON": True, "BY_VIDEO": True, "NOT_PRESENT": False}


class Part(NamedTuple):
    """A case where it stands in a hearing, with defendants, and what was applied for, if so."""

    reference: Node
    case: Node
    defendants: tuple[Node, ...]
    application: Node = _NOTHING


def defendant(node: Node, part: Part, hearing: Node, reading: Reading) -> HeardDefendant:
    """Read a defendant: of a case, of the older events, or the subject of an application."""
    own, id_ = node["personDefendant"], _id(node, part)
    status = own["bailStatus"] if "bailStatus" in own else part.case["bailStatus"]
    offences = list(node["offences"] if "offences" in node else part.case["offences"])
    results = [given(_results(each, id_, part, hearing)) for each in offences]
    issued = issues_warrant(chain(*results, given(node["judicialResults"])))
    return HeardDefendant(
        defendant=reading.token("defendant", id_),
        person=person(node, reading),
        remand=remand(status, reading),
        limit=_limit(status, own, part.case, offences),
        warrant="issued" if issued else None,
        attended=_attended(hearing["defendantAttendance"], id_.text()),
        offences=tuple(
            offence(each, its, reading) for each, its in zip(offences, results, strict=True)
        ),
    )


def _id(node: Node, part: Part) -> Node:
    """Find the id in the case; the subject of an application names it by case, if at all."""
    if part.application.value is None:
        return node["id"]
    case = part.case["prosecutionCaseId"].text()
    in_case = (c["defendantId"] for c in node["defendantCase"] if c["caseId"].text() == case)
    return next(in_case, node["masterDefendantId"])


def _results(each: Node, id_: Node, part: Part, hearing: Node) -> Iterator[Node]:
    """Give an offence's results, an appeal's, and the older events' lines beside the cases."""
    yield from each["judicialResults"]
    if part.application["type"]["appealFlag"].flag():
        yield from part.application["judicialResults"]
    wanted = {"defendantId": id_, "caseId": part.case["id"], "offenceId": each["id"]}
    for line in hearing["sharedResultLines"]:
        if all(line[name].text() in ("", its.text()) for name, its in wanted.items()):
            yield line


def _limit(status: Node, own: Node, case: Node, offences: list[Node]) -> date | None:
    """Read the custody time limit where it is said: with bail, person or case, or by offence."""
    bail = status if isinstance(status.value, dict) else _NOTHING
    by_offence = (each["custodyTimeLimit"]["timeLimit"].day() for each in offences)
    return (
        bail["custodyTimeLimit"]["timeLimit"].day()
        or own["custodyTimeLimit"].day()
        or case["custodyTimeLimitDate"].day()
        or min((day for day in by_offence if day is not None), default=None)
    )


def _attended(attendance: Node, id_: str) -> bool | None:
    """Say whether the defendant was there on a day of the hearing; nothing when nobody says."""
    told = [
        _PRESENT.get(day["attendanceType"].text())
        for each in attendance
        if each["defendantId"].text() == id_
        for day in each["attendanceDays"]
    ]
    known = [each for each in told if each is not None]
    return any(known) if known else None
