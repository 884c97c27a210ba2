"""Alerts on custody time limits: one that has passed, one that ends within 7 days, by court.

Nothing inhibits or mutes them, and missing figures never end them: what was known last holds until
figures come again. Every court counts, those outside the area and the unknown one too.
"""

from dashboards.alerts import PLACE_OF_ALERT, Alert, Rule, number
from dashboards.links import CUSTODY
from metrics.catalogue import AREA, PASSED

KNOWN = "lcjb:custody_time_limits:last_known"
FIGURE = "lcjb_custody_time_limits"
CASES = (
    "The monitor's operators can say which (`lcjb figures --metric custody_time_limits --items`)."
)
SOON = "7-days"


def _at_courts(within: str) -> str:
    return f'max by (place) ({KNOWN}{{within="{within}", place!="{AREA}"}}) > 0\n'


def _alert(name: str, within: str, severity: str, summary: str, said: str, action: str) -> Alert:
    return Alert(
        name=name,
        expr=_at_courts(within),
        severity=severity,
        owner="courts",
        summary=summary,
        description=f"{{{{ $labels.place }}}}: {number('$value')} "
        f"limit{{{{ if ne $value 1.0 }}}}s{{{{ end }}}} {said}",
        action=action,
        dashboard=f"{CUSTODY}?var-court={PLACE_OF_ALERT}",
    )


ALERTS = (
    _alert(
        "CustodyTimeLimitPassed",
        PASSED,
        "critical",
        "A custody time limit has passed.",
        "passed, and not said to be extended or ended.",
        "Today: the court's listing officer and the CPS check custody and limit of each case. "
        f"{CASES} If the limit was extended or the person released, the court sends it, and this "
        "ends.",
    ),
    _alert(
        "CustodyTimeLimitNear",
        SOON,
        "warning",
        "A custody time limit ends within 7 days.",
        "ending within 7 days.",
        "The court and the CPS see that the trial begins in time, or apply for an extension. "
        f"{CASES}",
    ),
)


def group() -> Rule:
    """Give the group: what is known of the limits, then the alerts."""
    return {"name": "lcjb-limits", "rules": [_known(), *(alert.rule() for alert in ALERTS)]}


def _known() -> Rule:
    # it reads itself, so that an outage of any length ends no alert
    return {
        "record": KNOWN,
        "expr": f"""\
max by (within, place) ({FIGURE})
or
({KNOWN} unless on () {FIGURE})
""",
    }
