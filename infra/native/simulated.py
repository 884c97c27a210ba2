"""The extracts of the demo's police force: a history, then live ones, by `lcjb simulate`.

Called by `demo`. The one place of the stack that knows how our simulator is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: Runs one of our commands and gives what it said.
Lcjb = Callable[..., str]
YEARS = 2


@dataclass(frozen=True, slots=True)
class Extracts:
    """Where the files go, and the part of Lancashire's volume in them."""

    folder: Path
    scale: float

    def history(self, lcjb: Lcjb) -> Path:
        """Give two years of recorded crime, to yesterday, as the documented CSV."""
        return self._simulate(lcjb, "history", "--years", str(YEARS))

    def live(self, lcjb: Lcjb) -> Path:
        """Give the news since the last extract, in the same form."""
        return self._simulate(lcjb, "live")

    def complete(self) -> tuple[str, ...]:
        """Give the words that say the history is whole from its first day."""
        first = datetime.now(tz=UTC).date() - timedelta(days=365 * YEARS)
        return ("declare", "history-complete", "--stage", "investigation", "--from", str(first))

    def _simulate(self, lcjb: Lcjb, *words: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{words[0]}.csv"
        lcjb("simulate", *words, "--scale", str(self.scale), "--out", str(file))
        return file
