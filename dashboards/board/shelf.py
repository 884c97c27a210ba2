"""The ledger as the page reads it: one snapshot, and what was made of it for each day asked for.

Called by the server. Read again when the ledger has moved, at most every two seconds, beside the
requests: a reader never waits for it. Reads only.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy.exc import SQLAlchemyError

from dashboards.board.freshness import Partner, partners
from dashboards.board.source import Live, Released, Shown
from metrics import release
from metrics.calendar import a_year_before
from metrics.release import Release
from metrics.store import releases
from metrics.store.ledger import Following, Ledger
from metrics.store.releases import Kept
from metrics.views import CompleteTo

FRESH_SECONDS = 2.0
REST = 5
"""A sixth of a core at most goes into reading, however big the ledger."""
KEPT = 8
"""Days, and releases, that are kept at hand."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says as of a day."""

    shown: Shown
    partners: Mapping[str, Partner] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What was read at one instant, and what was made of it by day, the last asked for last."""

    seen: Following
    listed: list[Kept]
    complete_to: CompleteTo
    newest: Mapping[str, date]
    made: OrderedDict[date, Standing] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Shelf:
    """Gives what the ledger says as of a day, and what a release said. Raises SQLAlchemy's errors.

    Safe to share between threads.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._last: _Snapshot | None = None
        self._due = float("-inf")
        self._failed: SQLAlchemyError | None = None
        self._is_kept = False
        self._of_release = lru_cache(KEPT)(self._read_release)

    def at(self, day: date) -> Standing:
        """Give what is known now, as of a day."""
        return self._standing(self._current(), day)

    def releases(self) -> list[Kept]:
        """Give the releases there are, oldest first."""
        return self._current().listed

    def release(self, number: int) -> Standing:
        """Give what a release said. Raises `ReleaseFault`."""
        return Standing(Shown(self._of_release(number)))

    def before(self, kept: Release) -> Release | None:
        """Give the release before another, None before the first."""
        return self._of_release(kept.number - 1).release if kept.number > 1 else None

    def keep_fresh(self, warm: Callable[[Standing], object], today: Callable[[], date]) -> None:
        """Read by itself from now on, and have each snapshot warmed before it is shown."""

        def keep_on() -> None:
            while True:
                time.sleep(max(0.0, self._due - time.monotonic()))
                self._keep(lambda snapshot: warm(self._standing(snapshot, today())))

        self._is_kept = True
        threading.Thread(target=keep_on, name="shelf", daemon=True).start()

    def _keep(self, warm: Callable[[_Snapshot], object]) -> None:
        try:
            self._refresh(warm)
            self._failed = None
        except SQLAlchemyError as error:
            self._failed = error
            self._due = time.monotonic() + FRESH_SECONDS

    def _current(self) -> _Snapshot:
        if self._failed is not None:
            raise self._failed  # better no page than one that is silently old
        if self._last is None or not self._is_kept:
            return self._refresh(lambda _: None)
        return self._last

    def _refresh(self, warm: Callable[[_Snapshot], object]) -> _Snapshot:
        with self._lock:
            began = time.monotonic()
            last = self._last
            if last is not None and began < self._due:
                return last
            with self._ledger.snapshot() as reading:
                seen = reading.follow(last.seen if last else None)
                is_same = last is not None and seen is last.seen
                to = last.complete_to if last and is_same else reading.complete_to()
                newest = last.newest if last and is_same else reading.newest()
            listed = releases.listed(self._ledger)
            if last is None or not is_same or listed != last.listed:
                last = _Snapshot(seen, listed, to, newest)
            warm(last)
            self._last = last
            self._due = began + max(FRESH_SECONDS, REST * (time.monotonic() - began))
            return last

    def _standing(self, snapshot: _Snapshot, day: date) -> Standing:
        with snapshot.lock:
            made = snapshot.made
            if day not in made:
                book = snapshot.seen.book
                released = self._last_release(snapshot.listed, day)
                to = snapshot.complete_to
                earlier = self._last_release(snapshot.listed, a_year_before(day))
                live = Live(book, day, released, to, earlier)
                made[day] = Standing(Shown(live), partners(book, day, to, snapshot.newest))
            made.move_to_end(day)
            while len(made) > KEPT:
                made.popitem(last=False)
            return made[day]

    def _last_release(self, listed: list[Kept], day: date) -> Released | None:
        numbers = [kept.number for kept in listed if kept.as_of <= day]
        return self._of_release(numbers[-1]) if numbers else None

    def _read_release(self, number: int) -> Released:
        return Released(release.read(releases.body(self._ledger, number)))
