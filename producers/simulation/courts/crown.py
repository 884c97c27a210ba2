"""The Crown Court's part of a journey: for trial, for sentence, or on appeal. Pure.

Called by `journeys`. The length of the spell is drawn whole, and its hearings are put into it.
"""

from producers.simulation.courts.cases import Case
from producers.simulation.courts.party import Draws, Party
from producers.simulation.courts.shape import working
from producers.simulation.courts.steps import CROWN, Entered, Moved, Sent, Spell, Step

PLEADED = frozenset({"A", "C"})
"""Reasons why a trial cracked that are pleas of guilty."""
_PLEA_HEARING, _MONTH = 28, 28
_PLEA, _MENTION = "Plea and Trial Preparation", "Mention"


class Above:
    """One spell at the Crown Court, written into the journey of a case."""

    def __init__(
        self, draws: Draws, case: Case, court: str, steps: list[Step], spells: list[Spell]
    ) -> None:
        self.draws, self.case, self.court = draws, case, court
        self.steps, self.spells = steps, spells
        self.away = (0, 0)

    def for_trial(self, party: Party, day: int, kind: str, below: str) -> None:
        """Take those sent for trial through pleas and trials."""
        guilty = self.draws.happens("guilty-crown")
        last = working(day + self.draws.days("guilty-crown" if guilty else "trial-crown"))
        plea = min(working(day + _PLEA_HEARING), last)
        self.steps.append(Sent(day, below, self.court, party.who, plea))
        self.enter(party, day, kind)
        if plea < last and not party.custody and self.draws.happens("warrant-crown"):
            plea, last = self.missed(party, plea, last)
        if party.custody and self.draws.happens("bailed-later"):
            party.custody, party.limit = False, 0
        end = self.guilty(party, plea, last) if guilty else self.tried(party, plea, last)
        self.leave(day, kind, end)

    def for_sentence(self, party: Party, day: int) -> None:
        """Sentence those whom the magistrates committed for it."""
        self.enter(party, day, "committed-for-sentence")
        last = working(day + self.draws.days("sentence-crown"))
        if last - day > 2 * _MONTH:
            party.hear(self.steps, "Sentence", working(day + _MONTH), party.adjourned())
        end = party.final(self.steps, "Sentence", max(last, day + 1), "crown")
        self.leave(day, "committed-for-sentence", end)

    def on_appeal(self, party: Party, convicted: int) -> None:
        """Hear the appeal of those convicted by the magistrates."""
        day = convicted + self.draws.days("to-appeal")
        party.custody = False
        self.enter(party, day, "appeal")
        allowed = self.draws.happens("appeal-allowed")
        end = working(day + self.draws.days("appeal-crown"))
        of = "appeal-allowed" if allowed else "appeal-dismissed"
        party.final(self.steps, "Appeal", end, of)
        self.leave(day, "appeal", end)

    def enter(self, party: Party, day: int, kind: str) -> None:
        """Receive the case."""
        self.steps.append(Entered(day, self.court, kind))
        party.goes_up(self.court, day)

    def leave(self, day: int, kind: str, end: int) -> None:
        """Note how long the case was there."""
        self.spells.append(Spell(CROWN, self.court, kind, day, end, self.away))

    def missed(self, party: Party, plea: int, last: int) -> tuple[int, int]:
        """Issue a warrant at the plea hearing: all who were sent are away until it is executed."""
        back = party.missed(self.steps, _PLEA, plea, "at-large-crown")
        self.away = (plea, back)
        return back, working(last + back - plea)

    def guilty(self, party: Party, plea: int, last: int) -> int:
        """Take a plea of guilty, and sentence."""
        party.pleads("GUILTY", plea)
        if plea < last:
            if not party.custody and self.draws.happens("remanded-later"):
                party.custody = True
            party.hear(self.steps, _PLEA, plea, party.adjourned())
            return party.final(self.steps, "Sentence", last, "crown")
        return party.final(self.steps, _PLEA, last, "crown")

    def tried(self, party: Party, plea: int, last: int) -> int:
        """Take a plea of not guilty, then trial listings, the last of which decides."""
        party.pleads("NOT_GUILTY", plea)
        trial = last
        if last - plea > 3 * _MONTH and self.draws.happens("sentence-after"):
            trial = working(last - _MONTH)
        if plea < trial:
            party.hear(self.steps, _PLEA, plea, party.adjourned(), until=trial)
            self.moves(party, plea, trial)
            party.listings(self.steps, plea, trial)
        return self.decided(party, trial, last)

    def decided(self, party: Party, trial: int, last: int) -> int:
        """Decide: a verdict, a late plea, or the prosecution ends."""
        effective = self.draws.happens("crown-effective")
        reason = None if effective else self.draws.reason("cracked", crown=True)
        party.tried("effective" if effective else "cracked", reason)
        if reason is not None and reason.code not in PLEADED:
            return party.final(self.steps, "Trial", trial, "withdrawn")
        if reason is None and not self.draws.happens("crown-convicted"):
            party.found_not_guilty(trial)
            return party.final(self.steps, "Trial", trial, "acquitted-crown")
        if reason is None:
            party.found_guilty(trial)
        else:
            party.pleads("GUILTY", trial)
        if trial < last:
            party.hear(self.steps, "Trial", trial, party.adjourned())
            return party.final(self.steps, "Sentence", last, "crown")
        return party.final(self.steps, "Trial", trial, "crown")

    def moves(self, party: Party, plea: int, trial: int) -> None:
        """Give the case to the next Crown Court of the area, at times."""
        if trial - plea < 3 * _MONTH or not self.draws.happens("transferred"):
            return
        known = sorted({crown for _, crown in self.draws.shape.places.values()})
        to = known[known.index(self.court) - 1]
        self.steps.append(Moved(plea + _MONTH, self.court, to))
        party.court = to
