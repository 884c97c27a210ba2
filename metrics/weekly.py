"""When the week's release is due: a weekday and an hour in London. Pure.

Read by `lcjb release weekly` from `LCJB_RELEASE`.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from producers.contract.days import from_wall_clock, london_day

DEFAULT = "monday 06:00"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FORM = re.compile(rf"^({'|'.join(DAYS)}) ([01]\d|2[0-3]):([0-5]\d)$")


class Weekly(NamedTuple):
    """A weekday (Monday is 0) and a time on London's clocks."""

    weekday: int
    at: time

    def last(self, now: datetime) -> datetime:
        """Give the last instant that was due, `now` included."""
        today = london_day(now)
        day = today - timedelta(days=(today.weekday() - self.weekday) % len(DAYS))
        due = self._on(day)
        return due if due <= now else self._on(day - timedelta(days=len(DAYS)))

    def _on(self, day: date) -> datetime:
        return from_wall_clock(datetime.combine(day, self.at)).astimezone(UTC)


def parse(text: str) -> Weekly:
    """Read "monday 06:00". Raises `ValueError`."""
    found = _FORM.match(text.strip().lower())
    if found is None:
        raise ValueError(f'LCJB_RELEASE: got another form; expected a day and hour as "{DEFAULT}"')
    return Weekly(DAYS.index(found[1]), time(int(found[2]), int(found[3])))


def covers(due: datetime) -> date:
    """Give the day that a release is as of: the last whole one."""
    return london_day(due) - timedelta(days=1)
