"""What is usual of a figure over the months, and since when it is not. Pure."""

from collections.abc import Mapping
from typing import TypeAlias

from dashboards.board.source import Shown
from metrics import xmr
from metrics.calendar import Period, last_months
from metrics.release import MONTHS
from metrics.xmr import Point, Signal

Series: TypeAlias = list[tuple[Period, float]]
"""Months and their values, oldest first; the last is the month that runs."""


def month_ends(shown: Shown, name: str, labels: Mapping[str, str]) -> Series:
    """Give a figure month by month, where it is known; of a stock, at each month's end."""
    found = [
        (period, shown.one(name, period.name, labels).value)
        for period in last_months(shown.as_of, MONTHS)
    ]
    return [(period, value) for period, value in found if value is not None]


def signal(series: Series) -> Signal:
    """Say whether the last whole month is unusual."""
    return xmr.said([Point(period.name or "", value) for period, value in series[:-1]])


def limits_of(series: Series) -> list[tuple[str, float]]:
    """Give the two ends of what is usual, none where that cannot be said; no count is below 0."""
    found = signal(series).limits
    return [] if found is None else [("low", max(0.0, found.lower)), ("high", found.upper)]
