"""Fold every aggregate again from its standing events: after a change of a definition.

The ledger's events are the truth, not the log, so that an erasure holds.
"""

from metrics import aggregate
from metrics.aggregate import Themes
from metrics.book import pack_rows
from metrics.store.ledger import Aggregate, Ledger, Step

AT_ONCE = 10_000


def rebuild(ledger: Ledger) -> tuple[int, int]:
    """Refold all; give how many aggregates there are and how many add up otherwise now."""
    with ledger.step() as step:
        refolded = 0
        changed: dict[str, Aggregate] = {}
        moved = 0
        handed_on = _themes(step)
        for subject, kept in step.every_aggregate():
            events = aggregate.read(kept.events)
            themes = aggregate.inherited(events, handed_on)
            rows = pack_rows(aggregate.contributions(subject, events, themes), step.numbers)
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


def _themes(step: Step) -> dict[str, Themes]:
    """Give what each aggregate hands on; most hand on nothing, and are left out."""
    said = ((s, aggregate.themes(aggregate.read(a.events))) for s, a in step.every_aggregate())
    return {subject: themes for subject, themes in said if themes}
