"""What the courts tell of a case. The ranks put one day's facts in the order of the process (R6).

A case that is reopened on the day on which it was completed is open that evening; so is one whose
warrant was executed on the day of its issue.
"""

from datetime import date
from typing import ClassVar

from msgspec import field

from producers.contract.facts.base import Count, Court, CourtCode, Fact, Reason, Token
from producers.contract.facts.hearing import HeardDefendant, Trial
from producers.contract.lists import Agency, HearingKind, Mode, ReceiptKind, Remand, Tier


class CourtFact(Fact, frozen=True, kw_only=True):
    """A fact of the courts about one case."""

    agencies: ClassVar[tuple[Agency, ...]] = ("courts",)
    aggregate: ClassVar[str] = "case"


class CaseReceived(CourtFact, frozen=True, kw_only=True):
    """A case was received at a court of a tier; each receipt opens a spell."""

    fact: ClassVar[str] = "case-received"
    rank: ClassVar[int] = 20

    tier: Tier
    court: Court
    on: date
    kind: ReceiptKind | None = None
    defendants: tuple[Token, ...] = ()

    def key(self) -> tuple[str, ...]:
        """One receipt at a tier on a day."""
        return (self.tier, self.on.isoformat())


class HearingListed(CourtFact, frozen=True, kw_only=True):
    """A hearing was listed, on `on`, for `day`."""

    fact: ClassVar[str] = "hearing-listed"
    rank: ClassVar[int] = 30

    hearing: Token
    sitting_day: date = field(name="day")
    on: date
    kind: HearingKind | None = None

    def key(self) -> tuple[str, ...]:
        """One listing of a hearing for a day."""
        return (self.hearing, self.sitting_day.isoformat())


class HearingVacated(CourtFact, frozen=True, kw_only=True):
    """A hearing listed for `day` was taken out of the list, on `on`."""

    fact: ClassVar[str] = "hearing-vacated"
    rank: ClassVar[int] = 40

    hearing: Token
    sitting_day: date = field(name="day")
    on: date
    reason: Reason | None = None

    def key(self) -> tuple[str, ...]:
        """One vacation of a hearing's day."""
        return (self.hearing, self.sitting_day.isoformat())


class HearingResulted(CourtFact, frozen=True, kw_only=True):
    """A hearing of a case was held and resulted. It is whole: it replaces its earlier version."""

    fact: ClassVar[str] = "hearing-resulted"
    rank: ClassVar[int] = 50
    true_from: ClassVar[str] = "sitting_day"

    hearing: Token
    sitting_day: date = field(name="day")
    tier: Tier
    court: Court
    defendants: tuple[HeardDefendant, ...]
    kind: HearingKind | None = None
    trial: Trial | None = None

    def key(self) -> tuple[str, ...]:
        """One result of a hearing's day, for each case heard."""
        return (self.hearing, self.sitting_day.isoformat())


class WarrantIssued(CourtFact, frozen=True, kw_only=True):
    """A bench warrant was issued: the defendant is at large."""

    fact: ClassVar[str] = "warrant-issued"
    rank: ClassVar[int] = 60

    defendant: Token
    on: date

    def key(self) -> tuple[str, ...]:
        """One warrant for a defendant on a day."""
        return (self.defendant, self.on.isoformat())


class WarrantExecuted(CourtFact, frozen=True, kw_only=True):
    """A bench warrant was executed: the defendant is before the court again."""

    fact: ClassVar[str] = "warrant-executed"
    rank: ClassVar[int] = 70

    defendant: Token
    on: date

    def key(self) -> tuple[str, ...]:
        """One execution for a defendant on a day."""
        return (self.defendant, self.on.isoformat())


class RemandChanged(CourtFact, frozen=True, kw_only=True):
    """A defendant's remand changed; `limit` is the custody time limit as sent."""

    fact: ClassVar[str] = "remand-changed"
    rank: ClassVar[int] = 80

    defendant: Token
    on: date
    status: Remand
    limit: date | None = None
    days_served: Count | None = None
    mode: Mode | None = None

    def key(self) -> tuple[str, ...]:
        """One status for a defendant on a day."""
        return (self.defendant, self.on.isoformat())


class CaseSentToCrown(CourtFact, frozen=True, kw_only=True):
    """Defendants of a case were sent to the Crown Court; without names, all of them."""

    fact: ClassVar[str] = "case-sent-to-crown"
    rank: ClassVar[int] = 90

    on: date
    court: CourtCode | None = None
    defendants: tuple[Token, ...] = ()


class CaseTransferred(CourtFact, frozen=True, kw_only=True):
    """A case moved from one court to another of the same tier: no receipt, no disposal (R8)."""

    fact: ClassVar[str] = "case-transferred"
    rank: ClassVar[int] = 100

    on: date
    from_: CourtCode = field(name="from")
    to: CourtCode


class CaseMerged(CourtFact, frozen=True, kw_only=True):
    """A case became part of another: it leaves, without a disposal (R10)."""

    fact: ClassVar[str] = "case-merged"
    rank: ClassVar[int] = 110

    on: date
    into: Token


class CaseCompleted(CourtFact, frozen=True, kw_only=True):
    """A case was completed at a tier, said by a system that has no results of offences."""

    fact: ClassVar[str] = "case-completed"
    rank: ClassVar[int] = 120

    on: date
    tier: Tier


class CaseReopened(CourtFact, frozen=True, kw_only=True):
    """A completed case is open again at a tier, with its original clock (R9)."""

    fact: ClassVar[str] = "case-reopened"
    rank: ClassVar[int] = 130

    on: date
    tier: Tier
