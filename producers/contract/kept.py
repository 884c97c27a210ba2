"""An event as it is kept under its subject: whole, by position so that it is small.

The spool's memory keeps what a partner last said so, and the ledger what stands.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, json

from producers.contract.events import Event
from producers.contract.facts import FACT_OF_TYPE, Fact
from producers.contract.lists import Precision

_ENCODER = json.Encoder()
_FACT: Mapping[str, json.Decoder[Fact]] = {
    name: json.Decoder(fact) for name, fact in FACT_OF_TYPE.items()
}


class Kept(Struct, frozen=True, array_like=True):
    """An event without its subject, its fact still as JSON: most are compared, not read."""

    id: str
    type: str
    source: str
    time: datetime
    recordedtime: datetime
    revision: int
    withdrawn: bool
    tokenkey: str
    precision: Precision
    data: bytes

    def fact(self) -> Fact:
        """Read the fact."""
        return _FACT[self.type].decode(self.data)


def keep(event: Event) -> Kept:
    """Put an event away."""
    return Kept(
        event.id,
        event.type,
        event.source,
        event.time,
        event.recordedtime,
        event.revision,
        event.withdrawn,
        event.tokenkey,
        event.precision,
        _ENCODER.encode(event.data),
    )


def restore(kept: Kept, subject: str) -> Event:
    """Give the event again."""
    return Event(
        id=kept.id,
        source=kept.source,
        type=kept.type,
        subject=subject,
        time=kept.time,
        recordedtime=kept.recordedtime,
        revision=kept.revision,
        tokenkey=kept.tokenkey,
        data=kept.fact(),
        withdrawn=kept.withdrawn,
        precision=kept.precision,
    )
