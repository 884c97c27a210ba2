"""The ledger as the page reads it: one snapshot, and what was made of it for each day asked for.

Called by the server. Read again when the ledger has moved, at most every two seconds. Reads only.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboards.board import freshness
from dashboards.board.source import Live, Released, Shown
from metrics import release
from metrics.store import releases
from metrics.store.ledger import Following, Ledger
from metrics.store.releases import Kept

FRESH_SECONDS = 2.0
REST = 5
"""A fifth of a core at most goes into reading, however big the ledger."""
KEPT = 8
"""Days, and releases, that are kept at hand."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says as of a day."""

    shown: Shown
    newest: Mapping[str, date]


class Shelf:
    """Gives what the ledger says as of a day, and what a release said. Raises SQLAlchemy's errors.

    Safe to share between threads.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._seen: Following | None = None
        self._listed: list[Kept] = []
        self._due = float("-inf")
        self._made: OrderedDict[date, Standing] = OrderedDict()
        self._of_release = lru_cache(KEPT)(self._read_release)

    def at(self, day: date) -> Standing:
        """Give what is known now, as of a day."""
        with self._lock:
            seen = self._fresh()
            if day not in self._made:
                live = Live(seen.book, day, self._last_release(day))
                self._made[day] = Standing(Shown(live), freshness.newest(seen.book, day))
            self._made.move_to_end(day)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return self._made[day]

    def releases(self) -> list[Kept]:
        """Give the releases there are, oldest first."""
        with self._lock:
            self._fresh()
            return self._listed

    def release(self, number: int) -> Standing:
        """Give what a release said. Raises `ReleaseFault`."""
        return Standing(Shown(self._of_release(number)), {})

    def _last_release(self, day: date) -> Released | None:
        numbers = [kept.number for kept in self._listed if kept.as_of <= day]
        return self._of_release(numbers[-1]) if numbers else None

    def _read_release(self, number: int) -> Released:
        return Released(release.read(releases.body(self._ledger, number)))

    def _fresh(self) -> Following:
        began = time.monotonic()
        if self._seen is not None and began < self._due:
            return self._seen
        with self._ledger.snapshot() as reading:
            seen = reading.follow(self._seen)
        listed = releases.listed(self._ledger)
        if seen is not self._seen or listed != self._listed:
            self._made.clear()
        self._seen, self._listed = seen, listed
        self._due = began + max(FRESH_SECONDS, REST * (time.monotonic() - began))
        return seen
