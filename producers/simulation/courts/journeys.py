"""A case's journey through the magistrates' court, and on to the Crown Court. Pure.

How long a matter takes is drawn whole and its hearings are put into it, so that the ages of what is
open are those of the delays' quantiles. Called by `exports`.
"""

from datetime import date
from random import Random

from producers.simulation.courts import crown
from producers.simulation.courts.cases import Case, cases
from producers.simulation.courts.party import Draws, Party
from producers.simulation.courts.shape import shape, working
from producers.simulation.courts.steps import (
    MAGISTRATES,
    Journey,
    Received,
    Reopened,
    Spell,
    Step,
)
from producers.simulation.shape import Shape as Force


def journeys(force: Force, seed: int, scale: float, day: date) -> list[Journey]:
    """Give the journeys of the cases that belong to a day."""
    found = cases(shape(), force, seed, scale, day)
    dice = Random(f"{seed}/journeys/{day.toordinal()}").random  # noqa: S311 - seeded, as wanted
    draws = Draws(shape(), dice)
    return [journey(draws, case) for case in found]


def journey(draws: Draws, case: Case) -> Journey:
    """Draw a journey."""
    return _Below(draws, case).journey()


class _Below:
    """The magistrates' part of a journey."""

    def __init__(self, draws: Draws, case: Case) -> None:
        self.draws = draws
        self.case = case
        self.court, self.crown = draws.shape.places[case.district]
        self.steps: list[Step] = []
        self.spells: list[Spell] = []
        self.fetched = False

    def journey(self) -> Journey:
        """Draw it: first hearing, what follows it, and what the Crown Court does after it."""
        draws, case = self.draws, self.case
        custody = case.method == "C" and draws.happens(f"custody-{case.mode}")
        wait = 1 if custody else draws.days("charge-to-first")
        first = working(case.day + wait)
        self.steps.append(Received(case.day, self.court, first, custody))
        everyone = tuple(range(len(case.people)))
        party = Party(draws, MAGISTRATES, self.court, everyone, custody=custody, day=first)
        self.fetched = not custody and draws.happens("warrant-below")
        if self.fetched:
            first = party.missed(self.steps, "First hearing", first, "at-large-below")
        end = self.after_first(party, first)
        self.spells.insert(0, Spell(MAGISTRATES, self.court, "", case.day, end))
        return Journey(case, tuple(self.steps), tuple(self.spells))

    def after_first(self, party: Party, first: int) -> int:
        """Draw the matter's way at its first hearing, and give the day on which it ends below."""
        mode, draws = self.case.mode, self.draws
        if mode == "indictable-only":
            return self.sent(party, first, "indictable-only")
        if draws.happens("withdrawn-below"):
            return party.final(self.steps, "First hearing", first, "withdrawn")
        if draws.happens(f"guilty-{mode}"):
            return self.guilty(party, first)
        if mode == "either-way" and draws.happens("for-trial"):
            return self.sent(party, first, "either-way")
        if not self.case.recorded and draws.happens("absent-proved") and not self.fetched:
            party.found_guilty(first)
            party.attends = False
            return self.sentenced(party, "First hearing", first)
        return self.tried(party, first)

    def guilty(self, party: Party, first: int) -> int:
        """Take a plea of guilty: sentence, now or after a report, here or at the Crown Court."""
        party.pleads("GUILTY", first)
        if self.case.mode == "either-way" and self.draws.happens("for-sentence"):
            party.hear(self.steps, "First hearing", first, ("4016" if party.custody else "4014",))
            above = crown.Above(self.draws, self.case, self.crown, self.steps, self.spells)
            above.for_sentence(party, first)
            return first
        if self.draws.happens("for-report"):
            party.hear(self.steps, "First hearing", first, party.adjourned())
            return self.sentenced(party, "Sentence", first + self.draws.days("for-report"))
        return self.sentenced(party, "First hearing", first)

    def sentenced(self, party: Party, kind: str, day: int) -> int:
        """Sentence; some appeal, some are reopened."""
        of = "recorded" if self.case.recorded else "other"
        end = party.final(self.steps, kind, day, of)
        if self.draws.happens("appealed"):
            above = crown.Above(self.draws, self.case, self.crown, self.steps, self.spells)
            above.on_appeal(party, end)
        elif self.draws.happens("reopened"):
            self.reopened(party, end, of)
        return end

    def reopened(self, party: Party, end: int, of: str) -> None:
        """Open the case again, and deal with it anew."""
        opened = working(end + self.draws.days("for-report"))
        self.steps.append(Reopened(opened, MAGISTRATES))
        again = party.final(self.steps, "Sentence", opened + self.draws.days("for-report"), of)
        self.spells.append(Spell(MAGISTRATES, self.court, "reopened", opened, again))

    def tried(self, party: Party, first: int) -> int:
        """Try the matter here: listings that fail, then one that ends it."""
        draws = self.draws
        party.pleads("NOT_GUILTY", first)
        last = working(first + draws.days("to-trial-below"))
        party.hear(self.steps, "First hearing", first, party.adjourned(), until=last)
        party.listings(self.steps, first, last)
        if draws.happens("trial-effective"):
            convicted = draws.happens("trial-convicted")
            party.tried("effective", None)
        else:
            reason = draws.reason("cracked", crown=False)
            convicted = reason.code in crown.PLEADED
            party.tried("cracked", reason)
        if convicted:
            party.found_guilty(last)
            return self.sentenced(party, "Trial", last)
        party.found_not_guilty(last)
        return party.final(self.steps, "Trial", last, "acquitted-below")

    def sent(self, party: Party, first: int, kind: str) -> int:
        """Send for trial; a co-defendant may stay behind, and is dealt with here."""
        stays, goes = party.parted() if self.draws.happens("left-behind") else (None, party)
        code = "4560" if goes.custody else "4504"
        goes.hear(self.steps, "First hearing", first, (code,))
        above = crown.Above(self.draws, self.case, self.crown, self.steps, self.spells)
        above.for_trial(goes, first, kind, self.court)
        if stays is None:
            return first
        stays.pleads("GUILTY", first)
        stays.hear(self.steps, "First hearing", first, stays.adjourned())
        return self.sentenced(stays, "Sentence", first + self.draws.days("for-report"))
