"""What will come of those who entered, estimated from what the last year's days did. Pure.

Counts go in, no persons: how many entered each day, and what moved at each age since. Of each age
only the days of the window count (left-truncated, period hazards), so that what is estimated is
never a cohort's own curve beyond its longest follow-up. One state and where it leads is
Kaplan-Meier, several are Aalen-Johansen: a move may be taken back or replaced by another, so a
state is the one that stands. Called by `metrics.nowcast`. No dates, no clock, no dice.

Variance: of the Greenwood type, which Allignol, Schumacher and Beyersmann (Biometrical Journal 52,
2010) advise for Aalen-Johansen under left truncation; of a single state it is Greenwood's own.
Beside it one of blocks of days (infinitesimal jackknife), for moves do not come one by one: a
person is in several cohorts, a suspect is charged with ten crimes on one day. The wider one makes
the band, on the scale of the complementary log-log of the share.
"""

from itertools import permutations
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Counts: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

BLOCK_DAYS = 7
"""Whole weeks: what courts and police do on a Sunday is no news."""
_OF_95_PERCENT = 1.959964


class Exposure(NamedTuple):
    """What was at risk and what moved within the window, by age and by block of days."""

    at_risk: Floats
    """(ages, blocks, states): how many were in a state as a day of that age began."""
    moved: Floats
    """(ages, blocks, states, states): how many went from one to another on it."""

    @property
    def least(self) -> int:
        """Count the days of exposure of the age that has the fewest."""
        return int(self.at_risk.sum(axis=(1, 2)).min())


class Estimate(NamedTuple):
    """A share, and its variance in two ways."""

    share: float
    greenwood: float
    blocks: float

    @property
    def band(self) -> tuple[float, float]:
        """Give the ends of the 95 % band by the wider of the two variances."""
        return band(self.share, max(self.greenwood, self.blocks))


def exposure(entered: Counts, gained: Counts) -> Exposure:
    """Read the window's days: the last ones, as many as there are more cohorts than older ages.

    `entered` has how many entered on each of some days in a row (cohorts), all into state 0;
    `gained`, of shape (states - 1, cohorts, ages), by how many each other state grew at each age in
    whole days, negative where it shrank. A cell's losses are shared out over its gains.
    """
    ages = gained.shape[2]
    window = len(entered) - ages + 1
    ends = np.minimum(np.arange(0, window + BLOCK_DAYS, BLOCK_DAYS), window)
    later = _held(gained.cumsum(axis=2) - gained, ends)
    of_all = _held(np.broadcast_to(entered[:, None], gained.shape[1:])[None], ends)
    at_risk = np.concatenate([of_all - later.sum(axis=0), later])
    return Exposure(at_risk.transpose(1, 2, 0).astype(np.float64), _moves(gained, len(ends) - 1))


def _held(before: Counts, ends: Counts) -> Counts:
    """Add up what each state held, by age and block: of an age, a block's cohorts are in a row."""
    upto = np.zeros((before.shape[0], before.shape[1] + 1, before.shape[2]), dtype=np.int64)
    before.cumsum(axis=1, out=upto[:, 1:])
    age = np.arange(before.shape[2])[:, None]
    return np.diff(upto[:, ends + before.shape[2] - 1 - age, age])


def _moves(gained: Counts, blocks: int) -> Floats:
    """Pair what states lost with what others won, where anything moved within the window."""
    states, cohorts, ages = gained.shape[0] + 1, gained.shape[1], gained.shape[2]
    cohort, age = np.nonzero(gained.any(axis=0))
    day = cohort + age - ages + 1
    inside = (day >= 0) & (day <= cohorts - ages)
    cohort, age, day = cohort[inside], age[inside], day[inside]
    net = gained[:, cohort, age]
    net = np.concatenate([-net.sum(axis=0, keepdims=True), net])
    won = np.maximum(net, 0)
    part = won / np.maximum(won.sum(axis=0), 1)
    out = np.zeros((ages * blocks, states, states))
    for source, target in permutations(range(states), 2):
        moved = np.maximum(-net[source], 0) * part[target]
        out[:, source, target] = np.bincount(age * blocks + day // BLOCK_DAYS, moved, len(out))
    return out.reshape(ages, blocks, states, states)


def estimate(seen: Exposure, apart: int | None = None) -> Estimate | None:
    """Estimate the share in state 1 after the last age, of all that are not in `apart` by then.

    None where the follow-up does not reach: at some age nobody is at risk who still may be.
    """
    at_risk = seen.at_risk.sum(axis=1)
    once = np.divide(1, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    hazard = seen.moved.sum(axis=1) * once[:, :, None]
    step = hazard + _diagonal(1 - hazard.sum(axis=2))
    share = _forward(step)
    if (at_risk[:, 0] == 0)[share[:-1, 0] > 0].any():
        return None
    value, gradient = _target(share[-1], apart)
    ahead = _backward(step, gradient)
    weight = share[:-1] * once
    rise = ahead[:, None, :] - ahead[:, :, None]
    mean = (hazard * rise).sum(axis=2)
    spread = (hazard * rise**2).sum(axis=2) - mean**2
    pulls = (seen.moved * rise[:, None]).sum(axis=3) - seen.at_risk * mean[:, None]
    by_block = (pulls * weight[:, None]).sum(axis=(0, 2))
    return Estimate(value, float((share[:-1] * weight * spread).sum()), float(by_block @ by_block))


def band(share: float, variance: float) -> tuple[float, float]:
    """Give a 95 % band on the complementary log-log scale; NaN of a share of 0 or 1.

    Of Kaplan-Meier it is the log-log band of survival.
    """
    if not 0 < share < 1:
        return float("nan"), float("nan")
    left = np.log1p(-share)
    factor = np.exp(_OF_95_PERCENT * np.sqrt(variance) / ((1 - share) * -left))
    return float(-np.expm1(left / factor)), float(-np.expm1(left * factor))


def _diagonal(rows: Floats) -> Floats:
    out: Floats = rows[:, :, None] * np.eye(rows.shape[1])
    return out


def _forward(step: Floats) -> Floats:
    """Give the share in each state before each age, and after the last."""
    out = np.zeros((len(step) + 1, step.shape[1]))
    out[0, 0] = 1
    for age, moves in enumerate(step):
        out[age + 1] = out[age] @ moves
    return out


def _backward(step: Floats, gradient: Floats) -> Floats:
    """Give what a little more in a state after each age would add to the estimate."""
    out = np.empty(step.shape[:2])
    for age in range(len(step))[::-1]:
        out[age] = gradient
        gradient = step[age] @ gradient
    return out


def _target(share: Floats, apart: int | None) -> tuple[float, Floats]:
    """Give the estimate and its gradient by the shares in the states."""
    gradient = np.zeros(len(share))
    left = 1.0 if apart is None else 1 - share[apart]
    gradient[1] = 1 / left
    if apart is not None:
        gradient[apart] = share[1] / left**2
    return float(share[1] / left), gradient
