"""Random links, unlinks, withdrawals and events: the book is what an oracle counts from nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from metrics.store import tables
from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.events import Event
from producers.contract.facts import (
    BreachRaised,
    CautionGiven,
    Fact,
    HeardDefendant,
    HeardOffence,
    HearingResulted,
    Offence,
    Person,
    PersonsLinked,
    PersonsUnlinked,
    PrisonerReleased,
)
from producers.contract.lists import Disposal
from producers.contract.topics import TOPIC_OF_SOURCE
from streams import rebuild, steps
from streams.steps import Record
from tests.generative import slow_persons
from tests.spec.court_facts import PRESTON_MAGISTRATES, token
from tests.spec.person_facts import AT, THEFT, identifier, told

NAMES = ("a", "b", "c", "d", "pnc1")
DEFENDANTS = (("a", "pnc1"), ("b", "c"), ("d",), ("pnc2", "b"))
DAYS = [date(2025, month, day) for month in (1, 2, 3, 5) for day in (3, 10, 24)]
FEW_DAYS = DAYS[:2]
DISPOSALS: tuple[Disposal | None, ...] = (None, "fine", "custody", "community-order", "other")


def person(names: Sequence[str]) -> Person:
    return Person(tokens=tuple(map(identifier, names)), age="unknown")


def hearing(dice: Random) -> Event:
    """Hear one or two defendants, each of whom has names of their own, told or not."""
    fact = HearingResulted(
        hearing=token("hearing"),
        sitting_day=dice.choice(DAYS),
        tier="magistrates",
        court=PRESTON_MAGISTRATES,
        defendants=tuple(
            HeardDefendant(
                defendant=token(f"defendant {n}"),
                person=dice.choice([None, person(()), person(DEFENDANTS[n])]),
                offences=tuple(
                    offence(dice, k) for k in dice.sample(range(6), dice.choice([1, 2]))
                ),
            )
            for n in dice.sample(range(len(DEFENDANTS)), dice.choice([1, 2]))
        ),
    )
    return told(fact, f"case:{token(f'case {dice.choice([1, 2])}')}")


def offence(dice: Random, number: int) -> HeardOffence:
    disposal = dice.choice(DISPOSALS)
    return HeardOffence(
        offence=token(f"offence {number}"),
        code=THEFT,
        committed_from=dice.choice([None, *DAYS]),
        convicted_on=dice.choice([None, *DAYS]),
        result="final" if disposal else "adjourned",
        disposal=disposal,
    )


def of_person(dice: Random) -> Event:
    """Give a caution, a release or, of a person without any, a breach."""
    on, who = dice.choice(DAYS), person(dice.sample(NAMES, dice.choice([1, 2])))
    number, committed = dice.randrange(6), dice.choice(DAYS)
    crime = Offence(offence=token(f"offence {number}"), code=THEFT, committed_from=committed)
    caution = CautionGiven(person=who, on=on, offences=(crime,))
    released = PrisonerReleased(
        on=on, from_=dice.choice(["sentence", "remand"]), person=dice.choice([None, who])
    )
    facts: tuple[Fact, ...] = (caution, caution, released, BreachRaised(on=on))
    return told(dice.choice(facts), f"person:{token(dice.choice(NAMES))}")


def statement(dice: Random) -> Event:
    a, b = map(token, dice.sample(NAMES, 2))
    kind = dice.choice([PersonsLinked, PersonsUnlinked])
    return told(kind(a=a, b=b, on=dice.choice(FEW_DAYS)), f"person:{a}")


def sequence(dice: Random) -> Iterator[list[Event]]:
    """Give batches of events: some are taken back, some of these said again, some come twice."""
    kinds = dice.choices([hearing, of_person, statement], [3, 9, 5], k=dice.randint(4, 24))
    said = [kind(dice) for kind in kinds]
    back = [replace(each, withdrawn=True) for each in dice.sample(said, dice.randint(0, 2))]
    again = [replace(each, withdrawn=False) for each in dice.sample(back, len(back) // 2)]
    told_all = [replace(each, revision=n) for n, each in enumerate([*said, *back, *again])]
    arriving = [*told_all, *dice.sample(told_all, 2)]
    dice.shuffle(arriving)
    while arriving:
        size = dice.choice([1, 1, 2, 5])
        yield arriving[:size]
        arriving = arriving[size:]


SEQUENCES = st.randoms(use_true_random=True).map(lambda dice: list(sequence(dice)))


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    opened = Ledger.connect("sqlite://")
    yield opened
    opened.close()


def emptied(ledger: Ledger) -> Ledger:
    with ledger.engine.begin() as connection:
        for table in tables.metadata.tables.values():
            connection.execute(table.delete())
    return ledger


def counted(ledger: Ledger) -> Counter[slow_persons.Key]:
    book = ledger.book()
    out: Counter[slow_persons.Key] = Counter()
    for number, clock, day, n, _ in book.rows.tolist():
        name = book.series[number][0]
        if name in {"entered-cohort", "reoffence", "first-proof"}:
            out[name, date.fromordinal(clock), date.fromordinal(day)] += n
    return out


def hear(ledger: Ledger, batches: list[list[Event]]) -> None:
    offsets: Counter[str] = Counter()
    for batch in batches:
        records = []
        for each in batch:
            topic = TOPIC_OF_SOURCE[each.source].name
            records.append(Record(topic, 0, offsets[topic], wire.encode(each)))
            offsets[topic] += 1
        steps.apply(ledger, records, dict.fromkeys(offsets, "one"), AT)


def agrees(ledger: Ledger, batches: list[list[Event]]) -> None:
    hear(emptied(ledger), batches)
    said = [each for batch in batches for each in batch]
    assert counted(ledger) == slow_persons.count(said)
    assert rebuild.rebuild(ledger)[1] == 0


@settings(max_examples=200, deadline=None)
@given(batches=SEQUENCES)
def test_the_book_is_what_the_oracle_counts(ledger: Ledger, batches: list[list[Event]]) -> None:
    agrees(ledger, batches)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=10_000, deadline=None)
@given(batches=SEQUENCES)
def test_the_book_is_what_the_oracle_counts_10_000_times(
    ledger: Ledger, batches: list[list[Event]]
) -> None:
    agrees(ledger, batches)
