"""Police charges: the documented CSV, one row a defendant of a case (docs/partners/charges.md).

It names the crimes that a case is about, which no message between police and courts does. The
tokens are those of SPI's new case, so the same charge told by both is one fact.
"""

import re

from producers.contract.events import event
from producers.contract.facts import SuspectCharged
from producers.contract.facts.people import Offence
from producers.contract.identifiers import canonical
from producers.contract.lists import CHARGE_METHODS, ChargeMethod
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    cell,
    check_known_by,
    day,
    exported_at,
    refused,
    required,
    required_day,
    word,
)
from producers.reference import courts

SOURCE = "/police/lancashire"
COLUMNS = (
    "case_ref",
    "defendant_ref",
    "charged_on",
    "method",
    "offence_codes",
    "committed_from",
    "crime_refs",
    "exported_at",
)
NEEDS = frozenset({"case_ref", "defendant_ref", "charged_on", "method", "offence_codes"})

_METHODS: dict[str, ChargeMethod] = {method: method for method in CHARGE_METHODS}
_CODE = re.compile(r"[A-Z0-9]{3,12}")
_CODES = "codes of the national offence list with ; between them, as TH68001;CD71039"


def read(cells: Cells, context: Context) -> Said:
    """Read one row: a defendant was charged, with which offences and about which crimes."""
    case = canonical("urn", required(cells, "case_ref", "the case's reference"))
    exported, on = exported_at(cells, context), required_day(cells, "charged_on")
    check_known_by(exported, on, "charged_on")
    method = word(cells, "method", _METHODS)
    if method is None:
        raise refused("method", "", "one of " + ", ".join(_METHODS))
    who, codes = _defendant(cells, context), _listed(cells, "offence_codes")
    if not codes:
        raise refused("offence_codes", "", _CODES)
    fact = SuspectCharged(
        defendant=who,
        on=on,
        method=method,
        offences=tuple(
            _offence(cells, code, f"{case}|{who}|{number}", context)
            for number, code in enumerate(codes, 1)
        ),
        crimes=tuple(context.key.token("crime", each) for each in _listed(cells, "crime_refs")),
    )
    subject = f"case:{context.key.token('urn', case)}"
    one = event(
        fact, subject=subject, source=SOURCE, recordedtime=exported, tokenkey=context.key.id
    )
    unlisted = not all(map(courts.offence_is_listed, codes))
    return Said(subject, (one,), whole=False, flags=("offence-unlisted",) if unlisted else ())


def _defendant(cells: Cells, context: Context) -> str:
    expected = "an arrest/summons number, as 2604EA0100000000001A"
    text = required(cells, "defendant_ref", expected)
    try:
        return context.key.token("asn", canonical("asn", text))
    except ValueError:
        raise refused("defendant_ref", text, expected) from None


def _offence(cells: Cells, code: str, named: str, context: Context) -> Offence:
    if not _CODE.fullmatch(code):
        raise refused("offence_codes", cell(cells, "offence_codes"), _CODES)
    token = context.key.token("offence", named)
    return Offence(offence=token, code=code, committed_from=day(cells, "committed_from"))


def _listed(cells: Cells, column: str) -> list[str]:
    """Read a list of references, in one spelling each."""
    parts = ("".join(part.split()).upper() for part in cell(cells, column).split(";"))
    return [part for part in parts if part]


ADAPTER = Adapter(
    name="charges",
    source=SOURCE,
    needs=NEEDS,
    may=frozenset(COLUMNS) - NEEDS,
    emits=frozenset({SuspectCharged}),
    read=read,
    dated=True,
)
