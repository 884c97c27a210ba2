"""A file at CPS: when it was sent, what CPS asked for and decided, and about whom. Pure.

Of the cases charged, those that CPS advises on; of the crimes not charged, those that CPS would not
charge. Drawn backwards from the day of the outcome, so that the same crime is charged on the same
day by police, CPS and courts. Called by `exports`, told by `cps`. Days are ordinals.
"""

from typing import NamedTuple

from producers.simulation.courts.cases import urn
from producers.simulation.courts.steps import Journey, Received
from producers.simulation.lives import Row
from producers.simulation.people.shape import Draws, draws
from producers.simulation.people.suspects import BAILED, ordinal, statuses
from producers.simulation.persons import Person

CHARGE, CAUTION, NO_PROSECUTION, MORE, FINALISED = "A", "C", "K", "H", ""
"""CPS's own codes (producers/reference/cps_decisions.csv); a file closed has none."""
CODES = {"15": NO_PROSECUTION, "16": NO_PROSECUTION, "9": NO_PROSECUTION, "3": CAUTION}
"""What CPS decided, where it did, of crimes with these outcomes."""
_UNCHARGED = 50_000
"""The numbers of a day's cases begin here where nobody is charged."""


class Round(NamedTuple):
    """One consultation: asked on a day and answered on another, with a code a suspect."""

    asked: int
    answered: int
    codes: tuple[str, ...]


class File(NamedTuple):
    """A file; `finalised` is the day on which it was closed without a decision, if it was.

    `crimes` are the police's references. `reviewed`: decided by a review, whose response alone
    tells of it.
    """

    urn: str
    suspects: tuple[Person, ...]
    offence: str
    crimes: tuple[str, ...]
    standing: str
    rounds: tuple[Round, ...]
    custody: bool = False
    finalised: int = 0
    reviewed: bool = False

    @property
    def end(self) -> int:
        """Give the day on which nothing more is awaited."""
        return self.finalised or self.rounds[-1].answered


def of_case(seed: int, journey: Journey, recorded: int, other: Person) -> File | None:
    """Draw the file of a case charged, of a crime recorded on a day; none where police charge."""
    case, dice = journey.case, draws(seed, journey.case.urn, "cps")
    if not (case.recorded and dice.happens(f"referred-{case.mode}")):
        return None
    began = journey.steps[0]
    custody = isinstance(began, Received) and began.custody
    suspects, codes = case.people, (CHARGE,) * len(case.people)
    if dice.happens("another-suspect") and other not in suspects:
        suspects, codes = (*suspects, other), (*codes, NO_PROSECUTION)
    rounds = _rounds(dice, recorded, case.day, codes, custody=custody)
    reviewed = not custody and dice.happens("reviewed")
    code, crimes = case.offences[0].code, tuple(each.crime for each in case.offences)
    told = (case.urn, suspects, code, crimes, BAILED, rounds)
    return File(*told, custody=custody, reviewed=reviewed)


def of_crime(seed: int, row: Row, number: int, suspect: Person, offence: str) -> File | None:
    """Draw the file of a crime with such an outcome, the day's so many-th crime; few have one."""
    code, dice = CODES[row.outcome_type], draws(seed, row.crime_ref, "cps")
    if not dice.happens(f"referred-{row.outcome_type}"):
        return None
    recorded, end = ordinal(row.recorded_on), ordinal(row.outcome_on)
    status = statuses(seed, row)
    standing = status[0].word if status else ""
    about = (urn(recorded, _UNCHARGED + number), (suspect,), offence, (row.crime_ref,), standing)
    if code == NO_PROSECUTION and dice.happens("finalised") and end - recorded > 1:
        answered = min(recorded + dice.days("consultation"), end - 1)
        once = Round(recorded, answered, (MORE,))
        return File(*about, (once,), finalised=end)
    return File(*about, _rounds(dice, recorded, end, (code,), custody=False))


def _rounds(
    dice: Draws, recorded: int, end: int, codes: tuple[str, ...], *, custody: bool
) -> tuple[Round, ...]:
    """Draw the consultations before a decision, the last first; none before the crime was known."""
    asked = end if custody else max(recorded, end - dice.days("consultation"))
    rounds = [Round(asked, end, codes)]
    while not custody and dice.happens("action-plan"):
        answered = rounds[0].asked - max(1, dice.days("police-answer"))
        if answered < recorded:
            break
        asked = max(recorded, answered - dice.days("consultation"))
        rounds.insert(0, Round(asked, answered, (MORE,) * len(codes)))
    return tuple(rounds)
