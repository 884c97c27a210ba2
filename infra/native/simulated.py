"""The extracts of the demo's senders: a history of each, then live ones, by `lcjb simulate`.

Called by `demo`. The one place of the stack that knows how our simulator is asked. The histories
end about a week ago; the live extracts tell what came after, faster than life, up to the clock.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

#: Runs one of our commands and gives what it said.
Lcjb = Callable[..., str]
#: How far back the histories go. Four mature cohorts of reoffending need 33 months of it.
YEARS, YEARS_OF_PEOPLE = 2, 3
#: How far back what is still open when the history begins may have begun.
OPEN_YEARS = 5
#: What the live extracts tell: so many days, so much of life in each (about an hour of it all).
LEAD = timedelta(days=7)
BEAT = timedelta(seconds=5)
STEP = timedelta(minutes=12)
#: They begin on a working day at an hour when courts rise and tell, so that all of it is alive.
BEGIN, FRIDAY = time(15, tzinfo=UTC), 4


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the stages that the history makes whole by agency, how the simulator is asked."""

    name: str
    stages: dict[str, tuple[str, ...]]
    history: str
    live: str
    years: int = YEARS


def _in_folders(name: str, stages: dict[str, tuple[str, ...]]) -> Sender:
    """Name a sender whose systems each have a file of their own in a folder."""
    return Sender(
        name,
        stages,
        history=f"{name} --first {{first}} --to {{told}} --into {{into}}",
        live=f"{name} --first {{first}} --from {{told}} --to {{until}} --into {{into}}"
        f" --minutes {STEP // timedelta(minutes=1)}",
        years=YEARS_OF_PEOPLE,
    )


SENDERS = (
    Sender(
        "police",
        {"police": ("investigation",)},
        history="history --from {first} --exported-at {told} --out {into}/history.csv",
        live="live --first {first} --from {told} --to {until} --into {into}"
        f" --every {BEAT.seconds} --speed {STEP // BEAT}",
    ),
    _in_folders("courts", {"courts": ("magistrates", "crown")}),
    _in_folders(
        "people",
        {
            "police": ("pre-charge", "cautions"),
            "cps": ("charging",),
            "probation": ("supervision", "unpaid-work"),
            "prisons": ("custody",),
        },
    ),
)
AGENCIES = tuple(dict.fromkeys(agency for sender in SENDERS for agency in sender.stages))


@dataclass(slots=True)
class Extracts:
    """A sender's: where they go, the part of Lancashire's volume, how far told, how far sent."""

    sender: Sender
    folder: Path
    scale: float
    told: datetime
    sent: datetime = field(init=False)
    first: date = field(init=False)
    waiting: deque[Path] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """Begin the history whole years before it ends."""
        self.sent = self.told
        self.first = self.told.date() - timedelta(days=365 * self.sender.years)

    def history(self, lcjb: Lcjb) -> Path:
        """Give the years to about a week ago, as a folder of the documented files."""
        into = self.folder / "history"
        into.mkdir(parents=True)
        self._simulate(lcjb, self.sender.history, into=into)
        return into

    def look_ahead(self, lcjb: Lcjb) -> None:
        """Have the news up to the clock written, an extract a beat; none while there is none."""
        until = self.told + (datetime.now(tz=UTC) - self.told) // STEP * STEP
        if until == self.told:
            return
        into = self.folder / f"live-{self.told:%Y%m%dT%H%M%S}"
        self._simulate(lcjb, self.sender.live, into=into, until=until.isoformat())
        self.waiting.extend(sorted(into.iterdir()))
        self.told = until

    def live(self, lcjb: Lcjb) -> list[Path]:
        """Give the next extract, in the same form; none while there is no news."""
        if not self.waiting:
            self.look_ahead(lcjb)
        if not self.waiting:
            return []
        self.sent += STEP
        return [self.waiting.popleft()]

    def complete(self, lcjb: Lcjb) -> None:
        """Say that the history is whole from its first day."""
        for agency, stages in self.sender.stages.items():
            for stage in stages:
                whole = ("--agency", agency, "--stage", stage, "--from", str(self.first))
                lcjb("declare", "history-complete", *whole)

    def _simulate(self, lcjb: Lcjb, words: str, **told: object) -> None:
        known = {"first": self.first, "told": self.told.isoformat(), **told}
        since = self.told.date() - timedelta(days=365 * OPEN_YEARS)
        volume = ("--scale", str(self.scale), "--open-since", str(since))
        lcjb("simulate", *(word.format_map(known) for word in words.split()), *volume)


def extracts(folder: Path, scale: float) -> list[Extracts]:
    """Give those of every sender: of one time and volume, so that crimes, cases, people join."""
    day = (datetime.now(tz=UTC) - LEAD).date()
    told = datetime.combine(day - timedelta(days=max(0, day.weekday() - FRIDAY)), BEGIN)
    return [Extracts(sender, folder / sender.name, scale, told) for sender in SENDERS]
