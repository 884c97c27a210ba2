"""Counts investigation the slow way, crime by crime, from the log. Shares no code with metrics."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from tests.chaos import oracle

EDGES = (28, 56, 84, 112, 140, 182, 365, 730)
Messages = list[dict[str, Any]]


@dataclass(slots=True)
class Investigation:
    """What the area's stage looks like at the end of a day."""

    as_of: date
    ages: list[int] = field(default_factory=list)
    moves: list[tuple[str, date]] = field(default_factory=list)
    charged: list[tuple[date, int]] = field(default_factory=list)

    def flows(self, first: date, last: date) -> Counter[str]:
        """Give the moves of a period, by name."""
        return Counter(name for name, day in self.moves if first <= day <= last)

    def bands(self) -> Counter[int]:
        """Give how many are open in each age band, by its number."""
        return Counter(sum(age >= edge for edge in EDGES) for age in self.ages)

    def days_to_charge(self, first: date, last: date) -> float | None:
        """Give the median of the standing charges of a period."""
        days = [taken for day, taken in self.charged if first <= day <= last]
        return median(days) if days else None

    def weeks_of_work(self) -> float | None:
        """Give open over the mean weekly disposals of 84 days."""
        ended = self.flows(self.as_of - timedelta(days=83), self.as_of)["disposals"]
        return len(self.ages) / (ended / 12) if ended else None


def investigation(log: list[bytes], as_of: date) -> Investigation:
    """Count."""
    out = Investigation(as_of)
    for messages in oracle.standing(log).values():
        true = sorted((m for m in messages if _day(m) <= as_of), key=lambda m: (_day(m), _order(m)))
        recorded = [_day(m) for m in true if "crime-recorded" in m["type"]]
        if recorded:
            out.moves += _moves(true)
            _note_end(out, true, recorded[0])
    return out


def _note_end(out: Investigation, true: Messages, recorded: date) -> None:
    if any("crime-cancelled" in m["type"] for m in true):
        return
    outcomes = [(_day(m), m["data"]["group"]) for m in true if "outcome-assigned" in m["type"]]
    day, group = outcomes[-1] if outcomes else (recorded, "not-yet-assigned")
    if group == "not-yet-assigned":
        out.ages.append((out.as_of - recorded).days)
    elif group == "charged":
        out.charged.append((day, (day - recorded).days))


def _moves(true: Messages) -> Iterator[tuple[str, date]]:
    is_open = False
    for message in true:
        name, day = message["type"], _day(message)
        if "crime-recorded" in name:
            is_open = True
            yield "receipts", day
        elif "crime-cancelled" in name:
            if is_open:
                yield "cancelled", day
            return
        elif (message["data"]["group"] == "not-yet-assigned") != is_open:
            is_open = not is_open
            yield "reopened" if is_open else "disposals", day


def _day(message: dict[str, Any]) -> date:
    data = message["data"]
    return date.fromisoformat(data.get("recorded_on") or data["on"])


def _order(message: dict[str, Any]) -> int:
    return oracle.ORDER[message["type"].split(".")[3]]
