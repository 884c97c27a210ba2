"""A file at CPS for a charging decision: the stage, whose court the ball is in, what was decided.

Called by `metrics.aggregate`; the facts are in true order. Readings: R14 (one decision a suspect,
the newest), R15 and R28 (consultations), R24 (receipt unknown), R37 (when the stage is left).
No fact of CPS names a place, so that every figure is of the whole area.
"""

from collections.abc import Iterable, Sequence

from metrics.book import NO_CLOCK, NO_PLACE, NO_VALUE, Contribution, Series
from producers.contract.facts import (
    ActionPlanIssued,
    DecisionMade,
    Fact,
    FinalisedAdministratively,
    MaterialReceived,
    ReferralReceived,
)

STAGE = "charging"
FURTHER_EVIDENCE, FINALISED = "further-evidence", "finalised"
IN_TIME, LATE, IN_CUSTODY = "in-time", "late", "custody"
DAYS_OF_A_CONSULTATION = 28
NOBODY = ""
"""Stands for the suspects of a file that names none: decided with the first decision."""
_FACTS = (
    ReferralReceived,
    ActionPlanIssued,
    MaterialReceived,
    DecisionMade,
    FinalisedAdministratively,
)


def contributions(facts: Iterable[Fact], themes: frozenset[str]) -> list[Contribution]:
    """Say what one case adds to the figures of CPS; `themes` are those of its crimes."""
    told = [fact for fact in facts if isinstance(fact, _FACTS)]
    file = _File(sorted(themes))
    if told and not any(isinstance(fact, ReferralReceived) for fact in told):
        file.seen(told[0].day().toordinal(), _named(told))
    for fact in told:
        file.take(fact.day().toordinal(), fact)
    return file.out


def _named(facts: Iterable[Fact]) -> set[str]:
    """Name every suspect of a case without a referral: they are there from the first day (R23)."""
    named = {fact.suspect for fact in facts if isinstance(fact, DecisionMade)}
    finalised = {f.suspect for f in facts if isinstance(f, FinalisedAdministratively)}
    return (named | {suspect for suspect in finalised if suspect}) or {NOBODY}


class _File:
    """The file of one case, fact by fact; `out` is what it adds to the book."""

    def __init__(self, themes: Sequence[str]) -> None:
        self.out: list[Contribution] = []
        self._themes = themes
        self._open = False
        self._clock = NO_CLOCK
        self._known: set[str] = set()
        self._waiting: set[str] = set()
        self._stands: dict[str, tuple[int, str]] = {}
        self._asked: set[str] = set()
        self._since: int | None = None
        self._custody = False
        self._counted: frozenset[tuple[Series, int]] = frozenset()

    def seen(self, day: int, suspects: set[str]) -> None:
        """Enter a file whose receipt nobody told, on the day on which it was first seen."""
        self._known, self._waiting, self._asked = set(suspects), set(suspects), set(suspects)
        self._enter(day, "receipt-unknown", NO_CLOCK)

    def take(self, day: int, fact: Fact) -> None:
        """Read one more fact of CPS."""
        match fact:
            case ReferralReceived():
                self._referred(day, set(fact.suspects) or {NOBODY}, custody=fact.custody)
            case MaterialReceived():
                self._resubmitted(day)
            case ActionPlanIssued():
                self._answer(day, self._asked)
            case DecisionMade():
                self._decided(day, fact.suspect, fact.kind)
            case FinalisedAdministratively():
                self._finalised(day, {fact.suspect} if fact.suspect else self._unfinished())
        self._count(day)

    def _referred(self, day: int, suspects: set[str], *, custody: bool) -> None:
        """Receive a file; who was on an earlier one waits for a decision anew."""
        self._custody = custody
        self._waiting |= suspects & self._known | suspects - self._stands.keys()
        self._known |= suspects
        if not self._open:
            self._enter(day, "receipts", day)
        self._consult(day, suspects & self._waiting)
        self._leave(day)

    def _resubmitted(self, day: int) -> None:
        """Take the police's answer; who was finalised for want of one waits again."""
        finalised = {who for who in self._known if self._stands.get(who, (0, ""))[1] == FINALISED}
        self._waiting |= finalised
        if finalised and not self._open:
            self._enter(day, "reopened", self._clock)
        self._consult(day, self._waiting)

    def _decided(self, day: int, suspect: str, kind: str) -> None:
        if kind == FURTHER_EVIDENCE:
            self._answer(day, {suspect, NOBODY})
            return
        self._take_back(day, NOBODY)
        self._stand(day, suspect, kind)
        self._waiting -= {suspect, NOBODY}
        self._answer(day, {suspect, NOBODY})
        self._leave(day)

    def _unfinished(self) -> set[str]:
        """Name whom the finalisation of a whole file is about; nobody where all are decided."""
        return set(self._waiting) if self._waiting or self._stands else {NOBODY}

    def _finalised(self, day: int, suspects: set[str]) -> None:
        """Finalise those who still wait, or of whom nothing was said; a decision stands."""
        for suspect in sorted(suspects & self._waiting | suspects - self._stands.keys()):
            self._stand(day, suspect, FINALISED)
        self._waiting -= suspects
        self._answer(day, suspects, FINALISED)
        self._leave(day)

    def _stand(self, day: int, suspect: str, kind: str) -> None:
        self._take_back(day, suspect)
        self._stands[suspect] = day, kind
        self.out.append(Contribution(("cps-decision", NO_PLACE, kind), day, day, +1))

    def _take_back(self, day: int, suspect: str) -> None:
        if suspect in self._stands:
            before, kind = self._stands.pop(suspect)
            self.out.append(Contribution(("cps-decision", NO_PLACE, kind), before, day, -1))

    def _consult(self, day: int, suspects: set[str]) -> None:
        """Ask CPS about suspects: one consultation at a time."""
        self._asked = self._asked | suspects
        if self._asked and self._since is None:
            self._since = day

    def _answer(self, day: int, suspects: set[str], end: str = "") -> None:
        """Close the consultation when CPS has answered about everybody."""
        self._asked = self._asked - suspects
        if self._asked or self._since is None:
            return
        days, self._since = day - self._since, None
        timely = IN_TIME if days <= DAYS_OF_A_CONSULTATION else LATE
        end = IN_CUSTODY if self._custody else end or timely
        self.out.append(Contribution(("consultation", NO_PLACE, end), day, day, +1, days))

    def _enter(self, day: int, flow: str, clock: int) -> None:
        self._open, self._clock = True, clock
        self._flow(day, flow)
        self._count(day)

    def _leave(self, day: int) -> None:
        if self._open and not self._waiting:
            self._open = False
            self._flow(day, "disposals", NO_VALUE if self._clock == NO_CLOCK else day - self._clock)

    def _flow(self, day: int, flow: str, value: int = NO_VALUE) -> None:
        self.out.append(Contribution(("flow", STAGE, NO_PLACE, "", flow, ""), day, day, +1, value))

    def _count(self, day: int) -> None:
        """Say what is counted from the end of the day on: what is new comes, the rest leaves."""
        now = frozenset(self._stock())
        before, self._counted = self._counted, now
        self.out += [Contribution(*said, day, -1) for said in sorted(before - now)]
        self.out += [Contribution(*said, day, +1) for said in sorted(now - before)]

    def _stock(self) -> Iterable[tuple[Series, int]]:
        if self._since is not None:
            yield ("consultation-open", NO_PLACE), self._since
        if self._open:
            yield ("open", STAGE, NO_PLACE, "", "", ""), self._clock
            yield (
                ("open-by-holder", STAGE, NO_PLACE, "cps" if self._asked else "police"),
                self._clock,
            )
            yield from ((("open-by-theme", STAGE, theme), self._clock) for theme in self._themes)
