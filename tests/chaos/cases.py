"""Seeded court traffic: cases at both tiers, warrants, transfers, re-shares, withdrawals."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from producers.contract import wire
from producers.contract.events import Event, event
from producers.contract.facts import (
    CaseCompleted,
    CaseMerged,
    CaseReceived,
    CaseReopened,
    CaseTransferred,
    Fact,
    HeardDefendant,
    HeardOffence,
    HearingResulted,
    SuspectCharged,
    WarrantExecuted,
    WarrantIssued,
)
from producers.contract.lists import Result, Tier
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.simulation.traffic import REPEATS, unruly
from tests.chaos.traffic import EXPORTED, LAST_DAY, START, crime

MAGISTRATES = ("B04KO00", "B04BL00", "B04LA00")
CROWN = ("C04PR00", "C04BU00")
A_CASE = 6
"""About how many events a case has."""


def mixed(seed: int, size: int) -> list[tuple[str, bytes, bytes]]:
    """Give about `size` (topic, key, value): police and courts, a third of it the courts'."""
    dice = Random(seed)
    said: list[Event] = list(events(dice, size // 3 // A_CASE))
    while len(said) * (1 + REPEATS) < size:
        said += crime(dice, f"crime:{dice.getrandbits(128):032x}")
    dice.shuffle(said)
    return [
        (TOPIC_OF_SOURCE[e.source].name, e.subject.encode(), wire.encode(e))
        for e in unruly(said, seed)
    ]


def events(dice: Random, count: int) -> Iterator[Event]:
    """Give all that is said of so many cases; one in ten facts is shared again."""
    for _ in range(count):
        subject = f"case:{dice.getrandbits(128):032x}"
        for fact in _case(dice):
            if fact.day() > LAST_DAY:
                continue
            yield _say(fact, subject, 1)
            if dice.random() < 0.02:
                yield _say(fact, subject, 2, withdrawn=True)
                if dice.random() < 0.3:
                    yield _say(fact, subject, 3)


def _case(dice: Random) -> Iterator[Fact]:
    on = START + timedelta(days=dice.randrange(380))
    defendants = [f"{dice.getrandbits(128):032x}" for _ in range(dice.choice((1, 1, 1, 2)))]
    for defendant in defendants:
        yield SuspectCharged(defendant=defendant, on=on, method="charge", offences=())
    tier: Tier = "magistrates"
    court = dice.choice(MAGISTRATES)
    on += timedelta(days=dice.randrange(20))
    if dice.random() < 0.95:
        yield CaseReceived(tier=tier, court=court, on=on, defendants=tuple(defendants))
    for _ in range(dice.randrange(1, 6)):
        on += timedelta(days=dice.randrange(1, 60))
        result: Result = dice.choice(_RESULTS[tier])
        yield _heard(dice, on, tier, court, defendants, result)
        if result == "sent":
            tier, court = "crown", dice.choice(CROWN)
            yield CaseReceived(tier=tier, court=court, on=on, kind="either-way")
        elif tier == "crown":
            yield from _at_the_crown(dice, on, court, defendants)
    yield from _ending(dice, on, tier)


_RESULTS: dict[Tier, tuple[Result, ...]] = {
    "magistrates": ("adjourned", "final", "final", "sent"),
    "crown": ("adjourned", "adjourned", "final"),
}


def _heard(
    dice: Random, on: date, tier: Tier, court: str, defendants: list[str], result: Result
) -> HearingResulted:
    return HearingResulted(
        hearing=f"{dice.getrandbits(128):032x}",
        sitting_day=on,
        tier=tier,
        court=court,
        defendants=tuple(
            HeardDefendant(
                defendant=each,
                remand=dice.choice(("bail", "custody")),
                offences=(HeardOffence(offence=each[::-1], code="TH68001", result=result),),
            )
            for each in defendants
        ),
    )


def _at_the_crown(dice: Random, on: date, court: str, defendants: list[str]) -> Iterator[Fact]:
    later = on + timedelta(days=dice.randrange(1, 30))
    match dice.randrange(8):
        case 0:
            yield WarrantIssued(defendant=defendants[0], on=later)
            back = later + timedelta(days=dice.randrange(40))
            yield WarrantExecuted(defendant=defendants[0], on=back)
        case 1:
            yield CaseTransferred(on=later, from_=court, to=dice.choice(CROWN))


def _ending(dice: Random, on: date, tier: Tier) -> Iterator[Fact]:
    later = on + timedelta(days=dice.randrange(1, 60))
    match dice.randrange(12):
        case 0:
            yield CaseCompleted(on=later, tier=tier)
            yield CaseReopened(on=later + timedelta(days=9), tier=tier)
        case 1:
            yield CaseMerged(on=later, into=f"{dice.getrandbits(128):032x}")


def _say(fact: Fact, subject: str, revision: int, *, withdrawn: bool = False) -> Event:
    agency = "police" if isinstance(fact, SuspectCharged) else "courts"
    return event(
        fact,
        subject=subject,
        source=f"/{agency}/lancashire",
        recordedtime=EXPORTED,
        tokenkey="0000",
        revision=revision,
        withdrawn=withdrawn,
    )
