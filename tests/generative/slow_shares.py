"""Counts shares the slow way: one life at a time, in fractions. No code of metrics."""

from collections.abc import Sequence
from fractions import Fraction

Life = tuple[int, tuple[tuple[int, int], ...]]
"""The day of entry into state 0, and the moves: on a day, into a state."""


def aalen_johansen(
    lives: Sequence[Life], last: int, window: int, horizon: int, states: int
) -> list[Fraction] | None:
    """Give the share in each state after the horizon, by the moves of the window's days.

    None where somebody may still be in state 0 and nobody is left to tell.
    """
    share = [Fraction(1), *[Fraction(0)] * (states - 1)]
    for age in range(horizon + 1):
        seen = [(e, moves) for e, moves in lives if last - window < e + age <= last]
        out = list(share)
        for source in range(states):
            held = [life for life in seen if _state(life, age - 1) == source]
            if not held and source == 0 and share[0]:
                return None
            for life in held:
                out[source] -= share[source] / len(held)
                out[_state(life, age)] += share[source] / len(held)
        share = out
    return share


def censoring_others(lives: Sequence[Life], last: int, horizon: int) -> Fraction:
    """Give the share in state 1 as it must not be: any other state is taken for a loss of sight."""
    left = Fraction(1)
    for age in range(horizon + 1):
        held = [life for life in lives if life[0] + age <= last and _state(life, age - 1) == 0]
        gone = [life for life in held if _state(life, age) == 1]
        left *= 1 - Fraction(len(gone), len(held) or 1)
    return 1 - left


def so_far(lives: Sequence[Life], last: int) -> Fraction:
    """Give the share in state 1 today."""
    return Fraction(sum(_state(life, last - life[0]) == 1 for life in lives), len(lives))


def _state(life: Life, age: int) -> int:
    entry, moves = life
    return ([0] + [to for day, to in moves if day - entry <= age])[-1]
