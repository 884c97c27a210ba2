"""What a figure is made of: its words, its counts, its labels and their values. Types and data.

Read through `metrics.catalogue`, which has every figure.
"""

from dataclasses import dataclass, fields, replace
from typing import Literal, TypeAlias

from metrics.case.places import places
from metrics.case.trials import reasons
from metrics.person import FLAGS
from metrics.reoffending import AGES, INDEX_DISPOSALS
from producers.contract.lists import (
    BREACH_OUTCOMES,
    OUTCOME_GROUPS,
    RECEIPT_KINDS,
    REMANDS,
    SUPERVISION_KINDS,
    THEMES,
    TRIAL_OUTCOMES,
)
from producers.reference import courts, tables

AREA = "Lancashire"
POLICE = (
    "The police's recorded crime, as sent to this monitor; "
    "outcomes as in the Home Office's framework."
)
COURTS = (
    "The courts' own messages, as sent to this monitor; counted as the Ministry of Justice counts."
)
CPS = "CPS's own decisions, as sent to this monitor; its list of codes is not confirmed yet."
SUSPECTS = "The police's custody and bail records, as sent to this monitor."
PROBATION = "The Probation Service's own events, as sent to this monitor."
SINCE_DECLARED = "The day from which its partners declared their history complete."
SINCE_OUTCOMES = (
    "April 2014, when outcomes took the place of detections; outcome 21 came in January 2016, "
    "outcome 22 in April 2019."
)
SINCE_RESTATED = (
    "The day from which the courts declared their history complete; of the published, the whole "
    "series as restated from December 2024 on, and no older release."
)
SINCE_PNC = (
    "Cohorts from October 2015, when the Ministry of Justice began to count persons of the Police "
    "National Computer; and from the day from which all partners declared their history complete."
)
STAGE = "investigation"
CHARGING, UNPAID_WORK = "charging", "unpaid-work"
MAGISTRATES, CROWN = "magistrates", "crown"
TIERS = (MAGISTRATES, CROWN)
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
FLOWS = (
    "receipt-unknown",
    "executed",
    "reopened",
    "transferred-in",
    "transferred-out",
    "issued",
    "merged",
    "cancelled",
)
"""Moves that are neither receipt nor disposal."""
MEASURES = (
    "offence-to-charge",
    "charge-to-first-hearing",
    "first-hearing-to-completion",
    "receipt-to-completion",
    "charge-to-completion",
    "offence-to-completion",
)
WITHIN = {"7-days": 7, "14-days": 14, "28-days": 28}
PASSED = "passed"
HOLDERS = ("cps", "police")
"""Whose court the ball is in before charge."""
ON_BAIL_PAST = ("3-months", "6-months", "9-months")
THRESHOLD = "threshold"
CONSULTATION_DAYS = 28
UNDER_INVESTIGATION_DAYS = 90
"""The local threshold: the law sets no limit."""
BREACH_EVENTS = ("raised", *BREACH_OUTCOMES)
STATS = ("median", "mean")
BOUNDS = ("estimate", "lower", "upper")
"""An estimate, and the ends of its 95 % band."""
MATURE, INTERIM = "mature", "interim"
MATURITIES = (MATURE, INTERIM)
"""Whether the follow-up of a cohort of reoffending is over, or its figure is one so far."""
OUTCOMES = tuple(group for group in OUTCOME_GROUPS if group != "not-yet-assigned")

By: TypeAlias = Literal["clock", "day"]
Dimension: TypeAlias = Literal[
    "place", "crime_group", "theme", "kind", "reason", "disposal", "age", "offence_group"
]
Served: TypeAlias = Literal["months", "quarters", "year", "page"]
"""`months`: the area by month and quarter, its parts in the last quarters, all in the rolling year.
`quarters`: the area by quarter, its parts in the rolling year. `year`: the rolling year alone.
`page`: Prometheus has none of it, the page and `lcjb figures` have."""
Part: TypeAlias = Literal["n", "d", "value"]
Kind: TypeAlias = Literal[
    "count",
    "rate",
    "ratio",
    "weeks",
    "bands",
    "year-or-more",
    "oldest",
    "median",
    "mean",
    "durations",
    "limits",
    "over",
    "estimated",
]

DISTRICTS: tuple[str, ...] = tuple(tables.places().values())
"""The parts of the area for the police, what is outside of it or unknown among them."""
_REST = (tables.places()[tables.OUTSIDE], tables.places()[tables.UNKNOWN])
COURTS_OF: dict[str, tuple[str, ...]] = {tier: (*places(tier), *_REST) for tier in TIERS}
"""The parts of the area for each tier of the courts."""
DIVISIONS: tuple[str, ...] = (*tables.divisions().values(), _REST[1])
UNITS: tuple[str, ...] = (*tables.probation_units().values(), _REST[1])
PLACES: tuple[str, ...] = (
    AREA,
    *DISTRICTS,
    *places(MAGISTRATES),
    *places(CROWN),
    *tables.divisions().values(),
    *tables.probation_units().values(),
)
"""The area first, then its parts; `OUTSIDE` is one of them."""

GROUPS: tuple[str, ...] = (*tables.crime_groups(), UNKNOWN)
VALUES: dict[str, tuple[str, ...]] = {
    "place": PLACES,
    "crime_group": GROUPS,
    "theme": THEMES,
    "kind": (*RECEIPT_KINDS, *SUPERVISION_KINDS),
    "reason": reasons(),
    "stage": (STAGE, CHARGING, *TIERS),
    "disposal": INDEX_DISPOSALS,
    "age": AGES,
    "offence_group": tuple(courts.offence_groups()),
    "band": BANDS,
    "flow": FLOWS,
    "outcome": (*OUTCOMES, *TRIAL_OUTCOMES),
    "remand": REMANDS,
    "within": (*WITHIN, PASSED),
    "holder": HOLDERS,
    "past": (*ON_BAIL_PAST, THRESHOLD),
    "event": BREACH_EVENTS,
    "measure": MEASURES,
    "stat": STATS,
    "maturity": MATURITIES,
    "bound": BOUNDS,
    "flag": FLAGS,
}
"""Every value that a label may have."""

ALL: tuple[Dimension, ...] = ("place", "crime_group", "theme")
PLACE: tuple[Dimension, ...] = ("place",)
COHORT_DIMENSIONS: tuple[Dimension, ...] = ("place", "disposal", "age", "offence_group")
DIMENSIONS: tuple[Dimension, ...] = (*ALL, "kind", "reason", *COHORT_DIMENSIONS[1:])

SERIES_LABELS: dict[str, tuple[str, ...]] = {
    "recorded": ("place", "crime_group"),
    "recorded-by-theme": ("theme",),
    "outcome-recorded": ("place", "crime_group", "outcome"),
    "outcome-recorded-by-theme": ("theme", "outcome"),
    "outcome-closed": ("place", "crime_group", "outcome"),
    "outcome-closed-by-theme": ("theme", "outcome"),
    "open": ("stage", "place", "kind", "remand", "crime_group"),
    "open-by-theme": ("stage", "theme"),
    "out-on-warrant": ("stage", "place"),
    "flow": ("stage", "place", "kind", "flow", "reach"),
    "disposal-remand": ("stage", "place", "remand"),
    "limit": ("stage", "place"),
    "trial": ("stage", "place", "outcome", "reason"),
    "duration": ("measure", "place"),
    "no-date": ("measure", "place"),
    "first-hearing": ("stage", "place", "plea"),
    "hearings": ("stage", "place"),
    "adjourned-after-final": ("stage", "place"),
    "open-by-holder": ("stage", "place", "holder"),
    "cps-decision": ("place", "decision"),
    "consultation": ("place", "end"),
    "consultation-open": ("place",),
    "on-bail": ("place", "past"),
    "under-investigation": ("place",),
    "supervised": ("place", "kind"),
    "person-supervised": ("place",),
    "unpaid-work": ("place",),
    "unpaid-work-late": ("place",),
    "breach": ("place", "event"),
    "recall": ("place",),
    "entered-cohort": COHORT_DIMENSIONS,
    "reoffence": COHORT_DIMENSIONS,
    "first-proof": COHORT_DIMENSIONS,
    "persons-not-joined": ("place", "flag"),
}
"""The labels of each internal metric, in the order in which a series has them."""


@dataclass(frozen=True, slots=True)
class Count:
    """What is added up: rows of an internal metric, by one of their two dates."""

    metric: str
    by: By = "clock"
    only: tuple[tuple[str, str], ...] = ()
    but: tuple[tuple[str, str], ...] = ()
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
    exclusions: str
    caveats: str
    comparable_since: str = SINCE_DECLARED
    """From when on it may be held against itself, and against what is published of it."""
    source: str = POLICE
    kind: Kind = "count"
    n: Count
    d: Count | None = None
    now: bool = False
    """Whether it is asked for as things stand: a stock today, a flow of the last 84 days."""
    periods: bool = True
    """Whether it is asked for a period."""
    cohorts: bool = False
    """Whether it is of whole quarterly cohorts, each interim until its follow-up is over."""
    settles: bool = False
    """Whether it stays provisional until two quarters after the last day of its period."""
    dimensions: tuple[Dimension, ...] = ALL
    stage: str = ""
    spread: str = ""
    """A label of its own, beside the dimension."""
    values: tuple[str, ...] = ()
    """The values of that label that the figure has, if not all."""
    days: int = 0
    """Of the kind `over`: it counts what is open for more days than these."""
    horizon: int = 0
    """Of the kind `estimated`: the share is of what comes within so many days after entry."""
    places: tuple[str, ...] = DISTRICTS
    """The parts of the area that it is counted in."""
    served: Served = "months"
    """Of which periods Prometheus has it; `lcjb figures` has it of any. It keeps a scrape small."""
    depends_on: tuple[tuple[str, str], ...] = (("police", STAGE),)
    disclosure: Literal["exact", "protected"] = "exact"

    @property
    def is_rate(self) -> bool:
        """Say whether it is one number over another, and goes to Prometheus as three series."""
        return self.kind in {"rate", "ratio", "year-or-more"}

    @property
    def is_stock(self) -> bool:
        """Say whether it needs the last day only; a flow needs every day of its span."""
        return self.n.stock and self.kind != "weeks"

    def suffix(self, period: str | None) -> str:
        """Give how its series end: a name is as things stand or of periods, never both."""
        if self.is_stock:
            return "" if period is None else AT_END
        return IN_WINDOW if period is None and self.periods else ""

    def series(self, suffix: str = "") -> tuple[tuple[str, Part], ...]:
        """Name its Prometheus series, and which number goes in each: a rate is three."""
        name = f"lcjb_{self.name}{suffix}"
        if self.kind == "estimated":
            return ((f"{name}_ratio", "value"),)
        if self.is_rate:
            parts: tuple[tuple[str, Part], ...] = (("ratio", "value"), ("numerator", "n"))
            return tuple((f"{name}_{end}", part) for end, part in (*parts, ("denominator", "d")))
        return ((name, "value"),)

    @property
    def labels(self) -> tuple[str, ...]:
        """Name its labels; it has one of the dimensions at a time."""
        own = (("stage",) if self.stage else ()) + ((self.spread,) if self.spread else ())
        own += ("stat",) if self.kind == "durations" else ()
        own += ("maturity",) if self.cohorts else ()
        return (*own, *self.dimensions)

    @property
    def spread_over(self) -> tuple[str, ...]:
        """Give the values of its own label; one empty one where it has none."""
        return self.values or (VALUES[self.spread] if self.spread else ("",))

    def explained(self) -> dict[str, str]:
        """Say all that is said of it in words."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        words = {name: value for name, value in said.items() if isinstance(value, str) and value}
        words |= {"days": f"more than {self.days}"} if self.days else {}
        words |= {"horizon": f"{self.horizon} days"} if self.horizon else {}
        names = () if self.served == "page" else self.series()
        words["series"] = ", ".join(name for name, _ in names) or "none"
        depends = ", ".join(f"{agency}: {stage}" for agency, stage in self.depends_on)
        labels = ", ".join(self.labels)
        return words | {"labels": labels, "depends_on": depends}
