"""What every adapter of whole messages gives: the events, and what was refused, located.

One message in. What is wrong with one case of it refuses that case alone. `flags` name what is
doubtful about what was taken all the same; they are counted.
"""

from typing import NamedTuple

from producers.contract.errors import ContractViolation
from producers.contract.events import Event


class Reading(NamedTuple):
    """All that one message says; an event's topic follows from its `source`."""

    events: tuple[Event, ...] = ()
    refused: tuple[ContractViolation, ...] = ()
    flags: tuple[str, ...] = ()
