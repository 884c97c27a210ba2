"""What a partner's rows last said, and what is new in what they say now. Pure.

An export is whole and repeated: most of its rows say what they said before. Only news is sent; a
fact that a newer row no longer says is withdrawn. `producers.publish` asks; `producers.spool`
keeps the memory in the transaction that accepts the news.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from producers.contract.events import Event, content, milliseconds, version
from producers.contract.kept import Kept, keep, restore
from producers.contract.totals import Key, counts, key_of


class Row(NamedTuple):
    """What one row says about one aggregate; `whole` when it says all there is to say of it."""

    source: str
    subject: str
    events: tuple[Event, ...]
    whole: bool = True


class Memory(msgspec.Struct, frozen=True, array_like=True):
    """What a source last said about a subject, and when its system last exported that."""

    exported: datetime
    facts: tuple[Kept, ...] = ()


class News(NamedTuple):
    """What has to be sent, what is remembered once that is accepted, where it is counted."""

    events: tuple[Event, ...]
    memory: Memory
    counted: tuple[Key, ...] = ()


def news(row: Row, memory: Memory | None) -> News:
    """Compare a row with what was last said: new, changed and no longer said facts are news.

    A whole row of an export older than the one last read says nothing: its news is old. Where
    several files speak about one aggregate, each fact is old or new by itself. Content that
    changes without a later export gets the next revision, so that the last one said stands.
    """
    exported = max(event.recordedtime for event in row.events)
    if memory is None:
        return _news(row.events, {}, _memory(exported, {}, row.events))
    if row.whole and exported < memory.exported:
        return News((), memory)
    kept = {said.id: said for said in memory.facts}
    asked = kept.keys() if row.whole else kept.keys() & {event.id for event in row.events}
    known = {name: restore(kept[name], row.subject) for name in asked}
    missing = _no_longer_said(row, known.values(), exported) if row.whole else ()
    fresh = tuple(
        _outranking(event, known.get(event.id))
        for event in (*row.events, *missing)
        if not _same(event, known.get(event.id)) and not _older(event, known.get(event.id))
    )
    return _news(fresh, known, _memory(max(exported, memory.exported), kept, fresh))


def passed_on(event: Event, memory: Memory | None) -> News:
    """Say a contract event as it is; it counts where the ledger will count it."""
    memory = memory or Memory(event.recordedtime)
    kept = {said.id: said for said in memory.facts}
    known = {event.id: restore(kept[event.id], event.subject)} if event.id in kept else {}
    if known and version(event) <= version(known[event.id]):
        return News((event,), memory)
    exported = max(event.recordedtime, memory.exported)
    return _news((event,), known, _memory(exported, kept, (event,)))


def _news(fresh: tuple[Event, ...], known: Mapping[str, Event], memory: Memory) -> News:
    counted = (key_of(event) for event in fresh if counts(event, known.get(event.id)))
    return News(fresh, memory, tuple(counted))


def _no_longer_said(row: Row, known: Iterable[Event], exported: datetime) -> Sequence[Event]:
    says = {event.id for event in row.events}
    return [
        msgspec.structs.replace(
            event, withdrawn=True, recordedtime=exported, revision=milliseconds(exported)
        )
        for event in known
        if event.id not in says and not event.withdrawn
    ]


def _same(event: Event, last: Event | None) -> bool:
    return last is not None and (
        (event.precision, content(event)) == (last.precision, content(last))
    )


def _older(event: Event, last: Event | None) -> bool:
    return last is not None and event.recordedtime < last.recordedtime


def _outranking(event: Event, last: Event | None) -> Event:
    if last is None or event.revision > last.revision:
        return event
    return msgspec.structs.replace(event, revision=last.revision + 1)


def _memory(exported: datetime, kept: Mapping[str, Kept], fresh: Iterable[Event]) -> Memory:
    facts = {**kept, **{event.id: keep(event) for event in fresh}}
    return Memory(exported, tuple(facts.values()))
