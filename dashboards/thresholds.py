"""Edits the thresholds file safely: checked first, written whole, and recorded. Called by the CLI.

The record lies beside the file: one JSON line a change, with who, when, which row, from and to.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Change:
    """Who puts which row at what, and when."""

    who: str
    when: datetime
    to: Threshold


def record_of(path: Path) -> Path:
    """Give the file of the changes."""
    return path.with_suffix(".changes.jsonl")


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
    text = in_force(path).read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    before = {_key(row): row for row in thresholds.read(text)}
    was = before.get(_key(change.to))
    after = _head(text) + thresholds.write({**before, _key(change.to): change.to}.values())
    draft = path.with_suffix(".draft")
    draft.write_text(after, encoding="utf-8")
    try:
        check(draft, places)
        _record(path, change, was)
        draft.replace(path)  # whole or not at all: the exporter may read at any moment
    finally:
        draft.unlink(missing_ok=True)
    return was


def _key(row: Threshold) -> Row:
    return row.stage, row.place, row.severity


def _head(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if line.startswith("#"))


def _record(path: Path, change: Change, was: Threshold | None) -> None:
    line = {
        "who": change.who,
        "when": change.when.isoformat(timespec="seconds"),
        "from": msgspec.to_builtins(was),
        "to": msgspec.to_builtins(change.to),
    }
    with record_of(path).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
