"""What a spell adds to the courts' backlog: open, out on warrant, and every flow. Pure.

Called by `metrics.case`. An open spell keeps the clock of its receipt whatever happens to it; its
remand is the most severe of those who still have an unfinished offence (R33).
"""

from collections.abc import Iterator, Sequence

from metrics.book import NO_CLOCK, NO_VALUE, Contribution, Series
from metrics.case.life import State
from metrics.case.people import UNKNOWN, People
from metrics.case.spell import Move, Spell, Standing
from producers.reference.tables import OUTSIDE

SEVERITY = ("custody", "bail", "unknown", "not-applicable")


def contributions(spell: Spell, people: People, themes: Sequence[str]) -> list[Contribution]:
    """Say what a spell adds to open, by each label, and to the flows."""
    return [*_stock(spell, people, themes), *_flows(spell, people), *_late(spell)]


def _stock(spell: Spell, people: People, themes: Sequence[str]) -> Iterator[Contribution]:
    """Give what is counted from the end of each day on: what is new comes, what is not leaves."""
    clock = _clock(spell)
    before: frozenset[Series] = frozenset()
    for standing in spell.standings:
        now = frozenset(_counted(spell, standing, people, themes))
        for series in sorted(before - now):
            yield Contribution(series, clock, standing.day, -1)
        for series in sorted(now - before):
            yield Contribution(series, clock, standing.day, +1)
        before = now


def _counted(
    spell: Spell, standing: Standing, people: People, themes: Sequence[str]
) -> Iterator[Series]:
    tier, kind, place = spell.matter.tier, spell.matter.kind, standing.place
    if standing.state is State.AT_LARGE:
        yield ("out-on-warrant", tier, place)
    if standing.state is State.OPEN:
        remand = remand_of(spell, standing, people)
        yield ("open", tier, place, kind, remand, "")
        for theme in () if place == OUTSIDE else themes:
            yield ("open-by-theme", tier, theme)


def remand_of(spell: Spell, standing: Standing, people: People) -> str:
    """Give the remand of an open case: the latest of each defendant, the most severe of them."""
    named = standing.defendants or {defendant for defendant, _ in spell.matter.expected()}
    said = {people[d].remand(standing.day).status for d in named if d in people}
    said |= {UNKNOWN} if named - people.keys() else set()
    return next((remand for remand in SEVERITY if remand in said), UNKNOWN)


def most_severe_remand(spell: Spell, people: People, day: int) -> str:
    """Give the remand of a disposed case: the most severe ever recorded (S37)."""
    named = {defendant for defendant, _ in spell.matter.expected()}
    said = {r.status for d in named if d in people for r in people[d].remands if r.day <= day}
    return next((remand for remand in SEVERITY if remand in said), UNKNOWN)


def _flows(spell: Spell, people: People) -> Iterator[Contribution]:
    tier, kind = spell.matter.tier, spell.matter.kind
    for move in spell.moves:
        series = ("flow", tier, move.place, kind, move.flow, move.reach)
        yield Contribution(series, move.day, move.day, +1, _age(spell, move))
        if move.flow == "disposals":
            yield from _disposed(spell, people, move)


def _age(spell: Spell, move: Move) -> int:
    clock = spell.matter.receipt
    return NO_VALUE if move.flow != "disposals" or clock is None else move.day - clock


def _disposed(spell: Spell, people: People, move: Move) -> Iterator[Contribution]:
    tier, place, day = spell.matter.tier, move.place, move.day
    remand = most_severe_remand(spell, people, day)
    yield Contribution(("disposal-remand", tier, place, remand), day, day, +1)
    if move.hearings:
        yield Contribution(("hearings", tier, place), day, day, +1, move.hearings)


def _late(spell: Spell) -> Iterator[Contribution]:
    for day, place in spell.late:
        yield Contribution(("adjourned-after-final", spell.matter.tier, place), day, day, +1)


def _clock(spell: Spell) -> int:
    return NO_CLOCK if spell.matter.receipt is None else spell.matter.receipt
