"""What the monitor says of itself, in words: its feeds, its partners, its own work. Data.

Figures are in the catalogue; these are no figures. Read by the boards "Data quality", "Operations"
and every board's header; a test holds the names against what is really served.
"""

from typing import NamedTuple

_LEDGER = "The ledger's counters, kept in the transaction of each batch; `lcjb status` shows them."
_EXPORTER = "The exporter, of itself."
_PROMETHEUS = "Prometheus, of its own scrapes of the exporter."
_ALL_TOPICS = "Every topic that the worker follows."
_ONE_EXPORTER = "The exporter that this Prometheus scrapes."


class Own(NamedTuple):
    """One series: what it is, in which unit, who says it, of what, and what to mind."""

    definition: str
    unit: str
    source: str = _LEDGER
    population: str = _ALL_TOPICS
    caveats: str = "It says nothing of what a partner never sent."

    def words(self) -> dict[str, str]:
        """Give it as a panel's description says it."""
        return {name.capitalize(): said for name, said in self._asdict().items()}


MONITOR_SERIES: dict[str, Own] = {
    "partner_last_event_timestamp_seconds": Own(
        "When the last good event of a partner came in here.",
        "Instant.",
        population="Each partner that was ever heard.",
        caveats="News may be of a day long past; a refused message is no news.",
    ),
    "feed_complete_to_seconds": Own(
        "The last day to which all that a partner declared to have recorded has come in.",
        "Day.",
        source="The partners' control totals, against the ids that came in; `lcjb status`.",
        population="Each partner that declares control totals (`lcjb declare control-total`).",
        caveats="A day that is not declared stops it too. No data where nothing was declared.",
    ),
    "partner_silent_seconds": Own(
        "How long a partner has been silent, of the days on which it is expected to send.",
        "Second.",
        population="Each partner that was ever heard.",
        caveats="A declared pause and days on which nobody is expected to send are left out.",
    ),
    "release_as_of_seconds": Own(
        "The day that the latest release is as of; its figures stand until the next.",
        "Day.",
        source="The ledger's releases; `lcjb release list` shows them.",
        population="All protected figures.",
        caveats="One a week. What was learnt since is in the next; no data before the first.",
    ),
    "published_ratio": Own(
        "A rate as it was published for England and Wales, the newest there is, with its period.",
        "Share.",
        source="metrics/published.csv, with publisher and day in metrics/published_sources.csv.",
        population="As the publisher says.",
        caveats="Of an earlier period than the figure that it stands beside.",
    ),
    "feed_read_total": Own(
        "Events read from the log.",
        "Event.",
        caveats="Read again after a restore, they are counted again.",
    ),
    "feed_events_total": Own(
        "What became of the events that were read: applied, a duplicate, superseded by a newer "
        "word, refused (dead-lettered) or set aside (parked).",
        "Event.",
        caveats="The fates add up to what was read, else `CountersBroken` fires.",
    ),
    "feed_unaccounted": Own(
        "Events that were read and have no fate, partition by partition.",
        "Event.",
        caveats="Anything but 0 is a fault of the monitor: `CountersBroken` fires.",
    ),
    "feed_behind": Own(
        "Events that are in the log and not in the ledger yet.",
        "Event.",
        caveats="As of the worker's last look, every five seconds: a dead worker looks no more.",
    ),
    "feed_refused_waiting": Own(
        "Messages refused or parked that nobody has put back, by reason.",
        "Message.",
        caveats="The codes are in docs/errors.md; `lcjb deadletters list` shows each.",
    ),
    "feed_conflicts_total": Own(
        "Events of one id and revision that came with other content.",
        "Event.",
        caveats="The later recorded one stands (R5); the partner should say which is right.",
    ),
    "feed_dropped_fields_total": Own(
        "Fields that the contract does not know, dropped when read.",
        "Field.",
        caveats="Never stored. A partner has a newer contract, or a slip in a name.",
    ),
    "feed_unmatched": Own(
        "Crimes that a case names and that no police record has come for.",
        "Crime.",
        population="Every case in the ledger.",
        caveats="Its theme is then unknown. Counted once a minute at most.",
    ),
    "worker_exits_total": Own(
        "Exits of the worker through a fault of its own at some message.",
        "Exit.",
        caveats="Three at one message park it. A kill or a restart of the machine is not counted.",
    ),
    "reconciliation_differing": Own(
        "Of all that was recounted from the events at night, what adds up to something else.",
        "Crime, case, suspect, person or partner.",
        source="`lcjb reconcile`, at 03:15 every night.",
        population="Everything in the ledger.",
        caveats="Anything but 0 is a fault of the monitor. No data before the first night.",
    ),
    "reconciliation_timestamp_seconds": Own(
        "When the last recount was.",
        "Instant.",
        source="`lcjb reconcile`, at 03:15 every night.",
        population="Everything in the ledger.",
        caveats="`lcjb reconcile` makes one at once.",
    ),
    "invariant_gap": Own(
        "By how much figures that must add up do not, in the worst part.",
        "Count.",
        source=_EXPORTER,
        population="Every stage, place and period that is served.",
        caveats="Anything but 0 is a fault of the monitor: `FiguresDisagree` fires.",
    ),
    "snapshot_timestamp_seconds": Own(
        "When the figures were last made from the ledger.",
        "Instant.",
        source=_EXPORTER,
        population=_ONE_EXPORTER,
        caveats="They are made anew when the ledger has moved or the day has changed.",
    ),
    "snapshot_seconds": Own(
        "How long making all figures took.",
        "Second.",
        source=_EXPORTER,
        population=_ONE_EXPORTER,
        caveats="Beside the scrapes: a scrape costs a copy.",
    ),
    "ALERTS": Own(
        "Alerts that fire. `Watchdog` always does: it proves that alerting works.",
        "Alert.",
        source="Prometheus, of the rules in dashboards/rules.",
        population="Every rule; one that fires at several places counts each.",
        caveats="docs/runbook.md says what each means and what to do.",
    ),
    "up": Own(
        "Whether the exporter could be scraped.",
        "1 or 0.",
        source=_PROMETHEUS,
        population=_ONE_EXPORTER,
        caveats="`ExporterDown` fires after two minutes.",
    ),
    "scrape_samples_scraped": Own(
        "Series in the last scrape.",
        "Series.",
        source=_PROMETHEUS,
        population=_ONE_EXPORTER,
        caveats="6,000 at most.",
    ),
    "scrape_duration_seconds": Own(
        "How long the last scrape took.",
        "Second.",
        source=_PROMETHEUS,
        population=_ONE_EXPORTER,
        caveats="150 milliseconds at the 95th percentile is the most that is wanted.",
    ),
}
"""By name; those of this monitor begin with `lcjb_` as served."""
