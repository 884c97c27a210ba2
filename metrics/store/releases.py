"""Releases in the ledger: bodies that are added, never changed, and proved when read.

A body is kept compressed (about a twentieth); its digest is of the bytes that are read back.
Called by `lcjb release`, `lcjb figures --release`, the exporter and the page.
"""

import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from metrics.store import engines, tables
from metrics.store.ledger import Ledger


class Kept(NamedTuple):
    """What is known of a release without reading it."""

    number: int
    as_of: date
    released_at: datetime
    sha256: str


class ReleaseFault(ValueError):
    """There is no such release, or it is not the bytes that were kept."""


def keep(
    ledger: Ledger,
    as_of: date,
    released_at: datetime,
    body: Callable[[int], bytes],
    *,
    unless_since: datetime | None = None,
) -> Kept | None:
    """Keep a release; `body` is told its number, one more than the last, under the write lock.

    Nothing is kept, and None given, where there is one of `unless_since` or later already: of two
    that run at a time, one makes the week's.
    """
    with engines.writing(ledger.engine) as connection:
        last = _latest(connection)
        if last and unless_since and last.released_at >= unless_since:
            return None
        number = last.number + 1 if last else 1
        said = body(number)
        kept = Kept(number, as_of, released_at, sha256(said).hexdigest())
        row = {**kept._asdict(), "body": zlib.compress(said)}
        connection.execute(insert(tables.releases).values(row))
    return kept


def listed(ledger: Ledger) -> list[Kept]:
    """Give the releases there are, oldest first."""
    with engines.reading(ledger.engine) as connection:
        return _listed(connection)


def latest(ledger: Ledger) -> Kept | None:
    """Give the last release, None where there is none yet."""
    with engines.reading(ledger.engine) as connection:
        return _latest(connection)


def body(ledger: Ledger, number: int) -> bytes:
    """Give the bytes of a release. Raises `ReleaseFault`."""
    table = tables.releases
    asked = select(table.c.sha256, table.c.body).where(table.c.number == number)
    with engines.reading(ledger.engine) as connection:
        row = connection.execute(asked).one_or_none()
    if row is None:
        raise ReleaseFault(
            f"there is no release {number}; `lcjb release list` says which there are"
        )
    said = zlib.decompress(row.body)
    if sha256(said).hexdigest() != row.sha256:
        raise ReleaseFault(f"release {number} is not what was kept; restore it from a backup")
    return said


def _listed(connection: Connection, newest: int | None = None) -> list[Kept]:
    table = tables.releases
    columns = (table.c.number, table.c.as_of, table.c.released_at, table.c.sha256)
    rows = connection.execute(select(*columns).order_by(table.c.number.desc()).limit(newest))
    return [Kept(r.number, r.as_of, _utc(r.released_at), r.sha256) for r in rows][::-1]


def _latest(connection: Connection) -> Kept | None:
    found = _listed(connection, newest=1)
    return found[0] if found else None


def _utc(instant: datetime) -> datetime:
    """SQLite gives back no zone: what was kept is in UTC."""
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
