"""What the Crown Prosecution Service tells of a case before charge, in the order of a day (R15).

What came to the prosecutor that day comes first, then what the prosecutor did with it; all of it
before the day's charge.
"""

from datetime import date
from typing import ClassVar

from producers.contract.facts.base import DecisionCode, Fact, Token
from producers.contract.lists import Agency, DecisionKind


class CpsFact(Fact, frozen=True, kw_only=True):
    """A fact of the CPS about one case."""

    agencies: ClassVar[tuple[Agency, ...]] = ("cps",)
    aggregate: ClassVar[str] = "case"


class ReferralReceived(CpsFact, frozen=True, kw_only=True):
    """The police's file was received for a decision; `custody`: a suspect is detained."""

    fact: ClassVar[str] = "referral-received"
    rank: ClassVar[int] = 1

    on: date
    suspects: tuple[Token, ...]
    custody: bool
    crimes: tuple[Token, ...] = ()


class MaterialReceived(CpsFact, frozen=True, kw_only=True):
    """The material that was asked for was received: the case is with the CPS again."""

    fact: ClassVar[str] = "material-received"
    rank: ClassVar[int] = 2

    on: date


class ActionPlanIssued(CpsFact, frozen=True, kw_only=True):
    """The CPS asked the police for more: the case is with the police."""

    fact: ClassVar[str] = "action-plan-issued"
    rank: ClassVar[int] = 3

    on: date


class DecisionMade(CpsFact, frozen=True, kw_only=True):
    """A prosecutor decided about a suspect; the newest stands (R14). `code` is the CPS's own."""

    fact: ClassVar[str] = "decision-made"
    rank: ClassVar[int] = 4

    suspect: Token
    on: date
    code: DecisionCode
    kind: DecisionKind

    def key(self) -> tuple[str, ...]:
        """One decision about a suspect on a day."""
        return (self.suspect, self.on.isoformat())


class FinalisedAdministratively(CpsFact, frozen=True, kw_only=True):
    """A case, or one suspect's part of it, was closed without a legal decision (R14)."""

    fact: ClassVar[str] = "finalised-administratively"
    rank: ClassVar[int] = 5

    on: date
    suspect: Token | None = None

    def key(self) -> tuple[str, ...]:
        """One closing of a case, or of a suspect's part."""
        return () if self.suspect is None else (self.suspect,)
