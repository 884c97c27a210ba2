"""Areas whose true rates are known: lives drawn from a law, day by day. No code of metrics.

A life enters on a day and moves through states on later ones; state 0 is where it enters, 1 what a
rate counts, 2 another outcome, 3 cancelled. Truth is what a law comes to over a great many lives,
each followed to the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.generative.slow_shares import Life

Days = NDArray[np.int64]
FAR = 10**6
"""The day of what never happens."""
YEAR = 365
PROVEN, CHARGED, OTHER, CANCELLED = 1, 1, 2, 3
HISTORY = 1000
"""Days of entries, the last of them the day as of which an estimate is asked for."""
TODAY = HISTORY - 1


class Lives(NamedTuple):
    """One row a life: the day of entry, and the days of its moves in order, each into a state."""

    entry: Days
    day: Days
    state: Days

    def share(self, horizon: int) -> float:
        """Give the share in state 1 at the horizon, of those not cancelled by then."""
        done = self.day <= (self.entry + horizon)[:, None]
        last = done.sum(axis=1)
        stands = np.take_along_axis(np.c_[0 * self.entry, self.state], last[:, None], axis=1)[:, 0]
        return float((stands == 1).sum() / (stands != CANCELLED).sum())

    def of(self, mask: NDArray[np.bool_]) -> "Lives":
        return Lives(self.entry[mask], self.day[mask], self.state[mask])

    def of_year(self, last: int) -> "Lives":
        """Keep those who entered in the year up to a day."""
        return self.of((self.entry > last - YEAR) & (self.entry <= last))

    def known(self, on: int, lag: Days) -> "Lives":
        """Give what is known on a day of lives of which each move is told only after its lag."""
        return Lives(self.entry, np.where(self.day + lag <= on, self.day, FAR), self.state)


def lives_of(told: Sequence[Life]) -> Lives:
    """Put lives told one by one in columns."""
    most = max(len(moves) for _, moves in told)
    padded = [[*moves, *[(FAR, 0)] * (most - len(moves))] for _, moves in told]
    cells = np.array(padded, dtype=np.int64).reshape(len(told), most, 2)
    return Lives(np.array([entry for entry, _ in told]), cells[:, :, 0], cells[:, :, 1])


def counted(lives: Lives, as_of: int, horizon: int, states: int) -> tuple[Days, Days]:
    """Count what entered by day and by how much each state grew by age, as of a day."""
    first = as_of - YEAR + 1 - horizon
    shape = (YEAR + horizon, horizon + 1)
    inside = (lives.entry >= first) & (lives.entry <= as_of)
    entry, day = lives.entry[inside] - first, lives.day[inside] - first
    gained = np.zeros((states, *shape), dtype=np.int64)
    before = np.zeros_like(entry)
    for move in range(day.shape[1]):
        to, age = lives.state[inside, move], day[:, move] - entry
        there = (day[:, move] <= as_of - first) & (age <= horizon)
        np.add.at(gained, (to[there], entry[there], age[there]), 1)
        np.add.at(gained, (before[there], entry[there], age[there]), -1)
        before = np.where(there, to, before)
    return np.bincount(entry, minlength=shape[0]), gained[1:]


@dataclass(frozen=True)
class Offending:
    """How an area's people offend, are found guilty, and enter cohorts."""

    people: int = 20_000
    a_year: float = 0.12
    """Proven offences of a person in a year, in the mean."""
    alike: float = 0.4
    """The shape of the gamma by which people differ: the smaller, the fewer do most of it."""
    proof_days: float = 90
    volume: tuple[float, float] = (1, 1)
    """The share of proofs that are entries, at the first and at the last day of history."""
    drift: float = 1
    """By what the rate of offending is multiplied from two years before today on, step by step."""

    horizon = 548
    states = 2
    apart = None

    def lives(self, dice: np.random.Generator) -> Lives:
        """Draw everyone's offences, then who enters when, then each entry's first proof."""
        person, committed, proven = self._offences(dice)
        index = self._entries(dice, person, proven)
        entry = proven[index]
        first = np.searchsorted(person, person[index])
        most = int(np.bincount(person).max())
        each = np.minimum(first[:, None] + np.arange(most), len(person) - 1)
        counts = (person[each] == person[index][:, None]) & (committed[each] > entry[:, None])
        counts &= committed[each] <= (entry + YEAR)[:, None]
        counts &= proven[each] <= (entry + self.horizon)[:, None]
        day = np.where(counts, proven[each], FAR).min(axis=1)
        return Lives(entry, day[:, None], np.ones((len(entry), 1), dtype=np.int64))

    def _offences(self, dice: np.random.Generator) -> tuple[Days, Days, Days]:
        begin, end = -900, HISTORY + self.horizon
        rate = dice.gamma(self.alike, self.a_year / self.alike, self.people)
        person = np.repeat(np.arange(self.people), dice.poisson(rate * (end - begin) / YEAR))
        committed = dice.integers(begin, end, len(person))
        proven = committed + np.ceil(dice.gamma(2, self.proof_days / 2, len(person))).astype(int)
        kept = dice.random(len(person)) < _ramp(committed, (1, self.drift), TODAY - 2 * YEAR)
        order = np.lexsort((proven[kept], person[kept]))
        return person[kept][order], committed[kept][order], proven[kept][order]

    def _entries(self, dice: np.random.Generator, person: Days, proven: Days) -> Days:
        """Give each person's first entry a quarter."""
        enters = dice.random(len(person)) < 0.8 * _ramp(proven, self.volume, 0)
        index = np.flatnonzero(enters & (proven >= 0) & (proven < HISTORY))
        _, first = np.unique(person[index] * FAR + proven[index] // 91, return_index=True)
        return index[first]


@dataclass(frozen=True)
class Recording:
    """How an area's crimes are recorded and what becomes of them."""

    a_day: float = 60
    charged: float = 0.12
    other: float = 0.8
    days: tuple[float, float] = (60, 25)
    """Mean days to a charge, and to another outcome."""
    replaced: float = 0.02
    """The share of other outcomes of which a charge comes after all."""
    reset: float = 0.01
    cancelled: float = 0.03
    batch: float = 1
    """Crimes of one series, in the mean: they are recorded and decided together."""
    volume: tuple[float, float] = (1, 1)
    drift: float = 1

    horizon = 365
    states = 4
    apart = CANCELLED

    def lives(self, dice: np.random.Generator) -> Lives:
        """Draw series of crimes: decided once, perhaps a second time, perhaps cancelled."""
        mean = self.a_day / self.batch * _ramp(np.arange(HISTORY), self.volume, 0)
        entry = np.repeat(np.arange(HISTORY), dice.poisson(mean))
        day, state = self._decided(dice, entry)
        cancelled = entry + dice.integers(0, 120, len(entry))
        cancelled = np.where(dice.random(len(entry)) < self.cancelled, cancelled, FAR)
        day = np.where(day < cancelled[:, None], day, FAR)
        day, state = np.c_[day, cancelled], np.c_[state, np.full(len(entry), CANCELLED)]
        order = np.argsort(day, axis=1, kind="stable")
        told = (entry, np.take_along_axis(day, order, 1), np.take_along_axis(state, order, 1))
        size = dice.geometric(1 / self.batch, len(entry))
        return Lives(*(np.repeat(each, size, axis=0) for each in told))

    def _decided(self, dice: np.random.Generator, entry: Days) -> tuple[Days, Days]:
        count = len(entry)
        charged = self.charged * _ramp(entry, (1, self.drift), TODAY - 2 * YEAR)
        u, again = dice.random(count), dice.random(count)
        state = np.where(u < charged, CHARGED, OTHER)
        mean = np.where(state == CHARGED, *self.days)
        first = entry + dice.gamma(0.8, mean / 0.8).astype(int)
        first = np.where(u < charged + self.other, first, FAR)
        second = first + 1 + dice.gamma(1.5, 60, count).astype(int)
        after_all = (state == OTHER) & (again < self.replaced)
        to = np.where(after_all, CHARGED, 0)
        moves = after_all | (again > 1 - self.reset)
        second = np.where(moves & (first < FAR), second, FAR)
        return np.c_[first, second], np.c_[state, to]


Law = Offending | Recording


def _ramp(day: Days, ends: tuple[float, float], begin: int) -> NDArray[np.float64]:
    """Go evenly from one level to another between a day and today; level before and after."""
    return np.interp(day, (begin, TODAY), ends)
