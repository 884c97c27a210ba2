"""What CPS tells of a case before charge. The ranks put one day's facts in process order (R6)."""

from datetime import date
from typing import ClassVar

from producers.contract.facts.base import DecisionCode, Fact, Token
from producers.contract.lists import Agency, DecisionKind


class CpsFact(Fact, frozen=True, kw_only=True):
    """A fact of CPS about one case."""

    agencies: ClassVar[tuple[Agency, ...]] = ("cps",)
    aggregate: ClassVar[str] = "case"


class ReferralReceived(CpsFact, frozen=True, kw_only=True):
    """CPS received the file for a charging decision; it opens a consultation."""

    fact: ClassVar[str] = "referral-received"
    rank: ClassVar[int] = 1

    referral: Token | None = None
    """The token of the referral's reference."""
    on: date
    suspects: tuple[Token, ...]
    custody: bool
    crimes: tuple[Token, ...] = ()

    def key(self) -> tuple[str, ...]:
        """One referral: the key is its reference."""
        return (self.referral,) if self.referral else super().key()


class MaterialReceived(CpsFact, frozen=True, kw_only=True):
    """The police sent the material that was asked for; it opens a consultation again."""

    fact: ClassVar[str] = "material-received"
    rank: ClassVar[int] = 2

    on: date


class DecisionMade(CpsFact, frozen=True, kw_only=True):
    """CPS decided on one suspect; the newest by day stands (R14)."""

    fact: ClassVar[str] = "decision-made"
    rank: ClassVar[int] = 3

    suspect: Token
    on: date
    code: DecisionCode
    kind: DecisionKind

    def key(self) -> tuple[str, ...]:
        """One decision on a suspect on a day."""
        return (self.suspect, self.on.isoformat())


class ActionPlanIssued(CpsFact, frozen=True, kw_only=True):
    """CPS asked the police for more: the ball is in their court."""

    fact: ClassVar[str] = "action-plan-issued"
    rank: ClassVar[int] = 4

    on: date


class FinalisedAdministratively(CpsFact, frozen=True, kw_only=True):
    """CPS closed the case, or one suspect's part of it, without a decision."""

    fact: ClassVar[str] = "finalised-administratively"
    rank: ClassVar[int] = 5

    on: date
    suspect: Token | None = None

    def key(self) -> tuple[str, ...]:
        """One closure of the case, or of a suspect's part."""
        return (self.suspect,) if self.suspect else ()
