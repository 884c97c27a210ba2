"""What prisons tell of a person: in and out, after what the others tell of the day."""

from datetime import date
from typing import ClassVar

from msgspec import field

from producers.contract.facts.base import Fact
from producers.contract.facts.people import Person
from producers.contract.lists import Agency, ReceivedReason, ReleasedFrom


class PrisonFact(Fact, frozen=True, kw_only=True):
    """A fact of a prison about one person."""

    agencies: ClassVar[tuple[Agency, ...]] = ("prisons",)
    aggregate: ClassVar[str] = "person"


class PrisonerReceived(PrisonFact, frozen=True, kw_only=True):
    """A person was received into prison."""

    fact: ClassVar[str] = "prisoner-received"
    rank: ClassVar[int] = 200

    on: date
    reason: ReceivedReason
    person: Person | None = None


class PrisonerReleased(PrisonFact, frozen=True, kw_only=True):
    """A person was released; only a release from a sentence enters a cohort (R19)."""

    fact: ClassVar[str] = "prisoner-released"
    rank: ClassVar[int] = 210

    on: date
    from_: ReleasedFrom = field(name="from")
    person: Person | None = None
