"""Any arrival order, any repetition and any re-share of the courts' messages: the same figures.

The same events twice: as they were sent, and repeated, out of order and late, in batches of any
size. What the two ledgers' books hold is equal, row by row.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import repeat
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.book import Book
from metrics.catalogue import TIERS
from metrics.store.ledger import Ledger, Position
from producers.contract.events import Event
from producers.simulation.courts.exports import Courts
from producers.simulation.exports import Police
from producers.simulation.traffic import court_events, events, unruly
from producers.tokens import TokenKey
from tests.generative import ledgers

KEY = TokenKey(bytes(32))
FIRST, SINCE = date(2025, 1, 1), date(2023, 1, 1)
BEGIN, END = datetime(2022, 12, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
SMALL, LATE = 0.01, 0.05
Row = tuple[tuple[str, ...], int, int, int, int]


class Kept(NamedTuple):
    """What a ledger holds: its book's rows by name of series, and its counters."""

    rows: set[Row]
    positions: list[Position]


def kept(told: Iterable[Event], sizes: Iterator[int]) -> Kept:
    with TemporaryDirectory() as folder:
        ledger = Ledger.connect(f"sqlite:///{Path(folder) / 'ledger.db'}")
        ledgers.fill(ledger, told, sizes)
        with ledger.snapshot() as reading:
            positions = list(reading.positions().values())
        found = Kept(named(ledger.book()), positions)
        ledger.close()
    return found


def named(book: Book) -> set[Row]:
    """Give the rows with their series' names: numbers are given out in order of arrival."""
    rows = {(book.series[number], *rest) for number, *rest in book.rows.tolist()}
    assert len(rows) == len(book.rows)
    return rows


def late(told: Sequence[Event], seed: int) -> list[Event]:
    """Move one in twenty by up to the whole length."""
    dice = Random(f"{seed}/late")
    by = [dice.uniform(0, len(told)) if dice.random() < LATE else 0 for _ in told]
    order = sorted(range(len(told)), key=lambda n: n + by[n])
    return [told[n] for n in order]


def check(told: Sequence[Event], seed: int, orderly: Kept) -> None:
    """See that the books are equal, and that disorder was there to get it wrong."""
    dice = Random(seed)
    sizes = iter(lambda: dice.randint(1, 500), 0)
    found = kept(unruly(late(told, seed), seed), sizes)
    assert found.rows == orderly.rows
    assert sum(each.duplicate for each in found.positions) > 0.05 * len(told)
    assert sum(each.superseded for each in found.positions) > sum(
        each.superseded for each in orderly.positions
    )
    assert sum(each.dead_lettered + each.conflicts for each in found.positions) == 0


@pytest.fixture(scope="module")
def told() -> list[Event]:
    """A year of the courts and of the police, from whose crimes the cases inherit themes."""
    crimes = events(Police(1, SMALL, FIRST, SINCE), BEGIN, END, KEY)
    return [*crimes, *court_events(Courts(1, SMALL, FIRST, SINCE), BEGIN, END, KEY)]


@pytest.fixture(scope="module")
def orderly(told: list[Event]) -> Kept:
    return kept(told, repeat(500))


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32))
def test_a_small_year_in_any_order_is_the_same_year(
    told: list[Event], orderly: Kept, seed: int
) -> None:
    assert any(series[0] == "open-by-theme" and series[1] in TIERS for series, *_ in orderly.rows)
    check(told, seed, orderly)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_whole_year_of_the_courts_in_any_order_is_the_same_year() -> None:
    told = list(court_events(Courts(1, 1.0, FIRST, SINCE), BEGIN, END, KEY))
    check(told, 1, kept(told, repeat(500)))
