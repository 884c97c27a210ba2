"""Fold every aggregate again from its standing events: after a change of a definition.

The ledger's events are the truth, not the log, so that an erasure holds. What an aggregate names
is noted again, too: an older version may not have.
"""

from collections.abc import Iterator

from metrics import aggregate, mentions
from metrics.aggregate import Themes
from metrics.book import Contribution, pack_rows
from metrics.mentions import Said
from metrics.store.ledger import Aggregate, Ledger, Step

AT_ONCE = 10_000


def rebuild(ledger: Ledger) -> tuple[int, int]:
    """Refold all; give how many aggregates there are and how many add up otherwise now."""
    with ledger.step() as step:
        refolded = 0
        changed: dict[str, Aggregate] = {}
        moved = 0
        handed_on, shares = _between(step)
        for subject, kept in _rows(step, shares):
            events = aggregate.read(kept.events)
            themes = aggregate.inherited(events, handed_on)
            told = aggregate.contributions(subject, events, themes)
            rows = pack_rows([*told, *shares.get(subject, ())], step.numbers)
            refolded += 1
            if rows != kept.contributions:
                changed[subject] = Aggregate(kept.key, kept.events, rows)
            if len(changed) >= AT_ONCE:
                step.keep(changed)
                moved += len(changed)
                changed = {}
        step.keep(changed)
        step.move(b"")
        step.forget_moves()
    return refolded, moved + len(changed)


def _rows(step: Step, shares: dict[str, list[Contribution]]) -> Iterator[tuple[str, Aggregate]]:
    """Give every aggregate, and a new row for each person's share that has none yet."""
    without = set(shares)
    for subject, kept in step.every_aggregate():
        without.discard(subject)
        yield subject, kept
    for subject in sorted(without):
        yield subject, Aggregate()


def _between(step: Step) -> tuple[dict[str, Themes], dict[str, list[Contribution]]]:
    """Give what goes from one aggregate to others: themes handed on, and persons' shares.

    Who names whom is noted again; most hand on nothing and speak of nobody, and are left out.
    """
    handed_on: dict[str, Themes] = {}
    told: dict[str, Said] = {}
    names: dict[str, frozenset[str]] = {}
    for subject, kept in step.every_aggregate():
        events = aggregate.read(kept.events)
        if themes := aggregate.themes(events):
            handed_on[subject] = themes
        said = aggregate.said(subject, events) if aggregate.speaks_of_persons(subject) else Said()
        if said != Said():
            told[subject] = said
        if named := aggregate.names(events) | said.rows():
            names[subject] = named
    step.note_names(names)
    return handed_on, mentions.shares(told.values())
