"""Events as bytes, and back. The only place that knows the wire format.

Two readers: `decode_strict` for a sender (an unknown field is refused, with the nearest valid
name) and `decode` for ingest (unknown fields are dropped and counted, never stored).
"""

import re
from datetime import UTC
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import DecodeError, ValidationError

from producers.contract.days import london_day
from producers.contract.errors import ContractViolation, UnknownType, shape
from producers.contract.events import Envelope, Event, milliseconds
from producers.contract.facts import (
    FACT_OF_TYPE,
    NO_MORE,
    CrimeRecorded,
    Fact,
    OutcomeAssigned,
)
from producers.contract.lists import GROUP_OF_OUTCOME
from producers.contract.topics import TOPIC_OF_SOURCE, TOPICS, Topic
from producers.contract.unknown import known, nearest

MAX_BYTES = 64 * 1024

T = TypeVar("T")


class _Sourced(msgspec.Struct):
    source: str


_ENVELOPE = msgspec.json.Decoder(Envelope)
_SOURCED = msgspec.json.Decoder(_Sourced)
_OBJECT = msgspec.json.Decoder(dict[str, Any])
_FACT = {fact: msgspec.json.Decoder(fact) for fact in set(FACT_OF_TYPE.values())}
_ENCODER = msgspec.json.Encoder()


class Decoded(NamedTuple):
    """An event as read, and how many unknown fields were dropped on the way."""

    event: Event
    dropped: int


def encode(event: Event) -> bytes:
    """Write an event as structured-mode CloudEvents JSON; equal events give equal bytes."""
    body: dict[str, object] = {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "time": event.time.astimezone(UTC),
        "recordedtime": event.recordedtime.astimezone(UTC),
        "revision": event.revision,
        "tokenkey": event.tokenkey,
        "data": event.data,
    }
    if event.withdrawn:
        body["withdrawn"] = True
    if event.precision != "time":
        body["precision"] = event.precision
    return _ENCODER.encode(body)


def decode(raw: bytes | None, topic: str) -> Decoded:
    """Read an event from a topic, or raise `ContractViolation` (`UnknownType`: park it)."""
    body = _bounded(raw)
    try:
        return Decoded(_read(body, TOPICS[topic]), 0)
    except ContractViolation as refused:
        if refused.code != "unknown-field":
            raise
    known, dropped = _without_unknown(body)
    return Decoded(_read(known, TOPICS[topic]), dropped)


def decode_strict(raw: bytes, topic: str) -> Event:
    """Read an event as its sender should have written it: unknown fields are refused."""
    return _read(_bounded(raw), TOPICS[topic])


def topic_of(raw: bytes) -> str:
    """Find the topic of an event that stands in a file: its source's. Raises as `decode`."""
    topic = TOPIC_OF_SOURCE.get(_parsed(_SOURCED, raw, "").source)
    if topic is None:
        raise ContractViolation(
            "wrong-source", "/source", got="no source of the contract", expected="a known source"
        )
    return topic.name


def _bounded(raw: bytes | None) -> bytes:
    if not raw:
        raise ContractViolation(
            "empty", "", got="nothing", expected="one event", mend="Send no tombstones."
        )
    if len(raw) > MAX_BYTES:
        raise ContractViolation(
            "too-large", "", got=f"{len(raw)} bytes", expected=f"at most {MAX_BYTES} bytes"
        )
    return raw


def _read(raw: bytes, topic: Topic) -> Event:
    envelope = _parsed(_ENVELOPE, raw, "")
    kind = _fact_of(envelope, topic)
    fact = _parsed(_FACT[kind], envelope.data, "/data")
    event = _event(envelope, fact)
    _check_times(event)
    _check_fact(fact)
    return event


def _event(envelope: Envelope, fact: Fact) -> Event:
    revision = envelope.revision
    return Event(
        id=envelope.id,
        source=envelope.source,
        type=envelope.type,
        subject=envelope.subject,
        time=envelope.time,
        recordedtime=envelope.recordedtime,
        revision=milliseconds(envelope.recordedtime) if revision is None else revision,
        tokenkey=envelope.tokenkey,
        data=fact,
        withdrawn=envelope.withdrawn,
        precision=envelope.precision,
    )


def _fact_of(envelope: Envelope, topic: Topic) -> type[Fact]:
    if envelope.source not in topic.sources:
        raise ContractViolation(
            "wrong-source", "/source", got="a source of another topic", expected=f"{topic.sources}"
        )
    kind = FACT_OF_TYPE.get(envelope.type)
    if kind is None:
        raise UnknownType(
            "unknown-type",
            "/type",
            got="a type or version that this release does not know",
            expected="a type of docs/contract.md",
            mend="It is kept, and read again after the upgrade that knows it.",
        )
    if envelope.type.split(".")[2] != topic.agency:
        raise ContractViolation(
            "wrong-agency",
            "/type",
            got="a fact of another agency",
            expected=f"a type uk.lcjb.{topic.agency}.…",
        )
    _check_subject(envelope.subject, kind, topic)
    return kind


def _check_subject(subject: str, kind: type[Fact], topic: Topic) -> None:
    expected = f"partner:{topic.agency}" if kind.aggregate == "partner" else f"{kind.aggregate}:"
    if not subject.startswith(expected):
        raise ContractViolation(
            "wrong-subject",
            "/subject",
            got="a subject of another kind",
            expected=f"{expected}… for {kind.fact}",
        )


def _check_times(event: Event) -> None:
    recorded = london_day(event.recordedtime)
    if london_day(event.time) > recorded:
        raise _future("/time")
    if event.data.aggregate != "partner" and event.data.day() > recorded:
        raise _future(f"/data/{event.data.day_field()}")


def _future(pointer: str) -> ContractViolation:
    return ContractViolation(
        "future",
        pointer,
        got="a day after the day of recording",
        expected="a day on or before that of `recordedtime`, in Europe/London",
        mend="Send the fact when it has become true.",
    )


def _check_fact(fact: Fact) -> None:
    if isinstance(fact, CrimeRecorded) and (fact.offence is None) == (fact.crime_type is None):
        raise ContractViolation(
            "one-of",
            "/data",
            got="both or none",
            expected="`offence` (Home Office code) or `crime_type` (open data), one of them",
        )
    if (
        isinstance(fact, OutcomeAssigned)
        and fact.type is not None
        and GROUP_OF_OUTCOME[fact.type] != fact.group
    ):
        raise ContractViolation(
            "wrong-group",
            "/data/group",
            got=f"group `{fact.group}`",
            expected=f"`{GROUP_OF_OUTCOME[fact.type]}` for type {fact.type}",
        )


def _parsed(decoder: msgspec.json.Decoder[T], raw: Any, prefix: str) -> T:
    try:
        return decoder.decode(raw)
    except ValidationError as error:
        raise _violation(str(error), decoder.type, prefix) from None
    except (DecodeError, UnicodeDecodeError, RecursionError):
        raise ContractViolation(
            "not-json", prefix, got=shape(bytes(raw)), expected="one JSON object in UTF-8"
        ) from None


_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>key in )?(?P<at>[^`]*)`)?$", re.DOTALL)
_TYPES = re.compile(r"^Expected `(?P<expected>[^`]+)`, got `(?P<got>[^`]+)`$")
_FORMS = {
    "Invalid RFC3339 encoded date": "a day as 2026-04-02",
    "Invalid RFC3339 encoded datetime": "an instant as 2026-04-02T06:00:00+01:00",
    "Expected `datetime` with a timezone component": "an instant with its offset from UTC",
}
_MISSING = re.compile(r"^Object missing required field `(?P<name>\w+)`$")


def _violation(message: str, of: Any, prefix: str) -> ContractViolation:
    """Translate the validator's sentence; what it quotes of the message is left out."""
    found = _WHERE.match(message)
    what, at = (found["what"], found["at"] or "$") if found else (message, "$")
    pointer = prefix + _pointer(at)
    if missing := _MISSING.match(what):
        return ContractViolation(
            "missing", f"{pointer}/{missing['name']}", got="nothing", expected="a value"
        )
    if what.startswith("Object contains unknown field"):
        return ContractViolation(
            "unknown-field",
            pointer,
            got="a field that is not in the contract",
            expected=_nearest(what, of),
            mend="Leave it out: what is not in the contract is never stored.",
        )
    if types := _TYPES.match(what):
        return ContractViolation(
            "wrong-type", pointer, got=f"`{types['got']}`", expected=f"`{types['expected']}`"
        )
    if what.startswith("Invalid enum value"):
        return ContractViolation(
            "not-in-list",
            pointer,
            got="a value outside the closed list",
            expected="a value of the list in docs/contract.md",
        )
    return ContractViolation("wrong-form", pointer, got="another form", expected=_form(what))


def _form(what: str) -> str:
    if what in _FORMS:
        return _FORMS[what]
    expected = what.removeprefix("Expected ").replace("`str` matching regex", "text of the form")
    return expected.replace(NO_MORE.replace("\\", "\\\\"), "$")  # the validator quotes a literal


def _pointer(at: str) -> str:
    """Turn `$.data.themes[0]` into `/data/themes/0`; names that a sender chose are not quoted."""
    steps = re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", at)
    return "".join(f"/{name or index}" for name, index in steps)


def _nearest(what: str, of: Any) -> str:
    return nearest(what.rpartition("field `")[2].rstrip("`"), of)


def _without_unknown(raw: bytes) -> tuple[bytes, int]:
    body = _parsed(_OBJECT, raw, "")  # what follows an unknown field has not been read before
    kept, dropped = known(body, Envelope)
    kind = FACT_OF_TYPE.get(str(body.get("type")))
    if kind is not None and isinstance(body.get("data"), dict):
        kept["data"], more = known(body["data"], kind)
        dropped += more
    return msgspec.json.encode(kept), dropped
