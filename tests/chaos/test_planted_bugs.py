"""The harness is proved by bugs planted in the pipeline: each must be seen, none without one.

One run: 2,000 messages in two partitions, in random batches, with repeats, gaps, a database that
fails, and deaths before and after the commit; then the ledger is held against the oracle.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from sqlalchemy.exc import OperationalError

from metrics import aggregate, crime
from metrics.aggregate import Verdict
from metrics.store.ledger import Following, Ledger, Position, Step
from streams import feed, steps
from streams.feed import Feed
from streams.log import Extent
from streams.steps import Record
from tests.chaos import harness, traffic
from tests.chaos.worker import TOPIC

Place = tuple[str, int]


class Died(BaseException):
    """A death of the worker, as seen from inside."""


class Listed:
    """A log in memory."""

    def __init__(self, values: Sequence[bytes]) -> None:
        self.records: dict[Place, list[Record]] = {(TOPIC, 0): [], (TOPIC, 1): []}
        for n, value in enumerate(values):
            at = self.records[TOPIC, n % 2]
            at.append(Record(TOPIC, n % 2, len(at), value))

    def read(self, spans: Mapping[Place, Extent], most: int) -> Iterator[list[Record]]:
        for place, span in spans.items():
            left = iter(self.records[place][span.start : span.end])
            while some := list(islice(left, most)):
                yield some


class Shaky(Ledger):
    """A real ledger whose process dies, or whose database fails, now and then."""

    dice = Random(0)
    trouble = 0.0

    @contextmanager
    def step(self) -> Iterator[Step]:
        chance = self.dice.random()
        with super().step() as step:
            yield step
            if chance < self.trouble:
                raise Died
            if chance < 2 * self.trouble:
                raise OperationalError("commit", {}, Exception("the database is away"))
        if chance > 1 - self.trouble:
            raise Died


def problems(folder: Path, seed: int) -> list[str]:
    """Run once; give what is wrong, in words."""
    values = [value for _, value in traffic.messages(seed, 2000)]
    log, dice = Listed(values), Random(seed)
    ledger = Shaky.connect(f"sqlite:///{folder / f'{seed}.db'}")
    ledger.dice, ledger.trouble = Random(seed), 0.06
    fed = Feed(ledger, log, {TOPIC: "one"}, 100, clock=lambda: traffic.EXPORTED)  # type: ignore[arg-type]
    followed: Following | None = None
    try:
        for records in _delivered(log, dice):
            _persist(fed, records)
            with ledger.snapshot() as reading:
                followed = reading.follow(followed)
    except steps.Gap:
        return ["a gap cannot be filled"]
    return list(_told(ledger, followed, log, values))


def _delivered(log: Listed, dice: Random) -> Iterator[list[Record]]:
    """Give mixed batches, with some of the last again, and sometimes a leap that leaves a gap."""
    at = dict.fromkeys(log.records, 0)
    while any(at[place] < len(records) for place, records in log.records.items()):
        batch: list[Record] = []
        for place, records in log.records.items():
            start = at[place] + (dice.random() < 0.1) * 7
            again = max(0, start - dice.choice((0, 0, 15)))
            at[place] = min(start + dice.randrange(60), len(records))
            batch += records[again : at[place]]
        dice.shuffle(batch)
        yield sorted(batch, key=lambda record: record.offset)
    yield [records[-1] for records in log.records.values()]


def _persist(fed: Feed, records: list[Record]) -> None:
    """Deliver again after a death, as Kafka does."""
    while True:
        try:
            fed.apply(records)
        except Died:
            continue
        return


def _told(
    ledger: Ledger, followed: Following | None, log: Listed, values: list[bytes]
) -> Iterator[str]:
    if harness.differences(ledger.book(), values):
        yield "the figures are not the oracle's"
    if followed is None or harness.differences(followed.book, values):
        yield "what a follower has is not the oracle's"
    with ledger.snapshot() as reading:
        positions = reading.positions()
    for place, records in log.records.items():
        at = positions.get(place, Position(""))
        if at.next_offset != len(records):
            yield "the log was not read to its end"
        if at.read != len(records):
            yield "not every message was counted once"
        sums = at.applied + at.duplicate + at.superseded + at.dead_lettered + at.parked
        if at.read != sums:
            yield "the counters do not add up"


Plant = Callable[[pytest.MonkeyPatch], None]


def position_before_write(patch: pytest.MonkeyPatch) -> None:
    """Positions are committed first, what they stand for afterwards."""
    move = steps._move  # noqa: SLF001

    def early(step: Step, batch: Any) -> None:
        step.keep_positions(batch.touched)
        step._connection.commit()  # noqa: SLF001
        move(step, batch)

    patch.setattr(steps, "_move", early)


def offset_plus_one(patch: pytest.MonkeyPatch) -> None:
    """A position stands one too far."""
    keep = Step.keep_positions

    def far(step: Step, positions: Mapping[Place, Position]) -> None:
        for position in positions.values():
            position.next_offset += 1
        keep(step, positions)

    patch.setattr(Step, "keep_positions", far)


def skip_dedupe(patch: pytest.MonkeyPatch) -> None:
    """What was applied is applied again."""
    patch.setattr(steps, "_fresh", lambda records, _: iter(records))


def gaps_are_leapt_over(patch: pytest.MonkeyPatch) -> None:
    """What is missing is never asked for."""

    def leap(records: Sequence[Record], positions: Mapping[Place, Position]) -> Iterator[Record]:
        upcoming = {place: position.next_offset for place, position in positions.items()}
        for record in records:
            if record.offset >= upcoming.get(record.place, 0):
                upcoming[record.place] = record.offset + 1
                yield record

    patch.setattr(steps, "_fresh", leap)


def a_database_error_is_swallowed(patch: pytest.MonkeyPatch) -> None:
    """A batch that failed is taken for done; the next one leaps over it."""
    gaps_are_leapt_over(patch)
    apply = steps.apply

    def deaf(*args: Any) -> int:
        try:
            return apply(*args)
        except OperationalError:
            return 0

    patch.setattr(steps, "apply", deaf)


def first_wins(patch: pytest.MonkeyPatch) -> None:
    """The version that came first stands."""
    _merging(patch, lambda kept, _: kept is None)


def last_wins(patch: pytest.MonkeyPatch) -> None:
    """The version that came last stands."""
    _merging(patch, lambda _, __: True)


def a_tombstone_always_wins(patch: pytest.MonkeyPatch) -> None:
    """What was once withdrawn cannot be said again, and a withdrawal needs no revision."""
    _merging(
        patch,
        lambda kept, event: (
            kept is None
            or event.withdrawn
            or (not kept.withdrawn and event.revision >= kept.revision)
        ),
    )


def _merging(patch: pytest.MonkeyPatch, stands: Callable[[Any, Any], bool]) -> None:
    def merge(events: Any, event: Any) -> tuple[Verdict, bool]:
        if not stands(events.get(event.id), event):
            return Verdict.SUPERSEDED, False
        events[event.id] = aggregate.keep(event)
        return Verdict.APPLIED, False

    patch.setattr(aggregate, "merge", merge)


def late_news_is_dropped(patch: pytest.MonkeyPatch) -> None:
    """An event of more than a year ago is not taken."""
    merge = aggregate.merge

    def young(events: Any, event: Any) -> tuple[Verdict, bool]:
        if (event.recordedtime - event.time).days > 365:
            return Verdict.DUPLICATE, False
        return merge(events, event)

    patch.setattr(aggregate, "merge", young)


def nothing_is_taken_back(patch: pytest.MonkeyPatch) -> None:
    """A follower is told what is new, and not what it replaces."""
    patch.setattr(steps, "negated", np.zeros_like)


def a_cancelled_crime_goes_on(patch: pytest.MonkeyPatch) -> None:
    """A cancellation is not heard."""
    fold = crime.fold
    patch.setattr(
        crime,
        "fold",
        lambda facts: fold(f for f in facts if not isinstance(f, crime.CrimeCancelled)),
    )


def an_outcome_is_a_day_late(patch: pytest.MonkeyPatch) -> None:
    """The day of an outcome is read as if the machine stood east of here."""
    spans = crime._spans  # noqa: SLF001

    def late(crime_: crime.Crime) -> Iterator[Any]:
        for outcome, until in spans(crime_):
            yield crime.Outcome(outcome.day + 1, outcome.group), until

    patch.setattr(crime, "_spans", late)


PLANTS: tuple[Plant, ...] = (
    position_before_write,
    offset_plus_one,
    skip_dedupe,
    gaps_are_leapt_over,
    a_database_error_is_swallowed,
    first_wins,
    last_wins,
    a_tombstone_always_wins,
    late_news_is_dropped,
    nothing_is_taken_back,
    a_cancelled_crime_goes_on,
    an_outcome_is_a_day_late,
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "delays", lambda: iter([0.0] * 100))


@pytest.mark.parametrize("seed", range(3))
def test_without_a_bug_nothing_is_wrong(tmp_path: Path, seed: int) -> None:
    assert problems(tmp_path, seed) == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_seen(
    tmp_path: Path, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert any(problems(tmp_path, seed) for seed in range(3))
