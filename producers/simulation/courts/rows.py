"""Rows of what neither courts' system tells: the courts' register, and the police's charges. Pure.

The columns are those of docs/partners/case-register.md and docs/partners/charges.md.
"""

from collections.abc import Iterator
from datetime import date, datetime

from producers.partners.courts import case_register
from producers.partners.police import charges as police
from producers.simulation.courts.cases import Case
from producers.simulation.courts.steps import CROWN, Entered, Moved, Reopened, Step

_METHODS = {"C": "charge", "Q": "requisition", "S": "summons"}


def register(case: Case, step: Step, at: datetime) -> tuple[str, ...]:
    """Give the register's row of a receipt at the Crown Court, a transfer or a reopening."""
    match step:
        case Entered():
            said = {"event": "received", "tier": CROWN, "court": step.court, "kind": step.kind}
        case Moved():
            said = {"event": "transferred", "court": step.court, "to_court": step.to}
        case Reopened():
            said = {"event": "reopened", "tier": step.tier}
        case _:
            raise TypeError(f"the register has no row of a {type(step).__name__}")
    on = date.fromordinal(step.day).isoformat()
    said |= {"case_ref": case.urn, "on": on, "exported_at": at.isoformat()}
    return tuple(said.get(column, "") for column in case_register.COLUMNS)


def charges(case: Case, at: datetime) -> Iterator[tuple[str, ...]]:
    """Give the police's row of each defendant of a case, with the crimes charged."""
    first = min(offence.committed_from for offence in case.offences)
    for number in range(len(case.people)):
        said = {
            "case_ref": case.urn,
            "defendant_ref": case.asn(number),
            "charged_on": date.fromordinal(case.day).isoformat(),
            "method": _METHODS[case.method],
            "offence_codes": ";".join(offence.code for offence in case.offences),
            "committed_from": date.fromordinal(first).isoformat(),
            "crime_refs": ";".join(offence.crime for offence in case.offences if offence.crime),
            "exported_at": at.isoformat(),
        }
        yield tuple(said[column] for column in police.COLUMNS)
