"""Every fact that a partner may tell, as a frozen type. Add optional fields, never change.

A fact knows its name, who may say it, which aggregate it is about, its rank in the process, the
day it is true from and its business key. Definitions: docs/contract.md.
"""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta, Struct, field

from producers.contract.lists import AGENCIES, Agency, Factor, OutcomeGroup, Stage, Theme

NO_MORE = r"$(?!\n)"  # `$` alone lets a line feed follow
Token = Annotated[str, Meta(pattern="^[0-9a-f]{32}" + NO_MORE)]
District = Annotated[str, Meta(pattern="^(E0[0-9]{7}|outside|unknown)" + NO_MORE)]
OffenceCode = Annotated[str, Meta(pattern="^[0-9]{1,3}[A-Z]?(/[0-9]{1,2})?" + NO_MORE)]
OutcomeType = Annotated[int, Meta(ge=0, le=22)]
Count = Annotated[int, Meta(ge=0)]
Word = Annotated[str, Meta(pattern="^[a-z][a-z-]{0,60}" + NO_MORE)]


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What every fact can say about itself."""

    fact: ClassVar[str] = ""
    agencies: ClassVar[tuple[Agency, ...]] = ()
    aggregate: ClassVar[str] = ""
    rank: ClassVar[int] = 0
    true_from: ClassVar[str] = "on"
    """The field that says from which day the fact is true."""

    def day(self) -> date:
        """Give the day from which the fact is true."""
        day: date = getattr(self, self.true_from)
        return day

    def key(self) -> tuple[str, ...]:
        """Give the business key of the fact within its aggregate."""
        return (self.day().isoformat(),)


class CrimeRecorded(Fact, frozen=True, kw_only=True):
    """A crime was recorded (Home Office Counting Rules). Code or open-data type, one of them."""

    fact: ClassVar[str] = "crime-recorded"
    agencies: ClassVar[tuple[Agency, ...]] = ("police",)
    aggregate: ClassVar[str] = "crime"
    rank: ClassVar[int] = 10
    true_from: ClassVar[str] = "recorded_on"

    recorded_on: date
    district: District
    offence: OffenceCode | None = None
    crime_type: Word | None = None
    committed_from: date | None = None
    committed_to: date | None = None
    themes: tuple[Theme, ...] = ()
    factors: tuple[Factor, ...] = ()

    def key(self) -> tuple[str, ...]:
        """One recording for a crime: the key is the crime itself."""
        return ()


class CrimeCancelled(Fact, frozen=True, kw_only=True):
    """A recorded crime was cancelled ("no crime")."""

    fact: ClassVar[str] = "crime-cancelled"
    agencies: ClassVar[tuple[Agency, ...]] = ("police",)
    aggregate: ClassVar[str] = "crime"
    rank: ClassVar[int] = 30

    on: date
    reason: Word | None = None

    def key(self) -> tuple[str, ...]:
        """One cancellation for a crime: the key is the crime itself."""
        return ()


class OutcomeAssigned(Fact, frozen=True, kw_only=True):
    """An outcome of the Home Office framework was assigned; type 0 puts the crime back."""

    fact: ClassVar[str] = "outcome-assigned"
    agencies: ClassVar[tuple[Agency, ...]] = ("police",)
    aggregate: ClassVar[str] = "crime"
    rank: ClassVar[int] = 20

    on: date
    group: OutcomeGroup
    type: OutcomeType | None = None
    district: District | None = None


class ControlTotal(Fact, frozen=True, kw_only=True):
    """How many distinct facts of each type a partner's system recorded on a day."""

    fact: ClassVar[str] = "control-total"
    agencies: ClassVar[tuple[Agency, ...]] = AGENCIES
    aggregate: ClassVar[str] = "partner"

    on: date = field(name="day")
    counts: dict[Word, Count]


class HistoryComplete(Fact, frozen=True, kw_only=True):
    """The partner has back-loaded a stage: every item since `from` is here."""

    fact: ClassVar[str] = "history-complete"
    agencies: ClassVar[tuple[Agency, ...]] = AGENCIES
    aggregate: ClassVar[str] = "partner"
    true_from: ClassVar[str] = "from_"

    stage: Stage
    from_: date = field(name="from")

    def key(self) -> tuple[str, ...]:
        """One statement for a stage."""
        return (self.stage,)


class FeedPaused(Fact, frozen=True, kw_only=True):
    """The partner's feed is silent by plan, so that silence is no alarm."""

    fact: ClassVar[str] = "feed-paused"
    agencies: ClassVar[tuple[Agency, ...]] = AGENCIES
    aggregate: ClassVar[str] = "partner"
    true_from: ClassVar[str] = "from_"

    from_: date = field(name="from")
    until: date


FACTS: tuple[type[Fact], ...] = (
    CrimeRecorded,
    CrimeCancelled,
    OutcomeAssigned,
    ControlTotal,
    HistoryComplete,
    FeedPaused,
)


def event_type(fact: type[Fact], agency: Agency) -> str:
    """Name a fact on the wire, as `uk.lcjb.police.crime-recorded.v1`."""
    return f"uk.lcjb.{agency}.{fact.fact}.v1"


FACT_OF_TYPE: dict[str, type[Fact]] = {
    event_type(fact, agency): fact for fact in FACTS for agency in fact.agencies
}
