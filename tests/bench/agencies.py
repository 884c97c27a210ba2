"""Years of CPS, probation, prisons, and the police's suspects and cautions, as contract events.

Synthetic and plain: about the numbers that a ledger of Lancashire has to bear, and every fact that
its figures count; no likeness of how cases go. Seeded; in the order of the days on which each
matter begins.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from producers.contract.events import Event, event
from producers.contract.facts import (
    ActionPlanIssued,
    BreachConcluded,
    BreachRaised,
    CautionGiven,
    DecisionMade,
    Fact,
    FinalisedAdministratively,
    Identifier,
    MaterialReceived,
    Person,
    PrisonerReceived,
    PrisonerReleased,
    RecallRaised,
    ReferralReceived,
    SupervisionEnded,
    SupervisionStarted,
    SuspectStatus,
    UnpaidWorkWorked,
)
from producers.contract.lists import AGE_BANDS, SUPERVISION_KINDS, Scheme
from producers.reference import tables

PEOPLE = 60_000
WEEKLY_HOURS = 7
_CPS, _POLICE = "/cps/north-west", "/police/lancashire"
_PROBATION, _PRISONS = "/probation/north-west", "/prisons/north-west"
_Matter = tuple[str, str, list[Fact]]


def events(seed: int, scale: float, first: date, last: date, tokenkey: str) -> Iterator[Event]:
    """Give all that is said of what began on each day, as far as it had happened by the last.

    `scale` is the part of Lancashire's volume.
    """
    dice = Random(seed)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        for made, a_year in A_YEAR.items():
            for _ in range(_times(dice, scale * a_year / 365)):
                source, subject, facts = made(dice, date.fromordinal(ordinal))
                for fact in facts:
                    if fact.day() <= last:
                        at = datetime.combine(fact.day(), datetime.min.time(), UTC)
                        said = {"source": source, "subject": subject, "tokenkey": tokenkey}
                        yield event(fact, recordedtime=at + timedelta(days=1), **said)


def _times(dice: Random, mean: float) -> int:
    return int(mean) + (dice.random() < mean % 1)


def _token(dice: Random) -> str:
    return f"{dice.getrandbits(128):032x}"


def _later(dice: Random, on: date, least: int, most: int) -> date:
    return on + timedelta(days=dice.randrange(least, most))


def _person(dice: Random, scheme: Scheme) -> tuple[str, Person]:
    """Give somebody of the pool: who they are to the partner, and by the police's number."""
    number = dice.randrange(PEOPLE)
    own, police = (f"{PEOPLE * k + number:032x}" for k in (1 + len(scheme), 1))
    tokens = (Identifier(scheme="pnc", value=police), Identifier(scheme=scheme, value=own))
    home = tables.districts()[number % 14].gss
    age = AGE_BANDS[number % len(AGE_BANDS)]
    kept = tokens[:1] if scheme == "pnc" else tokens
    return f"person:{own}", Person(tokens=kept, age=age, home_district=home)


def _file(dice: Random, on: date) -> _Matter:
    suspects = tuple(_token(dice) for _ in range(dice.choice((1, 1, 1, 2))))
    facts: list[Fact] = [ReferralReceived(on=on, suspects=suspects, custody=dice.random() < 0.3)]
    on = _later(dice, on, 0, 35)
    if dice.random() < 0.35:
        facts.append(ActionPlanIssued(on=on))
        facts.append(MaterialReceived(on=(on := _later(dice, on, 5, 60))))
    for suspect in suspects:
        on = _later(dice, on, 0, 30)
        code, kind = dice.choice((("A", "charge"),) * 3 + (("K", "no-prosecution-evidential"),))
        match dice.randrange(40):
            case 0:
                facts.append(FinalisedAdministratively(on=on, suspect=suspect))
            case 1:
                said = {"code": "Z9", "kind": "unclassified"}
                facts.append(DecisionMade(suspect=suspect, on=on, **said))  # type: ignore[arg-type]
            case _:
                facts.append(DecisionMade(suspect=suspect, on=on, code=code, kind=kind))  # type: ignore[arg-type]
    return _CPS, f"case:{_token(dice)}", facts


def _suspect(dice: Random, on: date) -> _Matter:
    division = dice.choice(tuple(tables.divisions()))
    first, over = dice.choice(("bailed", "under-investigation")), _later(dice, on, 20, 330)
    facts: list[Fact] = [SuspectStatus(status=first, on=on, division=division)]  # type: ignore[arg-type]
    ended = dice.choice(("charged", "no-further-action"))
    facts.append(SuspectStatus(status=ended, on=over, division=division))  # type: ignore[arg-type]
    return _POLICE, f"suspect:{_token(dice)}", facts


def _order(dice: Random, on: date) -> _Matter:
    subject, person = _person(dice, "crn")
    order, kind = _token(dice), dice.choice(SUPERVISION_KINDS)
    hours = dice.randrange(40, 200) if kind != "licence" and dice.random() < 0.5 else None
    unit, over = dice.choice(tuple(tables.probation_units())), _later(dice, on, 150, 720)
    facts: list[Fact] = [
        SupervisionStarted(
            order=order, kind=kind, on=on, unit=unit, hours=hours, imposed_on=on, person=person
        ),
        SupervisionEnded(order=order, on=over),
    ]
    for week in range(int((hours or 0) * dice.choice((0.5, 1.1)) / WEEKLY_HOURS)):
        worked = on + timedelta(days=30 + 7 * week)
        facts.append(UnpaidWorkWorked(order=order, on=worked, hours_done=WEEKLY_HOURS))
    if dice.random() < 0.2:
        breach, raised = _token(dice), _later(dice, on, 20, 150)
        facts.append(BreachRaised(breach=breach, on=raised, order=order))
        outcome, concluded = dice.choice(("proved", "withdrawn")), _later(dice, raised, 10, 90)
        facts.append(BreachConcluded(breach=breach, on=concluded, order=order, outcome=outcome))  # type: ignore[arg-type]
    if kind == "licence" and dice.random() < 0.2:
        facts.append(RecallRaised(recall=_token(dice), on=_later(dice, on, 20, 150), order=order))
    return _PROBATION, subject, facts


def _prisoner(dice: Random, on: date) -> _Matter:
    subject, person = _person(dice, "noms")
    why = dice.choice(("sentence", "sentence", "remand", "recall"))
    facts: list[Fact] = [
        PrisonerReceived(movement=_token(dice), on=on, reason=why, person=person),  # type: ignore[arg-type]
        PrisonerReleased(
            movement=_token(dice),
            on=_later(dice, on, 30, 400),
            from_=why,
            person=person,  # type: ignore[arg-type]
        ),
    ]
    return _PRISONS, subject, facts


def _caution(dice: Random, on: date) -> _Matter:
    subject, person = _person(dice, "pnc")
    return _POLICE, subject, [CautionGiven(caution=_token(dice), person=person, on=on, offences=())]


A_YEAR: dict[Callable[[Random, date], _Matter], int] = {
    _file: 14_000,
    _suspect: 20_000,
    _order: 7_000,
    _prisoner: 4_000,
    _caution: 2_500,
}
"""How many of each begin a year: taken as likely, published by nobody at hand."""
