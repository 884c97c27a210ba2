"""The simulated courts held against what is published: counted from the journeys themselves. Pure.

Called by `lcjb simulate table` and tests. The tolerances of `published.csv` were fixed before the
rates were: 5 % of totals, 3 points of shares. Days are ordinals, a year is 365 days.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from producers.reference import courts
from producers.simulation.courts.exports import Courts
from producers.simulation.courts.shape import rows
from producers.simulation.courts.steps import CROWN, MAGISTRATES, Hearing, Journey, Spell

_YEAR = 365
_EDGES = (0, 28, 56, 84, 112, 140, 182, 365, 730, 100_000)
_FOR_TRIAL = frozenset({"either-way", "indictable-only"})
PER_CENT = "5 %"
_POINTS = 3.0
_OF_TOTALS = 0.05
_SENTENCES = {
    "of custody": "custody",
    "suspended": "suspended-sentence",
    "of a community order": "community-order",
}


class Held(NamedTuple):
    """One measure: published (totals scaled), simulated, and how far apart they may be."""

    measure: str
    published: float
    simulated: float
    within: str
    source: str

    @property
    def apart(self) -> float:
        """Give the difference: of totals in parts of one, of shares in points."""
        apart = self.simulated - self.published
        return apart / self.published if self.within == PER_CENT else apart

    @property
    def holds(self) -> bool:
        """Say whether the difference is within the tolerance."""
        return abs(self.apart) <= (_OF_TOTALS if self.within == PER_CENT else _POINTS)


def held(simulated: Courts, on: date) -> list[Held]:
    """Hold the area at the end of a day, and the year up to it, against the published figures."""
    found = dict(_measures(list(_journeys(simulated, on)), on.toordinal()))
    return against(found, simulated.scale)


def against(found: Mapping[str, float], scale: float) -> list[Held]:
    """Hold measures, however they were counted, against the published figures that they are of."""
    return [
        Held(
            row["measure"],
            float(row["published"]) * (scale if row["within"] == PER_CENT else 1),
            found[row["measure"]],
            row["within"],
            row["source"],
        )
        for row in rows("published")
        if row["measure"] in found
    ]


def _journeys(simulated: Courts, on: date) -> Iterator[Journey]:
    day = simulated.open_since or simulated.first
    while day <= on:
        yield from simulated.journeys(day)
        day += timedelta(1)


def _measures(journeys: list[Journey], on: int) -> Iterator[tuple[str, float]]:
    spells = [spell for journey in journeys for spell in journey.spells]
    for tier in (MAGISTRATES, CROWN):
        own = [spell for spell in spells if spell.tier == tier]
        received = [s for s in own if on - _YEAR < s.day <= on and s.kind != "reopened"]
        still = [spell for spell in own if spell.is_open(on)]
        yield f"{tier} receipts in a year", len(received)
        yield f"{tier} disposals in a year", sum(on - _YEAR < spell.end <= on for spell in own)
        yield f"{tier} open", len(still)
        yield f"{tier} receipts for trial", _percent(_for_trial(received), len(received))
        yield f"{tier} open for trial", _percent(_for_trial(still), len(still))
        yield from _ages(tier, [on - spell.day for spell in still])
    yield from _outcomes([each for each in _ends(journeys) if on - _YEAR < each[0].day <= on])


def _for_trial(spells: Iterable[Spell]) -> int:
    return sum(spell.kind in _FOR_TRIAL for spell in spells)


def _ages(tier: str, ages: list[int]) -> Iterator[tuple[str, float]]:
    yield f"{tier} open a year or more", _percent(sum(age >= _YEAR for age in ages), len(ages))
    for low, high in pairwise(_EDGES):
        share = _percent(sum(low <= age < high for age in ages), len(ages))
        named = f"{low} to {high - 1} days" if low and high < _EDGES[-1] else ""
        yield f"{tier} open {named or _end(low)}", share


def _end(low: int) -> str:
    return f"{low} days and more" if low else f"under {_EDGES[1]} days"


def _ends(journeys: Iterable[Journey]) -> Iterator[tuple[Hearing, bool]]:
    """Give each defendant's last hearing at the Crown Court but appeals, and if it was a trial's.

    A case sent for trial is one even where a plea of guilty saves it.
    """
    for journey in journeys:
        for_trial = any(spell.kind in _FOR_TRIAL for spell in journey.spells)
        for step in journey.steps:
            if isinstance(step, Hearing) and _ends_above(step):
                yield from ((step, for_trial) for _ in step.who)


def _ends_above(step: Hearing) -> bool:
    return step.tier == CROWN and step.kind != "Appeal" and bool(_disposal(step))


def _outcomes(ends: list[tuple[Hearing, bool]]) -> Iterator[tuple[str, float]]:
    sent = [step for step, for_trial in ends if for_trial]
    convicted = sum(bool(step.convicted_on) for step in sent)
    acquitted = sum(bool(step.acquitted_on) for step in sent)
    rest = len(sent) - convicted - acquitted
    for word, number in (
        ("convicted", convicted),
        ("acquitted", acquitted),
        ("discontinued", rest),
    ):
        yield f"crown {word} of those for trial", _percent(number, len(sent))
    sentences = [_disposal(step) for step, _ in ends if step.convicted_on]
    for named, disposal in _SENTENCES.items():
        yield f"crown sentences {named}", _percent(sentences.count(disposal), len(sentences))


def _disposal(step: Hearing) -> str:
    return courts.outcome(step.codes).disposal or ""


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
