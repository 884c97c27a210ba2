"""A person's life after sentence: orders and licences, stays in prison, recalls. Pure.

What is in prison at once is one stay, whatever it is for: received for what began it, released from
what ended it. No day of a life depends on anything later. Called by `exports`. Days are ordinals.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from producers.simulation.people.orders import KINDS, Order, licence, of_sentence
from producers.simulation.people.sentences import CUSTODY, Remand, Sentence
from producers.simulation.people.shape import draws
from producers.simulation.persons import Person

REMAND, SENTENCE, RECALL = "remand", "sentence", "recall"
_RANK = (REMAND, RECALL, SENTENCE)


class Stay(NamedTuple):
    """A stay in prison: received on a day for a reason, released on another from one."""

    day: int
    end: int
    received: str
    released: str


class Life(NamedTuple):
    """A person, what they serve under probation in the order of its beginning, and in prison."""

    person: Person
    orders: tuple[Order, ...]
    stays: tuple[Stay, ...]


class _Hold(NamedTuple):
    """Why a person is in prison, from a day until another."""

    day: int
    end: int
    why: str


def life(seed: int, person: Person, given: Iterable[Sentence | Remand]) -> Life:
    """Draw what follows what courts gave a person."""
    orders: list[Order] = []
    holds: list[_Hold] = []
    for each in given:
        if isinstance(each, Remand):
            holds.append(_Hold(each.day, each.end, REMAND))
        elif each.disposal in KINDS:
            orders.append(of_sentence(draws(seed, person.number, each.urn), each))
        elif each.disposal == CUSTODY:
            dice = draws(seed, person.number, each.urn)
            served = max(1, dice.days(f"served-{each.tier}") - each.remanded)
            holds.append(_Hold(each.day, each.day + served, SENTENCE))
    stays = _stays(seed, person, holds, orders)
    return Life(person, tuple(sorted(orders, key=lambda order: order.day)), tuple(stays))


def _stays(seed: int, person: Person, holds: list[_Hold], orders: list[Order]) -> list[Stay]:
    """Put holds that touch into one stay; a release from a sentence begins a licence."""
    heapify(holds)
    out: list[Stay] = []
    while holds:
        first = last = heappop(holds)
        while holds and holds[0].day <= last.end:
            last = max(last, heappop(holds), key=lambda hold: (hold.end, _RANK.index(hold.why)))
        out.append(Stay(first.day, last.end, first.why, last.why))
        if last.why == SENTENCE:
            dice = draws(seed, person.number, "licence", last.end)
            order = licence(dice, last.end, last.end - last.day)
            orders.append(order)
            if order.recalled:
                back = order.recalled + dice.days("recall")
                heappush(holds, _Hold(order.recalled, back, RECALL))
    return out
