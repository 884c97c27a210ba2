"""What happens of a day's crimes and cases outside court: files at CPS, cautions, suspects. Pure.

A crime is read as it stands in the end, as the courts do, so that all agencies tell of the same.
Called by `exports`, and by tests that count what happened.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from producers.simulation.courts.journeys import journeys
from producers.simulation.courts.shape import shape as courts
from producers.simulation.courts.steps import Journey
from producers.simulation.draws import uniforms
from producers.simulation.lives import Row, lives
from producers.simulation.people.charging import CODES, File, of_case, of_crime
from producers.simulation.people.lives import Life, life
from producers.simulation.people.sentences import given
from producers.simulation.people.suspects import Status, statuses
from producers.simulation.persons import Person, drawn
from producers.simulation.shape import lancashire

_CAUTIONED = frozenset({"2", "3"})


class Caution(NamedTuple):
    """A person was cautioned for a crime, by a code of the national list."""

    person: Person
    crime: Row
    code: str


class Suspect(NamedTuple):
    """Where the suspect of a crime stands, from day to day."""

    crime: Row
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The crimes recorded on a day, and the cases that come of them or begin on it."""

    seed: int
    scale: float
    day: date
    cases: list[Journey]
    crimes: list[Row]

    def files(self) -> Iterator[File]:
        """Give the files that CPS has of them."""
        recorded = self.day.toordinal()
        for journey in self.cases:
            other, _ = self._someone(journey.case.urn)
            if file := of_case(self.seed, journey, recorded, other):
                yield file
        for number, crime in enumerate(self.crimes):
            if crime.outcome_type not in CODES or crime.cancelled_on:
                continue
            if file := of_crime(self.seed, crime, number, *self._suspected(crime)):
                yield file

    def cautions(self) -> Iterator[Caution]:
        """Give the cautions: the crimes whose outcome is one."""
        for crime in self.crimes:
            if crime.outcome_type in _CAUTIONED and not crime.cancelled_on:
                person, code = self._suspected(crime)
                yield Caution(person, crime, code)

    def suspects(self) -> Iterator[Suspect]:
        """Give the suspects who were bailed or released under investigation."""
        for crime in self.crimes:
            if told := statuses(self.seed, crime):
                yield Suspect(crime, told)

    def _suspected(self, crime: Row) -> tuple[Person, str]:
        """Draw who did a crime that is not charged, and the code of its offence."""
        person, u = self._someone(crime.crime_ref)
        return person, courts().charged[crime.offence_code].at(u)

    def _someone(self, of: str) -> tuple[Person, float]:
        who, what = uniforms(f"{self.seed}/who/{of}", 2)
        return drawn(courts(), self.scale, "recorded", who), what


def draw_day(seed: int, scale: float, on: date) -> Day:
    """Draw a day."""
    cases = journeys(lancashire(), seed, scale, on)
    crimes = [each[-1].row for each in lives(lancashire(), seed, scale, on)]
    return Day(seed, scale, on, cases, crimes)


def people(seed: int, cases: Iterable[Journey]) -> list[Life]:
    """Give what became of everybody in these cases, in the order of their first."""
    matters: dict[Person, list[tuple[Journey, int]]] = {}
    for journey in cases:
        for who, person in enumerate(journey.case.people):
            matters.setdefault(person, []).append((journey, who))
    return [
        life(seed, person, (each for matter in own for each in given(*matter)))
        for person, own in matters.items()
    ]
