"""Periods that a figure may be asked for: month, quarter, financial year, rolling year. Pure.

Days are ordinals. Read by `metrics.views`, `metrics.cli`, the exporter and the backfill.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

ROLLING_YEAR, MATURE_YEAR = "rolling-year", "mature-year"
MOVING = {ROLLING_YEAR, MATURE_YEAR}
"""Periods that move on with the day."""
FORMS = (
    "2026-04 (month), 2026-Q2 (quarter), 2025/26 (April to March), rolling-year, or mature-year "
    "(reoffending: the last four quarters whose follow-up is over)"
)
WEEKS = 12
WINDOW_DAYS = 7 * WEEKS
"""Twelve weeks, the last day included (R12)."""

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")
_QUARTER = re.compile(r"^(\d{4})-Q([1-4])$")
_YEAR = re.compile(r"^(\d{4})/(\d{2})$")
_MONTHS_UNTIL_SETTLED = 6
_MONTHS_UNTIL_MATURE = 18
_DAYS_OF_QUARTER, _DAYS_OF_YEAR = 90, 365
_QUARTERS_BACK = 12  # from today far enough for four of which the follow-up is over


class Period(NamedTuple):
    """A span of days, both ends in it. A now-figure has no name."""

    name: str | None
    first: int
    last: int


def parse(text: str, as_of: date) -> Period:
    """Read the name of a period; `rolling-year` depends on the day. Raises `ValueError`."""
    if text == ROLLING_YEAR:
        return rolling_year(as_of)
    if text == MATURE_YEAR:
        return mature_year(as_of)
    if found := _MONTH.match(text):
        return _months(text, int(found[1]), int(found[2]), 1)
    if found := _QUARTER.match(text):
        return _months(text, int(found[1]), 3 * int(found[2]) - 2, 3)
    found = _YEAR.match(text)
    if found and (int(found[1]) + 1) % 100 == int(found[2]):
        return _months(text, int(found[1]), 4, 12)
    raise ValueError(FORMS)


def now(as_of: date) -> Period:
    """Give the day itself: the span of a stock."""
    return Period(None, as_of.toordinal(), as_of.toordinal())


def window(as_of: date) -> Period:
    """Give the 84 days that end with the day: the span of a flow that is asked for now."""
    return Period(None, as_of.toordinal() - WINDOW_DAYS + 1, as_of.toordinal())


def rolling_year(as_of: date) -> Period:
    """Give the twelve months that end with the day."""
    return Period(ROLLING_YEAR, a_year_before(as_of).toordinal() + 1, as_of.toordinal())


def mature_year(as_of: date) -> Period:
    """Give the last four quarters of which the follow-up of reoffending is over."""
    return _four_quarters(MATURE_YEAR, as_of, matures_on)


def cohorts(period: Period, as_of: date) -> Period | None:
    """Give the whole quarters that a period is of; nothing for a month, nor a year not over.

    The rolling year is of the last four quarters that are over.
    """
    if period.name == ROLLING_YEAR:
        return _four_quarters(ROLLING_YEAR, as_of, lambda quarter: quarter.last)
    is_running_year = is_year(period) and period.last > as_of.toordinal()
    return period if _days(period) >= _DAYS_OF_QUARTER and not is_running_year else None


def quarters_of(period: Period) -> list[Period]:
    """Give the quarters that make up a period of whole ones."""
    last = date.fromordinal(period.last)
    return last_quarters(last, _days(period) // _DAYS_OF_QUARTER)


def is_year(period: Period) -> bool:
    """Say whether a period lasts a year at least."""
    return _days(period) >= _DAYS_OF_YEAR


def matures_on(period: Period) -> int:
    """Give the day on which the follow-up of a period's last cohort is over."""
    last = date.fromordinal(period.last)
    return (last + relativedelta(months=_MONTHS_UNTIL_MATURE)).toordinal()


def _days(period: Period) -> int:
    return period.last - period.first + 1


def _four_quarters(name: str, as_of: date, over_on: Callable[[Period], int]) -> Period:
    recent = last_quarters(as_of, _QUARTERS_BACK)
    over = [quarter for quarter in recent if over_on(quarter) <= as_of.toordinal()]
    return Period(name, over[-4].first, over[-1].last)


def last_months(as_of: date, count: int) -> list[Period]:
    """Give the month of the day and those before it, oldest first."""
    names = (_month_before(as_of, back) for back in reversed(range(count)))
    return [parse(f"{first.year:04}-{first.month:02}", as_of) for first in names]


def ended_months(as_of: date, count: int) -> list[Period]:
    """Give the last months that are over by the end of the day, oldest first."""
    tomorrow = as_of + timedelta(days=1)
    return last_months(tomorrow.replace(day=1) - timedelta(days=1), count)


def last_quarters(as_of: date, count: int) -> list[Period]:
    """Give the quarter of the day and those before it, oldest first."""
    names = (_month_before(as_of, 3 * back) for back in reversed(range(count)))
    return [parse(f"{m.year:04}-Q{(m.month + 2) // 3}", as_of) for m in names]


def year_before(period: Period, as_of: date) -> Period:
    """Give the same period a year earlier; of a rolling one, as it was on the day a year before."""
    name = period.name or ""
    if name in MOVING:
        return parse(name, a_year_before(as_of))
    year, rest = int(name[:4]) - 1, name[4:]
    return parse(f"{year}/{(year + 1) % 100:02}" if "/" in rest else f"{year}{rest}", as_of)


def first_day_past(start: int, months: int) -> int:
    """Give the first day on which so many months are past: after the corresponding day (R16)."""
    return (date.fromordinal(start) + relativedelta(months=months)).toordinal() + 1


def settled_on(period: Period) -> int:
    """Give the day from which a charge rate is final: the end of the second quarter after it."""
    last = date.fromordinal(period.last)
    return _first_of(last.year, last.month + _MONTHS_UNTIL_SETTLED + 1).toordinal() - 1


def _months(name: str, year: int, month: int, count: int) -> Period:
    first, following = _first_of(year, month), _first_of(year, month + count)
    return Period(name, first.toordinal(), (following - timedelta(days=1)).toordinal())


def _first_of(year: int, month: int) -> date:
    """Give the first day of a month; the thirteenth is next January."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _month_before(day: date, back: int) -> date:
    return _first_of(day.year, day.month - back)


def a_year_before(day: date) -> date:
    """Give the corresponding day, clamped to the month's end (R16)."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
