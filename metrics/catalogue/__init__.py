"""Every figure, once: what it is, how it is counted, what it depends on. Data.

Read by `metrics.views` (how), `lcjb figures --explain`, the exporter and the docs (what). The
readings R1-R38 that it names are in docs/definitions.md. A figure of the backlog is there once for
each stage that has it, under one name.
"""

from functools import cache

from metrics.catalogue.backlog import BACKLOG_METRICS
from metrics.catalogue.base import (
    ALL,
    AREA,
    AT_END,
    BANDS,
    BOUNDS,
    CHARGING,
    COHORT_DIMENSIONS,
    COURTS_OF,
    CROWN,
    DIMENSIONS,
    DISTRICTS,
    EDGES,
    FLOWS,
    HOLDERS,
    IN_WINDOW,
    INTERIM,
    MAGISTRATES,
    MATURE,
    MEASURES,
    ON_BAIL_PAST,
    OUTSIDE,
    PASSED,
    PLACE,
    PLACES,
    SERIES_LABELS,
    STAGE,
    STATS,
    TIERS,
    UNITS,
    UNKNOWN,
    UNPAID_WORK,
    VALUES,
    WITHIN,
    Count,
    Dimension,
    Kind,
    Metric,
    Part,
)
from metrics.catalogue.charging import CHARGING_METRICS
from metrics.catalogue.courts import COURTS_METRICS
from metrics.catalogue.police import POLICE_METRICS
from metrics.catalogue.probation import PROBATION_METRICS
from metrics.catalogue.reoffending import COHORT, REOFFENDING_METRICS

__all__ = (
    "ALL",
    "AREA",
    "AT_END",
    "BANDS",
    "BOUNDS",
    "CATALOGUE",
    "CHARGING",
    "COHORT",
    "COHORT_DIMENSIONS",
    "COURTS_OF",
    "CROWN",
    "DIMENSIONS",
    "DISTRICTS",
    "EDGES",
    "FLOWS",
    "HOLDERS",
    "INTERIM",
    "IN_WINDOW",
    "MAGISTRATES",
    "MATURE",
    "MEASURES",
    "METRICS",
    "ON_BAIL_PAST",
    "OUTSIDE",
    "PASSED",
    "PLACE",
    "PLACES",
    "PROTECTED",
    "SERIES_LABELS",
    "STAGE",
    "STATS",
    "TIERS",
    "UNITS",
    "UNKNOWN",
    "UNPAID_WORK",
    "VALUES",
    "WATCHED",
    "WITHIN",
    "Count",
    "Dimension",
    "Kind",
    "Metric",
    "Part",
    "counted_at",
    "meaning",
    "named",
    "watched_at",
)

CATALOGUE: tuple[Metric, ...] = (
    *POLICE_METRICS,
    *BACKLOG_METRICS,
    *CHARGING_METRICS,
    *COURTS_METRICS,
    *PROBATION_METRICS,
    *REOFFENDING_METRICS,
)

PROTECTED = tuple(metric for metric in CATALOGUE if metric.disclosure == "protected")
"""What is by a person's attribute: rounded, and shown to members from releases alone."""

WATCHED = (*(metric.stage for metric in CATALOGUE if metric.name == "backlog_open"), UNPAID_WORK)
"""The stages that may have a threshold, in process order."""

METRICS: dict[str, Metric] = {metric.name: metric for metric in reversed(CATALOGUE)}
"""By name; of a figure that several stages have, the first stage's."""
METRICS = dict(sorted(METRICS.items(), key=lambda each: CATALOGUE.index(each[1])))


def named(name: str) -> tuple[Metric, ...]:
    """Give a figure of every stage that has it, in process order."""
    return tuple(metric for metric in CATALOGUE if metric.name == name)


@cache
def counted_at(name: str, stage: str) -> Metric:
    """Give a figure of one stage; `stage` is empty where a figure has none."""
    return next(metric for metric in named(name) if metric.stage == stage)


@cache
def watched_at(stage: str) -> Metric:
    """Give what a stage's threshold is about: what is open; of unpaid work, what is late."""
    return (
        METRICS["unpaid_work_late"] if stage == UNPAID_WORK else counted_at("backlog_open", stage)
    )


@cache
def meaning(name: str) -> str:
    """Say what a figure means; of one that several stages have, for each."""
    said = [(metric.stage, metric.definition) for metric in named(name)]
    if len(said) == 1:
        return said[0][1]
    return " ".join(f"{stage.capitalize()}: {definition}" for stage, definition in said)
