"""Fold every aggregate again from its standing events: to mend the ledger, or to check it.

The ledger's events are the truth, not the log, so that an erasure holds. `rebuild` puts what comes
out in place, after a change of a definition; what an aggregate names is noted again, too: an older
version may not have. `reconcile` changes nothing, and says where what is kept adds up otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from metrics import aggregate, mentions
from metrics.aggregate import Themes
from metrics.book import Contribution, Numbers, pack_rows
from metrics.mentions import Said
from metrics.store.ledger import Aggregate, Ledger, Recount

AT_ONCE = 10_000


class Whole(Protocol):
    """A ledger at one instant, to be read or to be written."""

    def every_aggregate(self) -> Iterator[tuple[str, Aggregate]]:
        """Walk all aggregates."""


class Refolded(NamedTuple):
    """An aggregate as kept, and what its events add up to."""

    subject: str
    kept: Aggregate
    rows: bytes

    @property
    def differs(self) -> bool:
        """Say whether what is kept adds up to something else."""
        return self.rows != self.kept.contributions


def rebuild(ledger: Ledger) -> tuple[int, int]:
    """Refold all; give how many aggregates there are and how many add up otherwise now."""
    with ledger.step() as step:
        said = _said(step)
        step.note_names(_names(said))
        count, moved = 0, 0
        changed: dict[str, Aggregate] = {}
        for each in _refolded(step, said, step.numbers):
            count += 1
            if each.differs:
                changed[each.subject] = Aggregate(each.kept.key, each.kept.events, each.rows)
            if len(changed) >= AT_ONCE:
                step.keep(changed)
                moved += len(changed)
                changed = {}
        step.keep(changed)
        step.move(b"")
        step.forget_moves()
    return count, moved + len(changed)


def reconcile(ledger: Ledger, now: datetime) -> list[Recount]:
    """Recount all from the events and hold it against what is kept; the result is kept, too.

    It reads one instant beside the worker, which is not held up. One recount a kind of aggregate.
    """
    counted, differing = Counter[str](), Counter[str]()
    with ledger.snapshot() as reading:
        for each in _refolded(reading, _said(reading), Numbers(reading.series())):
            kind, _, _ = each.subject.partition(":")
            counted[kind] += 1
            differing[kind] += each.differs
    at = int(now.timestamp())
    recounts = [Recount(kind, at, counted[kind], differing[kind]) for kind in sorted(counted)]
    with ledger.step() as step:
        step.keep_recounts(recounts)
    return recounts


def _refolded(whole: Whole, said: Mapping[str, Said], numbers: Numbers) -> Iterator[Refolded]:
    handed_on = _themes(whole)
    shares = {f"person:{who}": rows for who, rows in mentions.shares(said.values()).items()}
    for subject, kept in _rows(whole, shares):
        events = aggregate.read(kept.events)
        themes = aggregate.inherited(events, handed_on)
        told = aggregate.contributions(subject, events, themes)
        yield Refolded(subject, kept, pack_rows([*told, *shares.get(subject, ())], numbers))


def _rows(
    whole: Whole, shares: Mapping[str, list[Contribution]]
) -> Iterable[tuple[str, Aggregate]]:
    """Give every aggregate, and a new row for each person's share that has none yet."""
    without = set(shares)
    for subject, kept in whole.every_aggregate():
        without.discard(subject)
        yield subject, kept
    for subject in sorted(without):
        yield subject, Aggregate()


def _said(whole: Whole) -> dict[str, Said]:
    """Give what each aggregate says of persons; most say nothing, and are left out."""
    told: dict[str, Said] = {}
    for subject, kept in whole.every_aggregate():
        if aggregate.speaks_of_persons(subject):
            said = aggregate.said(subject, aggregate.read(kept.events))
            if said != Said():
                told[subject] = said
    return told


def _names(told: Mapping[str, Said]) -> dict[str, frozenset[str]]:
    """Give who names whom."""
    return {s: frozenset(f"person:{t}" for t in said.tokens()) for s, said in told.items()}


def _themes(whole: Whole) -> dict[str, Themes]:
    """Give what each aggregate hands on; most hand on nothing, and are left out."""
    said = ((s, aggregate.themes(aggregate.read(a.events))) for s, a in whole.every_aggregate())
    return {subject: themes for subject, themes in said if themes}
