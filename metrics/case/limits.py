"""Custody time limits of a spell: as sent, else reckoned and moved back to a working day. Pure.

Called by `metrics.case`. One limit a defendant in custody who waits for the tier; readings R17 and
R30. A reckoned limit is for those who wait for trial: none where the receipt is an appeal or for
sentence, none once every offence left is one of conviction.
"""

from collections.abc import Iterator
from datetime import date

from metrics.book import Contribution
from metrics.case.life import State
from metrics.case.people import CUSTODY, UNKNOWN, Defendant, People, Remanded
from metrics.case.spell import NOT_FOR_TRIAL, Spell, Standing
from producers.reference.working_days import on_or_before_working_day

DAYS = {"magistrates": 56, "crown": 182}


def contributions(spell: Spell, people: People) -> list[Contribution]:
    """Give each limit (the clock) from the day on which it is so until it is no more."""
    out: list[Contribution] = []
    before: frozenset[tuple[str, str, int]] = frozenset()
    for standing in spell.standings:
        now = frozenset(_limits(spell, standing, people))
        out += [_at(spell, each, standing.day, -1) for each in sorted(before - now)]
        out += [_at(spell, each, standing.day, +1) for each in sorted(now - before)]
        before = now
    return out


def _at(spell: Spell, held: tuple[str, str, int], day: int, n: int) -> Contribution:
    _, place, limit = held
    return Contribution(("limit", spell.matter.tier, place), limit, day, n)


def _limits(spell: Spell, standing: Standing, people: People) -> Iterator[tuple[str, str, int]]:
    if standing.state is not State.OPEN:
        return
    for defendant in standing.defendants & people.keys():
        limit = _limit(spell, standing, defendant, people[defendant])
        if limit is not None:
            yield defendant, standing.place, limit


def _limit(spell: Spell, standing: Standing, token: str, person: Defendant) -> int | None:
    remand = person.remand(standing.day)
    if remand.limit is not None and remand.status in {CUSTODY, UNKNOWN}:
        return remand.limit
    if remand.status != CUSTODY or spell.matter.kind in NOT_FOR_TRIAL:
        return None
    left = [offence for defendant, offence in standing.unfinished if defendant == token]
    if all(person.convicted.get(offence, standing.day + 1) <= standing.day for offence in left):
        return None
    return _reckoned(spell, remand)


def _reckoned(spell: Spell, remand: Remanded) -> int:
    tier = spell.matter.tier
    begun = spell.matter.entered
    if tier == "magistrates":
        begun = min((heard.day for heard in spell.matter.heard), default=begun)
    last = max(begun, remand.since) + DAYS[tier] - remand.served
    return on_or_before_working_day(date.fromordinal(last)).toordinal()
