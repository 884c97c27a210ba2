"""A spell: what the facts say of one receipt of a case, and how it stood each day. Types only.

`Matter` is what `metrics.case.matters` gathers for a spell, `Spell` what `metrics.case.walk` makes
of it, read by everything that counts. Days are ordinals.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from metrics.case.life import State, Trigger
from producers.reference.tables import UNKNOWN

Offence: TypeAlias = tuple[str, str]
"""A defendant's token and an offence's; no offence where a defendant is only named yet."""


NOT_FOR_TRIAL = frozenset({"committed-for-sentence", "appeal"})
"""The kinds of receipt whose defendants do not wait for a trial."""


class Heard(NamedTuple):
    """A hearing of the spell: what each offence heard in it came to, and who pleaded guilty."""

    day: int
    results: Mapping[Offence, str]
    guilty: frozenset[str] = frozenset()


class Sent(NamedTuple):
    """Defendants sent away from the tier; without names, all of them."""

    day: int
    defendants: tuple[str, ...] = ()


class Said(NamedTuple):
    """A trigger that a fact says by itself; a transfer has a place."""

    day: int
    trigger: Trigger
    place: str = ""


Entry: TypeAlias = Heard | Sent | Said


@dataclass(slots=True, eq=False)
class Matter:
    """One receipt, what was heard under it, and what else was said of it, in true order."""

    tier: str
    receipt: int | None
    entered: int
    place: str
    kind: str
    named: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    """Whom a sending brought here, until the first hearing says who is here."""
    script: list[Entry] = field(default_factory=list)
    offences: set[Offence] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    """The defendants of those offences."""

    @property
    def heard(self) -> list[Heard]:
        """List the hearings."""
        return [entry for entry in self.script if isinstance(entry, Heard)]

    def hear(self, heard: Heard) -> None:
        """Add a hearing to the script."""
        self.script.append(heard)
        self.offences.update(heard.results)
        self.members.update(defendant for defendant, _ in heard.results)

    def locate(self, where: str) -> None:
        """Take the first court that is known, where the receipt names none (R25)."""
        if self.place == UNKNOWN:
            self.place = where

    def expected(self) -> frozenset[Offence]:
        """Give every offence, from the receipt on, whenever it was first seen (R23).

        A defendant of whom no offence is known stands for one.
        """
        named = self.named if self.members else self.named | self.sent
        return frozenset((each, "") for each in named - self.members) | self.offences

    def knows(self, defendant: str) -> bool:
        """Say whether a defendant is of this matter."""
        return defendant in self.members or defendant in self.named


class Move(NamedTuple):
    """One flow on one day. `reach` is `within` for a transfer that does not leave the area."""

    day: int
    flow: str
    place: str
    reach: str = ""
    hearings: int = 0
    """On a disposal: the hearings since the receipt or the reopening."""


class Standing(NamedTuple):
    """How a spell stands from the end of a day on."""

    day: int
    state: State
    place: str
    unfinished: frozenset[Offence]

    @property
    def defendants(self) -> frozenset[str]:
        """Name the defendants with an unfinished offence."""
        return frozenset(defendant for defendant, _ in self.unfinished)


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell as it went."""

    matter: Matter
    moves: tuple[Move, ...]
    standings: tuple[Standing, ...]
    completed: Mapping[str, int]
    """The day on which each defendant was first done with the tier, and not sent on."""
    late: tuple[tuple[int, str], ...]
    """Day and place of each adjournment of an offence that had a final result before (R21)."""

    @property
    def now(self) -> Standing:
        """Give the last standing."""
        return self.standings[-1]

    @property
    def is_over(self) -> bool:
        """Say whether it has ended or is merged, as far as is known."""
        return self.now.state in {State.ENDED, State.MERGED}
