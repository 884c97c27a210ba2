"""Edits the thresholds file safely: checked first, written whole, and recorded. Called by the CLI.

The record lies beside the file: one JSON line a change, with who, when, which row, from and to.
`changes` reads it: for `lcjb thresholds log`, and as Grafana's annotations.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from metrics import thresholds
from metrics.catalogue import AREA, WATCHED, watched_at
from metrics.exporter.thresholds import SHIPPED
from metrics.thresholds import DEFAULT, Threshold
from producers.contract.errors import ContractViolation

Row = tuple[str, str, str]
"""Stage, place, severity: what a threshold is known by."""
Places = Mapping[str, Sequence[str]]
PLACES: Places = {stage: (AREA, *watched_at(stage).places) for stage in WATCHED}
"""The places of each stage: districts for the police, courts for a court stage, units, or none."""


class Change(msgspec.Struct, frozen=True):
    """Who puts which row at what, and when; `was` (`from` in the record) is None for a new row.

    `left` is the SHA-256 of the file as the change left it: an edit by hand is seen.
    """

    who: str
    when: datetime
    to: Threshold
    was: Threshold | None = msgspec.field(default=None, name="from")
    left: str = ""


def record_of(path: Path) -> Path:
    """Give the file of the changes."""
    return path.with_suffix(".changes.jsonl")


def changes(path: Path) -> tuple[Change, ...]:
    """Read the record of a thresholds file, oldest first; empty where nothing was changed.

    Raises `ContractViolation` where it was tampered with, or `OSError`.
    """
    record = record_of(path)
    lines = record.read_bytes().splitlines() if record.exists() else []
    return tuple(_change(line, number) for number, line in enumerate(lines, 1))


def _change(line: bytes, number: int) -> Change:
    try:
        return msgspec.json.decode(line, type=Change)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ContractViolation(
            "threshold-record",
            f"line {number} of the record",
            got="a line that `lcjb thresholds set` did not write",
            expected="one change a line",
            mend="Restore the record from a backup: it is only ever added to.",
        ) from error


def by_hand(path: Path) -> bool:
    """Say whether the agreed file is another than the last recorded change left."""
    if not path.exists():
        return False
    told = changes(path)
    return not told or told[-1].left != _digest(path.read_bytes())


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def check(path: Path, places: Places) -> tuple[Threshold, ...]:
    """Read and check the file, its places too. Raises `ContractViolation` or `OSError`."""
    rows = thresholds.read(path.read_text(encoding="utf-8"))
    for row in rows:
        known = {DEFAULT, *places.get(row.stage, ())}
        if row.place not in known:
            raise ContractViolation(
                "threshold-place",
                f"{row.stage}, {row.severity}",
                got="a place that the stage is not counted at",
                expected="one of " + ", ".join(sorted(known)),
                mend="Write it as the reference does.",
            )
    return rows


def in_force(agreed: Path) -> Path:
    """Give the file that holds: the one agreed, or until there is one, the shipped."""
    return agreed if agreed.exists() else SHIPPED


def put(path: Path, change: Change, places: Places) -> Threshold | None:
    """Put a row in force and record it; give the row as it was. Nothing is written when refused."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        text = in_force(path).read_text(encoding="utf-8")
        before = {_key(row): row for row in thresholds.read(text)}
        was = before.get(_key(change.to))
        after = _head(text) + thresholds.write({**before, _key(change.to): change.to}.values())
        draft = path.with_suffix(".draft")
        draft.write_text(after, encoding="utf-8")
        try:
            check(draft, places)
            left = _digest(draft.read_bytes())
            _record(path, msgspec.structs.replace(change, was=was, left=left))
            draft.replace(path)  # whole or not at all: the exporter may read at any moment
        finally:
            draft.unlink(missing_ok=True)
    return was


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one change at a time through, so that none is lost under another."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _key(row: Threshold) -> Row:
    return row.stage, row.place, row.severity


def _head(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if line.startswith("#"))


def _record(path: Path, change: Change) -> None:
    with record_of(path).open("ab") as file:
        file.write(msgspec.json.encode(change) + b"\n")
        file.flush()
        os.fsync(file.fileno())
