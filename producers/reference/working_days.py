"""Working days of England and Wales: neither a weekend nor a bank holiday (2008 to 2030).

Called for custody time limits (reading R17), and for the days on which a partner is expected to
send. Outside those years only weekends are known.
"""

from datetime import date, timedelta
from functools import cache

from producers.reference.tables import AREA, rows

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Say whether the courts' offices are open on a day."""
    return day.weekday() < _SATURDAY and day not in bank_holidays()


def on_or_before_working_day(day: date) -> date:
    """Move a day back to a working day; one that is a working day stays."""
    while not is_working_day(day):
        day -= timedelta(1)
    return day


def speaks_on(agency: str, day: date) -> bool:
    """Say whether a partner is expected to send on a day: courts do not sit on Sundays."""
    weekdays, on_bank_holidays = _feeds()[agency]
    return str(day.isoweekday()) in weekdays and (on_bank_holidays or day not in bank_holidays())


@cache
def _feeds() -> dict[str, tuple[str, bool]]:
    return {
        row["agency"]: (row["weekdays"], row["bank_holidays"] == "yes")
        for row in rows(f"{AREA}/feeds.csv")
    }


@cache
def bank_holidays() -> frozenset[date]:
    """List the bank holidays of England and Wales."""
    return frozenset(date.fromisoformat(row["day"]) for row in rows("bank_holidays.csv"))
