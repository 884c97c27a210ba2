"""Composition root of the worker: Faust's application, its agents and the watch.

Faust brings batches and membership; what a batch does is `streams.feed`. Why it is held so:
docs/decisions/0003.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import faust

from metrics.store.ledger import Ledger
from streams.faults import (
    EXIT_FAULT,
    EXIT_LOG_CHANGED,
    LogChanged,
    Stopping,
    TopicsMissing,
    is_temporary,
    leave,
)
from streams.feed import Feed
from streams.log import Log
from streams.settings import Settings
from streams.steps import Record
from streams.watch import Watch

log = logging.getLogger("lcjb.worker")


def create(settings: Settings, feed: Feed) -> faust.App:
    """Make the application: one agent a topic, one at a time, and a timer for the watch."""
    app = faust.App(
        settings.group,
        broker=f"kafka://{settings.kafka.replace(',', ';kafka://')}",
        store="memory://",
        web_enabled=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=settings.name,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.0,
        stream_wait_empty=False,
        datadir=settings.faust_folder,
    )
    for name in settings.topics:
        topic = app.topic(
            name, value_type=bytes, value_serializer="raw", key_type=bytes, key_serializer="raw"
        )
        app.agent(topic, name=f"follow-{name}", concurrency=1)(_follower(settings, feed))
    app.timer(settings.watch_every)(_watcher(Watch(feed)))
    return app


def _follower(settings: Settings, feed: Feed) -> Callable[..., Any]:
    async def follow(stream: Any) -> None:
        async for events in stream.take_events(settings.batch, within=settings.within):
            messages = (each.message for each in events)
            records = [Record(m.topic, m.partition, m.offset, m.value) for m in messages]
            try:
                await asyncio.to_thread(feed.apply, records)
            except Stopping:
                log.warning("told to stop while the ledger was away: nothing was acknowledged")
                return

    return follow


def _watcher(watch: Watch) -> Callable[..., Any]:
    async def look() -> None:
        await asyncio.to_thread(look_once, watch)

    return look


def look_once(watch: Watch) -> None:
    """Look at the log; a broker or database away is for the next look, a changed log is not."""
    try:
        watch.look()
    except LogChanged as changed:
        leave(EXIT_LOG_CHANGED, str(changed))
    except Stopping:
        log.warning("told to stop while the ledger was away")
    except Exception as error:
        if is_temporary(error):
            log.warning("the watch could not look: %s", type(error).__name__)
            return
        log.exception("the watch fell")
        leave(EXIT_FAULT, "the watch fell")


def connect(settings: Settings) -> Feed:
    """Open the ledger and the log that a worker with these settings follows.

    Raises `TopicsMissing`, and what Kafka and the database raise when they are away.
    """
    kafka = Log(settings.kafka, settings.topics)
    topic_ids = kafka.topic_ids()
    if missing := set(settings.topics) - set(topic_ids):
        raise TopicsMissing(f"no topic {', '.join(sorted(missing))} yet")
    return Feed(Ledger.connect(settings.ledger), kafka, topic_ids, settings.catch_up_batch)
