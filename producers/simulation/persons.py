"""The people of the simulated area, and how often each comes back. Pure.

A person is a number; all that agencies know them by follows from it, so that the same person goes
by the same identifiers wherever they turn up. Those of small numbers come back the most: a draw
from 0 to 1 falls on a person by `courts/persons.csv`. Called by `courts.cases` and `people`.
"""

from datetime import date
from functools import lru_cache
from random import Random
from string import ascii_uppercase
from typing import NamedTuple

from producers.contract.identifiers import pnc_letter
from producers.simulation.courts.shape import Shape

_DAYS_A_YEAR = 365.25
_BORN_BY = date(2024, 1, 1).toordinal()
_LETTERS = len(ascii_uppercase)


class Person(NamedTuple):
    """A person: ids of police, prisons and probation, born on an ordinal day, at home somewhere."""

    number: int
    pnc: str
    noms: str
    crn: str
    born: int
    male: bool
    home: str

    @property
    def sex(self) -> str:
        """Give the sex as the registers write it."""
        return "male" if self.male else "female"


def drawn(shape: Shape, scale: float, of: str, u: float) -> Person:
    """Give the person whom a draw from 0 to 1 falls on, among those who come back for a kind."""
    return _person(shape, int(shape.rates["persons"] * scale * shape.persons[of].at(u)))


@lru_cache(200_000)
def _person(shape: Shape, number: int) -> Person:
    """Give the person of a number: the same each time."""
    dice = Random(f"person/{number}").random  # noqa: S311 - seeded dice are wanted
    year, born = 1995 + number % 29, _BORN_BY - int(shape.delays["age"].at(dice()) * _DAYS_A_YEAR)
    male, home = dice() >= shape.rates["female"], shape.district.at(dice())
    pnc = f"{year}/{number:07}{pnc_letter(year, number)}"
    return Person(number, pnc, _noms(number), _crn(number), born, male, home)


def _noms(number: int) -> str:
    """Give a prison number, as A1234AA: ten thousand to each pair of letters."""
    pair, digits = divmod(number, 10_000)
    first, second = divmod(pair, _LETTERS)
    return f"A{digits:04}{ascii_uppercase[first]}{ascii_uppercase[second]}"


def _crn(number: int) -> str:
    """Give a case reference number of probation's, as X123456."""
    letter, digits = divmod(number, 1_000_000)
    return f"{ascii_uppercase[-3 - letter]}{digits:06}"
