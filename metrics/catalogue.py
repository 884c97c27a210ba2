"""Every figure, once: what it is, how it is counted, what it depends on. Data.

Read by `metrics.views` (how), `lcjb figures --explain`, the exporter and the docs (what). The
readings R1-R38 that it names are in docs/definitions.md.
"""

from dataclasses import dataclass, fields, replace
from typing import Literal, TypeAlias

from producers.contract.lists import OUTCOME_GROUPS, THEMES
from producers.reference import tables

AREA = "Lancashire"
POLICE = (
    "The police's recorded crime, as sent to this monitor; "
    "outcomes as in the Home Office's framework."
)
STAGE = "investigation"
OUTSIDE = tables.places()[tables.OUTSIDE]
"""Stands beside the area's total, and is not in it."""
UNKNOWN = "unknown"
EDGES = (28, 56, 84, 112, 140, 182, 365, 730)
BANDS = (
    "under 4 weeks",
    "4 to 8 weeks",
    "8 to 12 weeks",
    "12 to 16 weeks",
    "16 to 20 weeks",
    "20 to 26 weeks",
    "6 months to 1 year",
    "1 to 2 years",
    "2 years or more",
    UNKNOWN,
)
IN_WINDOW = "_12_weeks"
"""Ends the series of a flow of the last 84 days: no query takes it for one of a period."""
AT_END = "_at_end"
"""Ends the series of a stock at the end of a period: no query takes it for the one now."""
FLOWS = ("reopened", "cancelled")
OUTCOMES = tuple(group for group in OUTCOME_GROUPS if group != "not-yet-assigned")

By: TypeAlias = Literal["clock", "day"]
Dimension: TypeAlias = Literal["place", "crime_group", "theme"]
Part: TypeAlias = Literal["n", "d", "value"]
Kind: TypeAlias = Literal["count", "rate", "weeks", "bands", "year-or-more", "oldest", "median"]

PLACES: tuple[str, ...] = (AREA, *tables.places().values())
"""The area first, then its parts; `OUTSIDE` is one of them."""

GROUPS: tuple[str, ...] = (*tables.crime_groups(), UNKNOWN)
VALUES: dict[str, tuple[str, ...]] = {
    "place": PLACES,
    "crime_group": GROUPS,
    "theme": THEMES,
    "stage": (STAGE,),
    "band": BANDS,
    "flow": FLOWS,
    "outcome": OUTCOMES,
}
"""Every value that a label may have."""

ALL: tuple[Dimension, ...] = ("place", "crime_group", "theme")
PLACE: tuple[Dimension, ...] = ("place",)

SERIES_LABELS: dict[str, tuple[str, ...]] = {
    "recorded": ("district", "crime_group"),
    "recorded-by-theme": ("theme",),
    "outcome-recorded": ("district", "crime_group", "outcome"),
    "outcome-recorded-by-theme": ("theme", "outcome"),
    "outcome-closed": ("district", "crime_group", "outcome"),
    "outcome-closed-by-theme": ("theme", "outcome"),
    "open": ("stage", "district", "kind", "remand", "crime_group"),
    "open-by-theme": ("stage", "theme"),
    "flow": ("stage", "district", "kind", "flow"),
    "duration": ("measure", "district"),
}
"""The labels of each internal metric, in the order in which a series has them."""


@dataclass(frozen=True, slots=True)
class Count:
    """What is added up: rows of an internal metric, by one of their two dates."""

    metric: str
    by: By = "clock"
    only: tuple[tuple[str, str], ...] = ()
    stock: bool = False
    """A stock is all there was up to the last day of a period, a flow what came within it."""

    def of(self, label: str, value: str) -> "Count":
        """Count only what has a label, too."""
        return replace(self, only=((label, value), *self.only))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure: a number `n`, over `d` where it is a rate, in words and as it is counted."""

    name: str
    title: str
    definition: str
    unit: str
    numerator: str
    denominator: str = ""
    basis: str
    population: str
    caveats: str
    source: str = POLICE
    kind: Kind = "count"
    n: Count
    d: Count | None = None
    now: bool = False
    """Whether it is asked for as things stand: a stock today, a flow of the last 84 days."""
    periods: bool = True
    """Whether it is asked for a period."""
    settles: bool = False
    """Whether it stays provisional until two quarters after the last day of its period."""
    dimensions: tuple[Dimension, ...] = ALL
    stage: str = ""
    spread: str = ""
    """A label of its own, beside the dimension."""
    depends_on: tuple[tuple[str, str], ...] = (("police", STAGE),)
    disclosure: Literal["exact", "protected"] = "exact"

    @property
    def is_rate(self) -> bool:
        """Say whether it is 0 to 1 or so, and goes to Prometheus as three series."""
        return self.kind in {"rate", "year-or-more"}

    @property
    def is_stock(self) -> bool:
        """Say whether it needs the last day only; a flow needs every day of its span."""
        return self.n.stock and self.kind != "weeks"

    def series(self, suffix: str = "") -> tuple[tuple[str, Part], ...]:
        """Name its Prometheus series, and which number goes in each: a rate is three."""
        name = f"lcjb_{self.name}{suffix}"
        if self.is_rate:
            parts: tuple[tuple[str, Part], ...] = (("ratio", "value"), ("numerator", "n"))
            return tuple((f"{name}_{end}", part) for end, part in (*parts, ("denominator", "d")))
        return ((name, "value"),)

    @property
    def labels(self) -> tuple[str, ...]:
        """Name its labels; it has one of the dimensions at a time."""
        own = (("stage",) if self.stage else ()) + ((self.spread,) if self.spread else ())
        return (*own, *self.dimensions)

    def explained(self) -> dict[str, str]:
        """Say all that is said of it in words."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        words = {name: value for name, value in said.items() if isinstance(value, str) and value}
        words["series"] = ", ".join(name for name, _ in self.series())
        depends = ", ".join(f"{agency}: {stage}" for agency, stage in self.depends_on)
        labels = ", ".join(self.labels)
        return words | {"labels": labels, "depends_on": depends}


_CHARGED = (("outcome", "charged"),)
_CRIMES = "Crimes recorded by the force, its headline classes (no fraud); cancelled ones left out."
_INVESTIGATIONS = "Crimes recorded by the force and not cancelled, fraud included."
_PROVISIONAL = "Provisional until two quarters after the period's last day; late news restates it."
_ITEMS = "Counted from the crimes themselves, never receipts less disposals."
_OPEN = Count("open", "day", stock=True)
_RECEIPTS = Count("flow", "day", (("flow", "receipts"),))
_DISPOSALS = Count("flow", "day", (("flow", "disposals"),))

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            name="crimes_recorded",
            title="Crimes recorded",
            definition="Crimes recorded in the period, less those cancelled since.",
            unit="crime",
            numerator="crimes recorded in the period",
            basis="the day of recording",
            population=_CRIMES,
            caveats=_PROVISIONAL,
            n=Count("recorded"),
        ),
        Metric(
            name="charge_rate_recorded",
            title="Charge rate, recorded basis",
            definition="Of the crimes recorded in the period, the share whose standing outcome is "
            "charged or summonsed. The Home Office headline.",
            unit="share of crimes",
            numerator="crimes recorded in the period whose standing outcome is charged",
            denominator="crimes recorded in the period, less cancelled",
            basis="recorded (cohort): the day of recording; R13",
            population=_CRIMES,
            caveats="Rises for months after the period. " + _PROVISIONAL,
            kind="rate",
            n=Count("outcome-recorded", only=_CHARGED),
            d=Count("recorded"),
            settles=True,
        ),
        Metric(
            name="charge_rate_closed",
            title="Charge rate, closed basis",
            definition="Of the outcomes assigned in the period, the share that is charged or "
            "summonsed. Not comparable with the recorded basis.",
            unit="share of outcomes",
            numerator="standing outcomes assigned in the period that are charged",
            denominator="standing outcomes 1-22 assigned in the period",
            basis="closed (volume): the day of the standing outcome; R13",
            population=_CRIMES,
            caveats=_PROVISIONAL,
            kind="rate",
            n=Count("outcome-closed", only=_CHARGED),
            d=Count("outcome-closed"),
            settles=True,
        ),
        Metric(
            name="outcomes_closed",
            title="Outcomes assigned",
            definition="Standing outcomes assigned in the period, by group.",
            unit="crime",
            numerator="standing outcomes assigned in the period",
            basis="closed (volume): the day of the standing outcome; R13",
            population=_CRIMES,
            caveats="A replaced outcome is taken back. " + _PROVISIONAL,
            n=Count("outcome-closed"),
            spread="outcome",
            settles=True,
        ),
        Metric(
            name="charge_days_median",
            title="Days from recording to charge",
            definition="Median whole days from recording to charge, of standing charges.",
            unit="day",
            numerator="charges in the period",
            basis="the day of charge; R22, R32",
            population=_CRIMES,
            caveats="Crimes not charged yet are not in it, nor charges dated before recording. "
            + _PROVISIONAL,
            kind="median",
            n=Count("duration", only=(("measure", "recorded-to-charge"),)),
            dimensions=PLACE,
            settles=True,
        ),
        Metric(
            name="backlog_open",
            title="Open investigations",
            definition="Crimes recorded on or before the day that had no outcome, and were not "
            "cancelled, at its end. Of a period: at the end of its last day.",
            unit="crime",
            numerator="open investigations",
            basis="what entered and had not left; R2",
            population=_INVESTIGATIONS,
            caveats=_ITEMS + " Known now: late outcomes lower it.",
            n=_OPEN,
            now=True,
            stage=STAGE,
        ),
        Metric(
            name="backlog_open_by_age",
            title="Open investigations by age",
            definition="Open investigations by whole days since recording; the bands leave no gap.",
            unit="crime",
            numerator="open investigations of that age",
            basis="day less the day of recording; R3",
            population=_INVESTIGATIONS,
            caveats=_ITEMS + " The bands and unknown add up to open.",
            kind="bands",
            n=_OPEN,
            now=True,
            periods=False,
            stage=STAGE,
            spread="band",
        ),
        Metric(
            name="backlog_receipts",
            title="Investigations begun",
            definition="Crimes that entered investigation. Now: in the last 84 days.",
            unit="crime",
            numerator="crimes recorded",
            basis="the day of recording; R12",
            population=_INVESTIGATIONS,
            caveats="Late news restates it.",
            n=_RECEIPTS,
            now=True,
            dimensions=PLACE,
            stage=STAGE,
        ),
        Metric(
            name="backlog_disposals",
            title="Investigations ended",
            definition="Investigations that ended by an outcome. Now: in the last 84 days.",
            unit="crime",
            numerator="disposals",
            basis="the day of the outcome; R12",
            population=_INVESTIGATIONS,
            caveats="Cancellation is no disposal.",
            n=_DISPOSALS,
            now=True,
            dimensions=PLACE,
            stage=STAGE,
        ),
        Metric(
            name="backlog_flow",
            title="Other moves in and out",
            definition="Moves that are neither receipt nor disposal: reopened by an outcome reset "
            "to 0, cancelled. Now: in the last 84 days.",
            unit="crime",
            numerator="moves",
            basis="the day of the move; R12, R24",
            population=_INVESTIGATIONS,
            caveats="Late news restates it.",
            n=Count("flow", "day"),
            now=True,
            dimensions=PLACE,
            stage=STAGE,
            spread="flow",
        ),
        Metric(
            name="backlog_clearance",
            title="Clearance",
            definition="Disposals for each receipt: below 1 the backlog grows. Now: of 84 days.",
            unit="ratio",
            numerator="disposals",
            denominator="receipts",
            basis="R26",
            population=_INVESTIGATIONS,
            caveats="Above 1 for as long as the backlog falls; a cancelled crime is neither.",
            kind="rate",
            n=_DISPOSALS,
            d=_RECEIPTS,
            now=True,
            dimensions=PLACE,
            stage=STAGE,
        ),
        Metric(
            name="backlog_weeks_of_work",
            title="Weeks of work",
            definition="Open investigations over the mean weekly disposals of the last 84 days.",
            unit="week",
            numerator="open investigations",
            denominator="disposals of 84 days, a twelfth of them",
            basis="R12",
            population=_INVESTIGATIONS,
            caveats="How long the open ones take at the pace of late; a slower pace raises it.",
            kind="weeks",
            n=_OPEN,
            d=_DISPOSALS,
            now=True,
            periods=False,
            dimensions=PLACE,
            stage=STAGE,
        ),
        Metric(
            name="backlog_year_or_more",
            title="Open a year or more",
            definition="Of the open investigations of known age, the share of 365 days or more.",
            unit="share of crimes",
            numerator="open for 365 days or more",
            denominator="open, age known",
            basis="R3, R12",
            population=_INVESTIGATIONS,
            caveats="Those of unknown age are in neither part.",
            kind="year-or-more",
            n=_OPEN,
            d=_OPEN,
            now=True,
            periods=False,
            stage=STAGE,
        ),
        Metric(
            name="backlog_oldest_days",
            title="Oldest open investigation",
            definition="Whole days since recording of the oldest open investigation.",
            unit="day",
            numerator="open investigations, age known",
            basis="R3",
            population=_INVESTIGATIONS,
            caveats="One crime; one that nobody closed in a system shows here first.",
            kind="oldest",
            n=_OPEN,
            now=True,
            periods=False,
            stage=STAGE,
        ),
    )
}
