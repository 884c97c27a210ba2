"""What probation tells of a person: orders, unpaid work, breaches, recalls, and who is who."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from producers.contract.facts.base import Fact, Token, Unit, Word
from producers.contract.facts.people import Person
from producers.contract.lists import Agency, BreachOutcome, SupervisionKind

Hours = Annotated[float, Meta(ge=0, le=400)]


class ProbationFact(Fact, frozen=True, kw_only=True):
    """A fact of probation about one person."""

    agencies: ClassVar[tuple[Agency, ...]] = ("probation",)
    aggregate: ClassVar[str] = "person"


class SupervisionStarted(ProbationFact, frozen=True, kw_only=True):
    """An order or licence started; with `hours` it has an unpaid-work requirement."""

    fact: ClassVar[str] = "supervision-started"
    rank: ClassVar[int] = 60

    order: Token
    kind: SupervisionKind
    on: date
    unit: Unit | None = None
    hours: Hours | None = None
    imposed_on: date | None = None
    person: Person | None = None

    def key(self) -> tuple[str, ...]:
        """One start of an order."""
        return (self.order,)


class UnpaidWorkWorked(ProbationFact, frozen=True, kw_only=True):
    """Hours were worked on a day; they add up."""

    fact: ClassVar[str] = "unpaid-work-worked"
    rank: ClassVar[int] = 70

    order: Token
    on: date
    hours_done: Hours

    def key(self) -> tuple[str, ...]:
        """One day's work of an order."""
        return (self.order, self.on.isoformat())


class BreachRaised(ProbationFact, frozen=True, kw_only=True):
    """A breach of an order was raised."""

    fact: ClassVar[str] = "breach-raised"
    rank: ClassVar[int] = 80

    breach: Token | None = None
    """The token of the breach's reference."""
    on: date
    order: Token | None = None

    def key(self) -> tuple[str, ...]:
        """One breach: the key is its reference."""
        return (self.breach,) if self.breach else super().key()


class BreachConcluded(ProbationFact, frozen=True, kw_only=True):
    """A breach was proved, was not, or was withdrawn."""

    fact: ClassVar[str] = "breach-concluded"
    rank: ClassVar[int] = 90

    breach: Token | None = None
    """The token of the breach's reference."""
    on: date
    order: Token | None = None
    outcome: BreachOutcome | None = None

    def key(self) -> tuple[str, ...]:
        """One conclusion of a breach: the key is its reference."""
        return (self.breach,) if self.breach else super().key()


class RecallRaised(ProbationFact, frozen=True, kw_only=True):
    """A recall to prison was raised."""

    fact: ClassVar[str] = "recall-raised"
    rank: ClassVar[int] = 100

    recall: Token | None = None
    """The token of the recall's reference."""
    on: date
    order: Token | None = None

    def key(self) -> tuple[str, ...]:
        """One recall: the key is its reference."""
        return (self.recall,) if self.recall else super().key()


class SupervisionEnded(ProbationFact, frozen=True, kw_only=True):
    """An order or licence ended, and its requirements with it."""

    fact: ClassVar[str] = "supervision-ended"
    rank: ClassVar[int] = 110

    order: Token
    on: date
    reason: Word | None = None

    def key(self) -> tuple[str, ...]:
        """One end of an order."""
        return (self.order,)


class Statement(ProbationFact, frozen=True, kw_only=True):
    """A statement about a pair; the latest day's stands, and on one day `unlinked`."""

    a: Token
    b: Token
    on: date

    def key(self) -> tuple[str, ...]:
        """One statement of the pair, in either order, on a day."""
        return (*sorted((self.a, self.b)), self.on.isoformat())


class PersonsLinked(Statement, frozen=True, kw_only=True):
    """Two tokens are one person."""

    fact: ClassVar[str] = "persons-linked"
    rank: ClassVar[int] = 1


class PersonsUnlinked(Statement, frozen=True, kw_only=True):
    """Two tokens are not one person after all."""

    fact: ClassVar[str] = "persons-unlinked"
    rank: ClassVar[int] = 2
