"""What happened to the simulated people, counted plainly from their lives: nothing of `metrics`.

Called by tests that hold figures, or what is published, against it. Days are ordinals.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from producers.contract.lists import DISPOSALS
from producers.reference import courts as listed
from producers.simulation.courts.steps import Hearing, Journey
from producers.simulation.people.charging import CHARGE, File
from producers.simulation.people.days import Caution, Day
from producers.simulation.people.lives import Life

RELEASED = "custody"
"""Who is released from a sentence enters as custody (R19)."""
Cohorts = Counter[tuple[str, str, str]]
"""Offenders, reoffenders or reoffences of a quarter, by index disposal."""


class Proof(NamedTuple):
    committed: int
    proven: int


class Record(NamedTuple):
    """Of one person: the disposals of each day, and the offences proven."""

    disposals: dict[int, set[str]]
    proofs: list[Proof]


def records(days: Iterable[Day], lives: Iterable[Life]) -> dict[int, Record]:
    out: dict[int, Record] = defaultdict(lambda: Record(defaultdict(set), []))
    for day in days:
        for journey in day.cases:
            for who, person in enumerate(journey.case.people):
                tried(out[person.number], journey, who)
        for caution in day.cautions():
            cautioned(out[caution.person.number], caution)
    for life in lives:
        for stay in life.stays:
            if stay.released == "sentence":
                out[life.person.number].disposals[stay.end].add("released")
    return out


def tried(record: Record, journey: Journey, who: int) -> None:
    heard = [s for s in journey.steps if isinstance(s, Hearing) and who in s.who]
    convicted = min((s.convicted_on for s in heard if s.convicted_on), default=0)
    if not convicted:
        return
    record.proofs.extend(Proof(each.committed_from, convicted) for each in journey.case.offences)
    given = [(s.day, listed.outcome(s.codes).disposal) for s in heard if s.kind != "Appeal"]
    day, disposal = min((day, disposal) for day, disposal in given if disposal)
    record.disposals[day].add(disposal)


def cautioned(record: Record, caution: Caution) -> None:
    on = date.fromisoformat(caution.crime.outcome_on).toordinal()
    record.disposals[on].add("caution")
    committed = date.fromisoformat(caution.crime.committed_from).toordinal()
    record.proofs.append(Proof(committed, on))


def cohorts(days: Iterable[Day], lives: Iterable[Life], first: int, as_of: int) -> Cohorts:
    """Count those who entered from a day on, and what was proven by another."""
    out: Cohorts = Counter()
    for record in records(days, lives).values():
        entered: set[str] = set()
        for day, disposal in indexes(record):
            quarter = quarter_of(day)
            if quarter not in entered and first <= day <= as_of:
                entered.add(quarter)
                again = sum(is_again(day, proof, as_of) for proof in record.proofs)
                out["offenders", quarter, disposal] += 1
                out["reoffenders", quarter, disposal] += again > 0
                out["reoffences", quarter, disposal] += again
    return +out


def indexes(record: Record) -> Iterator[tuple[int, str]]:
    """Give each day's event that enters: a release, or the most severe disposal but custody."""
    for day, given in sorted(record.disposals.items()):
        if "released" in given:
            yield day, RELEASED
        elif not given & {"custody"} and (worst := min(given, key=DISPOSALS.index)) != "other":
            yield day, worst


def is_again(index: int, proof: Proof, as_of: int) -> bool:
    on = date.fromordinal(index)
    committed_by = (on + relativedelta(months=12)).toordinal()
    proven_by = min(as_of, (on + relativedelta(months=18)).toordinal())
    return index < proof.committed <= committed_by and proof.proven <= proven_by


def quarter_of(day: int) -> str:
    on = date.fromordinal(day)
    return f"{on.year}-Q{(on.month + 2) // 3}"


def decided(files: Iterable[File], first: int, last: int) -> Counter[str]:
    """Count suspects by CPS's code, of files done with between two days."""
    out: Counter[str] = Counter()
    for file in files:
        if file.finalised and first <= file.finalised <= last:
            out["finalised"] += len(file.suspects)
        if not file.finalised and first <= file.end <= last:
            codes = file.rounds[-1].codes
            out.update(c for c in codes if not file.reviewed or c == CHARGE)
    return out
