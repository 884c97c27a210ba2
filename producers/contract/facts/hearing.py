"""What a resulted hearing carries: its trial, its defendants, and what became of each offence."""

from datetime import date

from producers.contract.facts.base import Reason, Token
from producers.contract.facts.people import Carried, Offence, Person
from producers.contract.lists import Disposal, Plea, Remand, Result, TrialOutcome, Verdict, Warrant


class HeardOffence(Offence, frozen=True, kw_only=True):
    """An offence as the hearing left it. A final `result` ends it, and stands (R21)."""

    result: Result
    charged_on: date | None = None
    plea: Plea | None = None
    plea_on: date | None = None
    verdict: Verdict | None = None
    convicted_on: date | None = None
    acquitted_on: date | None = None
    disposal: Disposal | None = None


class HeardDefendant(Carried, frozen=True, kw_only=True):
    """A defendant as the hearing left them; `limit` is the custody time limit as sent."""

    defendant: Token
    offences: tuple[HeardOffence, ...]
    person: Person | None = None
    remand: Remand | None = None
    limit: date | None = None
    warrant: Warrant | None = None
    attended: bool | None = None


class Trial(Carried, frozen=True, kw_only=True):
    """How a trial went: effective, cracked, ineffective or vacated, and why."""

    outcome: TrialOutcome
    reason: Reason | None = None
    listed_on: date | None = None
