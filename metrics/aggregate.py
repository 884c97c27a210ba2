"""An aggregate is the set of its standing events; its meaning is a fold of them.

`merge` takes one more event into the set: any order, repetition or batching gives the same set.
`contributions` folds it. Called by `streams.steps`, the rebuild and `lcjb figures --events`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum, auto
from itertools import chain
from typing import TypeAlias, TypeVar

from msgspec import msgpack

from metrics import case, charging, crime, mentions, partner, supervision, suspect
from metrics.book import Contribution
from metrics.mentions import Said
from producers.contract.events import Event, version
from producers.contract.facts import (
    FACT_OF_TYPE,
    CrimeRecorded,
    Fact,
    ReferralReceived,
    SuspectCharged,
)
from producers.contract.kept import Kept, keep, restore

Events: TypeAlias = dict[str, Kept]
"""The standing version of each event id of one aggregate."""

Themes: TypeAlias = frozenset[str]
NO_THEMES: Themes = frozenset()
_F = TypeVar("_F", bound=Fact)


class Verdict(Enum):
    """What an event did to the set."""

    APPLIED = auto()
    DUPLICATE = auto()
    SUPERSEDED = auto()


_KEPT = msgpack.Decoder(list[Kept])
_ENCODER = msgpack.Encoder()


def read(kept: bytes) -> Events:
    """Read the standing events of an aggregate as `write` wrote them."""
    return {each.id: each for each in _KEPT.decode(kept)} if kept else {}


def write(events: Events) -> bytes:
    """Write the standing events; equal sets give equal bytes."""
    return _ENCODER.encode(sorted(events.values(), key=lambda kept: kept.id))


def merge(events: Events, event: Event) -> tuple[Verdict, bool]:
    """Take one more event into the set; say what became of it, and whether it is a conflict.

    A conflict is the same id and revision with other content (R5): the order decides.
    """
    new = keep(event)
    old = events.get(event.id)
    if old is None:
        events[new.id] = new
        return Verdict.APPLIED, False
    if new == old:
        return Verdict.DUPLICATE, False
    conflict = new.revision == old.revision and _content(new) != _content(old)
    if version(event) <= version(restore(old, event.subject)):
        return Verdict.SUPERSEDED, conflict
    events[new.id] = new
    return Verdict.APPLIED, conflict


def contributions(
    subject: str, events: Events, from_named: Themes = NO_THEMES
) -> list[Contribution]:
    """Fold the set: what the aggregate adds to the book. Withdrawn events say nothing.

    `from_named` are the themes of the aggregates that this one names (`inherited`).
    """
    kind, _, name = subject.partition(":")
    return _FOLDS[kind](name, facts(events), from_named)


def names(events: Events) -> frozenset[str]:
    """Give the subjects whose themes an aggregate inherits: crimes of its charges and its file."""
    charged = (fact.crimes for fact in _standing(events, SuspectCharged))
    referred = (fact.crimes for fact in _standing(events, ReferralReceived))
    return frozenset(f"crime:{crime}" for crime in chain(*charged, *referred))


def themes(events: Events) -> Themes:
    """Give the themes that an aggregate hands on: those of a crime."""
    return frozenset(theme for fact in _standing(events, CrimeRecorded) for theme in fact.themes)


def inherited(events: Events, handed_on: Mapping[str, Themes]) -> Themes:
    """Give the themes that an aggregate has from those that it names."""
    return frozenset().union(*(handed_on.get(named, NO_THEMES) for named in names(events)))


def speaks_of_persons(subject: str) -> bool:
    """Say whether an aggregate of this kind may name persons."""
    return subject.startswith(("case:", "person:"))


def speaking(events: Events) -> list[Kept]:
    """Give the events that name persons: while they are the same, so is what is said of anybody."""
    return [kept for kept in events.values() if FACT_OF_TYPE[kept.type] in mentions.SPEAKING]


def said(subject: str, events: Events) -> Said:
    """Read what an aggregate says of persons."""
    told = _in_order(kept for kept in speaking(events) if not kept.withdrawn)
    return mentions.said(subject, ((fact, kept.tokenkey) for fact, kept in told))


def _standing(events: Events, kind: type[_F]) -> Iterator[_F]:
    for kept in events.values():
        if FACT_OF_TYPE[kept.type] is kind and not kept.withdrawn:
            fact = kept.fact()
            if isinstance(fact, kind):
                yield fact


def facts(events: Events) -> list[Fact]:
    """Give the facts that stand in true order: their day, rank, time if any, and id (R6)."""
    return [fact for fact, _ in _in_order(e for e in events.values() if not e.withdrawn)]


def _in_order(standing: Iterable[Kept]) -> list[tuple[Fact, Kept]]:
    said = [(kept.fact(), kept) for kept in standing]
    said.sort(key=lambda each: (each[0].day(), each[0].rank, _time(each[1]), each[1].id))
    return said


def _time(kept: Kept) -> tuple[bool, datetime]:
    """Put what is known only to the day behind what has a time."""
    return kept.precision != "time", kept.time


def _crime(_: str, standing: Iterable[Fact], __: Themes) -> list[Contribution]:
    return crime.contributions(crime.fold(standing))


def _case(_: str, standing: Iterable[Fact], themes: Themes) -> list[Contribution]:
    told = tuple(standing)
    return case.contributions(told, themes) + charging.contributions(told, themes)


def _suspect(_: str, standing: Iterable[Fact], __: Themes) -> list[Contribution]:
    return suspect.contributions(standing)


def _person(_: str, standing: Iterable[Fact], __: Themes) -> list[Contribution]:
    return supervision.contributions(standing)


def _partner(name: str, standing: Iterable[Fact], _: Themes) -> list[Contribution]:
    return partner.contributions(name, standing)


_FOLDS: dict[str, Callable[[str, Iterable[Fact], Themes], list[Contribution]]] = {
    "case": _case,
    "crime": _crime,
    "partner": _partner,
    "person": _person,
    "suspect": _suspect,
}


def _content(kept: Kept) -> tuple[bytes, datetime, bool]:
    return kept.data, kept.time, kept.withdrawn
