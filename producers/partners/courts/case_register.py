"""A court's register: the documented CSV of a court that has neither system, one row an event.

A row of an offence's result is a hearing of that offence, so no row replaces another
(docs/partners/case-register.md). A row that is taken back is sent again with `withdrawn` yes.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from producers.contract.facts import (
    CaseCompleted,
    CaseReceived,
    CaseReopened,
    CaseSentToCrown,
    CaseTransferred,
    Fact,
    HeardDefendant,
    HeardOffence,
    HearingResulted,
    Identifier,
    Person,
    WarrantExecuted,
    WarrantIssued,
)
from producers.contract.identifiers import canonical
from producers.contract.lists import (
    DISPOSALS,
    HEARING_KINDS,
    PLEAS,
    RECEIPT_KINDS,
    REMANDS,
    RESULTS,
    TIERS,
    VERDICTS,
    Disposal,
    HearingKind,
    Plea,
    ReceiptKind,
    Remand,
    Result,
    Tier,
    Verdict,
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
from producers.reference import courts
from producers.tokens import TokenKey

SOURCE = "/courts/lancashire"
COLUMNS = (
    "case_ref",
    "event",
    "on",
    "tier",
    "court",
    "to_court",
    "kind",
    "defendant_ref",
    "offence_ref",
    "offence_code",
    "committed_from",
    "charged_on",
    "plea",
    "verdict",
    "convicted_on",
    "result",
    "disposal",
    "remand",
    "attended",
    "withdrawn",
    "exported_at",
)
NEEDS = frozenset({"case_ref", "event", "on"})

_TIERS: dict[str, Tier] = {each: each for each in TIERS}
_RECEIPTS: dict[str, ReceiptKind] = {each: each for each in RECEIPT_KINDS}
_HEARINGS: dict[str, HearingKind] = {each: each for each in HEARING_KINDS}
_RESULTS: dict[str, Result] = {each: each for each in RESULTS}
_DISPOSALS: dict[str, Disposal] = {each: each for each in DISPOSALS}
_PLEAS: dict[str, Plea] = {each: each for each in PLEAS}
_VERDICTS: dict[str, Verdict] = {each: each for each in VERDICTS}
_REMANDS: dict[str, Remand] = {each: each for each in REMANDS}
_YES_NO = {"yes": "yes", "no": "no"}
_CODE = re.compile(r"[A-Z0-9]{3,12}")


def read(cells: Cells, context: Context) -> Said:
    """Read one row: one event of a case, on its day, or that it was never true."""
    case = canonical("urn", required(cells, "case_ref", "the case's reference"))
    on = required_day(cells, "on")
    named = word(cells, "event", {name: name for name in _EVENTS})
    if named is None:
        raise refused("event", "", "one of " + ", ".join(_EVENTS))
    subject = f"case:{context.key.token('urn', case)}"
    fact = _EVENTS[named](cells, on, case, context.key)
    return said_of_row(fact, subject, SOURCE, cells, context, _doubts(cells))


def _doubts(cells: Cells) -> tuple[str, ...]:
    code = cell(cells, "offence_code")
    return ("offence-unlisted",) if code and not courts.offence_is_listed(code) else ()


def _received(cells: Cells, on: date, case: str, key: TokenKey) -> Fact:
    who = _defendant(cells, case, key) if cell(cells, "defendant_ref") else None
    return CaseReceived(
        tier=_tier(cells),
        court=_court(cells, "court"),
        on=on,
        kind=word(cells, "kind", _RECEIPTS),
        defendants=(who,) if who else (),
    )


def _hearing(cells: Cells, on: date, case: str, key: TokenKey) -> Fact:
    tier, court, who = _tier(cells), _court(cells, "court"), _defendant(cells, case, key)
    offence = _offence(cells, case, who, key)
    attended = word(cells, "attended", _YES_NO)
    asn = _asn(cell(cells, "defendant_ref"), key)
    tokens = (Identifier(scheme="asn", value=asn),) if asn else ()
    heard = HeardDefendant(
        defendant=who,
        offences=(offence,),
        person=Person(tokens=tokens, age="unknown"),
        remand=word(cells, "remand", _REMANDS),
        attended=None if attended is None else attended == "yes",
    )
    return HearingResulted(
        hearing=key.token("hearing", f"{court}|{on}|{case}|{who}|{offence.offence}"),
        sitting_day=on,
        tier=tier,
        court=court,
        defendants=(heard,),
        kind=word(cells, "kind", _HEARINGS),
    )


def _offence(cells: Cells, case: str, who: str, key: TokenKey) -> HeardOffence:
    reference = required(cells, "offence_ref", "the offence's number in the case").upper()
    code = required(cells, "offence_code", "a code as TH68001").upper()
    if not _CODE.fullmatch(code):
        raise refused("offence_code", code, "a code of the national offence list, as TH68001")
    result = word(cells, "result", _RESULTS)
    if result is None:
        raise refused("result", "", "one of " + ", ".join(_RESULTS))
    return HeardOffence(
        offence=key.token("offence", f"{case}|{who}|{reference}"),
        code=code,
        result=result,
        disposal=word(cells, "disposal", _DISPOSALS),
        committed_from=day(cells, "committed_from"),
        charged_on=day(cells, "charged_on"),
        plea=word(cells, "plea", _PLEAS),
        verdict=word(cells, "verdict", _VERDICTS),
        convicted_on=day(cells, "convicted_on"),
    )


def _sent(cells: Cells, on: date, case: str, key: TokenKey) -> Fact:
    who = _defendant(cells, case, key) if cell(cells, "defendant_ref") else None
    to = _court(cells, "to_court") if cell(cells, "to_court") else None
    return CaseSentToCrown(on=on, court=to, defendants=(who,) if who else ())


def _transferred(cells: Cells, on: date, _case: str, _key: TokenKey) -> Fact:
    return CaseTransferred(on=on, from_=_court(cells, "court"), to=_court(cells, "to_court"))


def _issued(cells: Cells, on: date, case: str, key: TokenKey) -> Fact:
    return WarrantIssued(defendant=_defendant(cells, case, key), on=on)


def _executed(cells: Cells, on: date, case: str, key: TokenKey) -> Fact:
    return WarrantExecuted(defendant=_defendant(cells, case, key), on=on)


def _completed(cells: Cells, on: date, _case: str, _key: TokenKey) -> Fact:
    return CaseCompleted(on=on, tier=_tier(cells))


def _reopened(cells: Cells, on: date, _case: str, _key: TokenKey) -> Fact:
    return CaseReopened(on=on, tier=_tier(cells))


def _tier(cells: Cells) -> Tier:
    found = word(cells, "tier", _TIERS)
    if found is None:
        raise refused("tier", "", "one of " + ", ".join(_TIERS))
    return found


def _court(cells: Cells, column: str) -> str:
    expected = "a court's organisation-unit code, as B04KO00"
    text = required(cells, column, expected)
    code = courts.canonical_court(text)
    if code is None:
        raise refused(column, text, expected)
    return code


def _defendant(cells: Cells, case: str, key: TokenKey) -> str:
    """Take the arrest/summons number; anything else tells the defendant within the case alone."""
    text = required(cells, "defendant_ref", "an arrest/summons number, or a number in the case")
    return _asn(text, key) or key.token("defendant", f"{case}|{text.upper()}")


def _asn(text: str, key: TokenKey) -> str | None:
    try:
        return key.token("asn", canonical("asn", text))
    except ValueError:
        return None


_EVENTS: Mapping[str, Callable[[Cells, date, str, TokenKey], Fact]] = {
    "received": _received,
    "hearing": _hearing,
    "sent": _sent,
    "transferred": _transferred,
    "warrant-issued": _issued,
    "warrant-executed": _executed,
    "completed": _completed,
    "reopened": _reopened,
}

ADAPTER = Adapter(
    name="case-register",
    source=SOURCE,
    needs=NEEDS,
    may=frozenset(COLUMNS) - NEEDS,
    emits=frozenset(
        {
            CaseReceived,
            HearingResulted,
            CaseSentToCrown,
            CaseTransferred,
            WarrantIssued,
            WarrantExecuted,
            CaseCompleted,
            CaseReopened,
        }
    ),
    read=read,
    dated=True,
)
