"""From rows to the spool, and from the spool to Kafka. Shell of the partner's side.

Accepted means fsynced in the spool; a record leaves it only on its own acknowledged future. A
broker that is away means a growing spool and a clear word, never a loss.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from kafka import KafkaAdminClient, KafkaProducer
from kafka.errors import KafkaConfigurationError, KafkaError, TopicAlreadyExistsError

from producers.contract import wire
from producers.contract.events import Event
from producers.contract.topics import PARTITIONS, RETENTION_DAYS, TOPIC_OF_SOURCE, TOPICS
from producers.memory import Row, news, passed_on
from producers.partners.rows import Said
from producers.settings import Settings
from producers.spool import Acceptance, Record, Spool

ACCEPT_AT_ONCE = 2000
IN_FLIGHT = 2000
_DAY_MS = 86_400_000
_AS_IT_IS = " as it is"
"""Of a source's events: remembered apart, or a whole row would take back what it does not say."""

T = TypeVar("T")
Told = Callable[[int], None]
"""Hears how many more are done: for a progress bar."""


class BrokerAway(Exception):
    """Not acknowledged in time: what is left stays in the spool."""


def accept(spool: Spool, said: Iterable[Said | Event], told: Told) -> int:
    """Put what is news into the spool, durably; give how many events that were.

    The events of one `Said` are of one source. A contract event goes in as it is.
    """
    accepted = 0
    for some in _chunks(said, ACCEPT_AT_ONCE):
        with spool.accepting() as acceptance:
            for each in some:
                _accept(acceptance, each)
            accepted += acceptance.added
        told(len(some))
    return accepted


def _accept(acceptance: Acceptance, each: Said | Event) -> None:
    if isinstance(each, Event):
        source, voice = each.source, each.source + _AS_IT_IS
        found = passed_on(each, acceptance.recall(voice, each.subject))
    elif each.events:
        source = voice = each.events[0].source
        row = Row(source, each.subject, each.events, each.whole)
        found = news(row, acceptance.recall(voice, each.subject))
    else:
        return
    acceptance.add([_record(event) for event in found.events])
    acceptance.remember(voice, each.subject, found.memory)
    acceptance.count(source, found.counted)


def drain(spool: Spool, settings: Settings, told: Told) -> int:
    """Send all that waits, in order; give how many. Raises `BrokerAway`; the rest stays."""
    if not spool.pending():
        return 0
    producer = _producer(settings)
    try:
        return _drained(spool, producer, settings.patience_seconds, told)
    except KafkaError as error:
        raise BrokerAway(type(error).__name__) from error
    finally:
        producer.close(timeout=0)


def _drained(spool: Spool, producer: KafkaProducer, patience: float, told: Told) -> int:
    sent, last = 0, 0
    while waiting := spool.after(last, IN_FLIGHT):
        futures = [
            (each.seq, producer.send(each.record.topic, each.record.value, each.record.key))
            for each in waiting
        ]
        acknowledged: list[int] = []
        try:
            for seq, future in futures:
                future.get(timeout=patience)
                acknowledged.append(seq)
        finally:
            spool.remove(acknowledged)
            told(len(acknowledged))
        sent += len(acknowledged)
        last = waiting[-1].seq
    return sent


def ensure_topics(bootstrap: str, patience_seconds: int = 30) -> list[str]:
    """Make the topics that are not there; give their names. Raises Kafka's errors."""
    admin = KafkaAdminClient(
        bootstrap_servers=bootstrap, bootstrap_timeout_ms=patience_seconds * 1000
    )
    try:
        there = set(admin.list_topics())
        wanted = {name: _topic() for name in TOPICS if name not in there}
        if wanted:
            admin.create_topics(wanted)
    except TopicAlreadyExistsError:
        return []
    finally:
        admin.close()
    return list(wanted)


def _topic() -> dict[str, Any]:
    return {
        "num_partitions": PARTITIONS,
        "replication_factor": 1,
        "configs": {
            "retention.ms": str(RETENTION_DAYS * _DAY_MS),
            "cleanup.policy": "delete",
        },
    }


def _record(event: Event) -> Record:
    topic = TOPIC_OF_SOURCE[event.source].name
    return Record(topic, event.subject.encode(), wire.encode(event))


def _producer(settings: Settings) -> KafkaProducer:
    secured: dict[str, Any] = {}
    if settings.user and settings.password_file:
        secured = {
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": settings.user,
            "sasl_plain_password": settings.password_file.read_text(encoding="utf-8").strip(),
        }
    if settings.ca_file:
        secured["ssl_cafile"] = str(settings.ca_file)
    try:
        return KafkaProducer(
            bootstrap_servers=settings.kafka,
            security_protocol=settings.security,
            acks="all",
            enable_idempotence=True,
            linger_ms=20,
            max_block_ms=settings.patience_seconds * 1000,
            delivery_timeout_ms=settings.patience_seconds * 1000,
            request_timeout_ms=settings.patience_seconds * 500,
            **secured,
        )
    except KafkaConfigurationError:
        raise
    except KafkaError as error:
        raise BrokerAway(type(error).__name__) from error


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some
