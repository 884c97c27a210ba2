"""The life of a crime: recorded, given outcomes, reset, cancelled; and what each day adds up to.

`fold` reads the standing facts of one crime in true order; `contributions` says what the crime
adds to the book. Called by `streams.steps`, `metrics.rebuild` and `lcjb figures --events`.
Definitions: docs/definitions.md (recorded and closed basis, investigation backlog).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from metrics.book import Contribution, Series
from producers.contract.facts import CrimeCancelled, CrimeRecorded, Fact, OutcomeAssigned
from producers.reference import tables

STAGE = "investigation"
NOT_ASSIGNED = "not-yet-assigned"
CHARGED = "charged"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome and the day from which it stands; `not-yet-assigned` puts the crime back."""

    day: int
    group: str


@dataclass(frozen=True, slots=True)
class Crime:
    """One crime as its standing facts describe it. Days are ordinals."""

    recorded: int | None
    cancelled: int | None
    district: str
    group: str
    headline: bool
    themes: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


def fold(facts: Iterable[Fact]) -> Crime:
    """Tell a crime's whole history; the order of arrival does not matter."""
    recorded: CrimeRecorded | None = None
    cancelled: int | None = None
    assigned: list[OutcomeAssigned] = []
    for fact in facts:
        match fact:
            case CrimeRecorded():
                recorded = fact
            case OutcomeAssigned():
                assigned.append(fact)
            case CrimeCancelled():
                cancelled = fact.on.toordinal()
    assigned.sort(key=lambda fact: fact.on)
    if recorded is None:
        return _orphan(assigned, cancelled)
    group, headline = _class_of(recorded.offence, recorded.crime_type)
    first = recorded.recorded_on.toordinal()
    return Crime(
        recorded=first,
        cancelled=None if cancelled is None else max(cancelled, first),
        district=_place(recorded.district),
        group=group,
        headline=headline,
        themes=recorded.themes,
        outcomes=_standing(assigned, cancelled),
    )


def _orphan(assigned: list[OutcomeAssigned], cancelled: int | None) -> Crime:
    """Read outcomes whose crime is not here: they count on the closed basis only."""
    told = next((fact.district for fact in reversed(assigned) if fact.district), UNKNOWN)
    district = _place(told)
    outcomes = _standing(assigned, cancelled)
    return Crime(None, cancelled, district, UNKNOWN, headline=True, themes=(), outcomes=outcomes)


def _standing(assigned: list[OutcomeAssigned], cancelled: int | None) -> tuple[Outcome, ...]:
    """Leave out what came after the cancellation: a cancelled crime has no more outcomes."""
    outcomes = (Outcome(fact.on.toordinal(), fact.group) for fact in assigned)
    return tuple(o for o in outcomes if cancelled is None or o.day <= cancelled)


def _place(district: str) -> str:
    """Give the label of a district: one of another area is outside."""
    return district if district in tables.places() else tables.OUTSIDE


@cache
def _class_of(offence: str | None, crime_type: str | None) -> tuple[str, bool]:
    crime_class = tables.crime_class(offence) if offence else tables.crime_type(crime_type or "")
    return crime_class.group, crime_class.headline


def contributions(crime: Crime) -> list[Contribution]:
    """Say what one crime adds to every metric of crimes, outcomes and investigation."""
    out: list[Contribution] = []
    if crime.recorded is not None:
        out += _investigation(crime, crime.recorded)
    if crime.headline:
        out += _recorded(crime)
        out += _outcomes(crime)
    return out


def _recorded(crime: Crime) -> Iterator[Contribution]:
    first, last = crime.recorded, crime.cancelled
    if first is None:
        return
    for series in _by_theme("recorded", crime):
        yield Contribution(series, first, first, +1)
        if last is not None:
            yield Contribution(series, first, last, -1)


def _outcomes(crime: Crime) -> Iterator[Contribution]:
    """Give each outcome from its day until it is replaced, reset, or its crime is cancelled."""
    for outcome, until in _spans(crime):
        if outcome.group == NOT_ASSIGNED:
            continue
        yield from _held("outcome-closed", crime, outcome, clock=outcome.day, until=until)
        if crime.recorded is None:
            continue
        yield from _held("outcome-recorded", crime, outcome, clock=crime.recorded, until=until)
        if outcome.group == CHARGED:
            yield from _charged(crime, outcome.day, crime.recorded, until)


def _spans(crime: Crime) -> Iterator[tuple[Outcome, int | None]]:
    for outcome, following in pairwise((*crime.outcomes, None)):
        if outcome is not None:
            yield outcome, crime.cancelled if following is None else following.day


def _held(
    metric: str, crime: Crime, outcome: Outcome, *, clock: int, until: int | None
) -> Iterator[Contribution]:
    # An outcome said before its crime was recorded cannot count before the crime does.
    day = max(outcome.day, clock)
    for series in _by_theme(metric, crime, outcome.group):
        yield Contribution(series, clock, day, +1)
        if until is not None:
            yield Contribution(series, clock, max(until, day), -1)


def _charged(crime: Crime, day: int, recorded: int, until: int | None) -> Iterator[Contribution]:
    """Days from recording to charge, standing charges only (R32); negative ones are left out."""
    days = day - recorded
    if days < 0:
        return
    series = ("duration", "recorded-to-charge", crime.district)
    yield Contribution(series, day, day, +1, days)
    if until is not None:
        yield Contribution(series, day, until, -1, days)


def _investigation(crime: Crime, recorded: int) -> Iterator[Contribution]:
    """Walk the timeline of the stage: open from recording, out by outcome, back by reset."""
    yield from _open(crime, recorded, recorded, +1)
    yield _flow(crime, "receipts", recorded)
    is_open = True
    for outcome in crime.outcomes:
        day = max(outcome.day, recorded)
        back = outcome.group == NOT_ASSIGNED
        if back == is_open:
            continue
        is_open = back
        yield from _open(crime, recorded, day, +1 if back else -1)
        yield _flow(crime, "reopened" if back else "disposals", day, aged_from=recorded)
    if is_open and crime.cancelled is not None:
        yield from _open(crime, recorded, crime.cancelled, -1)
        yield _flow(crime, "cancelled", crime.cancelled)


def _open(crime: Crime, clock: int, day: int, n: int) -> Iterator[Contribution]:
    yield Contribution(("open", STAGE, crime.district, "", "", crime.group), clock, day, n)
    for theme in _themes(crime):
        yield Contribution(("open-by-theme", STAGE, theme), clock, day, n)


def _flow(crime: Crime, flow: str, day: int, aged_from: int | None = None) -> Contribution:
    value = day - aged_from if flow == "disposals" and aged_from is not None else -1
    return Contribution(("flow", STAGE, crime.district, "", flow, ""), day, day, +1, value)


def _by_theme(metric: str, crime: Crime, *labels: str) -> Iterator[Series]:
    """Give the base series, and one of its own for each theme: themes are never summed."""
    yield (metric, crime.district, crime.group, *labels)
    for theme in _themes(crime):
        yield (f"{metric}-by-theme", theme, *labels)


def _themes(crime: Crime) -> tuple[str, ...]:
    """Themes are of the area: a crime outside of it stands beside the total, in no theme."""
    return () if crime.district == tables.OUTSIDE else crime.themes
