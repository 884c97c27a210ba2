"""An aggregate is the set of its standing events; its meaning is a fold of them.

`merge` takes one more event into the set: any order, repetition or batching gives the same set.
`contributions` folds it. Called by `streams.steps`, the rebuild and `lcjb figures --events`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum, auto
from typing import TypeAlias

from msgspec import Raw, Struct, json

from metrics import crime, partner
from metrics.book import Contribution
from producers.contract.events import Event, version
from producers.contract.facts import FACT_OF_TYPE, Fact
from producers.contract.lists import Precision


class Standing(Struct, frozen=True, array_like=True):
    """An event as it is kept: whole, and by position so that it is small."""

    id: str
    type: str
    source: str
    time: datetime
    recordedtime: datetime
    revision: int
    withdrawn: bool
    tokenkey: str
    precision: Precision
    data: Raw


Events: TypeAlias = dict[str, Standing]
"""The standing version of each event id of one aggregate."""


class Verdict(Enum):
    """What an event did to the set."""

    APPLIED = auto()
    DUPLICATE = auto()
    SUPERSEDED = auto()


_KEPT = json.Decoder(list[Standing])
_ENCODER = json.Encoder()
_FACT: Mapping[str, json.Decoder[Fact]] = {
    name: json.Decoder(fact) for name, fact in FACT_OF_TYPE.items()
}


def read(kept: bytes) -> Events:
    """Read the standing events of an aggregate as `write` wrote them."""
    return {standing.id: standing for standing in _KEPT.decode(kept)}


def write(events: Events) -> bytes:
    """Write the standing events; equal sets give equal bytes."""
    return _ENCODER.encode(sorted(events.values(), key=lambda standing: standing.id))


def merge(events: Events, event: Event) -> tuple[Verdict, bool]:
    """Take one more event into the set; say what became of it, and whether it is a conflict.

    A conflict is the same id and revision with other content (R5): the order decides.
    """
    new = _standing(event)
    old = events.get(event.id)
    if old is None:
        events[new.id] = new
        return Verdict.APPLIED, False
    if new == old:
        return Verdict.DUPLICATE, False
    conflict = new.revision == old.revision and _content(new) != _content(old)
    if version(event) <= version(_event(old, event.subject)):
        return Verdict.SUPERSEDED, conflict
    events[new.id] = new
    return Verdict.APPLIED, conflict


def contributions(subject: str, events: Events) -> list[Contribution]:
    """Fold the set: what the aggregate adds to the book. Withdrawn events say nothing."""
    kind, _, name = subject.partition(":")
    return _FOLDS[kind](name, facts(events))


def facts(events: Events) -> list[Fact]:
    """Give the facts that stand, in the order of their day, rank and id (R6)."""
    standing = (s for s in events.values() if not s.withdrawn)
    said = [(_FACT[s.type].decode(s.data), s.id) for s in standing]
    said.sort(key=lambda each: (each[0].day(), each[0].rank, each[1]))
    return [fact for fact, _ in said]


def _crime(_: str, standing: Iterable[Fact]) -> list[Contribution]:
    return crime.contributions(crime.fold(standing))


_FOLDS: dict[str, Callable[[str, Iterable[Fact]], list[Contribution]]] = {
    "crime": _crime,
    "partner": partner.contributions,
}


def _standing(event: Event) -> Standing:
    return Standing(
        event.id,
        event.type,
        event.source,
        event.time,
        event.recordedtime,
        event.revision,
        event.withdrawn,
        event.tokenkey,
        event.precision,
        Raw(_ENCODER.encode(event.data)),
    )


def _event(kept: Standing, subject: str) -> Event:
    return Event(
        id=kept.id,
        source=kept.source,
        type=kept.type,
        subject=subject,
        time=kept.time,
        recordedtime=kept.recordedtime,
        revision=kept.revision,
        tokenkey=kept.tokenkey,
        data=_FACT[kept.type].decode(kept.data),
        withdrawn=kept.withdrawn,
        precision=kept.precision,
    )


def _content(standing: Standing) -> tuple[bytes, datetime, bool]:
    return bytes(standing.data), standing.time, standing.withdrawn
