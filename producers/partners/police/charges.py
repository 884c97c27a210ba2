"""Police charges: the documented CSV, one row a defendant of a case (docs/partners/charges.md).

It names the crimes that a case is about, which no message between police and courts does. The
tokens are those of SPI's new case, so the same charge told by both is one fact.
"""

from producers.contract.events import event
from producers.contract.facts import SuspectCharged
from producers.contract.identifiers import canonical
from producers.contract.lists import CHARGE_METHODS, ChargeMethod
from producers.partners.police.offences import doubts, offences
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    check_known_by,
    exported_at,
    listed,
    refused,
    required,
    required_day,
    word,
)

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


def read(cells: Cells, context: Context) -> Said:
    """Read one row: a defendant was charged, with which offences and about which crimes."""
    case = canonical("urn", required(cells, "case_ref", "the case's reference"))
    exported, on = exported_at(cells, context), required_day(cells, "charged_on")
    check_known_by(exported, on, "charged_on")
    method = word(cells, "method", _METHODS)
    if method is None:
        raise refused("method", "", "one of " + ", ".join(_METHODS))
    who = _defendant(cells, context)
    fact = SuspectCharged(
        defendant=who,
        on=on,
        method=method,
        offences=offences(cells, f"{case}|{who}", context),
        crimes=tuple(context.key.token("crime", each) for each in listed(cells, "crime_refs")),
    )
    subject = f"case:{context.key.token('urn', case)}"
    one = event(
        fact, subject=subject, source=SOURCE, recordedtime=exported, tokenkey=context.key.id
    )
    return Said(subject, (one,), whole=False, flags=doubts(fact.offences))


def _defendant(cells: Cells, context: Context) -> str:
    expected = "an arrest/summons number, as 2604EA0100000000001A"
    text = required(cells, "defendant_ref", expected)
    try:
        return context.key.token("asn", canonical("asn", text))
    except ValueError:
        raise refused("defendant_ref", text, expected) from None


ADAPTER = Adapter(
    name="charges",
    source=SOURCE,
    needs=NEEDS,
    may=frozenset(COLUMNS) - NEEDS,
    emits=frozenset({SuspectCharged}),
    read=read,
    dated=True,
)
