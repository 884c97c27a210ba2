"""The way of a batch to the ledger, whatever is in the way: gaps, a database away, a fault.

Faust's agents, the catch-up at start and the watch all come through `Feed.apply`, in threads.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from metrics.store.ledger import Ledger, Place
from streams import steps
from streams.faults import EXIT_FAULT, Stopping, delays, is_temporary, leave
from streams.log import Extent, Log
from streams.steps import Gap, Record

log = logging.getLogger("lcjb.worker")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Feed:
    """A ledger, the log that it follows, and when to give up waiting."""

    ledger: Ledger
    log: Log
    topic_ids: Mapping[str, str]
    catch_up_batch: int
    is_stopping: Callable[[], bool] = lambda: False
    clock: Callable[[], datetime] = _now

    def stop_when(self, is_stopping: Callable[[], bool]) -> None:
        """Say how to know that the worker is to stop."""
        self.is_stopping = is_stopping

    def apply(self, records: Sequence[Record]) -> int:
        """Apply a batch once, whatever is in the way; give how many were new.

        Raises `Stopping` only. Our own fault ends the process, here and in every replay.
        """
        try:
            return self._patiently(records)
        except Stopping:
            raise
        except Exception as fault:
            log.exception("a batch could not be applied")
            return self._fall(records, fault)

    def replay(self, spans: Mapping[Place, Extent]) -> int:
        """Read a part of the log again through the same step: catch-up, gaps, restore."""
        return sum(self.apply(some) for some in self.log.read(spans, self.catch_up_batch))

    def _patiently(self, records: Sequence[Record]) -> int:
        """Wait out temporary faults in place: what is not committed is not acknowledged."""
        waits = delays()
        while True:
            try:
                return self._filled(records)
            except Exception as error:
                if not is_temporary(error):
                    raise
                log.warning("waiting: %s", type(error).__name__)
            if self.is_stopping():
                raise Stopping
            time.sleep(next(waits))

    def _filled(self, records: Sequence[Record]) -> int:
        try:
            return steps.apply(self.ledger, records, self.topic_ids, self.clock())
        except Gap as gap:
            log.warning("gap: %s", gap)
            self.replay({gap.place: Extent(gap.start, gap.stop)})
            return self._filled(records)

    def _fall(self, records: Sequence[Record], fault: Exception) -> int:
        """Find the message that trips us, count the fall at its position, and leave."""
        applied = 0
        for record in records:
            try:
                applied += self._patiently([record])
            except Stopping:
                raise
            except Exception as error:  # noqa: BLE001 - it ends the process
                with self.ledger.step() as step:
                    step.fell(*record.place, record.offset)
                where = f"{record.topic}/{record.partition}@{record.offset}"
                leave(EXIT_FAULT, f"fault at {where}: {type(error).__name__}")
        log.error("none of them alone trips the worker (%s): going on", type(fault).__name__)
        return applied
