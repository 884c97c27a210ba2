"""Police cautions: the documented CSV, one row a caution (docs/partners/cautions.md)."""

import re

from producers.contract.facts import CautionGiven, Offence
from producers.partners import person_cells
from producers.partners.police.suspects import reference
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    cell,
    day,
    refused,
    required_day,
    said_of_row,
)
from producers.reference import courts

SOURCE = "/police/lancashire"
NEEDS = frozenset({"caution_ref", "on", "offence_codes"})
MAY = frozenset(
    {"committed_from", "pnc", "cro", "asn", "withdrawn", "exported_at", *person_cells.COLUMNS}
)

_CODE = re.compile(r"[A-Z0-9]{3,12}")
_CODES = "codes of the national offence list with ; between them, as TH68001;CD71039"


def read(cells: Cells, context: Context) -> Said:
    """Read one row: a person was cautioned for offences, or never was.

    It is about the person by the first well-formed identifier; without one, about nobody else's.
    """
    on = required_day(cells, "on")
    caution = reference(cells, "caution_ref")
    said = person_cells.identifiers(cells, "pnc", "cro", "asn")
    who, doubts = person_cells.person(cells, said, on, context.key)
    token = context.key.token("caution", caution)
    codes = _codes(cells)
    fact = CautionGiven(
        caution=token,
        person=who,
        on=on,
        offences=tuple(
            _offence(cells, code, f"{caution}|{number}", context)
            for number, code in enumerate(codes, 1)
        ),
    )
    subject = f"person:{who.tokens[0].value if who.tokens else token}"
    unlisted = () if all(map(courts.offence_is_listed, codes)) else ("offence-unlisted",)
    return said_of_row(fact, subject, SOURCE, cells, context, (*doubts, *unlisted))


def _codes(cells: Cells) -> list[str]:
    text = cell(cells, "offence_codes")
    found = [part for part in ("".join(p.split()).upper() for p in text.split(";")) if part]
    if not found or not all(map(_CODE.fullmatch, found)):
        raise refused("offence_codes", text, _CODES)
    return found


def _offence(cells: Cells, code: str, named: str, context: Context) -> Offence:
    token = context.key.token("offence", named)
    return Offence(offence=token, code=code, committed_from=day(cells, "committed_from"))


ADAPTER = Adapter(
    name="cautions",
    source=SOURCE,
    needs=NEEDS,
    may=MAY,
    emits=frozenset({CautionGiven}),
    read=read,
    dated=True,
)
