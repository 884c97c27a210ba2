"""What the police tell of suspects and cautions."""

from datetime import date
from typing import ClassVar

from producers.contract.facts.base import Fact, Token, Word
from producers.contract.facts.people import Offence, Person
from producers.contract.lists import Agency, SuspectState


class SuspectStatus(Fact, frozen=True, kw_only=True):
    """A suspect, by custody or bail reference, is on bail, under investigation, or neither now."""

    fact: ClassVar[str] = "suspect-status"
    agencies: ClassVar[tuple[Agency, ...]] = ("police",)
    aggregate: ClassVar[str] = "suspect"
    rank: ClassVar[int] = 10

    status: SuspectState
    on: date
    until: date | None = None
    division: Word | None = None


class CautionGiven(Fact, frozen=True, kw_only=True):
    """A person was cautioned: a disposal that enters a cohort."""

    fact: ClassVar[str] = "caution-given"
    agencies: ClassVar[tuple[Agency, ...]] = ("police",)
    aggregate: ClassVar[str] = "person"
    rank: ClassVar[int] = 10

    caution: Token | None = None
    """The token of the caution's reference."""
    person: Person
    on: date
    offences: tuple[Offence, ...]

    def key(self) -> tuple[str, ...]:
        """One caution: the key is its reference."""
        return (self.caution,) if self.caution else super().key()
