"""The ledger: positions, aggregates and moves, in one transaction under one write lock.

`streams.steps` writes through a `Step`; `metrics.cli` and the exporter read a `Book`. The promise
is one class of tests for SQLite and PostgreSQL (tests/conformance).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Self

import msgspec
import numpy as np
from sqlalchemy import Connection, Engine, delete, func, insert, make_url, select, update

from metrics.book import Book, Numbers, Rows, Series, compact, unpack_rows
from metrics.store import engines, quality, received, tables
from metrics.store.engines import Row
from metrics.store.quality import Quality
from producers.contract.totals import Key

MOVES_KEPT = 20_000
"""Batches that a reader may be behind before it must read the whole book again."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One aggregate as kept; `key` is None until its first transaction ends."""

    key: int | None = None
    events: bytes = b""
    contributions: bytes = b""


@dataclass(slots=True)
class Position:
    """How far one partition was read, and what became of what was read (`read` is the sum).

    `heard_at` is when the last good event came in, in seconds of the epoch; 0 is never.
    """

    topic_id: str
    next_offset: int = 0
    read: int = 0
    applied: int = 0
    duplicate: int = 0
    superseded: int = 0
    dead_lettered: int = 0
    parked: int = 0
    conflicts: int = 0
    dropped_fields: int = 0
    log_end: int = 0
    heard_at: int = 0


Place = tuple[str, int]
"""A topic and a partition."""

TokenKeyUse = tuple[str, str]
"""A topic, and the id of a key that tokens in it were made with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that was refused, or parked until an upgrade; its reason never quotes it."""

    topic: str
    partition: int
    offset: int
    parked: bool
    code: str
    pointer: str
    got: str
    expected: str
    mend: str
    body: bytes | None
    refused_at: datetime
    number: int | None = None
    redriven_at: datetime | None = None


class Recount(NamedTuple):
    """What the last reconciliation found of one kind of aggregate.

    `recounted` of them, at `recounted_at` (seconds of the epoch); `differing` do not add up.
    """

    kind: str
    recounted_at: int
    recounted: int
    differing: int


@dataclass(frozen=True, slots=True)
class Following:
    """A book, and the last batch that is in it."""

    book: Book
    batch: int


class Ledger:
    """One database. Raises SQLAlchemy's errors: the caller knows which are temporary."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._hot = engines.hot(engine)
        self._numbers = Numbers()

    @classmethod
    def connect(cls, url: str, *, migrate: bool = True) -> Self:
        """Open a ledger, and bring its tables up to date."""
        engine = engines.create(url)
        if migrate:
            engines.migrate(engine)
        return cls(engine)

    @classmethod
    def existing(cls, url: str) -> Self:
        """Open a ledger that is there: to read one is not to make one.

        Raises `FileNotFoundError`.
        """
        at = make_url(url)
        file = at.database if at.get_backend_name() == "sqlite" else None
        if file and file != ":memory:" and not Path(file).is_file():
            raise FileNotFoundError(f"no ledger in {file}; `lcjb worker` makes one")
        return cls.connect(url)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def step(self) -> Iterator["Step"]:
        """Begin a transaction under the write lock; all that it does holds, or none of it."""
        with engines.writing(self.engine) as connection:
            self._numbers = _current(self._numbers, connection)
            yield Step(connection, self._hot, self._numbers)

    @contextmanager
    def snapshot(self) -> Iterator["Reading"]:
        """Begin a read-only transaction that sees one instant."""
        with engines.reading(self.engine) as connection:
            yield Reading(connection)

    def book(self) -> Book:
        """Read all contributions, as of one instant."""
        with self.snapshot() as reading:
            return reading.follow(None).book


class Reading:
    """What may be read in one snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def follow(self, seen: Following | None) -> Following:
        """Bring a book up to date: by the moves since, or whole where they are gone."""
        oldest, newest = self._batches()
        if seen is None or newest < seen.batch or oldest > seen.batch + 1:
            return Following(self._book(self._all_rows()), newest)
        if newest == seen.batch:
            return seen
        since = select(tables.moves.c.rows).where(tables.moves.c.batch > seen.batch)
        moved = b"".join(self._connection.scalars(since))
        rows = compact(np.concatenate([seen.book.rows, unpack_rows(moved)]))
        return Following(self._book(rows), newest)

    def items(self) -> Iterator[tuple[str, Rows]]:
        """Give each aggregate's subject and its rows."""
        table = tables.aggregates
        for subject, packed in self._connection.execute(
            select(table.c.subject, table.c.contributions)
        ):
            yield subject, unpack_rows(packed)

    def events_of(self, subjects: Iterable[str]) -> dict[str, bytes]:
        """Give the standing events of these subjects, as kept; those not here are left out."""
        table = tables.aggregates
        asked = select(table.c.subject, table.c.events).where(table.c.subject.in_(list(subjects)))
        return {row.subject: row.events for row in self._connection.execute(asked)}

    def series(self) -> list[Series]:
        """Give the series in the order of their numbers."""
        return _series(self._connection)

    def positions(self) -> dict[Place, Position]:
        """Give every partition's position and counters."""
        return _positions(self._connection)

    def token_keys(self) -> set[TokenKeyUse]:
        """Give which token keys the events of each topic were made with."""
        return _token_keys(self._connection)

    def quality(self) -> Quality:
        """Count what is named and not there, and how often the worker fell."""
        return quality.of(self._connection)

    def complete_to(self) -> dict[str, date | None]:
        """Give the day to which each agency that declared control totals is complete."""
        return received.complete_to(self._connection)

    def newest(self) -> dict[str, date]:
        """Give the last day on which each agency's systems recorded anything."""
        return received.newest(self._connection)

    def dead_letters(self) -> list[DeadLetter]:
        """Give the dead letters and the parked messages, oldest first."""
        table = tables.dead_letters
        rows = self._connection.execute(select(table).order_by(table.c.number))
        return [DeadLetter(**row._mapping) for row in rows]  # noqa: SLF001 - its public name

    def every_aggregate(self) -> Iterator[tuple[str, Aggregate]]:
        """Walk all aggregates: for the reconciliation."""
        return _every_aggregate(self._connection)

    def recounts(self) -> list[Recount]:
        """Give what the last reconciliation found, by kind of aggregate."""
        rows = self._connection.execute(select(tables.reconciliations))
        return [Recount(*row) for row in rows]

    def _batches(self) -> tuple[int, int]:
        column = tables.moves.c.batch
        oldest, newest = self._connection.execute(select(func.min(column), func.max(column))).one()
        return oldest or 0, newest or 0

    def _all_rows(self) -> Rows:
        packed = self._connection.scalars(select(tables.aggregates.c.contributions))
        return compact(unpack_rows(b"".join(packed)))

    def _book(self, rows: Rows) -> Book:
        read_to = {place: at.next_offset for place, at in self.positions().items()}
        return Book(tuple(self.series()), rows, read_to)


class Step:
    """What may be done in one write transaction."""

    def __init__(self, connection: Connection, hot: engines.Hot, numbers: Numbers) -> None:
        self._connection = connection
        self._hot = hot
        self.numbers = numbers
        self._known_series = len(numbers.series)

    def positions(self) -> dict[Place, Position]:
        """Give the positions; read after the lock is held, so they are the truth."""
        return _positions(self._connection)

    def keep_positions(self, positions: Mapping[Place, Position]) -> None:
        """Write positions and their counters."""
        table = tables.positions
        for (topic, partition), position in positions.items():
            here = (table.c.topic == topic) & (table.c.partition == partition)
            values = {name: getattr(position, name) for name in Position.__slots__}
            moved = self._connection.execute(update(table).where(here).values(values))
            if not moved.rowcount:
                row = {"topic": topic, "partition": partition, **values}
                self._connection.execute(insert(table).values(row))

    def aggregates(self, subjects: Sequence[str]) -> dict[str, Aggregate]:
        """Read the aggregates of these subjects; those not here yet are left out."""
        found = self._hot.select(self._connection, subjects)
        return {subject: Aggregate(key, events, rows) for key, subject, events, rows in found}

    def naming(self, named: Iterable[str]) -> set[str]:
        """Give the subjects that name any of these."""
        return set(self._hot.naming(self._connection, list(named)))

    def note_names(self, names: Mapping[str, Iterable[str]]) -> None:
        """Note which subjects each of these names; one that it no longer names stays noted."""
        said = sorted({(named, by) for by, some in names.items() for named in some})
        self._hot.name(self._connection, said)

    def keep(self, changed: Mapping[str, Aggregate]) -> None:
        """Write whole aggregates."""
        new: list[Row] = []
        old: list[Row] = []
        for subject, aggregate in changed.items():
            into = new if aggregate.key is None else old
            into.append((aggregate.key or subject, aggregate.events, aggregate.contributions))
        self._hot.insert(self._connection, new)
        self._hot.update(self._connection, old)

    def move(self, rows: bytes) -> None:
        """Tell followers what this batch changed; new series are written with it."""
        fresh = self.numbers.series[self._known_series :]
        if fresh:
            numbered = enumerate(fresh, self._known_series)
            self._connection.execute(
                insert(tables.series),
                [{"number": n, "labels": msgspec.json.encode(s).decode()} for n, s in numbered],
            )
        made = self._connection.execute(insert(tables.moves).values(rows=rows))
        batch = made.inserted_primary_key
        if batch is not None:
            old = tables.moves.c.batch <= batch[0] - MOVES_KEPT
            self._connection.execute(delete(tables.moves).where(old))

    def count_received(self, counts: Mapping[Key, int]) -> None:
        """Count facts by the day on which their partner recorded them."""
        received.add(self._connection, self._hot, counts)

    def recount_received(self, counts: Mapping[Key, int]) -> None:
        """Count no less than what stands."""
        received.at_least(self._connection, counts)

    def note_token_keys(self, used: set[TokenKeyUse]) -> None:
        """Note which token keys were used, by topic."""
        fresh = used - _token_keys(self._connection)
        if fresh:
            rows = [{"topic": topic, "tokenkey": key} for topic, key in sorted(fresh)]
            self._connection.execute(insert(tables.token_keys), rows)

    def dead_letter(self, letters: Iterable[DeadLetter]) -> None:
        """Keep refused messages."""
        rows = [{name: getattr(at, name) for name in _LETTER} for at in letters]
        if rows:
            self._connection.execute(insert(tables.dead_letters), rows)

    def redriven(self, number: int, at: datetime) -> None:
        """Mark a refused message as applied after all; its body is no longer kept."""
        table = tables.dead_letters
        done = update(table).where(table.c.number == number)
        self._connection.execute(done.values(redriven_at=at, body=None))

    def exits(self) -> dict[tuple[str, int, int], int]:
        """Give how often the worker fell at a position."""
        table = tables.exits
        rows = self._connection.execute(select(table))
        return {(row.topic, row.partition, row.offset): row.exits for row in rows}

    def fell(self, topic: str, partition: int, offset: int) -> None:
        """Count an exit at a position."""
        table = tables.exits
        here = (table.c.topic == topic, table.c.partition == partition, table.c.offset == offset)
        more = update(table).where(*here).values(exits=table.c.exits + 1)
        if not self._connection.execute(more).rowcount:
            row = {"topic": topic, "partition": partition, "offset": offset, "exits": 1}
            self._connection.execute(insert(table).values(row))

    def every_aggregate(self) -> Iterator[tuple[str, Aggregate]]:
        """Walk all aggregates: for the rebuild."""
        return _every_aggregate(self._connection)

    def keep_recounts(self, recounts: Iterable[Recount]) -> None:
        """Keep what a reconciliation found, in place of what the last one did."""
        table = tables.reconciliations
        self._connection.execute(delete(table))
        if rows := [recount._asdict() for recount in recounts]:
            self._connection.execute(insert(table), rows)

    def forget_moves(self) -> None:
        """Make every follower read the whole book again."""
        newest = select(func.max(tables.moves.c.batch))
        last = self._connection.scalar(newest) or 0
        self._connection.execute(delete(tables.moves))
        # Two ahead: a follower that saw the last one must not take this for the next.
        self._connection.execute(insert(tables.moves).values(batch=last + 2, rows=b""))


_LETTER = [name for name in DeadLetter.__slots__ if name != "number"]


def _current(numbers: Numbers, connection: Connection) -> Numbers:
    """Give the numbers of the ledger: those at hand, unless it knows others by now."""
    known = connection.scalar(select(func.count()).select_from(tables.series))
    return numbers if known == len(numbers.series) else Numbers(_series(connection))


def _every_aggregate(connection: Connection) -> Iterator[tuple[str, Aggregate]]:
    for row in connection.execute(select(tables.aggregates)):
        yield row.subject, Aggregate(row.key, row.events, row.contributions)


def _series(connection: Connection) -> list[Series]:
    rows = connection.scalars(select(tables.series.c.labels).order_by(tables.series.c.number))
    return [tuple(msgspec.json.decode(labels, type=list[str])) for labels in rows]


def _positions(connection: Connection) -> dict[Place, Position]:
    rows = connection.execute(select(tables.positions)).mappings()
    return {
        (row["topic"], row["partition"]): Position(**{n: row[n] for n in Position.__slots__})
        for row in rows
    }


def _token_keys(connection: Connection) -> set[TokenKeyUse]:
    return {(row.topic, row.tokenkey) for row in connection.execute(select(tables.token_keys))}
