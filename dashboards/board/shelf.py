"""The ledger as the page reads it: one snapshot, and what was made of it for each day asked for.

Called by the server. Read again when the ledger has moved, at most every two seconds.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from dashboards.board import freshness
from dashboards.board.source import Live, Shown, Source
from metrics.store.ledger import Following

FRESH_SECONDS = 2.0
REST = 5
"""A fifth of a core at most goes into reading, however big the ledger."""
KEPT = 8
"""Days that are kept at hand."""

Read: TypeAlias = Callable[[Following | None], Following]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says as of a day."""

    shown: Shown
    newest: Mapping[str, date]


class Shelf:
    """Gives what the ledger says as of a day. Raises the database's errors."""

    def __init__(self, read: Read, released: Callable[[date], Source | None]) -> None:
        self._read = read
        self._released = released
        self._lock = threading.Lock()
        self._seen: Following | None = None
        self._due = float("-inf")
        self._made: OrderedDict[date, Standing] = OrderedDict()

    def at(self, day: date) -> Standing:
        """Give what is known now, as of a day."""
        with self._lock:
            seen = self._fresh()
            if day not in self._made:
                live = Live(seen.book, day, self._released(day))
                self._made[day] = Standing(Shown(live), freshness.newest(seen.book, day))
            self._made.move_to_end(day)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return self._made[day]

    def _fresh(self) -> Following:
        began = time.monotonic()
        if self._seen is not None and began < self._due:
            return self._seen
        seen = self._read(self._seen)
        if seen is not self._seen:
            self._made.clear()
        self._seen = seen
        taken = time.monotonic() - began
        self._due = began + max(FRESH_SECONDS, REST * taken)
        return seen
