"""The extracts of the demo's police force: a history, then live ones, by `lcjb simulate`.

Called by `demo`. The one place of the stack that knows how our simulator is asked. The history
ends a few days ago; the live extracts tell what came after, faster than life, up to the clock.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

#: Runs one of our commands and gives what it said.
Lcjb = Callable[..., str]
YEARS = 2
#: How far back crimes may be recorded that are still open when the history begins.
OPEN_YEARS = 3
#: What the live extracts tell: so many days, so many times as fast as life (about an hour of it).
LEAD = timedelta(days=7)
SPEED = 150
BEAT = timedelta(seconds=5)


@dataclass(slots=True)
class Extracts:
    """Where the files go, the part of Lancashire's volume in them, and how far they have told."""

    folder: Path
    scale: float
    told: datetime = field(default_factory=lambda: datetime.now(tz=UTC) - LEAD)
    first: date = field(init=False)
    waiting: deque[Path] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """Begin the history whole years before it ends."""
        self.first = self.told.date() - timedelta(days=365 * YEARS)

    def history(self, lcjb: Lcjb) -> Path:
        """Give two years of recorded crime, to a week ago, as the documented CSV."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "history.csv"
        span = ("--from", str(self.first), "--exported-at", self.told.isoformat())
        lcjb("simulate", "history", *span, *self._of_this_force(), "--out", str(file))
        return file

    def live(self, lcjb: Lcjb) -> Path | None:
        """Give the next extract, in the same form; none while there is no news."""
        beats = (datetime.now(tz=UTC) - self.told) // (BEAT * SPEED)
        if not self.waiting and beats:
            self._tell(lcjb, self.told + beats * BEAT * SPEED)
        return self.waiting.popleft() if self.waiting else None

    def complete(self) -> tuple[str, ...]:
        """Give the words that say the history is whole from its first day."""
        since = str(self.first)
        return ("declare", "history-complete", "--stage", "investigation", "--from", since)

    def _tell(self, lcjb: Lcjb, until: datetime) -> None:
        """Have the news up to an instant written, a file a beat."""
        into = self.folder / f"live-{self.told:%Y%m%dT%H%M%S}"
        span = ("--first", str(self.first), "--from", self.told.isoformat())
        pace = ("--speed", str(SPEED), "--every", str(BEAT.seconds))
        words = (*span, "--to", until.isoformat(), *pace, *self._of_this_force())
        lcjb("simulate", "live", *words, "--into", str(into))
        self.waiting.extend(sorted(into.iterdir()))
        self.told = until

    def _of_this_force(self) -> tuple[str, ...]:
        since = self.first - timedelta(days=365 * OPEN_YEARS)
        return ("--scale", str(self.scale), "--open-since", str(since))
