"""Whose fault is it, and what follows: a sender's, a passing one, or our own.

A sender's fault is a dead letter (`streams.steps`). A temporary fault is waited out in place. Our
own ends the process by `os._exit`: the only exit that acknowledges nothing to Kafka.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from itertools import chain, repeat
from typing import NoReturn

from kafka.errors import KafkaError, OffsetOutOfRangeError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

log = logging.getLogger("lcjb.worker")

EXIT_FAULT = 70
EXIT_LOG_CHANGED = 78
_PASSING_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    }
)


class Stopping(Exception):
    """The worker was told to stop while it waited for the database."""


class LogChanged(Exception):
    """The log is not the one that the ledger has read: a person must decide."""


class TopicsMissing(Exception):
    """The worker is there before its topics: the first `lcjb publish` makes them."""


def is_temporary(error: Exception) -> bool:
    """Say whether waiting may mend it: a broker away, a database away, full, busy, restarting.

    Records that the broker has cut away do not come back by waiting.
    """
    if isinstance(error, OffsetOutOfRangeError):
        return False
    if isinstance(error, PoolTimeout | KafkaError | TopicsMissing):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        return code in _PASSING_SQLITE
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def delays() -> Iterator[float]:
    """Give the waits between tries, in seconds: short at first, five at most."""
    return chain((0.1, 0.2, 0.5, 1.0, 2.0), repeat(5.0))


def leave(code: int, why: str) -> NoReturn:
    """End the process at once, so that nothing in hand is acknowledged."""
    log.critical("%s", why)
    logging.shutdown()
    os._exit(code)
