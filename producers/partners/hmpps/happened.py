"""One domain event of HMPPS, unwrapped: what it is, when it occurred and whom it is about."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from producers.contract.days import london_day
from producers.contract.errors import ContractViolation
from producers.contract.facts import Person
from producers.contract.identifiers import canonical
from producers.contract.lists import Scheme
from producers.partners.messages import Node, parse
from producers.partners.persons import known
from producers.tokens import TokenKey

_ZONE = "[Europe/London]"  # after the offset, or instead of it
_TYPE = re.compile(r"[a-z-]+(\.[a-z-]+)+")
_WRAPPED = "/Message"


def unwrapped(message: bytes) -> Node:
    """Give the event: the message itself, or the text that a topic carries it in."""
    body = parse(message)
    inner = body["Message"]
    if inner.value is None:
        return body
    return Node(parse(inner.required_text("the event, as JSON text").encode()).value, _WRAPPED)


def event_type(body: Node) -> str:
    """Name the type of an event. Refuses what is none."""
    name = body["eventType"].text()
    if not _TYPE.fullmatch(name) or not ("occurredAt" in body and "personReference" in body):
        raise ContractViolation(
            "unknown-message",
            body.pointer,
            got="an object of no known members",
            expected="a domain event: eventType, occurredAt and personReference",
        )
    return name


def instant(said: Node) -> datetime:
    """Read an instant that may have nanoseconds, and may name London after its offset."""
    found = Node(said.text().removesuffix(_ZONE), said.pointer).instant()
    if found is None:
        raise said.refused("when it was")
    return found


@dataclass(frozen=True, slots=True)
class Happened:
    """An event being read."""

    body: Node
    occurred: datetime
    key: TokenKey

    @property
    def on(self) -> date:
        """Give the day in London on which it occurred."""
        return london_day(self.occurred)

    @property
    def more(self) -> Node:
        """Give what the event adds to who and when."""
        return self.body["additionalInformation"]

    def number(self, name: str) -> str:
        """Give a number that the event adds, be it written as one or as text."""
        said = self.more[name]
        return str(said.value) if isinstance(said.value, int) else said.required_text("a number")

    def identifier(self, scheme: Scheme) -> str:
        """Give an identifier in its one spelling. A placeholder would join strangers: refused."""
        return well_formed(scheme, self._said(scheme))

    def person(self) -> tuple[Person, tuple[str, ...]]:
        """Give the person as prisons know them, and what is doubtful."""
        schemes: tuple[Scheme, ...] = ("noms", "crn")
        said = {scheme: self._said(scheme).text() for scheme in schemes}
        found = known(said, self.key, self.on.year)
        return Person(tokens=found.tokens, age="unknown"), found.doubts

    def _said(self, scheme: Scheme) -> Node:
        identifiers = self.body["personReference"]["identifiers"]
        for each in identifiers:
            if each["type"].text().casefold() == scheme:
                return each["value"]
        return self.more["nomsNumber"] if scheme == "noms" else Node(None, identifiers.pointer)


def well_formed(scheme: Scheme, said: Node) -> str:
    """Give an identifier in its one spelling, or refuse it where it stands."""
    try:
        return canonical(scheme, said.text())
    except ValueError:
        raise said.refused(f"a well-formed {scheme.upper()}") from None
