"""A case: the standing facts of one case in true order become spells, spells contributions. Pure.

Called by `metrics.aggregate`. A spell is one receipt at a tier; its life is the table in
`metrics.case.life`. Definitions: docs/definitions.md (courts), readings R2 to R11, R17, R21 to R27.
"""

from collections.abc import Iterable

from metrics.book import Contribution
from metrics.case import backlog, limits, timeliness, trials
from metrics.case.matters import matters
from metrics.case.people import People, people
from metrics.case.spell import Spell
from metrics.case.walk import walk
from producers.contract.facts import Fact


def fold(facts: Iterable[Fact]) -> tuple[tuple[Spell, ...], People]:
    """Tell a case's whole history: its spells, and what is known of its defendants."""
    told = tuple(facts)
    known = people(told)
    return tuple(walk(matter, known) for matter in matters(told, known)), known


def contributions(facts: Iterable[Fact], themes: frozenset[str]) -> list[Contribution]:
    """Say what one case adds to every metric of the courts; `themes` are those of its crimes."""
    told = tuple(facts)
    spells, known = fold(told)
    out: list[Contribution] = []
    for spell in spells:
        out += backlog.contributions(spell, known, sorted(themes))
        out += limits.contributions(spell, known)
        out += timeliness.contributions(spell, known)
    out += trials.contributions(told, spells)
    return out
