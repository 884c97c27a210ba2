"""Alerts on what the partners send: silence, refusals, codes and persons that nobody can place.

By a partner's silence the alerts on figures that depend on it are inhibited (their label
`depends_on`, infra/alertmanager/alertmanager.yml): missing data never reads as improvement.
"""

from dashboards.alerts import Alert, Rule, agencies, number
from dashboards.links import CHARGING, DATA_QUALITY
from metrics.catalogue import AREA, METRICS

SILENT = 26
"""Hours: a day, and two hours' grace for an extract that comes once a day."""
MOST_REFUSED, FEW = 0.05, 10
"""The share of messages refused in an hour that is too many, and how few are no share."""
MOST_TWO_PNCS = 100
"""Persons' records that hold two PNC numbers: a few are always there."""
REFUSED = 'increase(lcjb_feed_events_total{fate="dead-lettered"}[1h])'
OF_AREA = f'place="{AREA}"'

ALERTS = (
    Alert(
        name="PartnerSilent",
        expr=f"""\
max by (agency) (last_over_time(lcjb_partner_silent_seconds[1d])) / 3600 > {SILENT}
""",
        severity="warning",
        summary="A partner has sent nothing for a day.",
        description=f"Nothing for {number('$value')} hours, of the days on which it should send. "
        "Figures that depend on it stand still, and their alerts wait.",
        action="Ask the partner. Several at once: see first that the worker runs.",
        dashboard=DATA_QUALITY,
    ),
    Alert(
        name="DeadLettersArriving",
        expr=f"sum by (topic) ({REFUSED}) > 0\n",
        severity="warning",
        summary="A partner sends messages that are refused.",
        description=f"{{{{ $labels.topic }}}}: about {number('$value')} in the last hour. "
        "The good ones are counted.",
        action="`lcjb deadletters list` says what is wrong and how to mend it: tell the partner.",
        dashboard=DATA_QUALITY,
    ),
    Alert(
        name="DeadLetterRatioHigh",
        expr=f"""\
(
  sum by (topic) ({REFUSED})
  / on (topic)
  sum by (topic) (increase(lcjb_feed_read_total[1h]))
) > {MOST_REFUSED}
and on (topic)
sum by (topic) ({REFUSED}) >= {FEW}
""",
        severity="critical",
        summary="Much of what a partner sends is refused.",
        description="{{ $labels.topic }}: {{ $value | humanizePercentage }} of the last hour's "
        "messages. Figures lack what they say.",
        action="Ask the partner to stop the feed and mend it: `lcjb deadletters list` says what "
        "is wrong. They send it again.",
        dashboard=DATA_QUALITY,
    ),
    Alert(
        name="VersionParked",
        expr='sum by (topic) (lcjb_feed_refused_waiting{code="unknown-type"}) > 0\n',
        severity="warning",
        summary="A partner sends a version that this monitor does not know yet.",
        description="{{ $labels.topic }}: messages that wait for an upgrade: "
        f"{number('$value')}. Figures lack what they say.",
        action="Upgrade the monitor, then put them back: `lcjb deadletters redrive`.",
        dashboard=DATA_QUALITY,
    ),
    Alert(
        name="CpsCodesUnclassified",
        expr=f'max(lcjb_cps_unclassified{{{OF_AREA}, period="rolling-year"}}) > 0\n',
        severity="warning",
        owner="cps",
        depends_on=agencies(METRICS["cps_unclassified"].depends_on),
        summary="CPS decisions have a code that is not listed.",
        description=f"Suspects of the last year with such a code: {number('$value')}. "
        "They are in no charge rate.",
        action="CPS says what the code means, and the list of codes gains a row.",
        dashboard=CHARGING,
    ),
    Alert(
        name="PersonsNotJoined",
        expr=f"""\
max by (flag) (lcjb_persons_not_joined{{{OF_AREA}, flag="too-many-tokens"}}) > 0
or
max by (flag) (lcjb_persons_not_joined{{{OF_AREA}, flag="two-pncs"}}) > {MOST_TWO_PNCS}
""",
        severity="warning",
        hold="1h",
        depends_on=agencies(METRICS["persons_not_joined"].depends_on),
        summary="Too many identifiers cannot be joined into one person.",
        description=f"Groups of identifiers, {{{{ $labels.flag }}}}: {number('$value')}. "
        "Reoffending counts each identifier in them for itself.",
        action="Look for a placeholder that a partner sends as an identifier, or for wrong links.",
        dashboard=DATA_QUALITY,
    ),
)


def group() -> Rule:
    """Give the group of rules on what the partners send."""
    return {"name": "lcjb-partners", "rules": [alert.rule() for alert in ALERTS]}
