"""What prisons tell of a person: received and released."""

from datetime import date
from typing import ClassVar

from msgspec import field

from producers.contract.facts.base import Fact, Token
from producers.contract.facts.people import Person
from producers.contract.lists import Agency, ReceptionReason, ReleasedFrom


class PrisonFact(Fact, frozen=True, kw_only=True):
    """A fact of prisons about one person; its key is the movement."""

    agencies: ClassVar[tuple[Agency, ...]] = ("prisons",)
    aggregate: ClassVar[str] = "person"

    movement: Token | None = None
    """The token of the movement's reference."""
    on: date
    person: Person | None = None

    def key(self) -> tuple[str, ...]:
        """One movement: the key is its reference."""
        return (self.movement,) if self.movement else super().key()


class PrisonerReceived(PrisonFact, frozen=True, kw_only=True):
    """A person came into prison."""

    fact: ClassVar[str] = "prisoner-received"
    rank: ClassVar[int] = 120

    reason: ReceptionReason


class PrisonerReleased(PrisonFact, frozen=True, kw_only=True):
    """A person left prison: from a sentence it enters a cohort, from anything else it does not."""

    fact: ClassVar[str] = "prisoner-released"
    rank: ClassVar[int] = 130

    from_: ReleasedFrom = field(name="from")
