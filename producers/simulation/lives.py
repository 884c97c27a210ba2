"""The lives of the crimes of a day: what each row says, from which instant on. Pure.

A day has dice of its own, so a crime is the same whichever range it is asked in. Called by
`exports`; the rates are `shape`'s.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from typing import NamedTuple

from producers.contract.days import start_of
from producers.simulation.draws import count
from producers.simulation.shape import CHARGED, Habit, Marks, Offence, Shape

_SHORTEST_DAY = 23 * 3600  # the Sunday in March: an instant drawn in it is in every day
_MINUTE = 60
_UNIFORMS = 12

Dice = Callable[[], float]
Change = Mapping[str, str]


class Row(NamedTuple):
    """The columns of the documented CSV but `exported_at`, in its order, as text."""

    crime_ref: str
    offence_code: str
    recorded_on: str
    committed_from: str
    committed_to: str
    lsoa: str
    district: str
    themes: str
    factors: str
    outcome_type: str = ""
    outcome_on: str = ""
    cancelled_on: str = ""
    cancelled_reason: str = ""


class Version(NamedTuple):
    """What a row says from an instant (seconds since 1970) on."""

    at: int
    row: Row


class News(NamedTuple):
    """What becomes known at an instant."""

    at: int
    change: Change


@lru_cache(2)
def lives(shape: Shape, seed: int, scale: float, day: date) -> list[list[Version]]:
    """Give the lives of the crimes recorded on a day: each its versions, the oldest first."""
    dice = Random(f"{seed}/{day.toordinal()}").random  # noqa: S311 - seeded dice are wanted
    several = count(shape.expected(day) * scale, [dice() for _ in range(_UNIFORMS)])
    teller = _Teller(shape, dice, day.toordinal(), shape.year(day))
    prefix = f"04/{day.timetuple().tm_yday:03d}"
    return [teller.life(f"{prefix}{number:03d}/{day:%y}") for number in range(several)]


@dataclass(frozen=True, slots=True)
class _Teller:
    """Draws lives of one day, given as an ordinal."""

    shape: Shape
    dice: Dice
    day: int
    year: int

    def life(self, reference: str) -> list[Version]:
        """Draw one life."""
        offence = self.shape.offences.at(self.dice())
        first = self.known(self.day, 0)
        row = self.recorded(reference, offence)
        news = [*self.corrections(first, offence), *self.decided(first, offence)]
        news = _until_cancelled(news, self.cancellation(first))
        versions = [Version(first, row)]
        for at, change in sorted(news, key=_instant):
            row = row._replace(**change)
            versions.append(Version(at, row))
        return versions

    def recorded(self, reference: str, offence: Offence) -> Row:
        """Draw what is known when the crime is recorded."""
        committed_from, committed_to = self.committed(offence)
        return Row(
            reference,
            offence.code,
            _iso(self.day),
            committed_from,
            committed_to,
            **self.place(),
            themes=self.marked(self.shape.themes[offence.code]),
            factors=self.marked(self.shape.factors[offence.code]),
        )

    def committed(self, offence: Offence) -> tuple[str, str]:
        """Draw the day of the offence, or the first and the last day it can have been on."""
        family = self.shape.families[offence.family]
        last = self.day - int(family.committed.at(self.dice()))
        if self.dice() >= family.ranged:
            return _iso(last), ""
        return _iso(last - 1 - int(6 * self.dice())), _iso(last)

    def place(self) -> dict[str, str]:
        """Draw a place: the lower-layer area where there is one, those first in the list more."""
        place, u = self.shape.places.at(self.dice()), self.dice()
        if not place.areas or self.happens("by-district-only"):
            return {"lsoa": "", "district": place.district}
        return {"lsoa": place.areas[int(len(place.areas) * u * u)], "district": ""}

    def marked(self, marks: Marks) -> str:
        """Draw themes or factors, each by its own share."""
        return ";".join([mark for mark, share in marks if self.dice() < share])

    def decided(self, first: int, offence: Offence) -> Iterator[News]:
        """Draw the outcome and second thoughts about it."""
        number = self.outcome(offence)
        on = self.day + self.delay(number, offence)
        at = self.known(on, first)
        yield News(at, _outcome(number, on))
        u = self.dice()
        for habit in ("outcome-date-corrected", "outcome-blanked", "outcome-reset"):
            u -= self.shape.habits[habit].share
            if u < 0:
                yield from self.second_thought(habit, offence, News(at, _outcome(number, on)), on)
                return
        if number != CHARGED and u < self.shape.habits["charged-after-all"].share:
            after = on + self.days(self.shape.habits["charged-after-all"])
            yield News(self.known(after, at), _outcome(CHARGED, after))

    def second_thought(self, habit: str, offence: Offence, said: News, on: int) -> Iterator[News]:
        """Draw what a habit makes of an outcome: another date, none, or a reset; then another."""
        later = on + self.days(self.shape.habits[habit])
        at = self.known(later, said.at)
        if habit == "outcome-date-corrected":
            earlier = max(self.day, on - 1 - int(7 * self.dice()))
            yield News(at, {"outcome_on": _iso(earlier)})
            return
        yield News(at, _NO_OUTCOME if habit == "outcome-blanked" else _outcome(0, later))
        if self.happens("decided-again"):
            number = self.outcome(offence)
            again = later + 1 + self.delay(number, offence)
            yield News(self.known(again, at), _outcome(number, again))

    def outcome(self, offence: Offence) -> int:
        """Draw an outcome of the year and the family."""
        return self.shape.outcomes[self.year, offence.family].at(self.dice())

    def delay(self, number: int, offence: Offence) -> int:
        """Draw the days that an outcome takes."""
        pace = self.shape.families[offence.family].pace
        return int(self.shape.delays[number].at(self.dice()) * pace)

    def corrections(self, first: int, offence: Offence) -> Iterator[News]:
        """Draw corrections of the recording itself."""
        if self.happens("district-corrected"):
            later = self.day + self.days(self.shape.habits["district-corrected"])
            yield News(self.known(later, first), self.place())
        if self.happens("offence-corrected"):
            later = self.day + self.days(self.shape.habits["offence-corrected"])
            other = self.shape.families[offence.family].offences.at(self.dice())
            yield News(self.known(later, first), {"offence_code": other.code})

    def cancellation(self, first: int) -> list[News]:
        """Draw a cancellation, and whether it is taken back."""
        if not self.happens("cancelled"):
            return []
        on = self.day + self.days(self.shape.habits["cancelled"])
        reason = self.shape.cancellations.at(self.dice())
        off = News(self.known(on, first), {"cancelled_on": _iso(on), "cancelled_reason": reason})
        if not self.happens("brought-back"):
            return [off]
        back = on + self.days(self.shape.habits["brought-back"])
        return [off, News(self.known(back, off.at), _NOT_CANCELLED)]

    def known(self, on: int, after: int) -> int:
        """Draw the instant at which something of a day is known: late at times, never before."""
        if self.happens("late"):
            late, u = self.shape.habits["late"], self.dice()
            on += late.least + int((late.most - late.least) * u * u * u)
        return max(_midnight(on) + int(_SHORTEST_DAY * self.dice()), after + _MINUTE)

    def happens(self, habit: str) -> bool:
        """Draw whether a habit shows."""
        return self.dice() < self.shape.habits[habit].share

    def days(self, habit: Habit) -> int:
        """Draw after how many days a habit shows."""
        return habit.least + int((habit.most - habit.least + 1) * self.dice())


def _until_cancelled(news: list[News], cancellation: list[News]) -> list[News]:
    """Nothing more becomes known of a crime that stays cancelled."""
    if len(cancellation) == 1:
        news = [each for each in news if each.at < cancellation[0].at]
    return news + cancellation


def _instant(news: News) -> int:
    return news.at


_NO_OUTCOME: Change = {"outcome_type": "", "outcome_on": ""}
_NOT_CANCELLED: Change = {"cancelled_on": "", "cancelled_reason": ""}


def _outcome(number: int, on: int) -> Change:
    return {"outcome_type": str(number), "outcome_on": _iso(on)}


@lru_cache(100_000)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(100_000)
def _midnight(ordinal: int) -> int:
    """Give the first second of a London day."""
    return int(start_of(date.fromordinal(ordinal)).timestamp())
