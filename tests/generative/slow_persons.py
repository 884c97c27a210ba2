"""Counts cohorts the slow way: who is who, and who reoffended, from nothing. No code of metrics."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from dateutil.relativedelta import relativedelta

from producers.contract.events import Event
from producers.contract.facts import (
    CautionGiven,
    HeardOffence,
    HearingResulted,
    Identifier,
    Offence,
    Person,
    PersonsLinked,
    PersonsUnlinked,
    PrisonerReleased,
)
from producers.contract.lists import DISPOSALS

SURE = ("pnc", "cro", "noms", "crn", "defendant", "asn")
RANK: dict[str | None, int] = {disposal: rank for rank, disposal in enumerate(DISPOSALS)}
Key = tuple[str, date, date]
"""What, the index day, and the day from which it counts; `NO_DAY` of who is not joined."""
NO_DAY = date.min
MOST = 50


@dataclass
class Mention:
    """One event's word of one person."""

    tokens: tuple[Identifier, ...]
    day: date
    kind: str
    offences: tuple[Offence, ...] = ()


@dataclass
class Life:
    """All that is said of one person."""

    mentions: list[Mention] = field(default_factory=list)

    def offences(self) -> dict[str, list[tuple[date, Offence]]]:
        out: dict[str, list[tuple[date, Offence]]] = defaultdict(list)
        for each in self.mentions:
            for offence in each.offences:
                out[offence.offence].append((each.day, offence))
        return out

    def proofs(self) -> list[tuple[date, date]]:
        """Give the day of each offence proven, and the first day on which it was."""
        out = []
        for told in self.offences().values():
            days = [d for d in (proven(day, offence) for day, offence in told) if d]
            committed = [(day, o.committed_from) for day, o in told if o.committed_from]
            if days and committed:
                out.append((max(committed)[1], min(days)))
        return out

    def entries(self) -> list[date]:
        """Give the days on which something qualifies."""
        days = [m.day for m in self.mentions if m.kind == "release"]
        by_day: dict[date, list[str]] = defaultdict(list)
        for m in self.mentions:
            if m.kind == "caution":
                by_day[m.day].append("caution")
        for told in self.offences().values():
            given = [(day, RANK[final(o)]) for day, o in told if final(o)]
            for day, rank in sorted(given)[:1]:
                by_day[day].append(DISPOSALS[rank])
        for day, found in by_day.items():
            worst = min(found, key=lambda each: RANK[each])
            if worst not in {"custody", "other"}:
                days.append(day)
        return sorted(days)


def final(offence: Offence) -> str | None:
    return offence.disposal if isinstance(offence, HeardOffence) else None


def proven(day: date, offence: Offence) -> date | None:
    if not isinstance(offence, HeardOffence):
        return day
    sentenced = final(offence) not in {None, "other"}
    return offence.convicted_on or (day if sentenced else None)


def count(events: Iterable[Event]) -> Counter[Key]:
    """Count what each person adds to each cohort."""
    newest: dict[str, Event] = {}
    for each in events:
        if each.id not in newest or newest[each.id].revision < each.revision:
            newest[each.id] = each
    stands = [each for each in newest.values() if not each.withdrawn]
    mentions = [m for each in stands for m in read(each, stands) if m.tokens]
    persons = joined(mentions, stands)
    pncs = {t.value for m in mentions for t in m.tokens if t.scheme == "pnc"}
    flags = {person: flag(person, pncs) for person in persons}
    out: Counter[Key] = Counter((f, NO_DAY, NO_DAY) for f in flags.values() if f)
    for life in lives(mentions, flags):
        seen = set()
        for index in life.entries():
            quarter = index.year, (index.month - 1) // 3
            if quarter in seen:
                continue
            seen.add(quarter)
            out["entered-cohort", index, index] += 1
            proofs = sorted(day for committed, day in life.proofs() if again(index, committed, day))
            out.update(("reoffence", index, day) for day in proofs)
            out.update(("first-proof", index, day) for day in proofs[:1])
    return out


def again(index: date, committed: date, day: date) -> bool:
    year, eighteen = relativedelta(months=12), relativedelta(months=18)
    return index < committed <= index + year and day <= index + eighteen


def joined(mentions: list[Mention], stands: list[Event]) -> set[frozenset[str]]:
    """Join tokens pair by pair until nothing moves."""
    last: dict[frozenset[str], tuple[date, bool]] = {}
    for fact in (each.data for each in stands):
        if isinstance(fact, PersonsLinked | PersonsUnlinked):
            pair, parts = frozenset((fact.a, fact.b)), isinstance(fact, PersonsUnlinked)
            last[pair] = max(last.get(pair, (date.min, False)), (fact.on, parts))
    told = {frozenset(p) for m in mentions for p in combinations({t.value for t in m.tokens}, 2)}
    cut = {pair for pair, (_, parts) in last.items() if parts}
    pairs = (told | last.keys()) - cut
    persons = {frozenset({t.value}) for m in mentions for t in m.tokens}
    persons |= {frozenset({token}) for pair in pairs for token in pair}
    moved = True
    while moved:
        moved = False
        for pair in pairs:
            of_pair = [person for person in persons if person & pair]
            if len(of_pair) > 1:
                persons = (persons - set(of_pair)) | {frozenset().union(*of_pair)}
                moved = True
    return persons


def flag(person: frozenset[str], pncs: set[str]) -> str:
    """Say why tokens are not one person's, if they are not."""
    if len(person) > MOST:
        return "too-many-tokens"
    return "two-pncs" if len(person & pncs) > 1 else ""


def lives(mentions: list[Mention], flags: dict[frozenset[str], str]) -> list[Life]:
    """Give each mention to one person; where a person was not joined, to one token's."""
    out: dict[frozenset[str], Life] = defaultdict(Life)
    for mention in mentions:
        token = min(mention.tokens, key=lambda t: (SURE.index(t.scheme), t.value)).value
        person = next(each for each in flags if token in each)
        own = frozenset({token}) if flags[person] else person
        out[own].mentions.append(mention)
    return list(out.values())


def read(each: Event, stands: list[Event]) -> Iterator[Mention]:
    fact, about = each.data, each.subject.partition(":")[2]
    if isinstance(fact, CautionGiven):
        yield Mention(fact.person.tokens, fact.on, "caution", fact.offences)
    if isinstance(fact, PrisonerReleased):
        tokens = (Identifier(scheme="noms", value=about), *told_tokens(fact.person))
        yield Mention(tokens, fact.on, "release" if fact.from_ == "sentence" else "other")
    if isinstance(fact, HearingResulted):
        for one in fact.defendants:
            tokens = told_tokens(one.person) or elsewhere(one.defendant, each.subject, stands)
            yield Mention(tokens, fact.sitting_day, "hearing", one.offences)


def told_tokens(person: Person | None) -> tuple[Identifier, ...]:
    return person.tokens if person else ()


def elsewhere(defendant: str, case: str, stands: list[Event]) -> tuple[Identifier, ...]:
    """Find who a defendant was said to be at another hearing of the case: in these tests, one."""
    for each in stands:
        if each.subject == case and isinstance(each.data, HearingResulted):
            for one in each.data.defendants:
                if one.defendant == defendant and told_tokens(one.person):
                    return told_tokens(one.person)
    return ()
