"""Trials of a case: effective, cracked, ineffective, vacated, with the reason. Pure.

Called by `metrics.case`. The unit is the trial as listed: its sitting days are one, its re-listing
is another (S17). A vacated one counts on the day on which it was vacated, under the day listed.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from metrics.book import Contribution
from metrics.case.places import place
from metrics.case.spell import Spell
from producers.contract.facts import Fact, HearingListed, HearingResulted, HearingVacated
from producers.contract.facts.hearing import Trial
from producers.reference.tables import rows

VACATED = "vacated"
UNLISTED, NOT_GIVEN = "unlisted", "not-given"


class _Trial(NamedTuple):
    tier: str
    place: str
    outcome: str
    reason: str
    listed: int
    day: int


def contributions(facts: Sequence[Fact], spells: Sequence[Spell]) -> list[Contribution]:
    """Give each trial once; facts are in true order, so the first sitting day is the trial's."""
    kinds = {fact.hearing: fact.kind for fact in facts if isinstance(fact, HearingListed)}
    found: dict[tuple[str, str, date | None], _Trial] = {}
    for fact in facts:
        match fact:
            case HearingResulted(trial=trial) if trial is not None:
                found.setdefault(_key(fact, trial), _held(fact, trial))
            case HearingVacated() if kinds.get(fact.hearing) in {None, "trial"}:
                vacated = _vacated(fact, facts, spells)
                found.setdefault((fact.hearing, VACATED, fact.sitting_day), vacated)
    return [_contribution(trial) for trial in found.values() if trial.tier]


@cache
def reasons() -> tuple[str, ...]:
    """Name every value of the label `reason`: the outcome and HMCTS's code, as `ineffective-M1`."""
    listed = sorted({f"{row['outcome']}-{row['code']}" for row in rows("trial_reasons.csv")})
    return (*listed, UNLISTED, NOT_GIVEN)


def _key(fact: HearingResulted, trial: Trial) -> tuple[str, str, date | None]:
    """Tell trials of one hearing apart; sitting days that do not say the listing are one trial."""
    day = fact.sitting_day if trial.outcome == VACATED else None
    return fact.hearing, trial.outcome, trial.listed_on or day


def _contribution(trial: _Trial) -> Contribution:
    series = ("trial", trial.tier, trial.place, trial.outcome, _reason(trial))
    return Contribution(series, trial.listed, trial.day, +1)


def _reason(trial: _Trial) -> str:
    if not trial.reason:
        return NOT_GIVEN
    label = f"{trial.outcome}-{trial.reason}"
    return label if label in reasons() else UNLISTED


def _held(fact: HearingResulted, trial: Trial) -> _Trial:
    where = fact.tier, place(fact.tier, fact.court)
    listed, day = trial.listed_on or fact.sitting_day, fact.sitting_day
    said = trial.outcome, trial.reason or ""
    return _Trial(*where, *said, listed.toordinal(), day.toordinal())


def _vacated(fact: HearingVacated, facts: Iterable[Fact], spells: Sequence[Spell]) -> _Trial:
    """Place a vacated hearing, which says no court: where it was heard, else where the case is."""
    day, listed = fact.on.toordinal(), fact.sitting_day.toordinal()
    tier, where = _heard_at(fact.hearing, facts) or _stands_at(spells, day)
    return _Trial(tier, where, VACATED, fact.reason or "", listed, day)


def _heard_at(hearing: str, facts: Iterable[Fact]) -> tuple[str, str] | None:
    for fact in facts:
        if isinstance(fact, HearingResulted) and fact.hearing == hearing:
            return fact.tier, place(fact.tier, fact.court)
    return None


def _stands_at(spells: Sequence[Spell], day: int) -> tuple[str, str]:
    """Give tier and place of the last spell entered by the day; of the first, if it is before."""
    entered = [spell for spell in spells if spell.matter.entered <= day] or spells[:1]
    if not entered:
        return "", ""
    last = max(entered, key=lambda spell: spell.matter.entered)
    past = [s for s in last.standings if s.day <= day] or last.standings[:1]
    return last.matter.tier, past[-1].place
