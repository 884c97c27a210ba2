"""Where things are found: names that dashboards, rules and the runbook share."""

TAG = "lcjb"
"""What boards are tagged with, and annotations that every board shows, whoever made them."""
OVERVIEW_UID = "lcjb-overview"
WALL_UID = "lcjb-wall"
DATA_QUALITY_UID = "lcjb-data-quality"
OPERATIONS_UID = "lcjb-operations"
CRIME_AND_CHARGE_UID = "lcjb-crime-and-charge"
COURTS_UID = "lcjb-courts-and-the-backlog"
CUSTODY_UID = "lcjb-custody-time-limits"
CHARGING_UID = "lcjb-charging-and-bail"
PROBATION_UID = "lcjb-probation"
REOFFENDING_UID = "lcjb-reoffending"
CRIME_AND_CHARGE = f"/d/{CRIME_AND_CHARGE_UID}/crime-and-charge"
"""Path below Grafana's address, which Alertmanager's templates put before it."""
COURTS = f"/d/{COURTS_UID}/courts-and-the-backlog"
CUSTODY = f"/d/{CUSTODY_UID}/custody-time-limits"
CHARGING = f"/d/{CHARGING_UID}/charging-and-bail"
PROBATION = f"/d/{PROBATION_UID}/probation"
OPERATIONS = f"/d/{OPERATIONS_UID}/operations"
DATA_QUALITY = f"/d/{DATA_QUALITY_UID}/data-quality"
REOFFENDING = f"/d/{REOFFENDING_UID}/reoffending"
RUNBOOK = "docs/runbook.md"

_BACKLOGS = {
    "investigation": f"{CRIME_AND_CHARGE}?var-place=",
    "magistrates": f"{COURTS}?var-magistrates=",
    "crown": f"{COURTS}?var-crown=",
    "unpaid-work": f"{PROBATION}?var-unit=",
}
_OF_THE_AREA = {"charging": CHARGING}
"""Of these no place can be chosen."""


def backlog(stage: str, place: str) -> str:
    """Give the dashboard of a stage's backlog, opened at a place."""
    board = _BACKLOGS.get(stage)
    return board + place if board else _OF_THE_AREA.get(stage, CRIME_AND_CHARGE)


def runbook(alert: str) -> str:
    """Give the runbook's section of an alert: its name, as headings are linked."""
    return f"{RUNBOOK}#{alert.lower()}"
