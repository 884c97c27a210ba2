"""What is known of each defendant of a case, day by day: remand, warrants, dates. Pure.

Days are ordinals. Called by `metrics.case`, before the spells are walked.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from metrics.case.life import AWAY
from producers.contract.facts import (
    CaseSentToCrown,
    Fact,
    HearingResulted,
    RemandChanged,
    SuspectCharged,
    WarrantExecuted,
    WarrantIssued,
)
from producers.contract.facts.hearing import HeardDefendant, HeardOffence
from producers.contract.facts.people import Offence

CUSTODY, UNKNOWN = "custody", "unknown"


class Remanded(NamedTuple):
    """A remand from a day on. `since` begins its unbroken run; the rest is of a custody limit."""

    day: int
    status: str
    since: int
    limit: int | None = None
    served: int = 0
    told: int = 0
    """The day on which limit or days served were told last."""


class Warrant(NamedTuple):
    """Whether a defendant is at large from a day on."""

    day: int
    at_large: bool


class _Dated(Protocol):
    @property
    def day(self) -> int: ...


D = TypeVar("D", bound=_Dated)


def on(day: int, line: Sequence[D]) -> D | None:
    """Give what stands at the end of a day: the last entry up to it."""
    at = bisect_right(line, day, key=lambda entry: entry.day)
    return line[at - 1] if at else None


@dataclass(slots=True)
class Defendant:
    """One defendant of a case."""

    remands: list[Remanded] = field(default_factory=list)
    warrants: list[Warrant] = field(default_factory=list)
    charged: int | None = None
    committed: int | None = None
    heard: int | None = None
    """The day of the first hearing."""
    convicted: dict[str, int] = field(default_factory=dict)

    def at_large(self, day: int) -> bool:
        """Say whether a warrant stands at the end of a day."""
        warrant = on(day, self.warrants)
        return warrant is not None and warrant.at_large

    def remand(self, day: int) -> Remanded:
        """Give the remand at the end of a day; unknown before anything is said."""
        return on(day, self.remands) or Remanded(day, UNKNOWN, day)

    def changes(self) -> list[int]:
        """List the days on which remand, warrant or conviction changed."""
        dated = [entry.day for entry in self.remands] + [entry.day for entry in self.warrants]
        return dated + list(self.convicted.values())


People: TypeAlias = Mapping[str, Defendant]


def people(facts: Iterable[Fact]) -> dict[str, Defendant]:
    """Read all that is said of each defendant; the facts are in true order."""
    found: defaultdict[str, Defendant] = defaultdict(Defendant)
    for fact in facts:
        day = fact.day().toordinal()
        match fact:
            case SuspectCharged():
                _charged(found[fact.defendant], day, fact.offences)
            case HearingResulted():
                _hearing(found, day, fact.defendants)
            case WarrantIssued() | WarrantExecuted():
                at_large = isinstance(fact, WarrantIssued)
                found[fact.defendant].warrants.append(Warrant(day, at_large))
            case RemandChanged():
                told = (_ordinal(fact.limit), fact.days_served)
                _remand(found[fact.defendant], day, fact.status, *told)
            case CaseSentToCrown():
                _sent(found, day, fact.defendants)
    return dict(found)


def _hearing(
    found: defaultdict[str, Defendant], day: int, defendants: Iterable[HeardDefendant]
) -> None:
    for heard in defendants:
        _heard(found[heard.defendant], day, heard)


def _sent(found: defaultdict[str, Defendant], day: int, defendants: Iterable[str]) -> None:
    for token in tuple(defendants) or tuple(found):
        _leave(found[token], day)


def _charged(person: Defendant, day: int, offences: Iterable[Offence]) -> None:
    person.charged = _earlier(person.charged, day)
    for offence in offences:
        person.committed = _earlier(person.committed, _committed(offence))


def _heard(person: Defendant, day: int, heard: HeardDefendant) -> None:
    person.heard = _earlier(person.heard, day)
    for offence in heard.offences:
        person.committed = _earlier(person.committed, _committed(offence))
        person.charged = _earlier(person.charged, _ordinal(offence.charged_on))
        if _is_convicted(offence):
            person.convicted.setdefault(offence.offence, day)
    _warrant(person, day, heard)
    if heard.remand or heard.limit:
        _remand(person, day, heard.remand, _ordinal(heard.limit), None)
    if any(offence.result in AWAY for offence in heard.offences):
        _leave(person, day)


def _warrant(person: Defendant, day: int, heard: HeardDefendant) -> None:
    """Attending executes a warrant, but not one that is issued on the day itself (R7)."""
    last = person.warrants[-1] if person.warrants else None
    attends = heard.attended and last is not None and last.at_large and last.day < day
    if heard.warrant or attends:
        person.warrants.append(Warrant(day, heard.warrant == "issued"))


def _remand(
    person: Defendant, day: int, status: str | None, limit: int | None, served: int | None
) -> None:
    last = person.remands[-1] if person.remands else Remanded(day, UNKNOWN, day)
    now = status or last.status
    kept = last if now == last.status else Remanded(day, now, day)
    if limit is not None or served is not None:
        limit = kept.limit if limit is None else limit
        served = kept.served if served is None else served
        kept = kept._replace(limit=limit, served=served, told=day)
    person.remands.append(kept._replace(day=day))


def _leave(person: Defendant, day: int) -> None:
    """Forget the limit of the tier that was left; one told on the day is of the next."""
    last = person.remands[-1] if person.remands else None
    if last is not None and last.told < day:
        person.remands.append(last._replace(day=day, limit=None, served=0))


def _is_convicted(offence: HeardOffence) -> bool:
    said = "guilty" in {offence.plea, offence.verdict}
    return said or offence.convicted_on is not None


def _committed(offence: Offence) -> int | None:
    """Give the first day of an offence (R18), else the last where that alone is known."""
    return _ordinal(offence.committed_from or offence.committed_to)


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _earlier(one: int | None, other: int | None) -> int | None:
    return min((day for day in (one, other) if day is not None), default=None)
