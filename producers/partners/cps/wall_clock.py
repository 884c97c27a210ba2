"""The CPS's dates: `02/03/2026`, and `20/03/2026 16:42` by the clock on London's wall (S29)."""

from datetime import date, datetime

from producers.contract.days import from_wall_clock
from producers.partners.messages import Node

_YEARS = range(1900, 2200)


def day(said: Node) -> date:
    """Read a day that must be there."""
    return _read(said, "%d/%m/%Y", "a day as 20/03/2026").date()


def instant(said: Node) -> datetime:
    """Read an instant that must be there: an hour said twice is the first."""
    return from_wall_clock(_read(said, "%d/%m/%Y %H:%M", "an instant as 20/03/2026 16:42"))


def _read(said: Node, form: str, expected: str) -> datetime:
    try:
        found = datetime.strptime(said.required_text(expected), form)  # noqa: DTZ007 - a wall clock
    except ValueError:
        raise said.refused(expected) from None
    if found.year not in _YEARS:
        raise said.refused(expected)
    return found
