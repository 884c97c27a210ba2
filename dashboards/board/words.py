"""Figures in words: numbers, dates, periods, states. Pure; called by the pages."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from metrics.calendar import Period
from metrics.catalogue import METRICS
from metrics.disclosure import UNDER
from metrics.views import Figure

NO_DATA = "no data"
MINUS, NARROW = "\u2212", "\u202f"
STATUS = {
    "ok": "",
    "provisional": "provisional",
    "interim": "so far",
    "estimated": "an estimate",
    "incomplete": "not over yet",
    "too-few": "too few to say",
    "no-data": "",
}
_LONDON = ZoneInfo("Europe/London")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MONTH = re.compile(r"\b\d{4}-(0[1-9]|1[0-2])\b")
_PARTNERS = {"cps": "CPS"}
_NAMES = {"anti-social-behaviour": "Anti-social behaviour"}
_PERCENT = ("rate", "year-or-more", "estimated")


def day(when: date) -> str:
    """Write a day: 5 April 2026."""
    return f"{when.day} {when:%B %Y}"


def instant(when: datetime) -> str:
    """Write an instant on London's clocks: 5 April 2026 at 09:30."""
    local = when.astimezone(_LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def month(period: Period) -> str:
    """Write a month: April 2026."""
    return f"{date.fromordinal(period.first):%B %Y}"


def span(period: Period) -> str:
    """Write a period by its months: `Apr 2026`, `Apr to Jun 2026`, `Apr 2025 to Mar 2026`."""
    first, last = date.fromordinal(period.first), date.fromordinal(period.last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%b %Y}"
    begin = f"{first:%b}" if first.year == last.year else f"{first:%b %Y}"
    return f"{begin} to {last:%b %Y}"


def dated(text: str) -> str:
    """Write the months and days of a text as words: 2026-05 as May 2026."""
    text = _DAY.sub(lambda found: day(date.fromisoformat(found[0])), text)
    return _MONTH.sub(lambda found: f"{date.fromisoformat(found[0] + '-01'):%B %Y}", text)


def share(of_one: float) -> str:
    """Write a share in percent: 8.3 %, the sign kept on its line."""
    return f"{100 * of_one:.1f}{NARROW}%"


def name(label: str) -> str:
    """Write a label's value as a name: `knife-crime` as Knife crime."""
    said = _NAMES.get(label) or (label.replace("-", " ") if label.islower() else label)
    return said[:1].upper() + said[1:]


def partner(agency: str) -> str:
    """Name a partner."""
    return _PARTNERS.get(agency, agency)


def count(number: float | None) -> str:
    """Write a count, or a number of days: 2,143."""
    if number is None:
        return NO_DATA
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"


def signed(number: float) -> str:
    """Write a change: +132, -12 (with a true minus), no change."""
    if number == 0:
        return "no change"
    return f"{'+' if number > 0 else MINUS}{count(abs(number))}"


def moved(figure: Figure, by: float) -> str:
    """Write by how much a figure moved: a share in points."""
    metric, sign = METRICS[figure.metric], "+" if by > 0 else MINUS
    if metric.is_rate and metric.unit.startswith("share"):
        return f"{sign}{abs(100 * by):.1f} points"
    return f"{sign}{abs(by):.2f}" if metric.is_rate else signed(by)


def value(figure: Figure) -> str:
    """Write a figure's value: a rate in percent, a small protected count as under 3."""
    metric = METRICS[figure.metric]
    if figure.value is None:
        return STATUS[figure.status] or NO_DATA
    if metric.kind in _PERCENT and metric.unit != "ratio":
        return share(figure.value)
    if metric.is_rate:
        return f"{figure.value:.2f}"
    return count(figure.value)


def behind(figure: Figure) -> str:
    """Write what is behind a value, and whether it may be read as it stands."""
    return ", ".join(filter(None, (_parts(figure), _status(figure))))


def _status(figure: Figure) -> str:
    return STATUS[figure.status] if figure.value is not None else ""


def _parts(figure: Figure) -> str:
    metric = METRICS[figure.metric]
    if figure.n is None:
        return ""
    if metric.is_rate:
        return f"{_shown(figure, figure.n)} of {_shown(figure, figure.d)}"
    return f"of {count(figure.n)}" if metric.kind in {"median", "mean", "durations"} else ""


def _shown(figure: Figure, number: float | None) -> str:
    is_hidden = number == 0 and METRICS[figure.metric].disclosure == "protected"
    return f"under {UNDER}" if is_hidden else count(number)
