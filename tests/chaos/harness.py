"""A worker under attack: fed, killed and started again, and its ledger held to the oracle."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import TypeAlias

from kafka import KafkaAdminClient, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.errors import CoordinatorNotAvailableError, NoError

from infra.native.process import wait_until
from metrics.book import Book
from metrics.store.ledger import Ledger
from streams.log import Log
from streams.watch import behind
from tests.chaos import oracle
from tests.chaos.traffic import LAST_DAY
from tests.chaos.worker import TOPIC, Worker

Message: TypeAlias = tuple[str, bytes, bytes]
"""A topic, a key and a value."""


def send(bootstrap: str, some: list[tuple[bytes, bytes]]) -> list[bytes]:
    """Publish the police's, wait for every acknowledgement, give the acknowledged log."""
    return send_each(bootstrap, [(TOPIC, key, value) for key, value in some])


def send_each(bootstrap: str, some: Sequence[Message]) -> list[bytes]:
    """Publish each in its topic, wait for every acknowledgement, give the acknowledged log."""
    with _producer(bootstrap) as producer:
        return _acknowledged(producer, some)


@contextmanager
def paced(bootstrap: str, some: Sequence[Message], a_second: int) -> Iterator[list[bytes]]:
    """Publish so many a second until the block ends; give the log as it is acknowledged.

    What cannot be published is raised at the end of the block.
    """
    log: list[bytes] = []
    done = threading.Event()
    step = a_second // 10

    def publish() -> None:
        with _producer(bootstrap) as producer:
            for at in range(0, len(some), step):
                log.extend(_acknowledged(producer, some[at : at + step]))
                if done.wait(0.1):
                    return

    with ThreadPoolExecutor(1) as pool:
        publishing = pool.submit(publish)
        try:
            yield log
        finally:
            done.set()
        publishing.result()


@contextmanager
def _producer(bootstrap: str) -> Iterator[KafkaProducer]:
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=5)
    try:
        yield producer
    finally:
        producer.close()


def _acknowledged(producer: KafkaProducer, some: Sequence[Message]) -> list[bytes]:
    futures = [producer.send(topic, value, key) for topic, key, value in some]
    for future in futures:
        future.get(timeout=60)
    return [value for _, _, value in some]


def put_ahead(bootstrap: str, group: str, offset: int) -> None:
    """Say for a group that all partitions were read up to an offset."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    ahead = {TopicPartition(TOPIC, p): OffsetAndMetadata(offset, "", -1) for p in range(6)}

    def altered() -> bool:
        try:
            said = admin.alter_group_offsets(group, ahead)
        except CoordinatorNotAvailableError:  # a fresh broker is still making its coordinator
            return False
        return all(error is NoError for error in said.values())

    try:
        assert wait_until(altered, 30)
    finally:
        admin.close()


def await_lag_zero(bootstrap: str, ledger: Ledger, worker: Worker, patience: float = 60) -> None:
    topics = worker.environment["LCJB_TOPICS"].split(",")
    log, end = Log(bootstrap, topics), time.monotonic() + patience
    while time.monotonic() < end:
        with ledger.snapshot() as reading:
            if not behind(reading.positions(), log.extents()):
                return
        time.sleep(0.3)
    raise AssertionError(f"the worker did not catch up:\n{worker.said()[-3000:]}")


def kills(worker: Worker, dice: Random, times: int) -> None:
    """Kill -9 at random moments, and start again at once, as the supervisor does."""
    for _ in range(times):
        time.sleep(dice.uniform(0.8, 2.5))
        worker.kill()
        worker.start()


def counted(book: Book) -> Counter[oracle.Key]:
    """Read off a book what the oracle counts."""
    out: Counter[oracle.Key] = Counter()
    last = LAST_DAY.toordinal()
    for number, clock, day, n, _ in book.rows.tolist():
        metric, *labels = book.series[number]
        if day > last:
            continue
        if metric == "recorded":
            out["recorded", labels[0]] += n
        elif metric == "open":
            out["open", labels[1]] += n
        elif metric == "outcome-recorded" and labels[2] == "charged":
            out["charged", labels[0]] += n
        elif metric == "outcome-closed" and labels[2] == "charged":
            month = _month(clock)
            out["charged in", month] += n
    return out


def _month(day: int) -> str:
    return date.fromordinal(day).isoformat()[:7]


def differences(book: Book, log: list[bytes]) -> dict[oracle.Key, tuple[int, int]]:
    """Give where live and oracle differ: (live, oracle)."""
    live, truth = counted(book), oracle.count(log, LAST_DAY.isoformat())
    keys = {key for key, n in live.items() if n} | set(truth)
    return {key: (live[key], truth[key]) for key in keys if live[key] != truth[key]}
