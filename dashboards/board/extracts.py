"""The record of what was taken away: one JSON line an extract, appended and never changed."""

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from dashboards.board.access import Reader
from metrics.release import Release


@dataclass(frozen=True, slots=True)
class Extracts:
    """A file beside the ledger; safe to share between threads."""

    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(
        self, reader: Reader, what: Sequence[str], as_of: date, release: Release | None
    ) -> None:
        """Note who took which figures, and when, before they are given. Raises `OSError`."""
        line = {
            "who": reader.user or "local",
            "role": reader.role,
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "what": list(what),
            "as_of": as_of.isoformat(),
            "release": release.number if release else None,
        }
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
