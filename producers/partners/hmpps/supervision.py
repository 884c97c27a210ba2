"""Probation's register: the documented CSV, one row an event of an order or a person.

It says what the domain events leave out (docs/partners/supervision.md), of the same orders and
under the same ids, or all of it where there are none. A row that is taken back is sent again with
`withdrawn` yes.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from producers.contract.facts import (
    BreachConcluded,
    BreachRaised,
    Fact,
    PersonsLinked,
    PersonsUnlinked,
    RecallRaised,
    SupervisionEnded,
    SupervisionStarted,
    UnpaidWorkWorked,
)
from producers.contract.identifiers import canonical
from producers.contract.lists import SUPERVISION_KINDS, Scheme, SupervisionKind
from producers.partners import person_cells
from producers.partners.hmpps.references import (
    breach_outcome,
    end_reason,
    order_token,
    proceedings_token,
)
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    cell,
    day,
    refused,
    required,
    required_day,
    said_of_row,
    word,
)
from producers.tokens import TokenKey

SOURCE = "/probation/north-west"
NEEDS = frozenset({"crn", "event", "on", "order_ref"})
MAY = frozenset(
    {
        "kind",
        "unit",
        "hours",
        "imposed_on",
        "reason",
        "reference",
        "outcome",
        "other_crn",
        "pnc",
        "cro",
        "noms",
        "withdrawn",
        "exported_at",
        *person_cells.COLUMNS,
    }
)

_KINDS: dict[str, SupervisionKind] = {each: each for each in SUPERVISION_KINDS}
_STATEMENTS = (PersonsLinked, PersonsUnlinked)
_UNIT = re.compile(r"(?=.*[0-9])[A-Z0-9]{2,12}")
_HOURS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_MOST_HOURS = 400


class Row(NamedTuple):
    """A row being read: its cells, its day, and the person by CRN and by token."""

    cells: Cells
    on: date
    crn: str
    person: str
    key: TokenKey


Found = tuple[Fact, tuple[str, ...]]
"""What a row says, and what is doubtful about it."""


def read(cells: Cells, context: Context) -> Said:
    """Read one row: one event of a person, on its day, or that it was never true."""
    on = required_day(cells, "on")
    crn, identifier = person_cells.kept(cells, "crn", context.key)
    named = word(cells, "event", {name: name for name in _EVENTS})
    if named is None:
        raise refused("event", "", "one of " + ", ".join(_EVENTS))
    fact, doubts = _EVENTS[named](Row(cells, on, crn, identifier.value, context.key))
    about = min(fact.a, fact.b) if isinstance(fact, _STATEMENTS) else identifier.value
    return said_of_row(fact, f"person:{about}", SOURCE, cells, context, doubts)


def _started(row: Row) -> Found:
    kind = word(row.cells, "kind", _KINDS)
    if kind is None:
        raise refused("kind", "", "one of " + ", ".join(_KINDS))
    said: dict[Scheme, str] = {"crn": row.crn}
    said |= person_cells.identifiers(row.cells, "noms", "pnc", "cro")
    who, doubts = person_cells.person(row.cells, said, row.on, row.key)
    fact = SupervisionStarted(
        order=_order(row),
        kind=kind,
        on=row.on,
        unit=_unit(row.cells),
        hours=_hours(row.cells),
        imposed_on=day(row.cells, "imposed_on"),
        person=who,
    )
    return fact, doubts


def _worked(row: Row) -> Found:
    hours = _hours(row.cells)
    if hours is None:
        raise refused("hours", "", "the hours worked on that day, as 6.5")
    return UnpaidWorkWorked(order=_order(row), on=row.on, hours_done=hours), ()


def _ended(row: Row) -> Found:
    code = cell(row.cells, "reason")
    reason = end_reason(code)
    doubts = ("end-reason-unlisted",) if code and not reason else ()
    return SupervisionEnded(order=_order(row), on=row.on, reason=reason), doubts


def _raised(row: Row) -> Found:
    return BreachRaised(breach=_proceedings(row), on=row.on, order=_order_if_said(row)), ()


def _concluded(row: Row) -> Found:
    code = cell(row.cells, "outcome")
    outcome = breach_outcome(code)
    fact = BreachConcluded(
        breach=_proceedings(row), on=row.on, order=_order_if_said(row), outcome=outcome
    )
    return fact, ("breach-outcome-unlisted",) if code and not outcome else ()


def _recalled(row: Row) -> Found:
    return RecallRaised(recall=_proceedings(row), on=row.on, order=_order_if_said(row)), ()


def _linked(row: Row) -> Found:
    a, b = _pair(row)
    return PersonsLinked(a=a, b=b, on=row.on), ()


def _unlinked(row: Row) -> Found:
    a, b = _pair(row)
    return PersonsUnlinked(a=a, b=b, on=row.on), ()


def _order(row: Row) -> str:
    number = required(row.cells, "order_ref", "the number of the order's event, as 1")
    return order_token(row.key, row.crn, number)


def _order_if_said(row: Row) -> str | None:
    return _order(row) if cell(row.cells, "order_ref") else None


def _proceedings(row: Row) -> str:
    number = required(row.cells, "reference", "the breach's or recall's number")
    return proceedings_token(row.key, row.crn, number, row.on)


def _pair(row: Row) -> list[str]:
    """Give the tokens of the CRN and of the one other identifier that the row names."""
    columns: dict[str, Scheme] = {"other_crn": "crn", "pnc": "pnc", "cro": "cro", "noms": "noms"}
    said = [(name, cell(row.cells, name)) for name in columns if cell(row.cells, name)]
    if len(said) != 1:
        raise refused("other_crn", "", "one of other_crn, pnc, cro and noms")
    [(column, text)] = said
    scheme = columns[column]
    try:
        other = canonical(scheme, text, row.on.year)
    except ValueError:
        raise refused(column, text, f"a well-formed {scheme.upper()}") from None
    if other == row.crn:
        raise refused(column, text, "another CRN than the row's own")
    return sorted((row.person, row.key.token(scheme, other)))


def _unit(cells: Cells) -> str | None:
    text = cell(cells, "unit").upper()
    if text and not _UNIT.fullmatch(text):
        raise refused("unit", text, "a delivery unit's code of up to 12 letters and digits")
    return text or None


def _hours(cells: Cells) -> float | None:
    text = cell(cells, "hours")
    if not text:
        return None
    if not _HOURS.fullmatch(text) or float(text) > _MOST_HOURS:
        raise refused("hours", text, f"hours up to {_MOST_HOURS}, as 120 or 6.5")
    return float(text)


_EVENTS: Mapping[str, Callable[[Row], Found]] = {
    "started": _started,
    "worked": _worked,
    "breach-raised": _raised,
    "breach-concluded": _concluded,
    "recall-raised": _recalled,
    "ended": _ended,
    "linked": _linked,
    "unlinked": _unlinked,
}

ADAPTER = Adapter(
    name="supervision",
    source=SOURCE,
    needs=NEEDS,
    may=MAY,
    emits=frozenset(
        {
            SupervisionStarted,
            UnpaidWorkWorked,
            BreachRaised,
            BreachConcluded,
            RecallRaised,
            SupervisionEnded,
            PersonsLinked,
            PersonsUnlinked,
        }
    ),
    read=read,
    dated=True,
)
