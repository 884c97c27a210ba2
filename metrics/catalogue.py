"""Every figure, once: what it is, how it is counted and what it depends on. Data.

Read by the command, the exporter and the docs. Definitions: docs/definitions.md.
"""

from dataclasses import dataclass

POLICE = (("police", "investigation"),)
CRIMES = "Crimes of headline classes recorded by the force; cancelled ones left out."
INVESTIGATIONS = "Crimes recorded by the force and not cancelled, fraud included."


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure's definition. A rate has numerator `n` and denominator `d`, and is 0 to 1."""

    name: str
    definition: str
    unit: str
    n: str
    d: str
    population: str
    depends_on: tuple[tuple[str, str], ...] = POLICE
    disclosure: str = "exact"

    @property
    def is_rate(self) -> bool:
        """Say whether it goes to Prometheus as three series."""
        return self.name in RATES


RATES = frozenset(
    {"charge_rate_recorded", "charge_rate_closed", "backlog_clearance"} | {"backlog_year_or_more"}
)

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            "crimes_recorded",
            "Crimes recorded in the period, less those cancelled since.",
            "crime",
            "crimes",
            "",
            CRIMES,
        ),
        Metric(
            "charge_rate_recorded",
            "Recorded basis (cohort): of the crimes recorded in the "
            "period, the share whose standing outcome is charged or summonsed.",
            "crime",
            "charged",
            "recorded",
            CRIMES,
        ),
        Metric(
            "charge_rate_closed",
            "Closed basis (volume): of the outcomes assigned in the "
            "period, the share that is charged or summonsed.",
            "outcome",
            "charged",
            "outcomes",
            CRIMES,
        ),
        Metric(
            "outcomes_closed",
            "Standing outcomes assigned in the period, by group.",
            "outcome",
            "outcomes",
            "",
            CRIMES,
        ),
        Metric(
            "charge_days_median",
            "Median days from recording to charge, standing charges, by the day of charge.",
            "day",
            "charges",
            "",
            CRIMES,
        ),
        Metric(
            "backlog_open",
            "Investigations open at the end of the day.",
            "crime",
            "open",
            "",
            INVESTIGATIONS,
        ),
        Metric(
            "backlog_open_by_age",
            "Open investigations by whole days since recording.",
            "crime",
            "open",
            "",
            INVESTIGATIONS,
        ),
        Metric(
            "backlog_receipts",
            "Crimes that entered investigation.",
            "crime",
            "receipts",
            "",
            INVESTIGATIONS,
        ),
        Metric(
            "backlog_disposals",
            "Investigations that ended by an outcome.",
            "crime",
            "disposals",
            "",
            INVESTIGATIONS,
        ),
        Metric(
            "backlog_flow",
            "Other moves in and out of the stage.",
            "crime",
            "moves",
            "",
            INVESTIGATIONS,
        ),
        Metric(
            "backlog_clearance",
            "Disposals for each receipt; now: the last 84 days.",
            "share",
            "disposals",
            "receipts",
            INVESTIGATIONS,
        ),
        Metric(
            "backlog_weeks_of_work",
            "Open over the mean weekly disposals of 84 days.",
            "week",
            "open",
            "weekly disposals",
            INVESTIGATIONS,
        ),
        Metric(
            "backlog_year_or_more",
            "Share of open investigations aged 365 days or more.",
            "share",
            "a year or more",
            "open of known age",
            INVESTIGATIONS,
        ),
        Metric(
            "backlog_oldest_days",
            "Age of the oldest open investigation.",
            "day",
            "open",
            "",
            INVESTIGATIONS,
        ),
    )
}
