"""The durable spool between a partner's records and Kafka: accepted means fsynced.

An SQLite file. A record enters it in a transaction and leaves only once it is acknowledged, so a
dead broker means a growing spool and never a loss. It also keeps what each row last said, and how
many facts of each day it was told, changed in the transaction that accepts the news. Called by
`producers.publish` and the commands.

Damage is found, not passed on: every record, memory and total carries a checksum, and the spool
accounts for how many records entered and left. Each acceptance is checkpointed into the main file
before it counts, because a flipped bit in a write-ahead log would end it there without a word.
"""

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from producers.contract.totals import Key
from producers.memory import Memory

_PRIVATE = 0o600
_BUSY_SECONDS = 30
_CACHE_KIB = 64 * 1024  # of memory: subjects are tokens, so each row is asked of another page
_TAG = {bytes: b"b", str: b"s", int: b"i", float: b"f", type(None): b"n"}
_RECORD = "seq, topic, key, value, checksum"
_SCHEMA = """
create table if not exists records (
  seq integer primary key autoincrement,
  topic text not null, key blob not null, value blob not null, checksum integer not null
);
create table if not exists memory (
  source text not null, subject text not null, said blob not null, checksum integer not null,
  primary key (source, subject)
) without rowid;
create table if not exists totals (
  source text not null, fact text not null, day text not null,
  n integer not null, checksum integer not null, primary key (source, fact, day)
) without rowid;
create table if not exists account (
  one integer primary key check (one = 1),
  accepted integer not null, acknowledged integer not null, checksum integer not null
);
"""


class SpoolDamaged(Exception):
    """The file is not as it was written; nothing more is read from it (docs/errors.md)."""

    code = "spool-damaged"


class SpoolUnavailable(Exception):
    """Nothing was accepted: the file cannot be opened or written (disk full, no permission)."""

    code = "spool-unavailable"


class Record(NamedTuple):
    """What goes to Kafka: topic, key (the subject) and the encoded event."""

    topic: str
    key: bytes
    value: bytes


class Spooled(NamedTuple):
    """An accepted record and its place in the queue."""

    seq: int
    record: Record


class Spool:
    """An open spool. Drain order is the order of acceptance."""

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises `SpoolDamaged` or `SpoolUnavailable`."""
        self._path = path
        with self._typed_errors():
            self._db = _connected(path)
            _verify_file(self._db, path)
            self._db.executescript(_SCHEMA)
            self._found_account()
            self._verify("memory")
            self._verify("totals")

    def __enter__(self) -> Self:
        """Use the spool as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def accepting(self) -> "Iterator[Acceptance]":
        """Accept all that is added in the block, or nothing; at its end it is on the disk."""
        with self._typed_errors():
            with self._transaction():
                acceptance = Acceptance(self._db, self._path)
                yield acceptance
                acceptance.keep_totals()
                self._account(accepted=acceptance.added)
            self._checkpoint()

    def after(self, seq: int, limit: int) -> list[Spooled]:
        """Read the next records in order, each checked. Raises `SpoolDamaged`."""
        query = f"select {_RECORD} from records where seq > ? order by seq limit ?"  # noqa: S608 - ours
        with self._typed_errors():
            return [_checked(row, self._path) for row in self._db.execute(query, (seq, limit))]

    def remove(self, seqs: Sequence[int]) -> None:
        """Let acknowledged records go."""
        with self._typed_errors(), self._transaction():
            gone = sum(
                self._db.execute("delete from records where seq = ?", (seq,)).rowcount
                for seq in seqs
            )
            self._account(acknowledged=gone)

    def totals(self, sources: Iterable[str], day: date) -> Counter[str]:
        """Count by type the facts that these sources' systems recorded on a day."""
        query = "select fact, n from totals where source = ? and day = ?"
        found = Counter[str]()
        with self._typed_errors():
            for source in sources:
                found.update(dict(self._db.execute(query, (source, day.isoformat()))))
        return found

    def pending(self) -> int:
        """Count the records that wait. Raises `SpoolDamaged` when the account says otherwise."""
        with self._typed_errors():
            accepted, acknowledged = self._balance()
            (waiting,) = self._db.execute("select count(*) from records").fetchone()
        if waiting != accepted - acknowledged:
            raise _damaged(
                self._path, f"{accepted - acknowledged} records wait, {waiting} are there"
            )
        return int(waiting)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.rollback()
            raise
        self._db.commit()

    def _checkpoint(self) -> None:
        (busy, _, _) = self._db.execute("pragma wal_checkpoint(truncate)").fetchone()
        if busy:
            raise SpoolUnavailable(f"{self._path} is being read by another program; try again.")

    def _found_account(self) -> None:
        if self._db.execute("select 1 from account").fetchone() is None:
            with self._transaction():
                row = (1, 0, 0, _account_sum(0, 0))
                self._db.execute("insert or ignore into account values (?, ?, ?, ?)", row)
        self.pending()

    def _verify(self, table: str) -> None:
        """Read all of it: under a damaged name nobody would ask for what is lost."""
        for *told, checksum in self._db.execute(f"select * from {table}"):  # noqa: S608 - ours
            if checksum != _sum(*told):
                raise _damaged(self._path, f"its {table} does not match its checksum")

    def _balance(self) -> tuple[int, int]:
        query = "select accepted, acknowledged, checksum from account"
        found = self._db.execute(query).fetchone()
        accepted, acknowledged, checksum = found or (0, 0, None)
        if checksum != _account_sum(accepted, acknowledged):
            raise _damaged(self._path, "its account does not match its checksum")
        return accepted, acknowledged

    def _account(self, *, accepted: int = 0, acknowledged: int = 0) -> None:
        before = self._balance()
        total = (before[0] + accepted, before[1] + acknowledged)
        row = (*total, _account_sum(*total))
        self._db.execute("update account set accepted = ?, acknowledged = ?, checksum = ?", row)

    @contextmanager
    def _typed_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise _unavailable(self._path, error) from error
        except sqlite3.DatabaseError as error:
            raise _damaged(self._path, str(error)) from error
        except UnicodeDecodeError as error:  # SQLite quotes the damaged page in its message
            raise _damaged(self._path, "it cannot be read") from error


class Acceptance:
    """One transaction of acceptance: what it recalls includes what it has been told already."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path
        self._last = self._last_place()
        self._counted: Counter[tuple[str, Key]] = Counter()
        self.added = 0

    def add(self, records: Iterable[Record]) -> None:
        """Queue records in this order."""
        queue = enumerate(records, self._last + 1)
        rows = [(seq, *record, _sum(seq, *record)) for seq, record in queue]
        self._db.executemany("insert into records values (?, ?, ?, ?, ?)", rows)
        self._last += len(rows)
        self.added += len(rows)

    def count(self, source: str, keys: Iterable[Key]) -> None:
        """Count facts of a source, each where it is counted."""
        self._counted.update((source, key) for key in keys)

    def keep_totals(self) -> None:
        """Add what was counted to what the spool has counted before."""
        query = "select n from totals where source = ? and fact = ? and day = ?"
        for (source, key), n in self._counted.items():
            where = (source, key.fact, key.day.isoformat())
            before = self._db.execute(query, where).fetchone() or (0,)
            row = (*where, before[0] + n)
            put = "insert or replace into totals values (?, ?, ?, ?, ?)"
            self._db.execute(put, (*row, _sum(*row)))

    def _last_place(self) -> int:
        query = "select seq from sqlite_sequence where name = 'records'"
        found = self._db.execute(query).fetchone()
        return int(found[0]) if found else 0

    def recall(self, source: str, subject: str) -> Memory | None:
        """Give what the source last said of the subject. Raises `SpoolDamaged`."""
        query = "select said, checksum from memory where source = ? and subject = ?"
        found = self._db.execute(query, (source, subject)).fetchone()
        if found is None:
            return None
        if found[1] != _sum(source, subject, found[0]):
            raise _damaged(self._path, "a memory does not match its checksum")
        return msgspec.msgpack.decode(found[0], type=Memory)

    def remember(self, source: str, subject: str, memory: Memory) -> None:
        """Keep what the source has now said of the subject."""
        said = msgspec.msgpack.encode(memory)
        row = (source, subject, said, _sum(source, subject, said))
        self._db.execute("insert or replace into memory values (?, ?, ?, ?)", row)


def _connected(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=_PRIVATE)
    except OSError as error:
        raise _unavailable(path, error) from error
    db = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
    db.text_factory = lambda raw: raw.decode(errors="replace")  # damage is the checksum's to find
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=full")
    db.execute(f"pragma cache_size=-{_CACHE_KIB}")
    return db


def _verify_file(db: sqlite3.Connection, path: Path) -> None:
    (verdict,) = db.execute("pragma quick_check(1)").fetchone()
    if verdict != "ok":
        raise _damaged(path, "its pages do not hang together")


def _checked(row: tuple[int, str, bytes, bytes, int], path: Path) -> Spooled:
    seq, topic, key, value, checksum = row
    if checksum != _sum(seq, topic, key, value):
        raise _damaged(path, f"record {seq} does not match its checksum")
    return Spooled(seq, Record(topic, key, value))


def _sum(*parts: object) -> int:
    """Checksum parts with their types and lengths, so that no byte can wander between them.

    A damaged file can give back any type that SQLite has, so any is taken.
    """
    total = 0
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode()
        total = zlib.crc32(raw, zlib.crc32(b"%d %s" % (len(raw), _TAG[type(part)]), total))
    return total


def _account_sum(accepted: int, acknowledged: int) -> int:
    return _sum(accepted, acknowledged)


def _unavailable(path: Path, error: Exception) -> SpoolUnavailable:
    return SpoolUnavailable(
        f"{path}: {error}. What was in hand was not accepted; free the disk or the file, try again."
    )


def _damaged(path: Path, found: str) -> SpoolDamaged:
    return SpoolDamaged(
        f"{path} is damaged: {found}. Nothing was sent from here on. Keep the file, move it aside, "
        "and publish the last exports again: what arrived before is counted once."
    )
