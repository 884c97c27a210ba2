"""The worker's life: catch up by a plain reader, put the group there, follow live by Faust.

Called by `lcjb worker`. Ends by the exit codes of docs/operations.md.
"""

import logging
import time

import faust
from kafka.errors import CoordinatorNotAvailableError

from streams import app
from streams.faults import EXIT_FAULT, EXIT_LOG_CHANGED, LogChanged, delays, is_temporary, leave
from streams.feed import Feed
from streams.settings import Settings
from streams.watch import catch_up

log = logging.getLogger("lcjb.worker")


def run(chosen: Settings) -> None:
    """Work until told to stop."""
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("kafka").setLevel("WARNING")
    try:
        feed = _caught_up(chosen)
    except LogChanged as changed:
        leave(EXIT_LOG_CHANGED, str(changed))
    except Exception:
        log.exception("could not start")
        leave(EXIT_FAULT, "could not start")
    made = app.create(chosen, feed)
    worker = faust.Worker(made, loglevel="INFO", redirect_stdouts=False)
    feed.stop_when(lambda: bool(made.should_stop))
    worker.execute_from_commandline()


def _caught_up(chosen: Settings) -> Feed:
    """Connect and read what was missed, however long the broker or the database is away."""
    waits = delays()
    while True:
        try:
            feed = app.connect(chosen)
            log.info("caught up: %d events", catch_up(feed))
            _begin_here(chosen, feed)
        except Exception as error:
            if not is_temporary(error):
                raise
            log.warning("not there yet (%s): trying again", type(error).__name__)
            time.sleep(next(waits))
        else:
            return feed


def _begin_here(chosen: Settings, feed: Feed) -> None:
    """Spare Faust what is read already: it takes many times as long as the catch-up."""
    with feed.ledger.snapshot() as reading:
        at = {place: position.next_offset for place, position in reading.positions().items()}
    try:
        moved = bool(at) and feed.log.put_group(chosen.group, at)
    except CoordinatorNotAvailableError:  # a young broker: nobody has a group on it yet
        moved = False
    if not moved:
        log.info("the group begins where it last was; what is known is passed over")
