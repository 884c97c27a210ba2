"""What probation tells of a person: orders, unpaid work, breaches, recalls, and who is who.

The ranks put a person's day in order, between what courts and prisons tell of it: an order starts,
hours are worked, it is breached or the person recalled, it ends.
"""

from datetime import date
from typing import ClassVar

from producers.contract.facts.base import Count, Fact, Hours, Token, Word
from producers.contract.facts.people import Person
from producers.contract.lists import Agency, BreachOutcome, EndReason, SupervisionKind


class ProbationFact(Fact, frozen=True, kw_only=True):
    """A fact of probation about one person."""

    agencies: ClassVar[tuple[Agency, ...]] = ("probation",)
    aggregate: ClassVar[str] = "person"


class SupervisionStarted(ProbationFact, frozen=True, kw_only=True):
    """An order or licence started; `hours` of unpaid work were imposed on `imposed_on`, or `on`."""

    fact: ClassVar[str] = "supervision-started"
    rank: ClassVar[int] = 140

    order: Token
    kind: SupervisionKind
    on: date
    unit: Word | None = None
    hours: Count | None = None
    imposed_on: date | None = None
    person: Person | None = None

    def key(self) -> tuple[str, ...]:
        """One start of an order."""
        return (self.order,)


class UnpaidWorkWorked(ProbationFact, frozen=True, kw_only=True):
    """Hours of unpaid work were done on a day; the days add up."""

    fact: ClassVar[str] = "unpaid-work-worked"
    rank: ClassVar[int] = 150

    order: Token
    on: date
    hours_done: Hours

    def key(self) -> tuple[str, ...]:
        """One day's work for an order."""
        return (self.order, self.on.isoformat())


class BreachRaised(ProbationFact, frozen=True, kw_only=True):
    """Breach proceedings were started."""

    fact: ClassVar[str] = "breach-raised"
    rank: ClassVar[int] = 160

    on: date
    order: Token | None = None


class BreachConcluded(ProbationFact, frozen=True, kw_only=True):
    """Breach proceedings ended; without `outcome`, the partner's word for it is not known."""

    fact: ClassVar[str] = "breach-concluded"
    rank: ClassVar[int] = 170

    on: date
    order: Token | None = None
    outcome: BreachOutcome | None = None


class RecallRaised(ProbationFact, frozen=True, kw_only=True):
    """A recall to prison was started."""

    fact: ClassVar[str] = "recall-raised"
    rank: ClassVar[int] = 180

    on: date
    order: Token | None = None


class SupervisionEnded(ProbationFact, frozen=True, kw_only=True):
    """An order or licence ended, and with it its unpaid work."""

    fact: ClassVar[str] = "supervision-ended"
    rank: ClassVar[int] = 190

    order: Token
    on: date
    reason: EndReason | None = None

    def key(self) -> tuple[str, ...]:
        """One end of an order."""
        return (self.order,)


class Pair(ProbationFact, frozen=True, kw_only=True):
    """A statement about two tokens of persons. The latest day's stands; on one day, unlinked."""

    a: Token
    b: Token
    on: date

    def key(self) -> tuple[str, ...]:
        """One statement about the pair on a day, whichever is named first."""
        return (*sorted((self.a, self.b)), self.on.isoformat())


class PersonsLinked(Pair, frozen=True, kw_only=True):
    """Two tokens are of one person."""

    fact: ClassVar[str] = "persons-linked"
    rank: ClassVar[int] = 1


class PersonsUnlinked(Pair, frozen=True, kw_only=True):
    """Two tokens are not of one person."""

    fact: ClassVar[str] = "persons-unlinked"
    rank: ClassVar[int] = 2
