"""A resulted hearing of Common Platform, in both shapes that share the event's name. Pure.

The hearing is whole: one fact a case, true on the latest sitting day that was not cancelled.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import NamedTuple

import msgspec

from producers.contract.errors import ContractViolation
from producers.contract.facts import HeardDefendant, HearingResulted, Trial
from producers.contract.lists import HEARING_KINDS, TRIAL_OUTCOMES, HearingKind, TrialOutcome
from producers.partners.courts import places
from producers.partners.courts.defendants import Beside, Part, beside, defendant
from producers.partners.courts.offences import given
from producers.partners.courts.reading import Reading
from producers.partners.messages import Node
from producers.reference import courts

_KINDS: dict[str, HearingKind] = {kind: kind for kind in HEARING_KINDS}
_OUTCOMES: dict[str, TrialOutcome] = {outcome: outcome for outcome in TRIAL_OUTCOMES}


class Sitting(NamedTuple):
    """The day on which the hearing is true, the first of its days, and the cancelled ones."""

    day: date
    first: date
    cancelled: tuple[date, ...]


class Heard(NamedTuple):
    """A case as it was heard, and what in it is doubtful; its fact is withdrawn of other days."""

    case: str
    fact: HearingResulted
    doubts: tuple[str, ...]


def sitting(body: Node) -> Sitting:
    """Find the sitting day: the days are unsorted, and the older events have one beside."""
    hearing = body["hearing"]
    days = [
        (each["sittingDay"].required_day(), each["isCancelled"].flag())
        for each in hearing["hearingDays"]
    ] or [(body["hearingDay"].required_day(), None)]
    held = {day for day, cancelled in days if not cancelled}
    if not held:
        raise hearing["hearingDays"].refused("a sitting day that was not cancelled")
    return Sitting(max(held), min(held), tuple(sorted({day for day, _ in days} - held)))


def heard(body: Node, when: Sitting, reading: Reading) -> Iterator[Heard | ContractViolation]:
    """Read each case of the hearing; one that cannot be read whole is refused, alone.

    Raises `ContractViolation` when the hearing itself cannot be read.
    """
    hearing = body["hearing"]
    common, known = _common(hearing, when, reading), beside(hearing)
    parts: dict[str, list[Part]] = {}
    for part in _parts(hearing):
        try:
            parts.setdefault(reading.case(part.reference), []).append(part)
        except ContractViolation as refused:
            yield refused
    for case, its in parts.items():
        own = replace(reading, doubts=set(reading.doubts))
        try:
            fact = _whole(common, its, known, own)
        except ContractViolation as refused:
            yield refused
        else:
            yield Heard(case, fact, tuple(sorted(own.doubts)))


def _parts(hearing: Node) -> Iterator[Part]:
    """Find the cases: prosecuted, as the older events nest them, and applied about.

    `prosectionCases` is spelt so, and holds lists of what `prosecutionCases` may hold too.
    """
    for case in chain(hearing["prosecutionCases"], chain.from_iterable(hearing["prosectionCases"])):
        yield Part(reference(case), case, tuple(case["defendants"]))
    for each in hearing["defendants"]:
        for case in each["cases"]:
            yield Part(case["urn"], case, (each,))
    for application in hearing["courtApplications"]:
        subject = application["subject"]["masterDefendant"]
        about = () if subject.value is None else (subject,)
        appealed = application["type"]["appealFlag"].flag()
        appeal = tuple(given(application["judicialResults"])) if appealed else ()
        for case in application["courtApplicationCases"]:
            yield Part(reference(case), case, about, applied=True, appeal=appeal)


def reference(case: Node) -> Node:
    """Find what a case is called: its URN, else the prosecutor's reference of the *case*."""
    return case["prosecutionCaseIdentifier"].first("caseURN", "prosecutionAuthorityReference")


def _common(hearing: Node, when: Sitting, reading: Reading) -> HearingResulted:
    """Read what all cases of the hearing share."""
    tier = places.tier(hearing)
    return HearingResulted(
        hearing=reading.token("hearing", hearing["id"]),
        sitting_day=when.day,
        tier=tier,
        court=places.court(hearing["courtCentre"], tier, reading),
        defendants=(),
        kind=_kind(hearing["type"]["description"].text(), reading),
        trial=_trial(hearing, when, reading, crown=tier == "crown"),
    )


def _whole(
    common: HearingResulted, parts: list[Part], hearing: Beside, reading: Reading
) -> HearingResulted:
    """Fill in the case's defendants; one who is there twice is as first said, with the case."""
    found: dict[str, HeardDefendant] = {}
    for part in parts:
        for node in part.defendants:
            one = defendant(node, part, hearing, reading)
            found.setdefault(one.defendant, one)
    applied = all(part.applied for part in parts)
    kind: HearingKind | None = "application" if applied else common.kind
    return msgspec.structs.replace(common, defendants=tuple(found.values()), kind=kind)


def _kind(said: str, reading: Reading) -> HearingKind | None:
    if not said:
        return None
    word = _KINDS.get(courts.meaning("hearing", said) or "")
    if word is None:
        reading.doubt("hearing-kind-unlisted")
    return word or "other"


def _trial(hearing: Node, when: Sitting, reading: Reading, *, crown: bool) -> Trial | None:
    """Say how the trial went; a reason given for its not being held goes before `effective`."""
    told = hearing["crackedIneffectiveTrial"]
    if told.value is None:
        held = hearing["isEffectiveTrial"].flag()
        vacated = hearing["isVacatedTrial"].flag()
        plain: TrialOutcome | None = "effective" if held else "vacated" if vacated else None
        return Trial(outcome=plain, listed_on=when.first) if plain else None
    row, said, code = (told[name].text() for name in ("id", "type", "code"))
    reason = courts.trial_reason(row=row, outcome=said, code=code, crown=crown)
    outcome = _OUTCOMES.get(reason.outcome if reason else said.casefold())
    if reason is None:
        reading.doubt("trial-reason-unlisted")
    if outcome is None:
        return None
    listed_on = told["date"].day() or when.first
    return Trial(outcome=outcome, reason=reason.code if reason else None, listed_on=listed_on)
