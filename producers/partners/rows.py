"""What every adapter of rows shares: its context, its promise, and how a cell is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from producers.contract.errors import ContractViolation, shape
from producers.contract.events import Event
from producers.contract.facts import Fact
from producers.tokens import TokenKey

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Context:
    """What a row does not say itself: the key, and when its system exported it."""

    key: TokenKey
    exported_at: datetime | None = None


class Said(NamedTuple):
    """All that one row says about one subject; `whole` when it says all there is to say."""

    subject: str
    events: tuple[Event, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Adapter:
    """One format: what it reads, what it may say, who says it, and how a row is read.

    A row gives None when it is about something that is not counted (docs of the format say what).
    """

    name: str
    source: str
    reads: frozenset[str]
    emits: frozenset[type[Fact]]
    read: Callable[[Cells, Context], Said | None]


def refused(column: str, value: str, expected: str, mend: str = "") -> ContractViolation:
    """Refuse a cell: its shape is told, never its value."""
    code = "missing" if not value else "wrong-form"
    return ContractViolation(
        code, column, got="nothing" if not value else shape(value), expected=expected, mend=mend
    )


def required(cells: Cells, column: str, expected: str) -> str:
    """Give a cell that must not be empty."""
    value = (cells.get(column) or "").strip()
    if not value:
        raise refused(column, value, expected)
    return value


def day(cells: Cells, column: str) -> date | None:
    """Read an ISO day, or nothing."""
    value = (cells.get(column) or "").strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise refused(column, value, "a day as 2026-04-02") from None


def required_day(cells: Cells, column: str) -> date:
    """Read an ISO day that must be there."""
    found = day(cells, column)
    if found is None:
        raise refused(column, "", "a day as 2026-04-02")
    return found


def exported_at(cells: Cells, context: Context) -> datetime:
    """Say when the partner's system exported the row: the column, else what was given."""
    text = (cells.get("exported_at") or "").strip()
    if not text:
        if context.exported_at is None:
            raise refused(
                "exported_at", "", "an instant", "Fill the column, or give --exported-at."
            )
        return context.exported_at
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise refused("exported_at", text, "an instant as 2026-04-02T06:00:00+01:00") from None
    if instant.tzinfo is None:
        raise refused("exported_at", text, "an instant with its offset from UTC")
    return instant


def words(cells: Cells, column: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Read a list with semicolons, each from a closed list."""
    text = (cells.get(column) or "").strip()
    found = tuple(word.strip() for word in text.split(";")) if text else ()
    if any(word not in allowed for word in found):
        raise refused(column, text, "words of " + ", ".join(allowed) + ", with ; between")
    return found
