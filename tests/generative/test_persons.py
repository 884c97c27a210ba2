"""Random links, unlinks, withdrawals and events: the book is what an oracle counts from nothing."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.store import tables
from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.events import Event
from producers.contract.topics import TOPIC_OF_SOURCE
from streams import rebuild, steps
from streams.steps import Record
from tests.generative import slow_persons
from tests.generative.people import counted, crowd, sequence
from tests.spec.person_facts import AT

SEQUENCES = st.randoms(use_true_random=True).map(lambda dice: list(sequence(dice)))


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    opened = Ledger.connect("sqlite://")
    yield opened
    opened.close()


def emptied(ledger: Ledger) -> Ledger:
    with ledger.engine.begin() as connection:
        for table in tables.metadata.tables.values():
            connection.execute(table.delete())
    return ledger


def hear(ledger: Ledger, batches: list[list[Event]]) -> None:
    offsets: Counter[str] = Counter()
    for batch in batches:
        records = []
        for each in batch:
            topic = TOPIC_OF_SOURCE[each.source].name
            records.append(Record(topic, 0, offsets[topic], wire.encode(each)))
            offsets[topic] += 1
        steps.apply(ledger, records, dict.fromkeys(offsets, "one"), AT)


def agrees(ledger: Ledger, batches: list[list[Event]]) -> None:
    hear(emptied(ledger), batches)
    said = [each for batch in batches for each in batch]
    assert counted(ledger.book()) == slow_persons.count(said)
    assert rebuild.rebuild(ledger)[1] == 0


@settings(max_examples=200, deadline=None)
@given(batches=SEQUENCES)
def test_the_book_is_what_the_oracle_counts(ledger: Ledger, batches: list[list[Event]]) -> None:
    agrees(ledger, batches)


@pytest.mark.parametrize("seed", range(10))
def test_more_tokens_than_one_persons_are_counted_apart(ledger: Ledger, seed: int) -> None:
    agrees(ledger, [crowd(Random(seed), "crowd")])


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=10_000, deadline=None)
@given(batches=SEQUENCES)
def test_the_book_is_what_the_oracle_counts_10_000_times(
    ledger: Ledger, batches: list[list[Event]]
) -> None:
    agrees(ledger, batches)
