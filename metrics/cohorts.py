"""The tables of a period's cohorts of reoffending, as far as they may be shown. Pure.

A count of a year has its parts (by place, disposal, age, offence group) and its four quarters; all
of them, of the three counts, stand side by side, and are disclosed together (R34, S31). Called by
`metrics.views`.
"""

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

import numpy as np

from metrics import calendar, disclosure
from metrics.calendar import Period
from metrics.catalogue import (
    AREA,
    COHORT,
    COHORT_DIMENSIONS,
    DISTRICTS,
    OUTSIDE,
    VALUES,
    Count,
    Dimension,
    Metric,
)
from metrics.disclosure import Counted, Counts

Sum: TypeAlias = Callable[[Count, Dimension, Period], Counts]
"""Adds a count up over a period: one number each value of a dimension."""

NOT_SHOWN = -1
_AREA, _OUTSIDE = (VALUES["place"].index(name) for name in (AREA, OUTSIDE))
_PARTS: dict[Dimension, list[int]] = {
    name: list(range(len(VALUES[name]))) for name in COHORT_DIMENSIONS
} | {"place": [VALUES["place"].index(name) for name in DISTRICTS if name != OUTSIDE]}
"""The rows of each table that add up to the area."""


def quarters(period: Period, as_of: date) -> list[Period]:
    """Give the quarterly cohorts of a period; none of a month."""
    cohorts = calendar.cohorts(period, as_of)
    return calendar.quarters_of(cohorts) if cohorts else []


def rows_of(metric: Metric, dimension: Dimension, span: Period) -> list[int]:
    """Give the rows that are told: all there may be, so that none says by being there."""
    names = VALUES[dimension]
    if dimension == "place":
        wanted = (AREA, *metric.places) if calendar.is_year(span) else (AREA,)
        return [names.index(name) for name in wanted]
    return list(range(len(names))) if calendar.is_year(span) else []


def shown(count: np.int64) -> int | None:
    """Read a count of `disclosed`."""
    return None if count == NOT_SHOWN else int(count)


def disclosed(add: Sum, count: Count, span: Period) -> dict[Dimension, Counts]:
    """Give what may be shown of a count, by dimension; `NOT_SHOWN` is a row that may not."""
    together, link = (
        (COHORT, disclosure.of_cohort) if count in COHORT else ((count,), disclosure.apart)
    )
    found = disclosure.published([_counted(add, each, span) for each in together], link)
    own = found[together.index(count)]
    tables = {name: np.full(len(VALUES[name]), NOT_SHOWN) for name in COHORT_DIMENSIONS}
    for (name, rows), part in zip(_PARTS.items(), own.parts or (), strict=False):
        tables[name][rows] = part
    if own.parts:
        tables["place"][_OUTSIDE] = disclosure.rounded(add(count, "place", span))[_OUTSIDE]
    tables["place"][_AREA] = own.total
    return tables


def _counted(add: Sum, count: Count, span: Period) -> Counted:
    """Give a count's total, with its parts and quarters where it is one of a year."""
    total = int(add(count, "place", span)[_AREA])
    if not calendar.is_year(span):
        return Counted(total)
    parts = tuple(add(count, name, span)[rows] for name, rows in _PARTS.items())
    of_quarters = [add(count, "place", each)[_AREA] for each in calendar.quarters_of(span)]
    return Counted(total, parts, (np.array(of_quarters),))
