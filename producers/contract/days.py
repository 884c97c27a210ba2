"""Civil days in Europe/London: every date of a figure is one (reading R1)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(instant: datetime) -> date:
    """Give the civil day in London of an aware instant."""
    return instant.astimezone(LONDON).date()


def start_of(day: date) -> datetime:
    """Give the instant at which a London day starts, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def from_wall_clock(wall: datetime) -> datetime:
    """Read a naive London wall-clock time: an hour said twice is the first, one never, moved on.

    25/10/2026 01:30 is 00:30Z; 29/03/2026 01:30, which no clock showed, is 01:30Z (S29).
    """
    return wall.replace(tzinfo=LONDON, fold=0).astimezone(UTC)
