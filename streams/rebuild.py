"""Fold every aggregate again from its standing events: to mend the ledger, or to check it.

The ledger's events are the truth, not the log, so that an erasure holds. `rebuild` puts what comes
out in place, after a change of a definition; what an aggregate names and what was received is noted
again, too: an older version may not have. `reconcile` changes nothing, and says where what is kept
adds up otherwise.
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
from producers.contract.totals import Key, key_of

AT_ONCE = 10_000


class Whole(Protocol):
    """A ledger at one instant, to be read or to be written."""

    def every_aggregate(self) -> Iterator[tuple[str, Aggregate]]:
        """Walk all aggregates."""


class Between(NamedTuple):
    """What goes beyond one aggregate: themes, persons' shares, who names whom, what came in."""

    handed_on: dict[str, Themes]
    shares: dict[str, list[Contribution]]
    names: dict[str, frozenset[str]]
    received: Counter[Key]


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
        between = _between(step)
        step.note_names(between.names)
        step.recount_received(between.received)
        count, moved = 0, 0
        changed: dict[str, Aggregate] = {}
        for each in _refolded(step, between, step.numbers):
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
        for each in _refolded(reading, _between(reading), Numbers(reading.series())):
            kind, _, _ = each.subject.partition(":")
            counted[kind] += 1
            differing[kind] += each.differs
    at = int(now.timestamp())
    recounts = [Recount(kind, at, counted[kind], differing[kind]) for kind in sorted(counted)]
    with ledger.step() as step:
        step.keep_recounts(recounts)
    return recounts


def _refolded(whole: Whole, between: Between, numbers: Numbers) -> Iterator[Refolded]:
    for subject, kept in _rows(whole, between.shares):
        events = aggregate.read(kept.events)
        themes = aggregate.inherited(events, between.handed_on)
        told = aggregate.contributions(subject, events, themes)
        shares = between.shares.get(subject, ())
        yield Refolded(subject, kept, pack_rows([*told, *shares], numbers))


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


def _between(whole: Whole) -> Between:
    """Read what goes from one aggregate to others; most hand on nothing and speak of nobody."""
    handed_on: dict[str, Themes] = {}
    told: dict[str, Said] = {}
    names: dict[str, frozenset[str]] = {}
    received: Counter[Key] = Counter()
    for subject, kept in whole.every_aggregate():
        events = aggregate.read(kept.events)
        received.update(map(key_of, events.values()))
        if themes := aggregate.themes(events):
            handed_on[subject] = themes
        said = aggregate.said(subject, events) if aggregate.speaks_of_persons(subject) else Said()
        if said != Said():
            told[subject] = said
        if named := aggregate.names(events) | said.rows():
            names[subject] = named
    return Between(handed_on, mentions.shares(told.values()), names, received)
