"""Prisons' register: the documented CSV, one row a movement (docs/partners/prison-movements.md).

It says what the domain events leave out, above all from what a person was released, under the same
ids: a person is received once a day, and released once a day.
"""

from producers.contract.facts import Fact, Person, PrisonerReceived, PrisonerReleased
from producers.contract.lists import (
    RECEPTION_REASONS,
    RELEASED_FROM,
    ReceptionReason,
    ReleasedFrom,
    Scheme,
)
from producers.partners import person_cells
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    refused,
    required_day,
    said_of_row,
    word,
)

SOURCE = "/prisons/north-west"
NEEDS = frozenset({"noms", "event", "on", "reason"})
MAY = frozenset({"crn", "pnc", "withdrawn", "exported_at", *person_cells.COLUMNS})

_RECEIVED: dict[str, ReceptionReason] = {each: each for each in RECEPTION_REASONS}
_RELEASED: dict[str, ReleasedFrom] = {each: each for each in RELEASED_FROM}
_SAID: list[type[Fact]] = [PrisonerReceived, PrisonerReleased]
_EVENTS = {"received": "received", "released": "released"}


def read(cells: Cells, context: Context) -> Said:
    """Read one row: a reception or a release, or that it was never true."""
    on = required_day(cells, "on")
    noms, identifier = person_cells.kept(cells, "noms", context.key)
    said: dict[Scheme, str] = {"noms": noms}
    said |= person_cells.identifiers(cells, "crn", "pnc")
    who, doubts = person_cells.person(cells, said, on, context.key)
    subject = f"person:{identifier.value}"
    return said_of_row(_fact(cells, who), subject, SOURCE, cells, context, doubts)


def _fact(cells: Cells, who: Person) -> Fact:
    on, named = required_day(cells, "on"), word(cells, "event", _EVENTS)
    if named is None:
        raise refused("event", "", "received or released")
    if named == "received":
        reason = word(cells, "reason", _RECEIVED)
        if reason:
            return PrisonerReceived(on=on, reason=reason, person=who)
        raise refused("reason", "", "one of " + ", ".join(_RECEIVED))
    was = word(cells, "reason", _RELEASED)
    if was:
        return PrisonerReleased(on=on, from_=was, person=who)
    raise refused("reason", "", "one of " + ", ".join(_RELEASED))


ADAPTER = Adapter(
    name="prison-movements",
    source=SOURCE,
    needs=NEEDS,
    may=MAY,
    emits=frozenset(_SAID),
    read=read,
    dated=True,
)
