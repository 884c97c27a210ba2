"""Alerts on the monitor itself: what operators must know before a member is misled."""

from dashboards.alerts import Alert, Rule

EXPORTER_JOB = "lcjb"

ALERTS = (
    Alert(
        name="Watchdog",
        expr="vector(1)\n",
        severity="none",
        summary="Alerting works: this alert always fires, and its silence is the alarm.",
        description="Sent every few minutes; whoever receives it should miss it when it stops.",
    ),
    Alert(
        name="ExporterDown",
        expr=f"""\
min by (job) (up{{job="{EXPORTER_JOB}"}}) == 0
or
absent(up{{job="{EXPORTER_JOB}"}})
""",
        severity="critical",
        hold="2m",
        summary="No figures are coming in: the exporter cannot be scraped.",
        description="Figures on the wall and in alerts are the last known ones, for a day at most.",
    ),
    Alert(
        name="ThresholdsUnreadable",
        expr="lcjb_backlog_threshold_readable == 0\n",
        severity="warning",
        hold="5m",
        summary="The thresholds file cannot be read; the last good levels hold.",
        description="Run `lcjb thresholds check`: it names the row and the mend.",
    ),
)


def group() -> Rule:
    """Give the group of rules on the monitor's own health."""
    return {"name": "lcjb-health", "rules": [alert.rule() for alert in ALERTS]}
