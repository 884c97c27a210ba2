"""The cases that begin on a day: of the crimes recorded on it that are charged, and others. Pure.

A crime whose outcome stands as a charge is in one case, charged on the day of its outcome; so the
police's rows and the courts' cases are of the same simulated people. Called by `journeys`.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from random import Random
from typing import NamedTuple

from producers.contract.identifiers import asn_letter
from producers.reference import courts, tables
from producers.simulation.courts.shape import Shape
from producers.simulation.draws import count
from producers.simulation.lives import Row, Version, lives
from producers.simulation.persons import Person, drawn
from producers.simulation.shape import CHARGED
from producers.simulation.shape import Shape as Force

Dice = Callable[[], float]
_DAYS_A_YEAR = 365.25
_WEEK, _WORKING = 7, 5
_UNIFORMS = 12
_TOGETHER = 7  # days
_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODES = ("summary", "either-way", "indictable-only")


class Charged(NamedTuple):
    """An offence of a case; `crime` is the police's reference where it is a recorded crime."""

    code: str
    committed_from: int
    committed_to: int
    crime: str = ""


class Case(NamedTuple):
    """What a case begins with; days are ordinals. `mode` is that of its gravest offence."""

    urn: str
    day: int
    recorded: bool
    mode: str
    district: str
    offences: tuple[Charged, ...]
    people: tuple[Person, ...]
    method: str
    spi: bool

    def id(self, *of: object) -> str:
        """Give a UUID of something of the case, the same each time."""
        named = "/".join((self.urn, *map(str, of))).encode()
        text = blake2b(named, digest_size=16).hexdigest()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}"

    def asn(self, number: int) -> str:
        """Give the arrest/summons number of a defendant."""
        text = f"{self.urn[-2:]}{self.urn[:4]}01{self.urn[4:9]}{number:06}"
        return text + asn_letter(text)


def cases(shape: Shape, force: Force, seed: int, scale: float, day: date) -> list[Case]:
    """Give the cases of a day, each with a reference of its own."""
    dice = Random(f"{seed}/courts/{day.toordinal()}").random  # noqa: S311 - seeded dice are wanted
    maker = _Maker(shape, dice, day, scale)
    groups = maker.joined(_crimes(lives(force, seed, scale, day)))
    recorded = [maker.of_crimes(number, group) for number, group in enumerate(groups)]
    weekdays = _WEEK / _WORKING if day.isoweekday() <= _WORKING else 0
    expected = shape.rates["others"] * scale / _DAYS_A_YEAR * weekdays
    several = count(expected, [dice() for _ in range(_UNIFORMS)])
    return recorded + [maker.of_none(number) for number in range(several)]


def _crimes(found: list[list[Version]]) -> Iterator[tuple[int, Row]]:
    """Give the crimes whose outcome stands as a charge, and its day."""
    for life in found:
        row = life[-1].row
        if row.outcome_type == str(CHARGED) and not row.cancelled_on:
            yield _ordinal(row.outcome_on), row


class _Maker(NamedTuple):
    """Draws the cases of one day."""

    shape: Shape
    dice: Dice
    day: date
    scale: float

    def joined(self, crimes: Iterator[tuple[int, Row]]) -> list[list[tuple[int, Row]]]:
        """Put some crimes into the case of the one before, where they are charged together."""
        groups: list[list[tuple[int, Row]]] = []
        for on, row in crimes:
            near = groups and abs(on - groups[-1][-1][0]) <= _TOGETHER
            if near and self.dice() < self.shape.rates["joined"]:
                groups[-1].append((on, row))
            else:
                groups.append([(on, row)])
        return groups

    def of_crimes(self, number: int, crimes: list[tuple[int, Row]]) -> Case:
        """Draw the case of recorded crimes."""
        offences = tuple(self.offence(row) for _, row in crimes)
        row = crimes[0][1]
        district = row.district or tables.district_of_lsoa(row.lsoa) or tables.OUTSIDE
        return self.case(2 * number, max(on for on, _ in crimes), district, offences)

    def offence(self, row: Row) -> Charged:
        """Charge a recorded crime."""
        first = _ordinal(row.committed_from)
        last = _ordinal(row.committed_to) if row.committed_to else first
        code = self.shape.charged[row.offence_code].at(self.dice())
        return Charged(code, first, last, row.crime_ref)

    def of_none(self, number: int) -> Case:
        """Draw a case of no recorded crime: summary motoring and the like."""
        on = self.day.toordinal()
        committed = on - int(self.shape.delays["offence-to-charge"].at(self.dice()))
        codes = [self.shape.others.at(self.dice())]
        if self.dice() < self.shape.rates["second-offence"]:
            codes.append(self.shape.others.at(self.dice()))
        offences = tuple(Charged(code, committed, committed) for code in dict.fromkeys(codes))
        return self.case(2 * number + 1, on, self.shape.district.at(self.dice()), offences)

    def case(self, number: int, on: int, district: str, offences: tuple[Charged, ...]) -> Case:
        recorded = bool(offences[0].crime)
        modes = [courts.offence(each.code).mode or _MODES[0] for each in offences]
        return Case(
            urn=urn(self.day.toordinal(), number),
            day=on,
            recorded=recorded,
            mode=max(modes, key=_MODES.index),
            district=district,
            offences=offences,
            people=self.people(several=recorded),
            method=self.method(recorded=recorded),
            spi=self.dice() < self.shape.rates["spi"],
        )

    def method(self, *, recorded: bool) -> str:
        """Draw how the case is begun, by the systems' letter: charge, requisition, summons."""
        u, rates = self.dice(), self.shape.rates
        if not recorded:
            return "Q" if u < rates["other-requisitioned"] else "S"
        if u < rates["requisitioned"]:
            return "Q"
        return "S" if u < rates["requisitioned"] + rates["summonsed"] else "C"

    def people(self, *, several: bool) -> tuple[Person, ...]:
        """Draw the defendants, each another person."""
        of, rates = "recorded" if several else "other", self.shape.rates
        found = {self.someone(of)}
        if several and self.dice() < rates["second-defendant"]:
            found.add(self.someone(of))
            if self.dice() < rates["third-defendant"]:
                found.add(self.someone(of))
        return tuple(sorted(found))

    def someone(self, of: str) -> Person:
        """Draw a person who is charged with a kind of offence."""
        return drawn(self.shape, self.scale, of, self.dice())


def urn(day: int, number: int) -> str:
    """Give a reference: force, day of the year as its unit, number of the day, year."""
    on = date.fromordinal(day)
    high, low = divmod(on.timetuple().tm_yday, len(_BASE_36))
    return f"04{_BASE_36[high]}{_BASE_36[low]}{number:05}{on:%y}"


@lru_cache(100_000)
def _ordinal(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()
