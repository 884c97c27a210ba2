"""A defendant as a hearing of Common Platform left them, in each place where one may stand."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import NamedTuple

from producers.contract.errors import ContractViolation, shape
from producers.contract.facts import HeardDefendant
from producers.partners.courts.offences import Given, given, issues_warrant, offence
from producers.partners.courts.people import person, remand
from producers.partners.courts.reading import Reading
from producers.partners.messages import Node

MAX_OFFENCES = 1000  # of one defendant; an event holds fewer
_NOTHING = Node(None)
_PRESENT = {"IN_PERSON": True, "BY_VIDEO": True, "NOT_PRESENT": False}


class Part(NamedTuple):
    """A case where it stands in a hearing, with defendants.

    `applied`: an application about the case, not its prosecution; `appeal` has its results if it
    is an appeal, for they are those of the offences.
    """

    reference: Node
    case: Node
    defendants: tuple[Node, ...]
    applied: bool = False
    appeal: tuple[Given, ...] = ()


class Beside(NamedTuple):
    """What a hearing says beside its cases: who was there, and the older events' results.

    A result is found by its offence's id, or by its defendant's when it is of no offence.
    """

    attended: Mapping[str, bool]
    lines: Mapping[str, list[Node]]


def beside(hearing: Node) -> Beside:
    """Read once what each defendant may need."""
    attended: dict[str, bool] = {}
    for each in hearing["defendantAttendance"]:
        told = [_PRESENT.get(day["attendanceType"].text()) for day in each["attendanceDays"]]
        known = [there for there in told if there is not None]
        if known:
            attended[each["defendantId"].text()] = any(known)
    lines: dict[str, list[Node]] = {}
    for line in hearing["sharedResultLines"]:
        lines.setdefault(line.first("offenceId", "defendantId").text(), []).append(line)
    return Beside(attended, lines)


def defendant(node: Node, part: Part, hearing: Beside, reading: Reading) -> HeardDefendant:
    """Read a defendant: of a case, of the older events, or the subject of an application."""
    own, id_ = node["personDefendant"], _id(node, part)
    status = own["bailStatus"] if "bailStatus" in own else part.case["bailStatus"]
    offences = _offences(node if "offences" in node else part.case)
    results = [[*given(_results(each, hearing)), *part.appeal] for each in offences]
    of_none = given(chain(node["judicialResults"], hearing.lines.get(id_.text(), ())))
    return HeardDefendant(
        defendant=reading.token("defendant", id_),
        person=person(node, reading),
        remand=remand(status, reading),
        limit=_limit(status, own, part.case, offences),
        warrant="issued" if issues_warrant(chain(of_none, *results)) else None,
        attended=hearing.attended.get(id_.text()),
        offences=tuple(
            offence(each, its, reading) for each, its in zip(offences, results, strict=True)
        ),
    )


def _id(node: Node, part: Part) -> Node:
    """Find the id in the case; the subject of an application names it by case, if at all."""
    if not part.applied:
        return node["id"]
    case = part.case["prosecutionCaseId"].text()
    in_case = (c["defendantId"] for c in node["defendantCase"] if c["caseId"].text() == case)
    return next(in_case, node["masterDefendantId"])


def _offences(of: Node) -> list[Node]:
    found = list(of["offences"])
    if len(found) > MAX_OFFENCES:
        raise ContractViolation(
            "too-large",
            of["offences"].pointer,
            got=shape(found),
            expected=f"at most {MAX_OFFENCES} offences of a defendant",
        )
    return found


def _results(each: Node, hearing: Beside) -> Iterator[Node]:
    """Give an offence's results: its own, and the older events'."""
    yield from each["judicialResults"]
    yield from hearing.lines.get(each["id"].text(), ())


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
