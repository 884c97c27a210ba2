"""Defendants who go one way together, and what each hearing leaves of them. Pure.

Called by `journeys` and `crown`, which say which way it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from producers.reference.courts import TrialReason
from producers.reference.working_days import on_or_before_working_day
from producers.simulation.courts.shape import Shape, working
from producers.simulation.courts.steps import CROWN, Hearing, Step, Vacated

LIMITS = {"magistrates": 56, "crown": 182}
CUSTODY, NOT_APPLICABLE = "C", "A"
_AT_LARGE = "4576"
_ADJOURNED = {CUSTODY: "4028", "B": "4027", "U": "4047", NOT_APPLICABLE: "4506"}
_IN_CUSTODY = frozenset({"1002", "1081"})
_MONTH, _NOTICE = 28, 14


@dataclass(frozen=True, slots=True)
class Draws:
    """The shape and the dice of a day."""

    shape: Shape
    dice: Callable[[], float]

    def happens(self, rate: str) -> bool:
        """Say whether something of a rate happens."""
        return self.dice() < self.shape.rates[rate]

    def days(self, delay: str) -> int:
        """Draw a delay."""
        return int(self.shape.delays[delay].at(self.dice()))

    def reason(self, outcome: str, *, crown: bool) -> TrialReason:
        """Draw why a trial was not held."""
        return self.shape.reasons[outcome, crown].at(self.dice())


class Party:
    """Who is heard together, and how they stand; each hearing writes down how it left them."""

    def __init__(
        self, draws: Draws, tier: str, court: str, who: tuple[int, ...], *, custody: bool, day: int
    ) -> None:
        self.draws, self.tier, self.court, self.who = draws, tier, court, who
        self.custody, self.attends = custody, True
        self.bail = "U" if draws.happens("unconditional") else "B"
        self.plea, self.plea_on, self.verdict = "", 0, ""
        self.convicted_on = self.acquitted_on = 0
        self.limit = _limit(day, LIMITS[tier]) if custody else 0
        self.since = day
        self.trial, self.reason = "", None

    reason: TrialReason | None

    def parted(self) -> "tuple[Party | None, Party]":
        """Part the last of several from the others: who stays, and who goes."""
        if len(self.who) == 1:
            return None, self
        who = self.who[-1:]
        stays = Party(self.draws, self.tier, self.court, who, custody=self.custody, day=self.since)
        self.who = self.who[:-1]
        return stays, self

    def goes_up(self, court: str, day: int) -> int:
        """Go to the Crown Court; give the days already served of its custody time limit."""
        served = day - self.since if self.custody else 0
        self.tier, self.court = CROWN, court
        self.limit = _limit(day, LIMITS[CROWN] - served) if self.custody else 0
        return served

    def pleads(self, plea: str, day: int) -> None:
        """Enter a plea; one of guilty convicts."""
        self.plea, self.plea_on = plea, day
        if plea == "GUILTY":
            self.convicted_on, self.limit = day, 0

    def found_guilty(self, day: int) -> None:
        """Convict."""
        self.verdict, self.convicted_on, self.limit = "GUILTY", day, 0

    def found_not_guilty(self, day: int) -> None:
        """Acquit."""
        self.verdict, self.acquitted_on, self.limit = "NOT_GUILTY", day, 0

    def tried(self, outcome: str, reason: TrialReason | None) -> None:
        """Note how the trial of the next hearing goes."""
        self.trial, self.reason = outcome, reason

    @property
    def remand(self) -> str:
        """Give the letter of the remand."""
        return CUSTODY if self.custody else self.bail

    def adjourned(self) -> tuple[str, ...]:
        """Give the result of an adjournment: a remand."""
        return (_ADJOURNED[self.remand],)

    def hear(
        self, steps: list[Step], kind: str, day: int, codes: tuple[str, ...], *, until: int = 0
    ) -> int:
        """Write down a hearing; where the next day passes the custody limit, extend it, mostly."""
        if self.limit and until > self.limit and self.draws.happens("limit-extended"):
            self.limit = _limit(until, _NOTICE)
        steps.append(self._hearing(day, kind, codes, self.remand))
        self.trial, self.reason = "", None
        return day

    def final(self, steps: list[Step], kind: str, day: int, of: str) -> int:
        """Write down the hearing that ends the matter, and give its day."""
        code, day = self.draws.shape.disposals[of].at(self.draws.dice()), working(day)
        self.limit = 0
        kept = CUSTODY if code in _IN_CUSTODY else NOT_APPLICABLE
        steps.append(self._hearing(day, kind, (code,), kept))
        self.trial, self.reason = "", None
        return day

    def missed(self, steps: list[Step], kind: str, day: int, delay: str) -> int:
        """Write down a hearing that was missed, a warrant; give the day of the next."""
        steps.append(self._hearing(day, kind, (_AT_LARGE,), self.bail)._replace(attended=False))
        return working(day + 1 + self.draws.days(delay))

    def listings(self, steps: list[Step], first: int, last: int) -> None:
        """Put trial listings between two days that fail: ineffective, or vacated before."""
        crown, room, failed = self.tier == CROWN, (last - first) // _MONTH, 0
        while failed < room and self.draws.happens("ineffective"):
            failed += 1
        for number in range(failed):
            day = working(first + (number + 1) * (last - first) // (failed + 1))
            self.tried("ineffective", self.draws.reason("ineffective", crown=crown))
            self.hear(steps, "Trial", day, self.adjourned(), until=last)
        if room and self.draws.happens("vacated"):
            listed = working(last - _MONTH // 2)
            reason = self.draws.reason("vacated", crown=crown)
            steps.append(Vacated(max(first + 1, listed - _NOTICE), listed, self.tier, reason))

    def _hearing(self, day: int, kind: str, codes: tuple[str, ...], remand: str) -> Hearing:
        return Hearing(
            day,
            self.tier,
            self.court,
            kind,
            self.who,
            codes,
            remand,
            self.attends,
            self.plea,
            self.plea_on,
            self.verdict,
            self.convicted_on,
            self.acquitted_on,
            self.limit if self.custody else 0,
            self.trial,
            self.reason,
        )


def _limit(day: int, days: int) -> int:
    return on_or_before_working_day(date.fromordinal(day + days)).toordinal()
