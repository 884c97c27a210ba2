"""What a case's journey is made of: steps, each on its day, and the spells that they make. Pure.

Days are ordinals. Drawn by `journeys`; told by `common_platform`, `spi` and `exports`.
"""

from typing import NamedTuple, TypeAlias

from producers.reference.courts import TrialReason
from producers.simulation.courts.cases import Case

CROWN, MAGISTRATES = "crown", "magistrates"


class Received(NamedTuple):
    """The case is received at the magistrates' court; `first` is the day of its first hearing."""

    day: int
    court: str
    first: int
    custody: bool


class Hearing(NamedTuple):
    """A hearing as it left those heard (numbers of the case's people): all alike.

    `codes` are the results of each offence, `remand` a letter of both systems; `of` makes the id of
    a hearing that has another day than its own, for one that was listed anew.
    """

    day: int
    tier: str
    court: str
    kind: str
    who: tuple[int, ...]
    codes: tuple[str, ...]
    remand: str
    attended: bool = True
    plea: str = ""
    plea_on: int = 0
    verdict: str = ""
    convicted_on: int = 0
    acquitted_on: int = 0
    limit: int = 0
    trial: str = ""
    reason: TrialReason | None = None
    appeal: bool = False


class Vacated(NamedTuple):
    """A trial listed for a day is taken out of the list."""

    day: int
    listed: int
    tier: str
    reason: TrialReason


class Sent(NamedTuple):
    """Defendants are sent to the Crown Court for trial; `next` is their first day there."""

    day: int
    court: str
    to: str
    who: tuple[int, ...]
    next: int


class Entered(NamedTuple):
    """The Crown Court receives the case, as its register says it."""

    day: int
    court: str
    kind: str


class Moved(NamedTuple):
    """A Crown Court gives the case to another."""

    day: int
    court: str
    to: str


class Reopened(NamedTuple):
    """A case that was completed is open again."""

    day: int
    tier: str


Step: TypeAlias = Received | Hearing | Vacated | Sent | Entered | Moved | Reopened


class Spell(NamedTuple):
    """One receipt: open from `day` until `end`, but not from a warrant's issue to its execution."""

    tier: str
    court: str
    kind: str
    day: int
    end: int
    away: tuple[int, int] = (0, 0)

    def is_open(self, on: int) -> bool:
        """Say whether the spell is open at the end of a day."""
        return self.day <= on < self.end and not self.away[0] <= on < self.away[1]


class Journey(NamedTuple):
    """A case with all that becomes of it, however late that is."""

    case: Case
    steps: tuple[Step, ...]
    spells: tuple[Spell, ...]

    @property
    def end(self) -> int:
        """Give the day from which on nothing of the case is open."""
        return max(spell.end for spell in self.spells)
