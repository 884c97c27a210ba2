"""How far what partners declared has come in: complete to which day. Pure (S32).

A partner declares how many facts of each type its systems recorded on a day (`control-total`). A
day is complete when as many distinct ids recorded on it were received; a message that was refused
was received, too. An agency is complete to the last day before which no day since its first
declaration is missing or short; a figure to the least of the agencies that it depends on. Called by
`lcjb status` and the exporter.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TypeAlias

import msgspec

from metrics.aggregate import Events, facts
from producers.contract.facts import FACT_OF_TYPE, ControlTotal
from producers.contract.totals import Key, key_of

Declared: TypeAlias = Mapping[date, Mapping[str, int]]
"""By day, how many of each fact."""


Received: TypeAlias = Mapping[Key, int]


class Refused(msgspec.Struct, frozen=True):
    """A refused message, as far as it says where it is counted."""

    id: str
    type: str
    source: str
    subject: str
    recordedtime: datetime


def readable(bodies: Iterable[bytes | None]) -> Iterator[Refused]:
    """Read of refused messages what says where they are counted; what cannot be read is missing."""
    for body in bodies:
        try:
            yield msgspec.json.decode(body or b"", type=Refused)
        except msgspec.DecodeError:
            continue


def with_refused(
    received: Received, refused: Iterable[Refused], applied: Collection[str]
) -> Received:
    """Count refused messages, too, each id once, and not those that came again and are applied."""
    once = {each.id: each for each in refused if each.id not in applied}
    known = (each for each in once.values() if each.type in FACT_OF_TYPE)
    return Counter(received) + Counter(map(key_of, known))


def declared(events: Events) -> Declared:
    """Give what stands of an agency's declarations."""
    said = (fact for fact in facts(events) if isinstance(fact, ControlTotal))
    return {total.on: total.counts for total in said}


def missing(agency: str, day: date, counts: Mapping[str, int], received: Received) -> int:
    """Say how many facts of a day have not come in."""
    came = {fact: received.get(Key(agency, fact, day), 0) for fact in counts}
    return sum(max(0, n - came[fact]) for fact, n in counts.items())


def share(agency: str, day: date, counts: Mapping[str, int], received: Received) -> float:
    """Give the share of a day's declared facts that came in; all of none is all."""
    total = sum(counts.values())
    return 1 - missing(agency, day, counts, received) / total if total else 1.0


def complete_to(agency: str, said: Declared, received: Received) -> date | None:
    """Give the last day with every day before it declared and in; None where there is none."""
    last = None
    day = min(said, default=date.max)
    while day in said and not missing(agency, day, said[day], received):
        last, day = day, day + timedelta(days=1)
    return last


def of_figure(depends_on: Iterable[tuple[str, str]], to: Mapping[str, date | None]) -> date | None:
    """Give the day that a figure is complete to: the least of all agencies that it depends on."""
    days = [to.get(agency) for agency, _ in depends_on]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None
