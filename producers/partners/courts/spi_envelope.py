"""The envelopes that an SPI message comes in, and when it was sent.

Bare; in `DeliverRequest`, as XML; in `RouteData`, as escaped text, which is parsed by itself under
the same limits. An envelope in an envelope's text is refused.
"""

import re
from datetime import datetime
from typing import NamedTuple

from producers.contract.days import from_wall_clock
from producers.contract.errors import ContractViolation
from producers.partners.courts.xml import Node, parse

MESSAGES = ("NewCaseMessage", "ResultedCaseMessage")

_NAMES = (*MESSAGES, "RouteData", "DeliverRequest")
_HEAD = 4096
_ROOT = re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(_NAMES)})[\s>/]")
_CLOCK = re.compile(r"([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")
_UNKNOWN_OFFSET = "-00:00"


class Opened(NamedTuple):
    """A message's root, and the instant at which its envelope says that it was sent."""

    root: Node
    sent: datetime | None = None


def is_spi(message: bytes) -> bool:
    """Say whether bytes look like SPI, in any encoding that XML is written in; never raises."""
    head = message[:_HEAD].replace(b"\0", b"").decode("latin-1")
    return _ROOT.search(head) is not None


def opened(message: bytes) -> Opened:
    """Take a message out of its envelope. Raises `ContractViolation` when there is none."""
    root = parse(message)
    streams = [root.maybe("DataStream")] if root.element.tag == "RouteData" else []
    for stream in filter(None, streams):
        inner = parse(stream.one("DataStreamContent").element.text or "")
        sent = instant(stream.text("Dated"), stream.text("Timed"))
        return Opened(_message(inner), sent)
    return Opened(_message(root), _created(root))


def _message(root: Node) -> Node:
    body = root.maybe("Message") if root.element.tag == "DeliverRequest" else None
    for name in MESSAGES:
        found = root if root.element.tag == name else body and body.maybe(name)
        if found:
            return Node(found.element, f"/{name}")
    raise ContractViolation(
        "unknown-message", root.path, got="another message", expected=" or ".join(MESSAGES)
    )


def _created(root: Node) -> datetime | None:
    day, _, clock = root.text("MessageMetadata", "CreationDateTime").partition("T")
    return instant(day, clock)


def instant(day: str, clock: str) -> datetime | None:
    """Read an instant of a day and a clock; nothing when it is none.

    `10:00:00.000+01:00` has its offset; `10:00:00` and `09:00:00.0000000-00:00` (an offset that is
    not known, RFC 3339) are London's wall clock.
    """
    found = _CLOCK.fullmatch(clock)
    if found is None:
        return None
    offset = (found[3] or "").replace(_UNKNOWN_OFFSET, "")
    try:
        read = datetime.fromisoformat(f"{day}T{found[1]}{offset}")
    except ValueError:
        return None
    return read if offset else from_wall_clock(read)
