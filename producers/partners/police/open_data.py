"""data.police.uk street and outcomes CSV: an open baseline, in a ledger of its own.

Month precision; labels give a group of outcomes, not a number (docs/partners/open-data.md).
"""

import re
from datetime import date, datetime, timedelta

from producers.contract.days import LONDON
from producers.contract.events import Event, event
from producers.contract.facts import CrimeRecorded, Fact, OutcomeAssigned
from producers.partners.rows import Adapter, Cells, Context, Said, refused, required
from producers.reference import tables

SOURCE = "/police/open-data"
_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
_BASE = frozenset({"Crime ID", "Month", "LSOA code"})


def read_street(cells: Cells, context: Context) -> Said | None:
    """Read a street row: a crime and its last outcome. No id is anti-social behaviour: no crime."""
    if not (cells.get("Crime ID") or "").strip():
        return None
    month = _month(cells)
    label = required(cells, "Crime type", "a crime type of data.police.uk")
    crime_type = tables.crime_type_of_label(label)
    if crime_type is None:
        raise refused("Crime type", label, "a crime type of data.police.uk")
    facts: list[Fact] = [
        CrimeRecorded(recorded_on=month, district=_district(cells), crime_type=crime_type)
    ]
    outcome = (cells.get("Last outcome category") or "").strip()
    if outcome:
        facts += _outcome(outcome, "Last outcome category", month, None)
    return _said(cells, context, facts, month)


def read_outcomes(cells: Cells, context: Context) -> Said:
    """Read an outcomes row: it has neither crime type nor recorded day."""
    month = _month(cells)
    required(cells, "Crime ID", "the id that data.police.uk gives")
    label = required(cells, "Outcome type", "an outcome of data.police.uk")
    return _said(
        cells, context, _outcome(label, "Outcome type", month, _district(cells)), month, whole=False
    )


def _outcome(label: str, column: str, month: date, district: str | None) -> list[Fact]:
    group = tables.outcome_group(label)
    if group is None:
        raise refused(column, label, "an outcome of data.police.uk")
    if group == "not-yet-assigned":
        return []
    return [OutcomeAssigned(on=month, group=group, district=district)]  # type: ignore[arg-type]


def _said(
    cells: Cells, context: Context, facts: list[Fact], month: date, *, whole: bool = True
) -> Said:
    subject = f"crime:{context.key.token('open-data', cells['Crime ID'].strip().lower())}"
    return Said(subject, tuple(_event(f, subject, month, context) for f in facts), whole)


def _event(fact: Fact, subject: str, month: date, context: Context) -> Event:
    return event(
        fact,
        subject=subject,
        source=SOURCE,
        recordedtime=context.exported_at or _month_end(month),
        tokenkey=context.key.id,
        precision="month",
    )


def _month(cells: Cells) -> date:
    text = required(cells, "Month", "a month as 2019-05")
    if not _MONTH.match(text):
        raise refused("Month", text, "a month as 2019-05")
    return date.fromisoformat(f"{text}-01")


def _month_end(month: date) -> datetime:
    """Give the last second of a month: what the file says was known then at the latest."""
    following = (month + timedelta(days=32)).replace(day=1)
    return datetime.combine(following, datetime.min.time(), LONDON) - timedelta(seconds=1)


def _district(cells: Cells) -> str:
    lsoa = (cells.get("LSOA code") or "").strip()
    if not lsoa:
        return tables.UNKNOWN
    return tables.district_of_lsoa(lsoa) or tables.OUTSIDE


STREET = Adapter(
    name="open-data-street",
    source=SOURCE,
    reads=_BASE | {"Crime type", "Last outcome category"},
    emits=frozenset({CrimeRecorded, OutcomeAssigned}),
    read=read_street,
)
OUTCOMES = Adapter(
    name="open-data-outcomes",
    source=SOURCE,
    reads=_BASE | {"Outcome type"},
    emits=frozenset({OutcomeAssigned}),
    read=read_outcomes,
)
