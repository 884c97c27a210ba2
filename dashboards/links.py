"""Where things are found: names that dashboards, rules and the runbook share."""

CRIME_AND_CHARGE_UID = "lcjb-crime-and-charge"
CRIME_AND_CHARGE = f"/d/{CRIME_AND_CHARGE_UID}/crime-and-charge"
"""Path below Grafana's address, which Alertmanager's templates put before it."""
RUNBOOK = "docs/runbook.md"


def runbook(alert: str) -> str:
    """Give the runbook's section of an alert: its name, as headings are linked."""
    return f"{RUNBOOK}#{alert.lower()}"
