"""The offences of a charge or caution, as a row of the police lists them."""

import re

from producers.contract.facts import Offence
from producers.partners.rows import Cells, Context, cell, day, listed, refused
from producers.reference import courts

COLUMN = "offence_codes"

_CODE = re.compile(r"[A-Z0-9]{3,12}")
_CODES = "codes of the national offence list with ; between them, as TH68001;CD71039"


def offences(cells: Cells, of: str, context: Context) -> tuple[Offence, ...]:
    """Read the offences in their order; each is known by its place in what it is `of`."""
    codes = listed(cells, COLUMN)
    if not codes or not all(map(_CODE.fullmatch, codes)):
        raise refused(COLUMN, cell(cells, COLUMN), _CODES)
    committed = day(cells, "committed_from")
    return tuple(
        Offence(
            offence=context.key.token("offence", f"{of}|{number}"),
            code=code,
            committed_from=committed,
        )
        for number, code in enumerate(codes, 1)
    )


def doubts(told: tuple[Offence, ...]) -> tuple[str, ...]:
    """Name what is doubtful: an offence that the national list does not have."""
    return (
        () if all(courts.offence_is_listed(each.code) for each in told) else ("offence-unlisted",)
    )
