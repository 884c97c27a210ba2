"""Simulated contract events, as unruly as a real log: repeated, out of order, late. Pure.

Rows and messages go through the partners' adapters and the memory that `lcjb publish` uses, so
corrections and withdrawals come as a partner's do. Called by tests and load runs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush, merge
from operator import itemgetter
from random import Random

from producers.contract.events import Event
from producers.memory import Memory, Row, news
from producers.partners.courts import case_register, common_platform, spi
from producers.partners.cps import charging
from producers.partners.hmpps import domain_events, movements, supervision
from producers.partners.police import cautions, charges, recorded_crime, suspects
from producers.partners.rows import Adapter, Context, Said
from producers.partners.told import Told
from producers.simulation.courts.exports import Courts
from producers.simulation.exports import COLUMNS, Police
from producers.simulation.people.exports import (
    CAUTIONS,
    HMPPS,
    MOVEMENTS,
    SUPERVISION,
    SUSPECTS,
    People,
    Sent,
)
from producers.simulation.people.exports import COLUMNS as COLUMNS_OF
from producers.tokens import TokenKey

REPEATS = 0.10
WINDOW = 10_000

_Timed = Iterator[tuple[datetime, tuple[Said, ...]]]


def events(police: Police, after: datetime, until: datetime, key: TokenKey) -> Iterator[Event]:
    """Give what a police force says between two instants, once each and in its own order."""
    rows = police.trickle(after, until)
    return _news(_read(rows, COLUMNS, recorded_crime.ADAPTER, Context(key)))


def court_events(
    courts: Courts, after: datetime, until: datetime, key: TokenKey
) -> Iterator[Event]:
    """Give what the courts and the charges say between two instants, in the order of sending.

    Raises `ContractViolation` when a message is not read whole.
    """
    context = Context(key)
    registered = courts.register(after, until)
    charged = courts.charges(after, until)
    told = merge(
        ((at, _message(message, context)) for at, message in courts.messages(after, until)),
        _read(registered, case_register.COLUMNS, case_register.ADAPTER, context),
        _read(charged, charges.COLUMNS, charges.ADAPTER, context),
        key=itemgetter(0),
    )
    return _news(told)


def people_events(
    people: People, after: datetime, until: datetime, key: TokenKey
) -> Iterator[Event]:
    """Give what is said of the people before charge and after sentence, in the order of sending.

    Raises `ContractViolation` when a message is not read whole.
    """
    context = Context(key)
    return _news((sent.at, _of_people(sent, context)) for sent in people.told(after, until))


def _of_people(sent: Sent, context: Context) -> tuple[Said, ...]:
    if not isinstance(sent.line, bytes):
        cells = dict(zip(COLUMNS_OF[sent.file], sent.line, strict=True))
        return tuple(filter(None, [_REGISTERS[sent.file].read(cells, context)]))
    if sent.file == HMPPS:
        return _whole(domain_events.read(sent.line, context))
    if sent.of:
        context = replace(context, urn=sent.of, exported_at=sent.at)
    return _whole(charging.read(sent.line, context))


_REGISTERS = {
    SUSPECTS: suspects.ADAPTER,
    CAUTIONS: cautions.ADAPTER,
    SUPERVISION: supervision.ADAPTER,
    MOVEMENTS: movements.ADAPTER,
}


def _message(message: bytes, context: Context) -> tuple[Said, ...]:
    read = spi.read if message.startswith(b"<") else common_platform.read
    return _whole(read(message, context))


def _whole(told: Told) -> tuple[Said, ...]:
    for refused in told.errors:
        raise refused
    return told.said


def _read(
    rows: Iterable[tuple[datetime, tuple[str, ...]]],
    columns: tuple[str, ...],
    adapter: Adapter,
    context: Context,
) -> _Timed:
    for at, cells in rows:
        said = adapter.read(dict(zip(columns, cells, strict=True)), context)
        yield at, (said,) if said else ()


def _news(told: _Timed) -> Iterator[Event]:
    """Leave out what was said before, as `lcjb publish` does."""
    memory = dict[tuple[str, str], Memory]()
    for said in (each for _, some in told for each in some):
        row = Row(said.events[0].source, said.subject, said.events, said.whole)
        found = news(row, memory.get(row[:2]))
        memory[row[:2]] = found.memory
        yield from found.events


def unruly(
    orderly: Iterable[Event], seed: int, *, repeats: float = REPEATS, window: int = WINDOW
) -> Iterator[Event]:
    """Say a share of the events twice, and each at any place of the next `window`."""
    dice = Random(f"{seed}/unruly").random  # noqa: S311 - seeded dice are wanted
    waiting: list[tuple[float, int, Event]] = []
    said = 0
    for index, event in enumerate(orderly):
        for _ in range(1 + (dice() < repeats)):
            heappush(waiting, (index + window * dice(), said, event))
            said += 1
        while waiting and waiting[0][0] <= index:
            yield heappop(waiting)[2]
    yield from (event for _, _, event in sorted(waiting, key=lambda each: each[:2]))
