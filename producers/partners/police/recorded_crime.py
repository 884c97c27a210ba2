"""Police recorded crime: the documented CSV, one row a crime (docs/partners/recorded-crime.md).

Re-exported whole any number of times: what a newer row no longer says is withdrawn.
"""

import re
from datetime import datetime

from producers.contract.events import Event, event
from producers.contract.facts import CrimeCancelled, CrimeRecorded, Fact, OutcomeAssigned
from producers.contract.lists import FACTORS, GROUP_OF_OUTCOME, THEMES, Factor, Theme
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    cell,
    check_known_by,
    day,
    exported_at,
    reference,
    refused,
    required,
    required_day,
    word,
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
NEEDS = frozenset({"crime_ref", "offence_code", "recorded_on"})

_THEMES: dict[str, Theme] = {theme: theme for theme in THEMES}
_FACTORS: dict[str, Factor] = {factor: factor for factor in FACTORS}
_OFFENCE = re.compile(r"[0-9]{1,3}[A-Z]?(/[0-9]{1,2})?")
_LSOA = re.compile(r"[EW]01[0-9]{6}")
_OUTCOME = re.compile(r"0*([0-9]{1,2})|0*([123])A")  # 1A, 2A and 3A are subsets of 1, 2 and 3
_DAY_COLUMN: dict[type[Fact], str] = {
    CrimeRecorded: "recorded_on",
    OutcomeAssigned: "outcome_on",
    CrimeCancelled: "cancelled_on",
}


def read(cells: Cells, context: Context) -> Said:
    """Read one row: the recording, the outcome if one stands, the cancellation if there is one."""
    subject = f"crime:{context.key.token('crime', reference(cells, 'crime_ref'))}"
    exported = exported_at(cells, context)
    recorded, flags = _recorded(cells)
    facts: list[Fact] = [recorded, *_outcome(cells), *_cancelled(cells)]
    for fact in facts:
        check_known_by(exported, fact.day(), _DAY_COLUMN[type(fact)])
    said = tuple(_event(fact, subject, exported, context) for fact in facts)
    return Said(subject, said, whole=True, flags=flags)


def _event(fact: Fact, subject: str, exported: datetime, context: Context) -> Event:
    return event(
        fact, subject=subject, source=SOURCE, recordedtime=exported, tokenkey=context.key.id
    )


def _recorded(cells: Cells) -> tuple[CrimeRecorded, tuple[str, ...]]:
    offence, district = _offence(cells), _district(cells)
    fact = CrimeRecorded(
        recorded_on=required_day(cells, "recorded_on"),
        district=district,
        offence=offence,
        committed_from=day(cells, "committed_from"),
        committed_to=day(cells, "committed_to"),
        themes=words(cells, "themes", _THEMES),
        factors=words(cells, "factors", _FACTORS),
    )
    unlisted = tables.crime_class(offence).group == tables.UNASSIGNED
    doubts = {"offence-not-listed": unlisted, "district-unknown": district == tables.UNKNOWN}
    return fact, tuple(name for name, true in doubts.items() if true)


def _offence(cells: Cells) -> str:
    expected = "a Home Office counting code as 8N, 28E or 37/2"
    text = required(cells, "offence_code", expected)
    code = tables.canonical_offence(text)
    if not _OFFENCE.fullmatch(code):
        raise refused("offence_code", text, expected)
    return code


def _district(cells: Cells) -> str:
    """Take the lower-layer area if it is a listed one, else the district by code or name."""
    lsoa, named = cell(cells, "lsoa").upper(), cell(cells, "district")
    if lsoa and not _LSOA.fullmatch(lsoa):
        raise refused("lsoa", lsoa, "a lower-layer super output area as E01012607")
    listed = tables.district_of_lsoa(lsoa)
    if listed is not None:
        return listed
    if not named:
        return tables.OUTSIDE if lsoa else tables.UNKNOWN
    found = named if named in tables.places() else tables.district_named(named)
    if found is None:
        raise refused("district", named, "a district's GSS code or name, `outside` or `unknown`")
    return found


def _outcome(cells: Cells) -> list[OutcomeAssigned]:
    text, on = cell(cells, "outcome_type").upper(), day(cells, "outcome_on")
    if not text:
        if on is not None:
            raise refused("outcome_type", "", "the outcome that was assigned on that day")
        return []
    number = _number(text)
    if on is None:
        if number == 0:  # not yet assigned, and never was
            return []
        raise refused("outcome_on", "", "the day on which the outcome was assigned")
    return [OutcomeAssigned(on=on, group=GROUP_OF_OUTCOME[number], type=number)]


def _number(text: str) -> int:
    found = _OUTCOME.fullmatch(text)
    number = int(found[1] or found[2]) if found else -1
    if number not in GROUP_OF_OUTCOME:
        raise refused("outcome_type", text, "a Home Office outcome, 0 to 22")
    return number


def _cancelled(cells: Cells) -> list[CrimeCancelled]:
    on = day(cells, "cancelled_on")
    reason = word(cells, "cancelled_reason", tables.cancellation_reasons())
    if on is None:
        if reason is not None:
            raise refused("cancelled_on", "", "the day on which the crime was cancelled")
        return []
    return [CrimeCancelled(on=on, reason=reason)]


ADAPTER = Adapter(
    name="recorded-crime",
    source=SOURCE,
    needs=NEEDS,
    may=frozenset(COLUMNS) - NEEDS,
    emits=frozenset(_DAY_COLUMN),
    read=read,
    dated=True,
)
