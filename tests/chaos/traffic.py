"""Seeded police traffic with all that reliability.md asks for: repeats, disorder, late news."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from producers.contract import wire
from producers.contract.events import Event, event
from producers.contract.facts import CrimeCancelled, CrimeRecorded, Fact, OutcomeAssigned
from producers.contract.lists import GROUP_OF_OUTCOME
from producers.simulation.traffic import REPEATS, unruly

DISTRICTS = [f"E07000{n}" for n in range(117, 129)] + ["E06000008", "E06000009", "unknown"]
START = date(2025, 1, 1)
EXPORTED = datetime(2026, 3, 1, 12, tzinfo=UTC)
LAST_DAY = date(2026, 2, 28)


def messages(seed: int, size: int) -> list[tuple[bytes, bytes]]:
    """Give about `size` (key, value) pairs: 10 % repeats, corrections, withdrawals, any order."""
    dice = Random(seed)
    said: list[Event] = []
    while len(said) * (1 + REPEATS) < size:
        said += crime(dice, f"crime:{dice.getrandbits(128):032x}")
    return [(e.subject.encode(), wire.encode(e)) for e in unruly(said, seed)]


def crime(dice: Random, subject: str) -> list[Event]:
    """Give all that is said of one crime."""
    first = START + timedelta(days=dice.randrange(400))
    facts: list[Fact] = [
        CrimeRecorded(recorded_on=first, district=dice.choice(DISTRICTS), offence="8N")
    ]
    on = first
    for _ in range(dice.choice((0, 1, 1, 1, 2, 3))):
        on += timedelta(days=dice.randrange(1, 90))
        number = dice.choice((0, 1, 1, 14, 16, 18, 18, 8))
        if on <= LAST_DAY:
            facts.append(OutcomeAssigned(on=on, group=GROUP_OF_OUTCOME[number], type=number))
    if dice.random() < 0.03:
        facts.append(CrimeCancelled(on=min(on + timedelta(days=dice.randrange(9)), LAST_DAY)))
    events = [_say(fact, subject, 1) for fact in facts]
    if dice.random() < 0.02:
        taken_back = dice.choice(facts)
        events.append(_say(taken_back, subject, 2, withdrawn=True))
        if dice.random() < 0.3:
            events.append(_say(taken_back, subject, 3))
    if dice.random() < 0.02:
        moved = CrimeRecorded(recorded_on=first, district=dice.choice(DISTRICTS), offence="28E")
        events.append(_say(moved, subject, 2 + dice.randrange(2)))
    return events


def _say(fact: Fact, subject: str, revision: int, *, withdrawn: bool = False) -> Event:
    return event(
        fact,
        subject=subject,
        source="/police/lancashire",
        recordedtime=EXPORTED,
        tokenkey="0000",
        revision=revision,
        withdrawn=withdrawn,
    )
