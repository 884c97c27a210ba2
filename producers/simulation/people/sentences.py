"""What courts leave of each person: sentences, and days on remand. Pure.

Called by `exports`, which gathers those of a person from all of their cases. Days are ordinals.
"""

from collections.abc import Iterator
from typing import NamedTuple

from producers.reference import courts
from producers.simulation.courts.steps import Hearing, Journey

CUSTODY = "custody"
_REMANDED = "C"


class Sentence(NamedTuple):
    """The first sentence in a case, which stands; `remanded` are the days served before it."""

    day: int
    urn: str
    tier: str
    disposal: str
    remanded: int


class Remand(NamedTuple):
    """Days in prison before a sentence or its absence."""

    day: int
    end: int


def given(journey: Journey, who: int) -> Iterator[Sentence | Remand]:
    """Give what a case leaves of one of its people, in order; an appeal leaves all as it is."""
    heard = (s for s in journey.steps if isinstance(s, Hearing) and who in s.who)
    since = remanded = 0
    for step in sorted((s for s in heard if s.kind != "Appeal"), key=lambda step: step.day):
        meaning = courts.outcome(step.codes)
        inside = step.remand == _REMANDED and meaning.result != "final"
        if since and not inside:
            remanded += step.day - since
            if step.day > since:
                yield Remand(since, step.day)
        since = (since or step.day) if inside else 0
        if meaning.result == "final":
            if meaning.disposal and step.convicted_on:
                yield Sentence(step.day, journey.case.urn, step.tier, meaning.disposal, remanded)
            return
