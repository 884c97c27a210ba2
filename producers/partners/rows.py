"""What every adapter of rows shares: its context, its promise, and how a cell is read.

A cell that cannot be read raises `ContractViolation` with the column as its pointer: what came is
told by its shape, never by its value.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple, TypeVar

from producers.contract.days import london_day
from producers.contract.errors import ContractViolation, shape
from producers.contract.events import Event, event
from producers.contract.facts import Fact
from producers.tokens import TokenKey

Cells = Mapping[str, str]
Word = TypeVar("Word", bound=str)

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_UK_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_REFERENCE = re.compile(r"(?=.*[0-9])[0-9A-Z/._-]{1,40}")
_REFERENCES = "letters, at least one digit, / . _ and -, at most 40 together"
_YEARS = range(1900, 2200)
_DAY = "a day as 2026-04-02 or 02/04/2026"
_INSTANT = "an instant with its offset from UTC, as 2026-04-02T06:00:00+01:00"


@dataclass(frozen=True, slots=True)
class Context:
    """What an input does not say itself: the key, when its system exported it, and its case.

    `urn` is of the CPS's review response alone: every other message and row names its own case.
    """

    key: TokenKey
    exported_at: datetime | None = None
    urn: str | None = None


class Said(NamedTuple):
    """All that one row says about one subject; `whole` when it says all there is to say.

    `flags` name what is doubtful about a row that is taken all the same; they are counted.
    """

    subject: str
    events: tuple[Event, ...]
    whole: bool
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """One format: what it reads, what it may say, who says it, and how a row is read.

    `needs` are the columns that a file must have, `may` those that it may have; no other is read.
    `dated`: without `--exported-at` the file needs its column `exported_at`. A row gives None when
    it is about something that is not counted (the document of the format says what).
    """

    name: str
    source: str
    needs: frozenset[str]
    may: frozenset[str]
    emits: frozenset[type[Fact]]
    read: Callable[[Cells, Context], Said | None]
    dated: bool = False


def refused(column: str, value: str, expected: str, mend: str = "") -> ContractViolation:
    """Refuse a cell: its shape is told, never its value."""
    code = "missing" if not value else "wrong-form"
    return ContractViolation(
        code, column, got="nothing" if not value else shape(value), expected=expected, mend=mend
    )


def cell(cells: Cells, column: str) -> str:
    """Give a cell without the spaces around it; an absent column is an empty cell."""
    return cells.get(column, "").strip()


def required(cells: Cells, column: str, expected: str) -> str:
    """Give a cell that must not be empty."""
    value = cell(cells, column)
    if not value:
        raise refused(column, value, expected)
    return value


def reference(cells: Cells, column: str) -> str:
    """Read a reference in one spelling; a placeholder would make strangers one, so a digit."""
    text = one_spelling(required(cells, column, _REFERENCES))
    if not _REFERENCE.fullmatch(text):
        raise refused(column, text, _REFERENCES)
    return text


def listed(cells: Cells, column: str) -> list[str]:
    """Read a list with semicolons of references or codes, in one spelling each."""
    parts = (one_spelling(part) for part in cell(cells, column).split(";"))
    return [part for part in parts if part]


def one_spelling(reference: str) -> str:
    """Write a reference without spaces, in capitals: however it is typed, it is one token."""
    return "".join(reference.split()).upper()


def day(cells: Cells, column: str) -> date | None:
    """Read a day, as ISO or as the United Kingdom writes it, or nothing."""
    value = cell(cells, column)
    if not value:
        return None
    found = _day(value)
    if found is None:
        raise refused(column, value, _DAY)
    return found


def required_day(cells: Cells, column: str) -> date:
    """Read a day that must be there."""
    found = day(cells, column)
    if found is None:
        raise refused(column, "", _DAY)
    return found


@lru_cache(16384)
def _day(text: str) -> date | None:
    if iso := _ISO_DAY.fullmatch(text):
        year, month, number = map(int, iso.groups())
    elif british := _UK_DAY.fullmatch(text):
        number, month, year = map(int, british.groups())
    else:
        return None
    try:
        return date(year, month, number) if year in _YEARS else None
    except ValueError:
        return None


def exported_at(cells: Cells, context: Context) -> datetime:
    """Say when the partner's system exported the row: the column, else what was given."""
    text = cell(cells, "exported_at")
    found = _instant(text) if text else context.exported_at
    if found is None:
        raise refused(
            "exported_at", text, _INSTANT, "" if text else "Fill it, or give --exported-at."
        )
    return found


@lru_cache(1024)
def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and found.year in _YEARS else None


def check_known_by(exported: datetime, on: date, column: str) -> None:
    """Refuse what was not yet true on the day of the export, in Europe/London."""
    if on > london_day(exported):
        raise ContractViolation(
            "future",
            column,
            got="a day after the export",
            expected="a day up to that of the export, in Europe/London",
            mend="Mend the day, or the instant of the export.",
        )


def withdrawn(cells: Cells) -> bool:
    """Say whether a row takes back what it says: it was never true."""
    return word(cells, "withdrawn", {"yes": "yes", "no": "no"}) == "yes"


def said_of_row(
    fact: Fact,
    subject: str,
    source: str,
    cells: Cells,
    context: Context,
    flags: tuple[str, ...] = (),
) -> Said:
    """Say the one fact of a row, true on its column `on`, or that it was never true."""
    exported = exported_at(cells, context)
    check_known_by(exported, fact.day(), "on")
    one = event(
        fact,
        subject=subject,
        source=source,
        recordedtime=exported,
        tokenkey=context.key.id,
        withdrawn=withdrawn(cells),
    )
    return Said(subject, (one,), whole=False, flags=flags)


def word(cells: Cells, column: str, allowed: Mapping[str, Word]) -> Word | None:
    """Read one word of a closed list, or nothing; case and spaces for hyphens are forgiven."""
    text = cell(cells, column)
    if not text:
        return None
    found = allowed.get(_plain(text))
    if found is None:
        raise _not_in_list(column, text, allowed, "one of ")
    return found


def words(cells: Cells, column: str, allowed: Mapping[str, Word]) -> tuple[Word, ...]:
    """Read a list with semicolons, each a word of a closed list, in their order, each once."""
    text = cell(cells, column)
    if not text:
        return ()
    plain = dict.fromkeys(_plain(part) for part in text.split(";") if part.strip())
    if not plain.keys() <= allowed.keys():
        raise _not_in_list(column, text, allowed, "with ; between them, words of ")
    return tuple(allowed[each] for each in plain)


def _plain(text: str) -> str:
    return "-".join(text.split()).lower()


def _not_in_list(
    column: str, text: str, allowed: Mapping[str, str], expected: str
) -> ContractViolation:
    return ContractViolation(
        "not-in-list", column, got=shape(text), expected=expected + ", ".join(allowed)
    )
