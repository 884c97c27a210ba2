"""What the ledger holds and cannot place, in numbers: each takes a walk to count.

Called by `Reading`, for the exporter.
"""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from metrics.store import tables


class Quality(NamedTuple):
    """How many crimes are named and not there, and how often the worker fell."""

    unmatched: int
    exits: int


def of(connection: Connection) -> Quality:
    """Count."""
    named, kept = tables.names.c.named, tables.aggregates.c.subject
    crimes = select(named).where(named >= "crime:", named < "crime;").distinct().subquery()
    there = select(kept).where(kept == crimes.c.named).exists()
    unmatched = select(func.count()).select_from(crimes).where(~there)
    exits = select(func.coalesce(func.sum(tables.exits.c.exits), 0))
    return Quality(connection.scalar(unmatched) or 0, int(connection.scalar(exits) or 0))
