"""Simulated contract events, as unruly as a real log: repeated, out of order, late. Pure.

Rows go through the police adapter and the memory that `lcjb publish` uses, so corrections and
withdrawals come as a partner's do. Called by tests and load runs.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from random import Random

from producers.contract.events import Event
from producers.memory import Memory, Row, news
from producers.partners.police import recorded_crime
from producers.partners.rows import Context
from producers.simulation.exports import COLUMNS, Police
from producers.tokens import TokenKey

REPEATS = 0.10
WINDOW = 10_000


def events(police: Police, after: datetime, until: datetime, key: TokenKey) -> Iterator[Event]:
    """Give what a police force says between two instants, once each and in its own order."""
    context, memory = Context(key), dict[str, Memory]()
    for _, cells in police.trickle(after, until):
        said = recorded_crime.read(dict(zip(COLUMNS, cells, strict=True)), context)
        row = Row(recorded_crime.SOURCE, said.subject, said.events, said.whole)
        told = news(row, memory.get(said.subject))
        memory[said.subject] = told.memory
        yield from told.events


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
