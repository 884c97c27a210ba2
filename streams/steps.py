"""What a batch of messages does, with no Faust in sight. Called by `streams.feed`.

Events in, which aggregates are touched, their standing events, a fold, what they add to the
book, and the positions: one transaction under one write lock.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from metrics import aggregate
from metrics.aggregate import NO_THEMES, Verdict
from metrics.book import negated, pack_rows, unpack_rows
from metrics.store.ledger import (
    Aggregate,
    DeadLetter,
    Ledger,
    Place,
    Position,
    Step,
    TokenKeyUse,
)
from producers.contract import wire
from producers.contract.errors import ContractViolation, UnknownType
from producers.contract.events import Event
from producers.contract.totals import Key, counts, key_of
from streams import inheritance, persons
from streams.inheritance import opened

EXITS_BEFORE_PARKING = 3


class Record(NamedTuple):
    """A message and where it stood."""

    topic: str
    partition: int
    offset: int
    value: bytes | None

    @property
    def place(self) -> Place:
        """Give the topic and partition."""
        return self.topic, self.partition


class Gap(Exception):
    """Records are missing between the ledger's position and this batch: fill, then come again."""

    def __init__(self, place: Place, start: int, stop: int) -> None:
        super().__init__(f"{place[0]}/{place[1]}: {stop - start} records missing before {stop}")
        self.place = place
        self.start = start
        self.stop = stop


@dataclass(slots=True)
class _Batch:
    """What one transaction has found out so far."""

    now: datetime
    positions: dict[Place, Position]
    touched: dict[Place, Position] = field(default_factory=dict)
    letters: list[DeadLetter] = field(default_factory=list)
    said: dict[str, list[tuple[Event, Position]]] = field(default_factory=dict)
    token_keys: set[TokenKeyUse] = field(default_factory=set)


def apply(
    ledger: Ledger, records: Sequence[Record], topic_ids: Mapping[str, str], now: datetime
) -> int:
    """Apply a batch once, whatever was applied before; give how many records were new.

    Raises `Gap` before anything is written, and the database's errors as they come.
    """
    with ledger.step() as step:
        batch = _Batch(now, step.positions())
        fresh = list(_fresh(records, batch.positions))
        if not fresh:
            return 0
        exits = step.exits()
        for record in fresh:
            _read(record, batch, topic_ids, exits.get((*record.place, record.offset), 0))
        _move(step, batch)
        step.dead_letter(batch.letters)
        step.note_token_keys(batch.token_keys)
        step.keep_positions(batch.touched)
    return len(fresh)


def _fresh(records: Iterable[Record], positions: Mapping[Place, Position]) -> Iterator[Record]:
    """Leave out what is applied; raise at a gap. A topic begins at its ledger's position, or 0."""
    upcoming = {place: position.next_offset for place, position in positions.items()}
    for record in records:
        due = upcoming.get(record.place, 0)
        if record.offset > due:
            raise Gap(record.place, due, record.offset)
        if record.offset == due:
            upcoming[record.place] = due + 1
            yield record


def _read(record: Record, batch: _Batch, topic_ids: Mapping[str, str], exits: int) -> None:
    position = batch.touched.get(record.place)
    if position is None:
        known = batch.positions.get(record.place) or Position(topic_ids[record.topic])
        position = batch.touched[record.place] = known
    position.next_offset = record.offset + 1
    position.read += 1
    try:
        event = _decoded(record, position, exits)
    except ContractViolation as refused:
        batch.letters.append(_letter(record, refused, batch.now, position))
        return
    position.heard_at = int(batch.now.timestamp())
    batch.token_keys.add((record.topic, event.tokenkey))
    batch.said.setdefault(event.subject, []).append((event, position))


def _decoded(record: Record, position: Position, exits: int) -> Event:
    if exits >= EXITS_BEFORE_PARKING:
        raise UnknownType(
            "crash",
            "",
            got=f"{exits} exits of the worker at this message",
            expected="a worker that can apply it",
            mend="Mend the fault, then `lcjb deadletters redrive`.",
        )
    decoded = wire.decode(record.value, record.topic)
    position.dropped_fields += decoded.dropped
    return decoded.event


def _letter(
    record: Record, refused: ContractViolation, now: datetime, position: Position
) -> DeadLetter:
    parked = isinstance(refused, UnknownType)
    if parked:
        position.parked += 1
    else:
        position.dead_lettered += 1
    return DeadLetter(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        parked=parked,
        code=refused.code,
        pointer=refused.pointer,
        got=refused.got,
        expected=refused.expected,
        mend=refused.mend,
        body=record.value,
        refused_at=now,
    )


def _move(step: Step, batch: _Batch) -> None:
    """Fold the touched aggregates, and replace what they add to the book."""
    kept = step.aggregates(list(batch.said))
    touched = {s: opened(kept[s]) if s in kept else opened() for s in batch.said}
    received: Counter[Key] = Counter()
    for subject, said in batch.said.items():
        touched[subject].changed = _merged(touched[subject].events, said, received)
    moved = [subject for subject, each in touched.items() if each.changed]
    inherited = inheritance.reach(step, touched)
    shares = persons.reach(step, touched, moved)
    changed: dict[str, Aggregate] = {}
    before: list[bytes] = []
    after: list[bytes] = []
    for subject, each in touched.items():
        if not each.changed:
            continue
        themes = inherited.get(subject, NO_THEMES)
        told = aggregate.contributions(subject, each.events, themes)
        rows = pack_rows([*told, *shares.get(subject, ())], step.numbers)
        new = Aggregate(each.old.key, aggregate.write(each.events), rows)
        if new != each.old:
            changed[subject] = new
        if rows != each.old.contributions:
            before.append(each.old.contributions)
            after.append(rows)
    step.keep(changed)
    step.count_received(received)
    step.move(negated(unpack_rows(b"".join(before))).tobytes() + b"".join(after))


def _merged(
    events: aggregate.Events, said: Iterable[tuple[Event, Position]], received: Counter[Key]
) -> bool:
    """Take events into the set, count what became of each; say whether the set has changed."""
    changed = False
    for event, position in said:
        before = events.get(event.id)
        verdict, conflict = aggregate.merge(events, event)
        position.conflicts += conflict
        match verdict:
            case Verdict.APPLIED:
                position.applied += 1
                changed = True
                received[key_of(event)] += counts(event, before)
            case Verdict.DUPLICATE:
                position.duplicate += 1
            case Verdict.SUPERSEDED:
                position.superseded += 1
    return changed


def redrive(ledger: Ledger, letter: DeadLetter, now: datetime) -> Verdict:
    """Apply a kept message after all, and move it to the counter where it now belongs.

    Raises `ContractViolation` when it is still refused, `ValueError` when its body is gone.
    """
    if letter.body is None or letter.number is None:
        raise ValueError("the body of this message is no longer kept")
    event = wire.decode(letter.body, letter.topic).event
    with ledger.step() as step:
        position = step.positions()[letter.topic, letter.partition]
        batch = _Batch(now, {})
        batch.said[event.subject] = [(event, position)]
        applied, duplicate = position.applied, position.duplicate
        _move(step, batch)
        if letter.parked:
            position.parked -= 1
        else:
            position.dead_lettered -= 1
        step.redriven(letter.number, now)
        step.keep_positions({(letter.topic, letter.partition): position})
    if position.applied > applied:
        return Verdict.APPLIED
    return Verdict.DUPLICATE if position.duplicate > duplicate else Verdict.SUPERSEDED
