"""Rows of the registers: suspects and cautions of the police, probation's, the prisons'. Pure.

The columns are those of docs/partners/{suspects,cautions,supervision,prison-movements}.md. Called
by `exports`, which fills `exported_at`.
"""

from datetime import date
from functools import cache

from producers.reference import tables
from producers.simulation.lives import Row
from producers.simulation.people.orders import Order
from producers.simulation.people.shape import shape
from producers.simulation.people.suspects import Status
from producers.simulation.persons import Person

SUSPECTS = ("suspect_ref", "status", "on", "division", "exported_at")
_WHO = ("pnc", "date_of_birth", "sex", "home_district")
CAUTIONS = ("caution_ref", "on", "offence_codes", "committed_from", *_WHO, "exported_at")
SUPERVISION = (
    *("crn", "event", "on", "order_ref", "kind", "unit", "hours", "reference", "outcome", "noms"),
    *(*_WHO, "exported_at"),
)
MOVEMENTS = ("noms", "event", "on", "reason", "crn", *_WHO, "exported_at")

Cells = dict[str, str]


def started(person: Person, number: int, order: Order) -> Cells:
    """Tell that an order started: what no domain event does."""
    said = _of(person, "started", order.day, number) | {"kind": order.kind, "noms": person.noms}
    said |= {"unit": shape().units.get(person.home, ""), **who(person)}
    return said | ({"hours": str(order.hours)} if order.hours else {})


def worked(person: Person, number: int, day: int, hours: float) -> Cells:
    """Tell of a day's unpaid work."""
    return _of(person, "worked", day, number) | {"hours": f"{hours:g}"}


def proceedings(
    person: Person, number: int, event: str, day: int, reference: str, outcome: str = ""
) -> Cells:
    """Tell of a breach or recall, with the order that it is of."""
    return _of(person, event, day, number) | {"reference": reference, "outcome": outcome}


def moved(person: Person, event: str, day: int, reason: str) -> Cells:
    """Tell of a reception or release, and for or from what."""
    said = {"noms": person.noms, "event": event, "on": iso(day), "reason": reason}
    return said | {"crn": person.crn, **who(person)}


def cautioned(person: Person, row: Row, offence: str) -> Cells:
    """Tell of the caution that a crime's outcome is."""
    said = {"caution_ref": f"C{row.crime_ref}", "on": row.outcome_on, "offence_codes": offence}
    return said | {"committed_from": row.committed_from, **who(person)}


def suspected(row: Row, status: Status) -> Cells:
    """Tell where the suspect of a crime stands from a day on, and in which division."""
    said = {"suspect_ref": f"S{row.crime_ref}", "status": status.word, "on": iso(status.day)}
    return said | {"division": _divisions().get(district(row), "")}


def district(row: Row) -> str:
    """Give the district of a crime."""
    return row.district or tables.district_of_lsoa(row.lsoa) or tables.OUTSIDE


def who(person: Person) -> Cells:
    """Tell of a person what every register may beside its own number."""
    return {
        "pnc": person.pnc,
        "date_of_birth": iso(person.born),
        "sex": person.sex,
        "home_district": person.home,
    }


def iso(ordinal: int) -> str:
    """Write a day."""
    return date.fromordinal(ordinal).isoformat()


def _of(person: Person, event: str, day: int, number: int) -> Cells:
    return {"crn": person.crn, "event": event, "on": iso(day), "order_ref": str(number)}


@cache
def _divisions() -> dict[str, str]:
    return {each.gss: each.division.lower() for each in tables.districts()}
