"""The nightly reconciliation, until stopped: one a night, and at once where the last was missed.

Called by `lcjb reconcile --every-night`, which the stack runs as a service.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from time import sleep
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from metrics.store.ledger import Ledger
from producers.contract.days import from_wall_clock, london_day
from streams.rebuild import reconcile

AT = time(3, 15)
"""On London's clocks: the courts are closed and the extracts of the day before are in."""
LOOK_EVERY = 60.0
"""Seconds between two looks at the clock."""
log = logging.getLogger("lcjb.reconcile")


def due(now: datetime) -> datetime:
    """Give the last instant at which one was due, `now` included."""
    today = from_wall_clock(datetime.combine(london_day(now), AT))
    if today <= now:
        return today
    return from_wall_clock(datetime.combine(london_day(now) - timedelta(days=1), AT))


def reconcile_if_due(ledger: Ledger, now: datetime) -> bool:
    """Reconcile unless it was done since it was last due; say whether."""
    with ledger.snapshot() as reading:
        last = max((each.recounted_at for each in reading.recounts()), default=0)
    if last >= due(now).timestamp():
        return False
    found = reconcile(ledger, now)
    told = ", ".join(f"{each.kind} {each.differing} of {each.recounted}" for each in found)
    log.info("differing: %s", told or "nothing is here yet")
    return True


def keep_on(ledger: Ledger, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> NoReturn:
    """Reconcile every night. A database that is away is asked again a minute later."""
    while True:
        try:
            reconcile_if_due(ledger, now())
        except SQLAlchemyError as error:
            log.warning("the ledger cannot be read: %s", type(error).__name__)
        sleep(LOOK_EVERY)
