"""Police recorded crime: the documented CSV, one row a crime (docs/partners/recorded-crime.md).

Re-exported whole any number of times: what a newer row no longer says is withdrawn.
"""

from datetime import date, datetime
from typing import Any

from producers.contract.days import london_day
from producers.contract.errors import ContractViolation
from producers.contract.events import Event, event
from producers.contract.facts import CrimeCancelled, CrimeRecorded, Fact, OutcomeAssigned
from producers.contract.lists import FACTORS, GROUP_OF_OUTCOME, THEMES
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    day,
    exported_at,
    refused,
    required,
    required_day,
    words,
)
from producers.reference import tables

SOURCE = "/police/lancashire"
COLUMNS = (
    "crime_ref",
    "offence_code",
    "recorded_on",
    "committed_from",
    "committed_to",
    "lsoa",
    "district",
    "themes",
    "factors",
    "outcome_type",
    "outcome_on",
    "cancelled_on",
    "cancelled_reason",
    "exported_at",
)


def read(cells: Cells, context: Context) -> Said:
    """Read one row: the recording, the outcome if one stands, the cancellation if there is one."""
    reference = "".join(required(cells, "crime_ref", "the force's crime reference").split()).upper()
    subject = f"crime:{context.key.token('crime', reference)}"
    recorded_at = exported_at(cells, context)
    facts = [_recorded(cells), *_outcome(cells), *_cancelled(cells)]
    for fact, column in zip(facts, _days_of(facts), strict=True):
        _not_future(fact.day(), column, recorded_at)
    return Said(subject, tuple(_event(f, subject, recorded_at, context) for f in facts), whole=True)


def _event(fact: Fact, subject: str, recorded_at: datetime, context: Context) -> Event:
    return event(
        fact,
        subject=subject,
        source=SOURCE,
        recordedtime=recorded_at,
        tokenkey=context.key.id,
    )


def _recorded(cells: Cells) -> CrimeRecorded:
    offence = tables.canonical_offence(
        required(cells, "offence_code", "a Home Office counting code as 8N or 37/2")
    )
    fact: dict[str, Any] = {
        "recorded_on": required_day(cells, "recorded_on"),
        "district": _district(cells),
        "offence": _offence(offence),
        "committed_from": day(cells, "committed_from"),
        "committed_to": day(cells, "committed_to"),
        "themes": words(cells, "themes", THEMES),
        "factors": words(cells, "factors", FACTORS),
    }
    return CrimeRecorded(**fact)


def _offence(code: str) -> str:
    number = code.partition("/")[0].rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if not number.isdigit() or len(code) > len("999A/99"):
        raise refused("offence_code", code, "a Home Office counting code as 8N or 37/2")
    return code


def _district(cells: Cells) -> str:
    """Take the lower-layer area first, then the district by code or name."""
    lsoa = (cells.get("lsoa") or "").strip().upper()
    if lsoa:
        return tables.district_of_lsoa(lsoa) or tables.OUTSIDE
    named = (cells.get("district") or "").strip()
    if not named:
        return tables.UNKNOWN
    found = named if named in tables.places() else tables.district_named(named)
    if found is None:
        raise refused("district", named, "a district's GSS code or name, `outside` or `unknown`")
    return found


def _outcome(cells: Cells) -> list[OutcomeAssigned]:
    text = (cells.get("outcome_type") or "").strip()
    on = day(cells, "outcome_on")
    if not text:
        if on is not None:
            raise refused("outcome_type", "", "the outcome that was assigned on that day")
        return []
    if not text.isdigit() or int(text) not in GROUP_OF_OUTCOME:
        raise refused("outcome_type", text, "a number from 0 to 22")
    if on is None:
        raise refused("outcome_on", "", "the day on which the outcome was assigned")
    number = int(text)
    return [OutcomeAssigned(on=on, group=GROUP_OF_OUTCOME[number], type=number)]


def _cancelled(cells: Cells) -> list[CrimeCancelled]:
    on = day(cells, "cancelled_on")
    reason = (cells.get("cancelled_reason") or "").strip() or None
    if on is None:
        if reason is not None:
            raise refused("cancelled_on", "", "the day on which the crime was cancelled")
        return []
    if reason is not None and reason not in tables.cancellation_reasons():
        allowed = ", ".join(sorted(tables.cancellation_reasons()))
        raise refused("cancelled_reason", reason, f"nothing, or one of {allowed}")
    return [CrimeCancelled(on=on, reason=reason)]


_COLUMN = {
    CrimeRecorded: "recorded_on",
    OutcomeAssigned: "outcome_on",
    CrimeCancelled: "cancelled_on",
}


def _days_of(facts: list[Fact]) -> list[str]:
    return [_COLUMN[type(fact)] for fact in facts]


def _not_future(on: date, column: str, recorded_at: datetime) -> None:
    if on > london_day(recorded_at):
        raise ContractViolation(
            "future", column, got="a day after the export", expected="a day up to the export"
        )


ADAPTER = Adapter(
    name="recorded-crime",
    source=SOURCE,
    reads=frozenset({"crime_ref", "offence_code", "recorded_on"}),
    emits=frozenset({CrimeRecorded, OutcomeAssigned, CrimeCancelled}),
    read=read,
)
