"""`lcjb worker`, which kills itself (-9) at the point LCJB_TEST_POINT; a byte in a file a hit."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faust

from metrics.store.ledger import Ledger, Step
from producers import cli as lcjb
from streams import app, feed, log, steps, worker

POINTS = ("before-write", "before-commit", "before-acknowledgement", "filling-a-gap", "rebalance")
HITS = 5
PASSAGE = 2
"""The passage of a process at which it dies: it has done something before."""

_passages = 0


def _pass(point: str, at: int = PASSAGE) -> None:
    global _passages  # noqa: PLW0603 - one count a process
    if point != os.environ["LCJB_TEST_POINT"]:
        return
    _passages += 1
    hits = Path(os.environ["LCJB_TEST_HITS"])
    if _passages >= at and hits.stat().st_size < HITS:
        with hits.open("ab") as file:
            file.write(b"x")
        os.kill(os.getpid(), signal.SIGKILL)


_apply, _step, _read, _create = steps.apply, Ledger.step, log.Log.read, app.create
_fed = feed.Feed.apply


def _about_to_write(*args: Any) -> int:
    _pass("before-write")
    return _apply(*args)


def _written(feed: feed.Feed, records: Sequence[steps.Record]) -> int:
    done = _fed(feed, records)
    _pass("before-acknowledgement")
    return done


@contextmanager
def _uncommitted(ledger: Ledger) -> Iterator[Step]:
    with _step(ledger) as step:
        yield step
        _pass("before-commit")


def _in_tens(log: log.Log, spans: Any, _: int) -> Iterator[list[steps.Record]]:
    for some in _read(log, spans, 10):
        yield some
        _pass("filling-a-gap")


def _rebalancing(*args: Any) -> faust.App:
    made = _create(*args)

    async def moved(*_: Any, **__: Any) -> None:
        _pass("rebalance", 1)

    made.on_partitions_assigned.connect(moved)
    made.on_partitions_revoked.connect(moved)
    return made


if __name__ == "__main__":
    worker.catch_up = lambda _: 0  # all comes by the agents, and by the gaps that they find
    log.Log.put_group = lambda *_: False  # type: ignore[method-assign]
    steps.apply = _about_to_write
    feed.Feed.apply = _written  # type: ignore[method-assign]
    Ledger.step = _uncommitted  # type: ignore[method-assign]
    log.Log.read = _in_tens  # type: ignore[method-assign]
    app.create = _rebalancing
    sys.exit(lcjb.main())
