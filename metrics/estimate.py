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

Counts: TypeAlias = NDArray[np.integer]
Floats: TypeAlias = NDArray[np.float64]

BLOCK_DAYS = 7
"""Whole weeks: what courts and police do on a Sunday is no news."""
_OF_95_PERCENT = 1.959964
_NOBODY = 1e-12
"""A share of less is rounding."""


class Exposure(NamedTuple):
    """What was at risk and what moved within the window, by age and by block of days."""

    at_risk: Floats
    """(ages, blocks, states): how many were in a state as a day of that age began."""
    moved: Floats
    """(ages, blocks, states, states): how many went from one to another on it."""

    @property
    def least(self) -> int:
        """Count who was seen at the age at which the fewest were."""
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
    """Read what the days of the window did to each age, from 0 to a horizon, in whole days.

    `entered` has how many entered on each of some days in a row (cohorts), all into state 0;
    `gained`, of shape (states - 1, cohorts, ages), by how many each other state grew, negative
    where it shrank. The window ends with the last cohort's day, and is as many days long as there
    are cohorts beyond a horizon. Of one cohort and age, losses are shared out over gains.
    """
    ages = gained.shape[2]
    window = len(entered) - ages + 1
    ends = np.minimum(np.arange(0, window + BLOCK_DAYS, BLOCK_DAYS), window)
    age = np.arange(ages)[:, None]
    block = ends + ages - 1 - age  # of one age, a block's cohorts are in a row
    later = _upto(gained.cumsum(axis=2, dtype=gained.dtype) - gained)[:, block, age]
    of_all = _upto(entered[:, None])[block, 0]
    held = np.diff(np.concatenate([(of_all - later.sum(axis=0))[None], later]))
    return Exposure(held.transpose(1, 2, 0).astype(np.float64), _moves(gained, len(ends) - 1))


def _upto(counts: Counts) -> Counts:
    """Add cohorts up, from none of them on."""
    shape = (*counts.shape[:-2], counts.shape[-2] + 1, counts.shape[-1])
    out = np.zeros(shape, dtype=counts.dtype)
    counts.cumsum(axis=-2, out=out[..., 1:, :])
    return out


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

    None where the follow-up does not reach: somebody may still be in state 0 at an age at which
    nobody was; and where all are apart.
    """
    at_risk = seen.at_risk.sum(axis=1)
    once = np.divide(1, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    hazard = seen.moved.sum(axis=1) * once[:, :, None]
    step = hazard + (1 - hazard.sum(axis=2))[:, :, None] * np.eye(hazard.shape[1])
    share = _forward(step)
    left = 1.0 if apart is None else 1 - share[-1, apart]
    if left < _NOBODY or (at_risk[:, 0] == 0)[share[:-1, 0] > _NOBODY].any():
        return None
    gradient = np.zeros(len(share[-1]))
    gradient[1] = 1 / left
    if apart is not None:
        gradient[apart] = share[-1, 1] / left**2
    ahead = _backward(step, gradient)
    variances = _variances(seen, hazard, share[:-1] * once, share[:-1], ahead)
    return Estimate(float(share[-1, 1] / left), *variances)


def _forward(step: Floats) -> Floats:
    """Give the share in each state before each age, and after the last."""
    out = np.zeros((len(step) + 1, step.shape[1]))
    out[0, 0] = 1
    for age, moves in enumerate(step):
        out[age + 1] = out[age] @ moves
    return out


def _backward(step: Floats, gradient: Floats) -> Floats:
    """Give what a little more in a state after each age adds to the estimate."""
    out = np.empty(step.shape[:2])
    for age in range(len(step))[::-1]:
        out[age] = gradient
        gradient = step[age] @ gradient
    return out


def _variances(
    seen: Exposure, hazard: Floats, weight: Floats, share: Floats, ahead: Floats
) -> tuple[float, float]:
    """Give Greenwood's, of moves that are each by themselves, and that of the blocks' pulls.

    `weight` is what one at risk weighs: the share in its state over all at risk.
    """
    rise = ahead[:, None, :] - ahead[:, :, None]
    mean = (hazard * rise).sum(axis=2)
    spread = (hazard * rise**2).sum(axis=2) - mean**2
    pulls = (seen.moved * rise[:, None]).sum(axis=3) - seen.at_risk * mean[:, None]
    by_block = (pulls * weight[:, None]).sum(axis=(0, 2))
    return float((share * weight * spread).sum()), float(by_block @ by_block)


def band(share: float, variance: float) -> tuple[float, float]:
    """Give a 95 % band on the complementary log-log scale; NaN of a share of 0 or 1.

    Of Kaplan-Meier it is the log-log band of survival.
    """
    if not _NOBODY < share < 1 - _NOBODY:
        return float("nan"), float("nan")
    left = np.log1p(-share)
    factor = np.exp(_OF_95_PERCENT * np.sqrt(variance) / ((1 - share) * -left))
    return float(-np.expm1(left / factor)), float(-np.expm1(left * factor))
