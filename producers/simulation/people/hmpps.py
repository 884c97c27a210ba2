"""What happens to a person as HMPPS's domain events tell it: thin messages of JSON. Pure.

In the shapes of docs/partners/hmpps-domain-events.md: probation's as a topic delivers them, the
prisons' plain. What they leave out is in the registers' rows. Called by `exports`.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from producers.simulation.people.lives import RECALL
from producers.simulation.persons import Person

Json = dict[str, Any]
_LONDON = ZoneInfo("Europe/London")
PUBLISHED_AFTER = timedelta(minutes=45)


def ended(person: Person, number: int, reason: str, at: datetime) -> bytes:
    """Say that an order ended."""
    more = {"eventNumber": str(number), "outcomeCode": reason}
    return _of_probation("probation-case.sentence.terminated", person, at, more)


def proceedings(what: str, person: Person, reference: str, at: datetime, outcome: str) -> bytes:
    """Say that a breach was raised or concluded, or a recall raised."""
    more = {"eventId": reference} | ({"outcome": outcome} if outcome else {})
    return _of_probation(f"enforcement.{what}", person, at, more)


def received(person: Person, why: str, at: datetime) -> bytes:
    """Say that a person came into prison; why is told of a recall alone."""
    more = {"reason": "ADMISSION"} | ({"probableCause": "RECALL"} if why == RECALL else {})
    return _of_prison("received", person, at, more)


def released(person: Person, at: datetime) -> bytes:
    """Say that a person left prison, not from what."""
    return _of_prison("released", person, at, {"reason": "RELEASED"})


def _of_probation(type_: str, person: Person, at: datetime, more: Json) -> bytes:
    event = _event(type_, "CRN", person.crn, at, additionalInformation=more)
    return msgspec.json.encode({"Type": "Notification", "Message": event.decode()})


def _of_prison(what: str, person: Person, at: datetime, more: Json) -> bytes:
    return _event(
        f"prison-offender-events.prisoner.{what}",
        "NOMS",
        person.noms,
        at,
        publishedAt=_instant(at + PUBLISHED_AFTER),
        additionalInformation={"nomsNumber": person.noms, **more},
    )


def _event(type_: str, scheme: str, value: str, at: datetime, **more: object) -> bytes:
    return msgspec.json.encode(
        {
            "eventType": type_,
            "version": 1,
            "occurredAt": _instant(at),
            "personReference": {"identifiers": [{"type": scheme, "value": value}]},
            **more,
        }
    )


def _instant(at: datetime) -> str:
    return at.astimezone(_LONDON).isoformat()
