"""Alerts on the monitor itself: what operators must know before a member is misled."""

from dashboards.alerts import Alert, Rule, number
from dashboards.links import REOFFENDING

EXPORTER_JOB = "lcjb"
OVERDUE = 36 * 3600
"""Seconds: a night missed, and half a day to notice before anybody is told."""

RELEASE_DAYS = 8
"""A week, and a day to mend what was in its way."""
ALERTS = (
    Alert(
        name="Watchdog",
        expr="vector(1)\n",
        severity="none",
        summary="Alerting works: this alert always fires, and its silence is the alarm.",
        description="Sent every few minutes; whoever receives it should miss it when it stops.",
        action="Nothing. The program behind the webhook complains when it stays away.",
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
        action="Run `make status` (or `docker compose ps`), and start what does not run.",
    ),
    Alert(
        name="WorkerStuck",
        expr="""\
sum(lcjb_feed_behind) > 0
and on ()
sum(increase(lcjb_feed_read_total[10m])) == 0
""",
        severity="critical",
        hold="5m",
        summary="Events wait in the log and the worker reads none.",
        description="{{ $value }} events wait; none was read in ten minutes. Figures stand still.",
        action="Read the end of the worker's log, and mend what it names.",
    ),
    Alert(
        name="EventParkedAsCrash",
        expr='sum by (topic) (lcjb_feed_refused_waiting{code="crash"}) > 0\n',
        severity="critical",
        summary="An event stopped the worker three times and was set aside.",
        description="{{ $labels.topic }}: {{ $value }} set aside. Figures lack what they say.",
        action="Report it with code and pointer; put it back after the release that mends it.",
    ),
    Alert(
        name="CountersBroken",
        expr="max by (topic) (lcjb_feed_unaccounted) != 0\n",
        severity="critical",
        summary="Events were read that nobody accounts for.",
        description="{{ $labels.topic }}: {{ $value }} read and neither applied, repeated, "
        "superseded, refused nor parked, or the other way about.",
        action="Publish no figure. Keep a copy of the ledger, then follow the runbook.",
    ),
    Alert(
        name="FiguresDisagree",
        expr="""\
max by (invariant) (lcjb_invariant_gap) != 0
or
sum by (stage, place) (lcjb_backlog_open_by_age{place!=""})
!= on (stage, place)
max by (stage, place) (lcjb_backlog_open{place!=""})
""",
        severity="critical",
        summary="Figures of one scrape that must add up do not.",
        description="{{ with $labels.invariant }}Invariant {{ . }}: {{ $value }} apart at worst."
        "{{ else }}{{ $labels.place }}, {{ $labels.stage }}: {{ $value }} over all bands.{{ end }}",
        action="Publish no figure. Keep a copy of the ledger, then follow the runbook.",
    ),
    Alert(
        name="ReconciliationMismatch",
        expr="sum by (kind) (lcjb_reconciliation_differing) > 0\n",
        severity="critical",
        summary="Figures differ from a recount of the events.",
        description="Kind {{ $labels.kind }}, adding up to something else: "
        f"{number('$value')}.",
        action="Publish no figure. Keep a copy of the ledger, then run `lcjb rebuild`.",
    ),
    Alert(
        name="ReconciliationOverdue",
        expr=f"""\
time() - max(lcjb_reconciliation_timestamp_seconds) > {OVERDUE}
or
(absent(lcjb_reconciliation_timestamp_seconds) and on () up{{job="{EXPORTER_JOB}"}} == 1)
""",
        severity="warning",
        hold="12h",
        summary="The nightly reconciliation has not been run for two days.",
        description="Nobody knows whether the figures still agree with the events.",
        action="See why the service `reconciliation` does not run; `lcjb reconcile` does it now.",
    ),
    Alert(
        name="ReleaseOverdue",
        expr=f"""\
time() - max(lcjb_release_timestamp_seconds) > {RELEASE_DAYS} * 86400
or
(absent(lcjb_release_timestamp_seconds) and on () up{{job="{EXPORTER_JOB}"}} == 1)
""",
        severity="warning",
        hold="1h",
        summary="No release for more than 8 days: what members see of reoffending is old.",
        description="One a week is due. `lcjb release list` says which there are.",
        action="See why the service `releases` does not run; `lcjb release make` does it now.",
        dashboard=REOFFENDING,
    ),
    Alert(
        name="ThresholdsUnreadable",
        expr="lcjb_backlog_threshold_readable == 0\n",
        severity="warning",
        hold="5m",
        summary="The thresholds file cannot be read; the last good levels hold.",
        description="Run `lcjb thresholds check`: it names the row and the mend.",
        action="Run `lcjb thresholds check`, and mend the row that it names.",
    ),
)


def group() -> Rule:
    """Give the group of rules on the monitor's own health."""
    return {"name": "lcjb-health", "rules": [alert.rule() for alert in ALERTS]}
