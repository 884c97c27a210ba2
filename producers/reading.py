"""A file, a folder or standard input, read through the adapter that it calls for. Shell.

`opened` guesses what it holds and says what it guessed; reading gives what can be taken and, for
each bad row or message, where it is bad and how to mend it. Called by `producers.commands`.
"""

import csv
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, tee
from pathlib import Path
from typing import BinaryIO

from producers.contract import wire
from producers.contract.errors import ContractViolation
from producers.contract.events import Event
from producers.partners import systems
from producers.partners.files import ADAPTERS, Refusal, UnknownFormat, guess, rows
from producers.partners.rows import Context, Said

EVENTS = "contract-events"
FORMATS = sorted([*ADAPTERS, *systems.SYSTEMS])
STDIN = "-"
Taken = Sequence[Said | Event | Refusal]
"""What a row or a message gives; nothing when it is about something that is not counted."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An input: its name, what it was read as, what one part of it is, and what the parts give."""

    name: str
    format: str
    unit: str
    taken: Iterator[Taken]


def inputs(words: Iterable[str]) -> Iterator[str]:
    """Give each file of the folders named, in order of name, and each file named."""
    for word in words:
        if word != STDIN and Path(word).is_dir():
            yield from (str(path) for path in sorted(Path(word).rglob("*")) if path.is_file())
        else:
            yield word


@contextmanager
def opened(word: str, wanted: str | None, context: Context) -> Iterator[Opened]:
    """Open an input. Raises `OSError`, `UnknownFormat` and `csv.Error`."""
    if word == STDIN:
        yield _opened(sys.stdin.buffer, "standard input", "", wanted, context)
        return
    path = Path(word)
    with path.open("rb") as file:
        yield _opened(file, path.name, path.suffix, wanted, context)


def _opened(file: BinaryIO, name: str, suffix: str, wanted: str | None, context: Context) -> Opened:
    first = file.readline().removeprefix(BOM_UTF8)
    if wanted in ADAPTERS or (wanted is None and first.lstrip()[:1] not in (b"{", b"<")):
        return _rows(chain([first], file), name, wanted, context)
    parts, ahead = tee(_parts(first, file, suffix))
    message = next(ahead, (1, b""))[1]
    del ahead  # else it would keep every message
    if wanted is None and _EVENT in message:
        return Opened(name, EVENTS, "events", ([_event(number, part)] for number, part in parts))
    system = systems.SYSTEMS[wanted] if wanted else systems.guess(message)
    if system is None:
        known = ", ".join(systems.SYSTEMS)
        raise UnknownFormat(
            f"no known system sends such messages. Known: {known}."
            " To mend: name one with --format, or see docs/partners/."
        )
    taken = (_message(number, part, system, context) for number, part in parts)
    return Opened(name, system.name, "messages", taken)


_EVENT = b'"specversion"'
_A_LINE_EACH = frozenset({".jsonl", ".ndjson", ".xmls"})


def _parts(first: bytes, file: BinaryIO, suffix: str) -> Iterator[tuple[int, bytes]]:
    """Give the messages with the line where each begins: one a line, or all of it one."""
    if suffix in _A_LINE_EACH or (not suffix and _is_whole(first.strip())):
        lines = enumerate(chain([first], file), 1)
        return ((number, line) for number, line in lines if line.strip())
    return iter([(1, first + file.read())])


def _is_whole(line: bytes) -> bool:
    return line[-1:] == b"}" or (line[-1:] == b">" and b"</" in line)


def _rows(lines: Iterable[bytes], name: str, wanted: str | None, context: Context) -> Opened:
    reader = csv.DictReader(line.decode("utf-8", "replace") for line in lines)
    adapter = ADAPTERS[wanted] if wanted else guess(reader.fieldnames or ())
    taken = ([each] if each else [] for each in rows(reader, adapter, context))
    return Opened(name, adapter.name, "rows", taken)


def _event(line: int, raw: bytes) -> Event | Refusal:
    try:
        return wire.decode_strict(raw, wire.topic_of(raw))
    except ContractViolation as found:
        return Refusal.at(line, found)


def _message(line: int, message: bytes, system: systems.System, context: Context) -> Taken:
    told = system.read(message, context)
    return [*told.said, *(Refusal.at(line, error) for error in told.errors)]
