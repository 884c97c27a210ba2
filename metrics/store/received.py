"""How many facts were received, in the ledger: kept with the step, read for what is complete.

Where a fact is counted: `producers.contract.totals`. Called by `Step` and `Reading`.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, Date, bindparam, func, select, text

from metrics import aggregate, completeness
from metrics.completeness import Received, Refused
from metrics.store import tables
from metrics.store.engines import Hot
from producers.contract.facts import FACTS
from producers.contract.totals import Key

_AT_LEAST = text(
    "INSERT INTO received (agency, fact, day, n) VALUES (:agency, :fact, :day, :n)"
    " ON CONFLICT (agency, fact, day) DO UPDATE SET n = excluded.n WHERE received.n < excluded.n"
).bindparams(bindparam("day", type_=Date))


def add(connection: Connection, hot: Hot, counts: Mapping[Key, int]) -> None:
    """Count what a batch brought."""
    rows = [(key.agency, key.fact, key.day.isoformat(), n) for key, n in counts.items() if n]
    hot.receive(connection, rows)


def at_least(connection: Connection, counts: Mapping[Key, int]) -> None:
    """Count no less than what stands: a ledger may be older than this table."""
    if counts:
        connection.execute(_AT_LEAST, [{**key._asdict(), "n": n} for key, n in counts.items()])


def complete_to(connection: Connection) -> dict[str, date | None]:
    """Give the day to which each agency that declared anything is complete."""
    table = tables.aggregates
    said = select(table.c.subject, table.c.events).where(table.c.subject.startswith("partner:"))
    declared = {
        subject.partition(":")[2]: completeness.declared(aggregate.read(events))
        for subject, events in connection.execute(said)
    }
    days = [day for each in declared.values() for day in each]
    came = _since(connection, min(days)) if days else {}
    return {
        agency: completeness.complete_to(agency, each, came)
        for agency, each in declared.items()
        if each
    }


def newest(connection: Connection) -> dict[str, date]:
    """Give each agency's last day with a fact, other than what it says of its own feed."""
    table = tables.received
    of_feeds = [fact.fact for fact in FACTS if fact.aggregate == "partner"]
    day = func.max(table.c.day).label("day")
    last = select(table.c.agency, day).where(table.c.fact.not_in(of_feeds))
    return {row.agency: row.day for row in connection.execute(last.group_by(table.c.agency))}


def _since(connection: Connection, first: date) -> Received:
    table = tables.received
    rows = connection.execute(select(table).where(table.c.day >= first))
    came = {Key(row.agency, row.fact, row.day): row.n for row in rows}
    letters = tables.dead_letters
    waiting = select(letters.c.body).where(letters.c.redriven_at.is_(None))
    refused = list(completeness.readable(connection.scalars(waiting)))
    return completeness.with_refused(came, refused, _applied(connection, refused))


def _applied(connection: Connection, refused: list[Refused]) -> set[str]:
    """Give the ids that stand under the subjects of refused messages."""
    table = tables.aggregates
    subjects = {each.subject for each in refused}
    kept = connection.scalars(select(table.c.events).where(table.c.subject.in_(subjects)))
    return {id_ for events in kept for id_ in aggregate.read(events)}
