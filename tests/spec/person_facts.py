"""Facts about persons as a scenario tells them, and the cohorts that come of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

from metrics import aggregate, mentions
from metrics.book import Contribution
from metrics.calendar import Period, parse
from producers.contract.events import Event, event
from producers.contract.facts import (
    BreachRaised,
    CautionGiven,
    Fact,
    HeardDefendant,
    HeardOffence,
    HearingResulted,
    Identifier,
    Offence,
    Person,
    PersonsLinked,
    PersonsUnlinked,
    PrisonerReleased,
)
from producers.contract.lists import AgeBand, Disposal, ReleasedFrom, Result
from tests.spec.court_facts import PRESTON_MAGISTRATES, day, token

THEFT = "TH68001"
_SOURCES = {
    BreachRaised: "/probation/north-west",
    CautionGiven: "/police/lancashire",
    HearingResulted: "/courts/lancashire",
    PrisonerReleased: "/prisons/north-west",
    PersonsLinked: "/probation/north-west",
    PersonsUnlinked: "/probation/north-west",
}
AT = datetime(2026, 7, 1, tzinfo=UTC)


class Counts(NamedTuple):
    offenders: int
    reoffenders: int
    reoffences: int


def person(*names: str, age: AgeBand = "25-29") -> Person:
    """Give a person by the names of their identifiers; one that begins with `pnc` is a PNC."""
    return Person(tokens=tuple(map(identifier, names)), age=age, home_district="E07000123")


def identifier(name: str) -> Identifier:
    return Identifier(scheme="pnc" if name.startswith("pnc") else "defendant", value=token(name))


def caution(on: str, who: str = "P", committed: str = "2020-01-01", **said: AgeBand) -> Event:
    offence = Offence(offence=token(who + committed), code=THEFT, committed_from=day(committed))
    fact = CautionGiven(person=person(who, **said), on=day(on), offences=(offence,))
    return told(fact, f"person:{token(who)}")


def convicted(
    on: str,
    committed: str,
    disposal: Disposal | None = None,
    who: str = "P",
    sentenced: str = "",
) -> Event:
    """Give the hearing that sentenced, or convicted while there is no sentence."""
    result: Result = "final" if disposal else "adjourned"
    offence = HeardOffence(
        offence=token(who + committed),
        code=THEFT,
        committed_from=day(committed),
        convicted_on=day(on),
        result=result,
        disposal=disposal,
    )
    defendant = HeardDefendant(defendant=token(who), person=person(who), offences=(offence,))
    fact = HearingResulted(
        hearing=token(f"hearing {on} {who}"),
        sitting_day=day(sentenced or on),
        tier="magistrates",
        court=PRESTON_MAGISTRATES,
        defendants=(defendant,),
    )
    return told(fact, f"case:{token(f'case of {who} {committed}')}")


def released(on: str, from_: ReleasedFrom = "sentence", who: str = "P") -> Event:
    fact = PrisonerReleased(on=day(on), from_=from_, person=person(who))
    return told(fact, f"person:{token('noms of ' + who)}")


def linked(a: str, b: str, on: str) -> Event:
    return told(PersonsLinked(a=token(a), b=token(b), on=day(on)), f"person:{token(a)}")


def unlinked(a: str, b: str, on: str) -> Event:
    return told(PersonsUnlinked(a=token(a), b=token(b), on=day(on)), f"person:{token(a)}")


def told(fact: Fact, subject: str, tokenkey: str = "0000") -> Event:
    return event(
        fact, subject=subject, source=_SOURCES[type(fact)], recordedtime=AT, tokenkey=tokenkey
    )


def shares(events: Iterable[Event]) -> dict[str, list[Contribution]]:
    """Put all that the events say of persons together, from nothing."""
    said: dict[str, aggregate.Events] = defaultdict(dict)
    for each in events:
        aggregate.merge(said[each.subject], each)
    return mentions.shares(aggregate.said(subject, of_one) for subject, of_one in said.items())


def cohort(
    events: Iterable[Event], period: str, as_of: str = "2030-01-01", **labels: str
) -> Counts:
    """Count a cohort straight from what each person adds, before anything is rounded."""
    return counts(chain.from_iterable(shares(events).values()), period, as_of, **labels)


def counts(
    rows: Iterable[Contribution], period: str, as_of: str = "2030-01-01", **labels: str
) -> Counts:
    """Count a cohort in what persons add."""
    at = day(as_of)
    span = parse(period, at)
    wanted = [row for row in rows if _of(row, span, labels) and row.day <= at.toordinal()]
    names = ("entered-cohort", "first-proof", "reoffence")
    return Counts(*(sum(r.n for r in wanted if r.series[0] == name) for name in names))


def _of(row: Contribution, span: Period, labels: dict[str, str]) -> bool:
    names: Sequence[str] = ("place", "disposal", "age", "offence_group")
    said = dict(zip(names, row.series[1:], strict=False))
    return span.first <= row.clock <= span.last and labels.items() <= said.items()


S26 = [
    caution("2025-02-10", who="c1"),
    convicted("2025-03-05", "2025-02-20", who="c2"),
    convicted("2025-03-05", "2025-02-20", "community-order", who="c2", sentenced="2025-03-06"),
    linked("c1", "c2", "2025-04-01"),
    unlinked("c1", "c2", "2025-05-01"),
    linked("c2", "c1", "2025-06-01"),
]
