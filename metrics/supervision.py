"""A person under probation: orders and licences, unpaid work, breaches and recalls. Pure.

Called by `metrics.aggregate`; the facts are in true order. The unit is the person-order: a person
may have several. A person is counted once, at the unit of the order that started last. An order
that ends takes its unpaid work with it. Readings: R16 (more than 12 months), S21, S38.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from metrics.book import Contribution, Series
from metrics.calendar import first_day_past
from producers.contract.facts import (
    BreachConcluded,
    BreachRaised,
    Fact,
    RecallRaised,
    SupervisionEnded,
    SupervisionStarted,
    UnpaidWorkWorked,
)
from producers.reference import tables

LATE_AFTER = 12
"""Unpaid work is backlog when it is open for more months than these."""
FOREVER = 1 << 30


@dataclass(frozen=True, slots=True)
class Order:
    """One order or licence. Days are ordinals; `end` is `FOREVER` while it runs."""

    kind: str
    place: str
    start: int
    end: int
    imposed: int | None
    """The day on which unpaid work was imposed, if any was."""
    worked: int
    """The day on which its hours were done."""


def fold(facts: Sequence[Fact]) -> dict[str, Order]:
    """Tell every order of a person whose start is known, in the order of their starts."""
    ends = {f.order: f.on.toordinal() for f in facts if isinstance(f, SupervisionEnded)}
    work: defaultdict[str, list[UnpaidWorkWorked]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, UnpaidWorkWorked):
            work[fact.order].append(fact)
    started = [fact for fact in facts if isinstance(fact, SupervisionStarted)]
    return {f.order: _order(f, ends.get(f.order, FOREVER), work[f.order]) for f in started}


def _order(fact: SupervisionStarted, end: int, work: Sequence[UnpaidWorkWorked]) -> Order:
    start = fact.on.toordinal()
    imposed = (fact.imposed_on or fact.on).toordinal() if fact.hours else None
    place = tables.probation_units().get(fact.unit or "", tables.UNKNOWN)
    return Order(fact.kind, place, start, end, imposed, _worked(fact.hours or 0, work))


def _worked(hours: float, work: Sequence[UnpaidWorkWorked]) -> int:
    """Give the day on which the hours done came up to those imposed; they may be parts of hours."""
    so_far = accumulate(each.hours_done for each in work)
    done = (each.on for each, sum_ in zip(work, so_far, strict=True) if round(sum_, 2) >= hours)
    return next((day.toordinal() for day in done), FOREVER)


def contributions(facts: Iterable[Fact]) -> list[Contribution]:
    """Say what one person adds to the caseload, to unpaid work, to breaches and recalls."""
    told = tuple(facts)
    orders = fold(told)
    out: list[Contribution] = []
    for order in orders.values():
        series = ("supervised", order.place, order.kind)
        out += _held(series, order.start, order.start, order.end)
        out += _unpaid_work(order)
    out += _person(tuple(orders.values()))
    out += _events(told, orders)
    return out


def _held(series: Series, clock: int, first: int, last: int) -> Iterator[Contribution]:
    """Hold something from a day on until it is left; what is left before it came never was."""
    if last <= first:
        return
    yield Contribution(series, clock, first, +1)
    if last != FOREVER:
        yield Contribution(series, clock, last, -1)


def _unpaid_work(order: Order) -> Iterator[Contribution]:
    if order.imposed is None:
        return
    left = min(order.end, order.worked)
    late = first_day_past(order.imposed, LATE_AFTER)
    yield from _held(("unpaid-work", order.place), order.imposed, order.imposed, left)
    yield from _held(("unpaid-work-late", order.place), order.imposed, late, left)


def _person(orders: Sequence[Order]) -> Iterator[Contribution]:
    """Count the person where the last order started, from the first day of unbroken supervision."""
    before: tuple[str, int] | None = None
    for day in sorted({d for o in orders for d in (o.start, o.end)} - {FOREVER}):
        live = [order for order in orders if order.start <= day < order.end]
        since = before[1] if before else day
        now = (max(live, key=lambda o: o.start).place, since) if live else None
        if now != before:
            yield from (
                Contribution(("person-supervised", p), c, day, -1) for p, c in _some(before)
            )
            yield from (Contribution(("person-supervised", p), c, day, +1) for p, c in _some(now))
        before = now


def _some(said: tuple[str, int] | None) -> tuple[tuple[str, int], ...]:
    return () if said is None else (said,)


def _events(facts: Iterable[Fact], orders: dict[str, Order]) -> Iterator[Contribution]:
    for fact in facts:
        day = fact.day().toordinal()
        match fact:
            case BreachRaised():
                series: Series = ("breach", _place(fact.order, orders), "raised")
            case BreachConcluded() if fact.outcome:
                series = ("breach", _place(fact.order, orders), fact.outcome)
            case RecallRaised():
                series = ("recall", _place(fact.order, orders))
            case _:
                continue
        yield Contribution(series, day, day, +1)


def _place(order: str | None, orders: dict[str, Order]) -> str:
    return orders[order].place if order in orders else tables.UNKNOWN
