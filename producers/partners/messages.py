"""One partner's message in JSON, read by path: what is asked for, and where it stood.

Read tolerantly (more fields are normal), refuse clearly: a value that cannot be read raises
`ContractViolation` with its JSON pointer. The names in a pointer are the ones asked for, so it
never quotes what a sender wrote. For adapters of messages, as `rows` is for those of files.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

import msgspec

from producers.contract.days import from_wall_clock, london_day
from producers.contract.errors import ContractViolation, shape

MAX_BYTES = 5 * 1024 * 1024  # hearings of 800 KB are real
MAX_DEPTH = 64
_YEARS = range(1900, 2200)
_DEEPER = (dict, list)  # the very types: JSON is read into no other


class Node(msgspec.Struct, frozen=True):
    """A value of a message and its JSON pointer; what is not there is a node of None.

    A message of a few kilobytes makes dozens, so it is of the kind that is made fastest.
    """

    value: Any
    pointer: str = ""

    def __getitem__(self, name: str) -> "Node":
        """Give a member of an object. Refuses what is there and no object."""
        if self.value is None:
            return Node(None, f"{self.pointer}/{name}")
        if not isinstance(self.value, dict):
            raise self.refused("an object")
        return Node(self.value.get(name), f"{self.pointer}/{name}")

    def __contains__(self, name: str) -> bool:
        """Say whether an object has a member that says something."""
        return isinstance(self.value, dict) and self.value.get(name) is not None

    def __iter__(self) -> Iterator["Node"]:
        """Give the items of a list; none where there is none."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.refused("a list")
        for index, each in enumerate(self.value):
            yield Node(each, f"{self.pointer}/{index}")

    def first(self, *names: str) -> "Node":
        """Give the first member that says something, for a thing that has several names."""
        return next((self[name] for name in names if name in self), self[names[0]])

    def text(self) -> str:
        """Give a text without the spaces around it; nothing is an empty text."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise self.refused("a text")
        return self.value.strip()

    def required_text(self, expected: str) -> str:
        """Give a text that must say something."""
        text = self.text()
        if not text:
            raise self.refused(expected)
        return text

    def flag(self) -> bool | None:
        """Give true, false, or nothing."""
        if self.value is None or isinstance(self.value, bool):
            return self.value
        raise self.refused("true or false")

    def instant(self) -> datetime | None:
        """Read an instant; one without an offset is by the clock on the court's wall."""
        text = self.text()
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise self.refused("an instant as 2026-04-02T06:00:00Z") from None
        if found.year not in _YEARS:
            raise self.refused("an instant of this time")
        return from_wall_clock(found) if found.tzinfo is None else found

    def day(self) -> date | None:
        """Read a day, said as one or as an instant: that instant's day in London."""
        text = self.text()
        if not text:
            return None
        try:
            found = date.fromisoformat(text)
        except ValueError:
            instant = self.instant()
            return None if instant is None else london_day(instant)
        if found.year not in _YEARS:
            raise self.refused("a day of this time")
        return found

    def required_day(self) -> date:
        """Read a day that must be there."""
        found = self.day()
        if found is None:
            raise self.refused("a day as 2026-04-02")
        return found

    def refused(self, expected: str, mend: str = "") -> ContractViolation:
        """Refuse the value: its shape is told, never the value."""
        empty = self.value is None or self.value == ""
        code = "missing" if empty else "wrong-form" if isinstance(self.value, str) else "wrong-type"
        return ContractViolation(
            code, self.pointer, got=shape(self.value), expected=expected, mend=mend
        )


def recognises(kind_of: Callable[[bytes], object]) -> Callable[[bytes], bool]:
    """Make of what reads a message's kind the answer whether it is of that system at all."""

    def looks_like(message: bytes) -> bool:
        try:
            kind_of(message)
        except ContractViolation:
            return False
        return True

    return looks_like


class Known(Protocol):
    """A kind of message: its name, and the members by which one is known."""

    @property
    def name(self) -> str:
        """Its name, for people."""

    @property
    def members(self) -> frozenset[str]:
        """What it has, and no kind before it."""


_Kind = TypeVar("_Kind", bound=Known)


def kind_of(body: Node, kinds: Sequence[_Kind]) -> _Kind:
    """Find the first kind whose members are all there. Refuses what is of none."""
    for kind in kinds:
        if all(member in body for member in kind.members):
            return kind
    known = ", ".join(kind.name for kind in kinds)
    raise ContractViolation(
        "unknown-message", "", got="an object of no known members", expected=f"one of {known}"
    )


def parse(message: bytes) -> Node:
    """Read a message of one JSON object in UTF-8, of at most 5 MB and 64 levels."""
    if len(message) > MAX_BYTES:
        raise ContractViolation(
            "too-large", "", got=shape(message), expected=f"at most {MAX_BYTES} bytes"
        )
    try:
        body = msgspec.json.decode(message.removeprefix(BOM_UTF8), type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ContractViolation(
            "not-json",
            "",
            got=shape(message),
            expected="one JSON object in UTF-8",
            mend="Send one message a file, as the system wrote it.",
        ) from None
    except RecursionError:
        raise _too_deep() from None
    _check_depth(body)
    return Node(body)


def _check_depth(body: dict[str, Any]) -> None:
    level: list[Any] = [body]
    for _ in range(MAX_DEPTH):
        inside = (each.values() if type(each) is dict else each for each in level)
        level = [each for some in inside for each in some if type(each) in _DEEPER]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> ContractViolation:
    return ContractViolation(
        "too-deep", "", got="objects within objects", expected=f"at most {MAX_DEPTH} levels"
    )
