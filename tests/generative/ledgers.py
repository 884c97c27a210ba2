"""Puts contract events into a ledger, as the worker would: by topic, in batches."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.events import Event
from producers.contract.topics import TOPIC_OF_SOURCE
from streams import steps
from streams.steps import Record

NOW = datetime(2027, 3, 1, tzinfo=UTC)
IDS = {topic.name: "one" for topic in TOPIC_OF_SOURCE.values()}


def fill(ledger: Ledger, events: Iterable[Event], sizes: Iterator[int]) -> int:
    """Apply events in the order given, in batches of these sizes; give how many."""
    records, count = _records(events), 0
    while batch := list(islice(records, next(sizes))):
        count += steps.apply(ledger, batch, IDS, NOW)
    return count


def _records(events: Iterable[Event]) -> Iterator[Record]:
    upcoming = Counter[str]()
    for event in events:
        topic = TOPIC_OF_SOURCE[event.source].name
        yield Record(topic, 0, upcoming[topic], wire.encode(event))
        upcoming[topic] += 1
