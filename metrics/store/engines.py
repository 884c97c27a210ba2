"""What differs between SQLite and PostgreSQL, in one place: lock, snapshot and whole batches.

Batches go to the database as arrays: one statement for all aggregates of a step.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Protocol, TypeAlias

import msgspec
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import StaticPool

Row: TypeAlias = tuple[int | str, bytes, bytes]
"""Key (or, of a new aggregate, subject), events, contributions."""

Found: TypeAlias = Sequence[tuple[int, str, bytes, bytes]]

_WRITE_LOCK = 0x6C636A62  # "lcjb": fences zombies, and makes both databases alike
_CONNECT_SECONDS = 5
_BUSY_SECONDS = 30
_BETWEEN_TRIES = 0.05


Count: TypeAlias = tuple[str, str, str, int]
"""Agency, fact, ISO day, and how many more."""

Name: TypeAlias = tuple[str, str]
"""What is named, and the subject that names it."""


class Hot(Protocol):
    """The statements that every batch runs."""

    def select(self, connection: Connection, subjects: Sequence[str]) -> Found:
        """Read the aggregates of these subjects."""
        ...

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Add new aggregates: subject, events, contributions."""
        ...

    def update(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Replace aggregates: key, events, contributions."""
        ...

    def naming(self, connection: Connection, named: Sequence[str]) -> Sequence[str]:
        """Read the subjects that name any of these; one that names two comes twice."""
        ...

    def name(self, connection: Connection, names: Sequence[Name]) -> None:
        """Note who names whom; what is noted already stays."""
        ...

    def receive(self, connection: Connection, counts: Sequence[Count]) -> None:
        """Add to what was received."""
        ...


class _SQLite:
    def select(self, connection: Connection, subjects: Sequence[str]) -> Found:
        wanted = msgspec.json.encode(subjects).decode()
        return connection.exec_driver_sql(
            "SELECT a.key, a.subject, a.events, a.contributions"
            " FROM json_each(?) AS j JOIN aggregates AS a ON a.subject = j.value",
            (wanted,),
        ).fetchall()

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        if rows:
            connection.exec_driver_sql(
                "INSERT INTO aggregates (subject, events, contributions) VALUES (?, ?, ?)",
                list(rows),
            )

    def update(self, connection: Connection, rows: Sequence[Row]) -> None:
        if rows:
            connection.exec_driver_sql(
                "UPDATE aggregates SET events = ?2, contributions = ?3 WHERE key = ?1", list(rows)
            )

    def naming(self, connection: Connection, named: Sequence[str]) -> Sequence[str]:
        return (
            connection.exec_driver_sql(
                'SELECT n."by" FROM json_each(?) AS j JOIN names AS n ON n.named = j.value',
                (msgspec.json.encode(named).decode(),),
            )
            .scalars()
            .all()
        )

    def name(self, connection: Connection, names: Sequence[Name]) -> None:
        if names:
            connection.exec_driver_sql(
                'INSERT INTO names (named, "by") VALUES (?, ?) ON CONFLICT DO NOTHING', list(names)
            )

    def receive(self, connection: Connection, counts: Sequence[Count]) -> None:
        if counts:
            connection.exec_driver_sql(
                "INSERT INTO received (agency, fact, day, n) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (agency, fact, day) DO UPDATE SET n = received.n + excluded.n",
                list(counts),
            )


class _PostgreSQL:
    def select(self, connection: Connection, subjects: Sequence[str]) -> Found:
        return connection.exec_driver_sql(
            "SELECT key, subject, events, contributions FROM aggregates WHERE subject = ANY(%s)",
            (list(subjects),),
        ).fetchall()

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        if rows:
            connection.exec_driver_sql(
                "INSERT INTO aggregates (subject, events, contributions)"
                " SELECT * FROM unnest(%s::text[], %s::bytea[], %s::bytea[])",
                _columns(rows),
            )

    def update(self, connection: Connection, rows: Sequence[Row]) -> None:
        if rows:
            connection.exec_driver_sql(
                "UPDATE aggregates AS a SET events = v.events, contributions = v.contributions"
                " FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[])"
                " AS v(key, events, contributions) WHERE a.key = v.key",
                _columns(rows),
            )

    def naming(self, connection: Connection, named: Sequence[str]) -> Sequence[str]:
        return (
            connection.exec_driver_sql(
                'SELECT "by" FROM names WHERE named = ANY(%s)', (list(named),)
            )
            .scalars()
            .all()
        )

    def name(self, connection: Connection, names: Sequence[Name]) -> None:
        if names:
            connection.exec_driver_sql(
                'INSERT INTO names (named, "by") SELECT * FROM unnest(%s::text[], %s::text[])'
                " ON CONFLICT DO NOTHING",
                _columns(names),
            )

    def receive(self, connection: Connection, counts: Sequence[Count]) -> None:
        if counts:
            connection.exec_driver_sql(
                "INSERT INTO received (agency, fact, day, n) SELECT * FROM"
                " unnest(%s::text[], %s::text[], %s::date[], %s::bigint[])"
                " ON CONFLICT (agency, fact, day) DO UPDATE SET n = received.n + excluded.n",
                _columns(counts),
            )


def _columns(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    return tuple(list(column) for column in zip(*rows, strict=True))


def create(url: str) -> Engine:
    """Make an engine for `sqlite:///file`, `sqlite://` (in memory) or `postgresql+psycopg://…`."""
    if url.startswith("sqlite"):
        return _sqlite(url)
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_pre_ping=True,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "options": "-c jit=off"},
    )


def _sqlite(url: str) -> Engine:
    in_memory = url in {"sqlite://", "sqlite:///:memory:"}
    kept = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    engine = create_engine(url, **(kept if in_memory else {}))

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin where we say
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -262144")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("lcjb_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _use_wal(connection: Any) -> None:
    """Change to WAL. Of two that open a new file at once SQLite refuses one without waiting."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(_BETWEEN_TRIES)
        else:
            return


def hot(engine: Engine) -> Hot:
    """Give the batch statements of this database."""
    return _SQLite() if engine.dialect.name == "sqlite" else _PostgreSQL()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that holds the one write lock until it ends."""
    with engine.connect() as connection:
        writer = connection.execution_options(lcjb_writes=True)
        with writer.begin():
            if engine.dialect.name == "postgresql":
                writer.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": _WRITE_LOCK})
            yield writer


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Begin a read-only transaction that sees one instant."""
    with engine.connect() as connection:
        reader = connection
        if engine.dialect.name == "postgresql":
            reader = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with reader.begin():
            yield reader


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; two that start at once take turns."""
    config = Config()
    config.set_main_option("script_location", str(files("metrics.store") / "migrations"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
