"""Police cautions: the documented CSV, one row a caution (docs/partners/cautions.md)."""

from producers.contract.facts import CautionGiven
from producers.partners import person_cells
from producers.partners.police.offences import doubts, offences
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    reference,
    required_day,
    said_of_row,
)

SOURCE = "/police/lancashire"
NEEDS = frozenset({"caution_ref", "on", "offence_codes"})
MAY = frozenset(
    {"committed_from", "pnc", "cro", "asn", "withdrawn", "exported_at", *person_cells.COLUMNS}
)


def read(cells: Cells, context: Context) -> Said:
    """Read one row: a person was cautioned for offences, or never was.

    It is about the person by the first well-formed identifier; without one, about nobody else's.
    """
    on = required_day(cells, "on")
    caution = reference(cells, "caution_ref")
    said = person_cells.identifiers(cells, "pnc", "cro", "asn")
    who, doubted = person_cells.person(cells, said, on, context.key)
    token = context.key.token("caution", caution)
    fact = CautionGiven(
        caution=token, person=who, on=on, offences=offences(cells, caution, context)
    )
    subject = f"person:{who.tokens[0].value if who.tokens else token}"
    flags = (*doubted, *doubts(fact.offences))
    return said_of_row(fact, subject, SOURCE, cells, context, flags)


ADAPTER = Adapter(
    name="cautions",
    source=SOURCE,
    needs=NEEDS,
    may=MAY,
    emits=frozenset({CautionGiven}),
    read=read,
    dated=True,
)
