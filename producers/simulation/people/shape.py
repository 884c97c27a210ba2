"""What befalls people outside court: every rate of the CSV files beside this module. Pure.

Read once. `Draws` gives each matter dice of its own, so that it is the same in every range.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import NamedTuple

from producers.simulation import rates
from producers.simulation.draws import Quantiles
from producers.simulation.rates import quantiles


class Before(NamedTuple):
    """Suspects of crimes of an outcome: shares bailed and released, and the word that ends it."""

    bailed: float
    released: float
    ends: str


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """All that is drawn from; `units` by district, `suspects` by outcome."""

    rates: Mapping[str, float]
    delays: Mapping[str, Quantiles]
    units: Mapping[str, str]
    suspects: Mapping[str, Before]


@dataclass(frozen=True, slots=True)
class Draws:
    """The dice of one matter."""

    dice: Callable[[], float]

    def happens(self, rate: str) -> bool:
        """Say whether something of a rate happens."""
        return self.dice() < shape().rates[rate]

    def days(self, delay: str) -> int:
        """Draw a delay."""
        return int(self.amount(delay))

    def amount(self, delay: str) -> float:
        """Draw a quantity."""
        return shape().delays[delay].at(self.dice())


def draws(seed: int, *of: object) -> Draws:
    """Give a matter its dice."""
    named = "/".join(map(str, (seed, "people", *of)))
    return Draws(Random(named).random)  # noqa: S311 - seeded dice are wanted


@cache
def shape() -> Shape:
    """Read the shape."""
    return Shape(
        rates={row["rate"]: float(row["value"]) for row in _rows("rates")},
        delays={row["delay"]: quantiles(row) for row in _rows("delays")},
        units={row["district"]: row["unit"] for row in _rows("units")},
        suspects={row["outcome"]: _before(row) for row in _rows("suspects")},
    )


def _before(row: Mapping[str, str]) -> Before:
    return Before(float(row["bailed"]), float(row["under-investigation"]), row["ends"])


def _rows(name: str) -> list[dict[str, str]]:
    return rates.rows("producers.simulation.people", name)
