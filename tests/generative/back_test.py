"""Back-test of the estimates on simulated areas: `python -m tests.generative.back_test [areas]`.

Prints the table of docs/estimates.md. Of each family many areas are drawn from one law, each is
estimated as of its last day, and all are held against what the law comes to in truth.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from metrics.estimate import estimate, exposure
from tests.generative.areas import TODAY, Law, Offending, Recording, counted

LAG = 45
"""Days within which the news of a late family is told, evenly."""
TRUTH_AREAS = 40
HEAD = (
    "| family | truth | so far | estimate | bias | spread | error | covers truth | its own year |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
)


@dataclass(frozen=True)
class Family:
    """Areas of one law. `complete_to` is how many days before today they are estimated as of."""

    name: str
    law: Law
    lag: int = 0
    complete_to: int = 0
    holds: bool = True
    """Whether the law stays as it is and all is told, so that the band must cover the truth."""


FAMILIES = (
    Family("reoffending, steady", Offending()),
    Family("reoffending, ever more enter", Offending(volume=(0.4, 1))),
    Family("reoffending, ever fewer enter", Offending(volume=(1, 0.4))),
    Family("reoffending, slow proof", Offending(proof_days=240)),
    Family("reoffending, few people who offend much", Offending(people=5000, a_year=0.4)),
    Family("reoffending, a small area", Offending(people=4000)),
    Family("reoffending, late news, as of complete-to", Offending(), LAG, LAG),
    Family("reoffending, late news, as of today", Offending(), LAG, holds=False),
    Family("reoffending, falls by 40 % in two years", Offending(drift=0.6), holds=False),
    Family("charges, steady", Recording()),
    Family("charges, ever more recorded", Recording(volume=(0.5, 1.5))),
    Family("charges, ever fewer recorded", Recording(volume=(1.5, 0.5))),
    Family(
        "charges, often replaced, reset, cancelled",
        Recording(replaced=0.08, reset=0.05, cancelled=0.08),
    ),
    Family("charges, slow decisions", Recording(days=(150, 60))),
    Family("charges, series of three", Recording(batch=3)),
    Family("charges, a small area", Recording(a_day=10)),
    Family("charges, late news, as of complete-to", Recording(), LAG, LAG),
    Family("charges, late news, as of today", Recording(), LAG, holds=False),
    Family("charges, fall by 40 % in two years", Recording(drift=0.6), holds=False),
)


class Area(NamedTuple):
    """What an area's estimate says; what those of its last year come to, and have come to."""

    share: float
    error: float
    lower: float
    upper: float
    own: float
    so_far: float

    def covers(self, truth: float) -> bool:
        return self.lower <= truth <= self.upper


def area(family: Family, seed: int) -> Area:
    """Draw an area and estimate it."""
    law, dice = family.law, np.random.default_rng([seed, *family.name.encode()])
    lives, as_of = law.lives(dice), TODAY - family.complete_to
    told = lives.known(TODAY, dice.integers(0, family.lag + 1, lives.day.shape))
    found = estimate(exposure(*counted(told, as_of, law.horizon, law.states)), law.apart)
    assert found is not None
    error = max(found.greenwood, found.blocks) ** 0.5
    own = lives.of_year(as_of).share(law.horizon)
    so_far = told.of_year(as_of).known(as_of, np.array(0)).share(law.horizon)
    return Area(found.share, error, *found.band, own, so_far)


def truth(family: Family, areas: int = TRUTH_AREAS) -> float:
    """Give what the law comes to: over other areas; of a law that drifts, of their last year."""
    drawn = [family.law.lives(np.random.default_rng([n, 0])) for n in range(areas)]
    if family.law.drift != 1:
        drawn = [lives.of_year(TODAY) for lives in drawn]
    sizes = [len(lives.entry) for lives in drawn]
    return float(np.average([lives.share(family.law.horizon) for lives in drawn], weights=sizes))


def smaller(family: Family, by: int) -> Family:
    """Make the areas of a family smaller: for a dose of seconds."""
    law = family.law
    if isinstance(law, Offending):
        return replace(family, law=replace(law, people=law.people // by))
    return replace(family, law=replace(law, a_day=law.a_day / by))


class Tried(NamedTuple):
    """A family tried: shares, not percent."""

    truth: float
    so_far: float
    mean: float
    spread: float
    error: float
    covered: float
    own: float


def tried(family: Family, areas: Sequence[Area]) -> Tried:
    """Hold areas against the truth, and against what their own last year comes to."""
    true = truth(family)
    shares = np.array([each.share for each in areas])
    covered = float(np.mean([each.covers(true) for each in areas]))
    own = float(np.mean([each.covers(each.own) for each in areas]))
    error = float(np.mean([each.error for each in areas]))
    so_far = float(np.mean([each.so_far for each in areas]))
    mean, spread = float(shares.mean()), float(shares.std(ddof=1))
    return Tried(true, so_far, mean, spread, error, covered, own)


def row(name: str, said: Tried) -> str:
    """Write a row of the table, in percent and percentage points."""
    bias, spread, error = said.mean - said.truth, said.spread, said.error
    points = f"{100 * bias:+.2f} | {100 * spread:.2f} | {100 * error:.2f}"
    covered = f"{100 * said.covered:.1f} | {100 * said.own:.1f}"
    shares = " | ".join(f"{100 * share:.2f}" for share in (said.truth, said.so_far, said.mean))
    return f"| {name} | {shares} | {points} | {covered} |"


def main() -> None:
    """Try all families."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    sys.stdout.write(HEAD)
    for family in FAMILIES:
        areas = [area(family, seed) for seed in range(count)]
        sys.stdout.write(row(family.name, tried(family, areas)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
