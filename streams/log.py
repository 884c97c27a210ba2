"""The log as it stands on the broker, read without a group: for replay and for the watch."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple

from kafka import KafkaAdminClient, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import NoError

from metrics.store.ledger import Place
from streams.steps import Record

_FETCH_BYTES = 16 * 1024 * 1024
_POLL_MS = 1000


class Extent(NamedTuple):
    """The offsets that a partition still holds: from `start` up to, not with, `end`."""

    start: int
    end: int


class Log:
    """The broker's topics."""

    def __init__(self, bootstrap: str, topics: Iterable[str], patience_ms: int = 30_000) -> None:
        self.bootstrap = bootstrap
        self.topics = tuple(topics)
        self.patience_ms = patience_ms

    def topic_ids(self) -> dict[str, str]:
        """Give the id of each topic: a topic made again has another."""
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        try:
            found = admin.describe_topics(list(self.topics))
        finally:
            admin.close()
        return {topic["name"]: str(topic["topic_id"]) for topic in found if topic["partitions"]}

    def extents(self) -> dict[Place, Extent]:
        """Give what each partition holds now."""
        with self._consumer() as consumer:
            at = [
                TopicPartition(topic, partition)
                for topic in self.topics
                for partition in sorted(consumer.partitions_for_topic(topic) or ())
            ]
            starts, ends = consumer.beginning_offsets(at), consumer.end_offsets(at)
        return {(p.topic, p.partition): Extent(starts[p], ends[p]) for p in at}

    def put_group(self, group: str, at: Mapping[Place, int]) -> bool:
        """Let a group begin at these offsets; False while it has members, for then they know."""
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        offsets = {TopicPartition(*place): OffsetAndMetadata(n, "", -1) for place, n in at.items()}
        try:
            said = admin.alter_group_offsets(group, offsets)
        finally:
            admin.close()
        return all(error is NoError for error in said.values())

    def read(self, spans: Mapping[Place, Extent], most: int) -> Iterator[list[Record]]:
        """Read these spans in batches of at most `most`, each partition in its order."""
        left = {TopicPartition(*place): span for place, span in spans.items()}
        with self._consumer(max_poll_records=most) as consumer:
            consumer.assign(list(left))
            for partition, span in left.items():
                consumer.seek(partition, span.start)
            while left:
                polled = consumer.poll(timeout_ms=_POLL_MS)
                yield [
                    Record(r.topic, r.partition, r.offset, r.value)
                    for r in chain.from_iterable(polled.values())
                    if r.offset < spans[r.topic, r.partition].end
                ]
                done = [p for p, span in left.items() if consumer.position(p) >= span.end]
                for partition in done:
                    del left[partition]
                    consumer.pause(partition)

    @contextmanager
    def _consumer(self, **more: int) -> Iterator[KafkaConsumer]:
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap,
            bootstrap_timeout_ms=self.patience_ms,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_bytes=_FETCH_BYTES,
            max_partition_fetch_bytes=_FETCH_BYTES // 4,
            **more,
        )
        try:
            yield consumer
        finally:
            consumer.close()
