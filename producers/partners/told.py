"""What the adapter of a system gives for one message; `lcjb` publishes and reports it."""

from collections.abc import Iterable
from typing import NamedTuple

from producers.contract import wire
from producers.contract.errors import ContractViolation
from producers.contract.events import Event
from producers.partners.rows import Said


class Told(NamedTuple):
    """What one message says: which it is, what each of its cases gives, and what is refused.

    A message that is not read, or is about a single-justice case, gives neither. The events of one
    `Said` are of one source; a message may speak for several.
    """

    kind: str
    said: tuple[Said, ...]
    errors: tuple[ContractViolation, ...]


def said_of_case(
    subject: str, events: Iterable[Event], pointer: str, doubts: Iterable[str]
) -> Said:
    """Put together what is said of a case; a case has other facts, so it is never all.

    Raises `ContractViolation` when an event is larger than the contract carries: nothing is cut.
    """
    told = tuple(events)
    largest = max(len(wire.encode(each)) for each in told)
    if largest > wire.MAX_BYTES:
        raise ContractViolation(
            "too-large",
            pointer,
            got=f"an event of {largest} bytes",
            expected=f"an event of at most {wire.MAX_BYTES} bytes",
            mend="Tell the monitor's keeper: one case of this hearing has too many offences.",
        )
    return Said(subject, told, whole=False, flags=tuple(doubts))
