"""Worlds of a few people, of whom random things are told: who they are, and what befell them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from random import Random

from msgspec.structs import replace

from metrics.book import Book
from metrics.person import MOST_TOKENS
from producers.contract.events import Event
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
from producers.contract.lists import Disposal, Scheme
from tests.generative import slow_persons
from tests.spec.court_facts import PRESTON_MAGISTRATES, token
from tests.spec.person_facts import THEFT, told

NAMES = ("a", "b", "c", "d", "pnc1")
DEFENDANTS = (("a", "pnc1"), ("b", "c"), ("d",), ("pnc2", "b"))
DAYS = [date(2025, month, day) for month in (1, 2, 3, 5) for day in (3, 10, 24)]
FEW_DAYS = DAYS[:2]
DISPOSALS: tuple[Disposal | None, ...] = (None, "fine", "custody", "community-order", "other")


@dataclass(frozen=True, slots=True)
class World:
    """A few people, whose names are tokens of theirs alone."""

    dice: Random
    name: str

    def token(self, name: str) -> str:
        return token(f"{self.name}{name}")

    def person(self, names: Sequence[str]) -> Person:
        return Person(tokens=tuple(map(self.identifier, names)), age="unknown")

    def identifier(self, name: str) -> Identifier:
        scheme: Scheme = "pnc" if name.startswith("pnc") else "defendant"
        return Identifier(scheme=scheme, value=self.token(name))


def hearing(world: World) -> Event:
    """Hear one or two defendants, each of whom has names of their own, told or not."""
    dice = world.dice
    fact = HearingResulted(
        hearing=world.token("hearing"),
        sitting_day=dice.choice(DAYS),
        tier="magistrates",
        court=PRESTON_MAGISTRATES,
        defendants=tuple(
            HeardDefendant(
                defendant=world.token(f"defendant {n}"),
                person=dice.choice([None, world.person(()), world.person(DEFENDANTS[n])]),
                offences=tuple(
                    offence(world, k) for k in dice.sample(range(6), dice.choice([1, 2]))
                ),
            )
            for n in dice.sample(range(len(DEFENDANTS)), dice.choice([1, 2]))
        ),
    )
    return told(fact, f"case:{world.token(f'case {dice.choice([1, 2])}')}")


def offence(world: World, number: int) -> HeardOffence:
    dice = world.dice
    disposal = dice.choice(DISPOSALS)
    return HeardOffence(
        offence=world.token(f"offence {number}"),
        code=THEFT,
        committed_from=dice.choice([None, *DAYS]),
        convicted_on=dice.choice([None, *DAYS]),
        result="final" if disposal else "adjourned",
        disposal=disposal,
    )


def of_person(world: World) -> Event:
    """Give a caution, a release or, of a person without any, a breach."""
    dice = world.dice
    on, who = dice.choice(DAYS), world.person(dice.sample(NAMES, dice.choice([1, 2])))
    number, committed = dice.randrange(6), dice.choice(DAYS)
    crime = Offence(offence=world.token(f"offence {number}"), code=THEFT, committed_from=committed)
    caution = CautionGiven(person=who, on=on, offences=(crime,))
    released = PrisonerReleased(
        on=on, from_=dice.choice(["sentence", "remand"]), person=dice.choice([None, who])
    )
    facts: tuple[Fact, ...] = (caution, caution, released, BreachRaised(on=on))
    return told(dice.choice(facts), f"person:{world.token(dice.choice(NAMES))}")


def statement(world: World) -> Event:
    dice = world.dice
    a, b = map(world.token, dice.sample(NAMES, 2))
    kind = dice.choice([PersonsLinked, PersonsUnlinked])
    return told(kind(a=a, b=b, on=dice.choice(FEW_DAYS)), f"person:{a}")


def sequence(dice: Random, name: str = "") -> Iterator[list[Event]]:
    """Give batches of events: some are taken back, some of these said again, some come twice."""
    kinds = dice.choices([hearing, of_person, statement], [3, 9, 5], k=dice.randint(4, 24))
    world = World(dice, name)
    said = [kind(world) for kind in kinds]
    back = [replace(each, withdrawn=True) for each in dice.sample(said, dice.randint(0, 2))]
    again = [replace(each, withdrawn=False) for each in dice.sample(back, len(back) // 2)]
    told_all = [replace(each, revision=n) for n, each in enumerate([*said, *back, *again])]
    arriving = [*told_all, *dice.sample(told_all, 2)]
    dice.shuffle(arriving)
    while arriving:
        size = dice.choice([1, 1, 2, 5])
        yield arriving[:size]
        arriving = arriving[size:]


def crowd(dice: Random, name: str) -> list[Event]:
    """Give as many tokens as may be of one person, or one more, in a chain that may be cut."""
    world = World(dice, name)
    size = dice.choice([MOST_TOKENS, MOST_TOKENS + 1])
    names = [f"n{n}" for n in range(size)]
    pairs = [tuple(map(world.token, pair)) for pair in pairwise(names)]
    links = [told(PersonsLinked(a=a, b=b, on=DAYS[0]), f"person:{a}") for a, b in pairs]
    cuts = [replace(each, withdrawn=True, revision=each.revision + 1) for each in links[:1]]
    cautions = [_cautioned(world, who) for who in names]
    said = [*links, *cautions, *dice.sample(cuts, dice.choice([0, 1]))]
    return dice.sample(said, len(said))


def _cautioned(world: World, who: str) -> Event:
    crime = Offence(offence=world.token(f"offence of {who}"), code=THEFT)
    fact = CautionGiven(person=world.person([who]), on=world.dice.choice(DAYS), offences=(crime,))
    return told(fact, f"person:{world.token(who)}")


def counted(book: Book) -> Counter[slow_persons.Key]:
    """Read off a book, unrounded, what the oracle counts of persons."""
    out: Counter[slow_persons.Key] = Counter()
    for number, clock, day, n, _ in book.rows.tolist():
        name, *labels = book.series[number]
        if name == "persons-not-joined":
            out[labels[1], slow_persons.NO_DAY, slow_persons.NO_DAY] += n
        if name in {"entered-cohort", "reoffence", "first-proof"}:
            out[name, date.fromordinal(clock), date.fromordinal(day)] += n
    return out
