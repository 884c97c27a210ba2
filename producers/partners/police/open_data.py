"""data.police.uk street and outcomes CSV: an open baseline, in a ledger of its own.

Month precision; labels give a group of outcomes, not a number (docs/partners/open-data.md).
"""

import re
from datetime import date, datetime, time, timedelta

from producers.contract.days import LONDON
from producers.contract.events import Event, event
from producers.contract.facts import CrimeRecorded, Fact, OutcomeAssigned
from producers.contract.lists import OUTCOME_GROUPS, OutcomeGroup
from producers.partners.rows import (
    Adapter,
    Cells,
    Context,
    Said,
    cell,
    check_known_by,
    refused,
    required,
)
from producers.reference import tables

SOURCE = "/police/open-data"

_BASE = frozenset({"Crime ID", "Month", "LSOA code"})
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_ID = re.compile(r"[0-9a-f]{64}")
_AREA_WITHIN = re.compile(r" [0-9]{3}[A-Z]{1,2}$")
_GROUPS: dict[str, OutcomeGroup] = {group: group for group in OUTCOME_GROUPS}
_NO_OUTCOME = "not-yet-assigned"
_NOT_A_CRIME = "anti-social behaviour"


def read_street(cells: Cells, context: Context) -> Said | None:
    """Read a street row: a crime and its last outcome. No id is anti-social behaviour: no crime."""
    if not cell(cells, "Crime ID") or cell(cells, "Crime type").casefold() == _NOT_A_CRIME:
        return None
    month, district = _month(cells), _district(cells)
    label = required(cells, "Crime type", "a crime type of data.police.uk")
    crime_type = tables.crime_type_of_label(label)
    if crime_type is None:
        raise refused("Crime type", label, "a crime type of data.police.uk")
    facts: list[Fact] = [
        CrimeRecorded(recorded_on=month, district=district, crime_type=crime_type),
        *_outcome(cells, "Last outcome category", month, district),
    ]
    return _said(cells, context, facts, month)


def read_outcomes(cells: Cells, context: Context) -> Said:
    """Read an outcomes row: it has neither crime type nor recorded day."""
    month = _month(cells)
    required(cells, "Outcome type", "an outcome of data.police.uk")
    facts = _outcome(cells, "Outcome type", month, _district(cells))
    return _said(cells, context, facts, month)


def _outcome(cells: Cells, column: str, month: date, district: str) -> list[OutcomeAssigned]:
    """Both files say an outcome alike, with its district: the same month gives the same content."""
    label = cell(cells, column)
    if not label:
        return []
    group = tables.outcome_group(label)
    if group is None:
        raise refused(column, label, "an outcome of data.police.uk")
    if group == _NO_OUTCOME:
        return []
    return [OutcomeAssigned(on=month, group=_GROUPS[group], district=district)]


def _said(
    cells: Cells, context: Context, facts: list[Fact] | list[OutcomeAssigned], month: date
) -> Said:
    """Say the facts; never as all there is to say, for two files speak about one crime."""
    known = context.exported_at or _month_end(month)
    check_known_by(known, month, "Month")
    subject = f"crime:{context.key.token('open-data', _crime_id(cells))}"
    events = tuple(_event(fact, subject, known, context) for fact in facts)
    return Said(subject, events, whole=False)


def _event(fact: Fact, subject: str, known: datetime, context: Context) -> Event:
    return event(
        fact,
        subject=subject,
        source=SOURCE,
        recordedtime=known,
        tokenkey=context.key.id,
        precision="month",
    )


def _crime_id(cells: Cells) -> str:
    text = required(cells, "Crime ID", "the id that data.police.uk gives").lower()
    if not _ID.fullmatch(text):
        raise refused("Crime ID", text, "64 hexadecimal digits")
    return text


def _month(cells: Cells) -> date:
    text = required(cells, "Month", "a month as 2019-05")
    if not _MONTH.fullmatch(text):
        raise refused("Month", text, "a month as 2019-05")
    return date.fromisoformat(f"{text}-01")


def _month_end(month: date) -> datetime:
    """Give the last second of a month: what the file says was known then at the latest."""
    following = (month + timedelta(days=32)).replace(day=1)
    return datetime.combine(following, time(), LONDON) - timedelta(seconds=1)


def _district(cells: Cells) -> str:
    """Find the district by the area's code, or by its name where the code is a later one."""
    code, name = cell(cells, "LSOA code"), cell(cells, "LSOA name")
    if not code:
        return tables.UNKNOWN
    found = tables.district_of_lsoa(code) or tables.district_named(_AREA_WITHIN.sub("", name))
    return found or tables.OUTSIDE


STREET = Adapter(
    name="open-data-street",
    source=SOURCE,
    needs=_BASE | {"Crime type", "Last outcome category"},
    may=frozenset({"LSOA name"}),
    emits=frozenset({CrimeRecorded, OutcomeAssigned}),
    read=read_street,
)
OUTCOMES = Adapter(
    name="open-data-outcomes",
    source=SOURCE,
    needs=_BASE | {"Outcome type"},
    may=frozenset({"LSOA name"}),
    emits=frozenset({OutcomeAssigned}),
    read=read_outcomes,
)
