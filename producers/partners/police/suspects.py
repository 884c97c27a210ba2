"""Suspects before charge: the documented CSV, one row a status (docs/partners/suspects.md).

Every status of a suspect is a row with its day; the newest day's stands. A row that is taken back
is sent again with `withdrawn` yes.
"""

from producers.contract.facts import SuspectStatus
from producers.contract.lists import SUSPECT_STATES, SuspectState
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    day,
    reference,
    refused,
    required_day,
    said_of_row,
    word,
)
from producers.reference import tables

SOURCE = "/police/lancashire"
NEEDS = frozenset({"suspect_ref", "status", "on"})
MAY = frozenset({"until", "division", "withdrawn", "exported_at"})

_STATES: dict[str, SuspectState] = {each: each for each in SUSPECT_STATES}


def read(cells: Cells, context: Context) -> Said:
    """Read one row: where a suspect stands from a day on."""
    status = word(cells, "status", _STATES)
    if status is None:
        raise refused("status", "", "one of " + ", ".join(_STATES))
    fact = SuspectStatus(
        status=status,
        on=required_day(cells, "on"),
        until=day(cells, "until"),
        division=word(cells, "division", _divisions()),
    )
    subject = f"suspect:{context.key.token('suspect', reference(cells, 'suspect_ref'))}"
    return said_of_row(fact, subject, SOURCE, cells, context)


def _divisions() -> dict[str, str]:
    return {name: name for name in (each.division.lower() for each in tables.districts())}


ADAPTER = Adapter(
    name="suspects",
    source=SOURCE,
    needs=NEEDS,
    may=MAY,
    emits=frozenset({SuspectStatus}),
    read=read,
    dated=True,
)
