"""What the police tell: crimes, their outcomes, and who is charged."""

from datetime import date
from typing import ClassVar

from producers.contract.facts.base import District, Fact, OffenceCode, OutcomeType, Token, Word
from producers.contract.facts.people import Offence
from producers.contract.lists import Agency, ChargeMethod, Factor, OutcomeGroup, Theme


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


class SuspectCharged(Fact, frozen=True, kw_only=True):
    """A suspect was charged or summonsed, and is a defendant from now on."""

    fact: ClassVar[str] = "suspect-charged"
    agencies: ClassVar[tuple[Agency, ...]] = ("police",)
    aggregate: ClassVar[str] = "case"
    rank: ClassVar[int] = 10

    defendant: Token
    on: date
    method: ChargeMethod
    offences: tuple[Offence, ...]
    crimes: tuple[Token, ...] = ()

    def key(self) -> tuple[str, ...]:
        """One charging of a defendant in a case."""
        return (self.defendant,)
