"""The envelope: CloudEvents 1.0, structured mode, and how an event is made from a fact.

Adapters call `event`; `producers.contract.wire` reads and writes; `metrics` folds.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct, json

from producers.contract.days import start_of
from producers.contract.facts import NO_MORE, Fact, Token, event_type
from producers.contract.lists import Precision
from producers.contract.topics import TOPIC_OF_SOURCE

Instant = Annotated[datetime, Meta(tz=True)]
Source = Annotated[str, Meta(pattern="^/[a-z-]+/[a-z-]+" + NO_MORE)]
TypeName = Annotated[str, Meta(pattern=r"^uk\.lcjb\.[a-z]+\.[a-z-]+\.v[0-9]+" + NO_MORE)]
Subject = Annotated[
    str, Meta(pattern="^((crime|case|suspect|person):[0-9a-f]{32}|partner:[a-z]+)" + NO_MORE)
]
KeyId = Annotated[str, Meta(pattern="^[0-9a-z-]{4,32}" + NO_MORE)]
Revision = Annotated[int, Meta(ge=0, le=2**53)]


class Attributes(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The attributes of the envelope; `data` follows in `Event` and, unread, in `Envelope`."""

    specversion: Literal["1.0"]
    id: Token
    source: Source
    type: TypeName
    subject: Subject
    time: Instant
    recordedtime: Instant
    tokenkey: KeyId
    revision: Revision | None = None
    withdrawn: bool = False
    precision: Precision = "time"
    datacontenttype: Literal["application/json"] | None = None


class Envelope(Attributes, frozen=True, kw_only=True):
    """An event whose fact has not been read yet."""

    data: Raw


class Event(Struct, frozen=True, kw_only=True):
    """One fact, and what every event carries: which one, about whom, when true, when recorded."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    recordedtime: datetime
    revision: int
    tokenkey: str
    data: Fact
    withdrawn: bool = False
    precision: Precision = "day"


def event(  # noqa: PLR0913 - the envelope has this many attributes; all but three have a default
    fact: Fact,
    *,
    subject: str,
    source: str,
    recordedtime: datetime,
    tokenkey: str,
    revision: int | None = None,
    withdrawn: bool = False,
    precision: Precision = "day",
    time: datetime | None = None,
) -> Event:
    """Say a fact known to the day: its id, type and time follow from it."""
    return Event(
        id=event_id(source, fact, subject),
        source=source,
        type=event_type(type(fact), TOPIC_OF_SOURCE[source].agency),
        subject=subject,
        time=time or start_of(fact.day()),
        recordedtime=recordedtime,
        revision=milliseconds(recordedtime) if revision is None else revision,
        tokenkey=tokenkey,
        data=fact,
        withdrawn=withdrawn,
        precision=precision,
    )


def event_id(source: str, fact: Fact, subject: str) -> str:
    """Derive the id from the source and the business key, never from the content.

    The subject is a keyed token already, so a plain hash gives nothing away.
    """
    parts = "|".join((source, fact.fact, subject, *fact.key()))
    return sha256(parts.encode()).hexdigest()[:32]


def milliseconds(instant: datetime) -> int:
    """Give the revision that follows from `recordedtime`."""
    return int(instant.timestamp() * 1000)


def content(event: Event) -> bytes:
    """Write what the last tie-break hashes: data, time and withdrawn; keys sorted, no spaces."""
    said = {"data": event.data, "time": event.time.astimezone(UTC), "withdrawn": event.withdrawn}
    return json.encode(said, order="sorted")


def version(event: Event) -> tuple[int, datetime, bytes]:
    """Order the versions of one id: the greatest stands (R5)."""
    return event.revision, event.recordedtime, sha256(content(event)).digest()
