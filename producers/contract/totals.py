"""Where an event is counted in a control total: its sender's spool and the ledger count alike.

A fact counts once for each day that its partner recorded it on: a correction counts on its own day,
a repeat never. Called by `producers.memory`, `metrics.completeness` and the step.
"""

from datetime import date, datetime
from typing import NamedTuple, Protocol

from producers.contract.days import london_day
from producers.contract.facts import FACT_OF_TYPE


class Key(NamedTuple):
    """What is counted together: facts of one type that an agency's systems recorded on a day."""

    agency: str
    fact: str
    day: date


class Recorded(Protocol):
    """An event, as far as it says where it is counted."""

    @property
    def type(self) -> str:
        """Its type."""

    @property
    def source(self) -> str:
        """Where it comes from: `/agency/system`."""

    @property
    def recordedtime(self) -> datetime:
        """When the partner's system recorded it."""


def key_of(event: Recorded) -> Key:
    """Say where an event is counted. Raises `KeyError` for a type that nobody knows."""
    agency = event.source.split("/")[1]
    return Key(agency, FACT_OF_TYPE[event.type].fact, london_day(event.recordedtime))


def counts(event: Recorded, before: Recorded | None) -> bool:
    """Say whether a version counts, after the one that stood before it."""
    return before is None or key_of(before) != key_of(event)
