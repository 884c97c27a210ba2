"""Alerts on a backlog that is on its way to a threshold: an early word, weeks before.

The weeks are reckoned from the ledger (`metrics.forecast`). What is reached has the other alert,
which speaks for this one (infra/alertmanager/alertmanager.yml).
"""

from dashboards.alerts import PLACE_OF_ALERT, STAGE_TITLES, Alert, Rule, agencies
from dashboards.links import backlog
from metrics.catalogue import WATCHED, watched_at

NAME = "BacklogHeadingForThreshold"
WEEKS = 8
"""As long as it takes to list more sittings or to move people."""


def group() -> Rule:
    """Give the group of rules, one a stage."""
    return {"name": "lcjb-heading", "rules": [heading(stage).rule() for stage in WATCHED]}


def heading(stage: str) -> Alert:
    """Give the alert of one stage."""
    return Alert(
        name=NAME,
        expr=f"""\
min by (stage, place, threshold, owner) (
  lcjb_backlog_weeks_until_threshold{{stage="{stage}"}}
) <= {WEEKS}
""",
        severity="warning",
        owner="",
        hold="6h",
        keep="1w",
        depends_on=agencies(watched_at(stage).depends_on),
        summary=f"The {STAGE_TITLES[stage]} backlog is heading for a threshold.",
        description='{{ $labels.place }}: {{ $value | printf "%.0f" }} weeks to the '
        "{{ $labels.threshold }} threshold, at the trend of the last 12 weeks.",
        action="See what is behind the trend: more coming in, or less going out. There is time to "
        "act before the threshold is reached.",
        dashboard=backlog(stage, PLACE_OF_ALERT),
    )
