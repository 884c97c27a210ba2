"""What every adapter of whole messages gives: the events, and what was refused, located.

One message in. What is wrong with one case of it refuses that case alone. `flags` name what is
doubtful about what was taken all the same; they are counted.
"""

from typing import NamedTuple

from producers.contract import wire
from producers.contract.errors import ContractViolation
from producers.contract.events import Event


class Reading(NamedTuple):
    """All that one message says; an event's topic follows from its `source`."""

    events: tuple[Event, ...] = ()
    refused: tuple[ContractViolation, ...] = ()
    flags: tuple[str, ...] = ()


def bounded(event: Event) -> Event:
    """Give an event that the contract can carry. Raises `ContractViolation`: nothing is cut."""
    size = len(wire.encode(event))
    if size > wire.MAX_BYTES:
        raise ContractViolation(
            "too-large",
            "the event",
            got=f"{size} bytes",
            expected=f"at most {wire.MAX_BYTES} bytes",
            mend="Send the defendant's offences in several cases or sittings, or tell the board.",
        )
    return event
