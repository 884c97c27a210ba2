"""Alerts on the monitor itself: what operators must know before a member is misled."""

from dashboards.alerts import Alert, Rule
from dashboards.links import REOFFENDING

EXPORTER_JOB = "lcjb"

RELEASE_DAYS = 8
"""A week, and a day to mend what was in its way."""
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
    ),
    Alert(
        name="NothingRead",
        expr="sum(increase(lcjb_feed_read_total[15m])) == 0\n",
        severity="warning",
        hold="1d",
        summary="Nothing has been read for a day: a silent worker, or silent partners.",
        description="Figures stand still. A dead worker notices no waiting events either.",
    ),
    Alert(
        name="EventParkedAsCrash",
        expr='sum by (topic) (lcjb_feed_refused_waiting{code="crash"}) > 0\n',
        severity="critical",
        summary="An event stopped the worker three times and was set aside.",
        description="{{ $labels.topic }}: {{ $value }} set aside. Figures lack what they say.",
    ),
    Alert(
        name="DeadLettersArriving",
        expr="""\
sum by (topic) (increase(lcjb_feed_events_total{fate="dead-lettered"}[1h])) > 0
""",
        severity="warning",
        summary="A partner sends messages that are refused.",
        description='{{ $labels.topic }}: about {{ printf "%.0f" $value }} in the last hour. '
        "The good ones are counted.",
    ),
    Alert(
        name="CountersBroken",
        expr="""\
sum by (topic, partition) (lcjb_feed_read_total)
!= on (topic, partition)
sum by (topic, partition) (lcjb_feed_events_total)
""",
        severity="critical",
        summary="Events were read that nobody accounts for.",
        description="{{ $labels.topic }}, partition {{ $labels.partition }}: {{ $value }} read, "
        "and another number applied, repeated, superseded, refused or parked.",
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
    ),
    Alert(
        name="ReleaseOverdue",
        expr=f"""\
time() - max(lcjb_release_timestamp_seconds) > {RELEASE_DAYS} * 86400
or
absent(lcjb_release_timestamp_seconds) and on () up{{job="{EXPORTER_JOB}"}} == 1
""",
        severity="warning",
        hold="1h",
        summary="No release for more than 8 days: what members see of reoffending is old.",
        description="One a week is due. `lcjb release list` says which there are.",
        dashboard=REOFFENDING,
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
