"""F1 for persons: merges, unmerges, corrections and cohorts under kill -9, held to the oracle."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random

import pytest

from infra.native import Kafka
from infra.native.process import wait_until
from metrics.store.ledger import Ledger
from producers import publish
from producers.contract import wire
from producers.contract.events import Event
from producers.contract.topics import TOPIC_OF_SOURCE
from streams import rebuild
from tests.chaos import harness
from tests.chaos.harness import Message
from tests.chaos.worker import QuickWorker
from tests.generative import slow_persons
from tests.generative.people import counted, crowd, sequence

pytestmark = pytest.mark.timeout(300)
WORLDS, CROWDS = 240, 4
A_SECOND, KILLS = 250, 7
FOLLOWS = "[^Worker]: Ready"
COUNTED = {"entered-cohort", "first-proof", "reoffence", "two-pncs"}
TOPICS = ("lcjb.police.v1", "lcjb.courts.v1", "lcjb.probation.v1", "lcjb.prisons.v1")


def worlds(dice: Random) -> Iterator[list[Event]]:
    """Give all that is told of each of many worlds of a few people; some are crowded."""
    for n in range(WORLDS):
        yield list(chain.from_iterable(sequence(dice, f"world {n} ")))
    for n in range(CROWDS):
        yield crowd(dice, f"crowd {n} ")


def message(event: Event) -> Message:
    return TOPIC_OF_SOURCE[event.source].name, event.subject.encode(), wire.encode(event)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[QuickWorker]:
    with Kafka(tmp_path / "kafka") as broker:
        publish.ensure_topics(broker.bootstrap)
        made = QuickWorker(broker.bootstrap, tmp_path, f"sqlite:///{tmp_path / 'ledger.db'}")
        made.environment["LCJB_TOPICS"] = ",".join(TOPICS)
        made.start()
        yield made
        made.kill()


def kill_now_and_then(worker: QuickWorker, dice: Random) -> None:
    """Kill -9 while it catches up or starts; every second time, while it follows live."""
    begun = worker.said().count(FOLLOWS)
    if dice.random() < 0.5:
        wait_until(lambda: worker.said().count(FOLLOWS) > begun, 20)
    harness.kills(worker, dice, 1)


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 21))]
)
def test_persons_are_the_oracles_whenever_the_worker_was_killed(
    worker: QuickWorker, seed: int
) -> None:
    dice = Random(seed)
    told = list(worlds(dice))
    some = [message(event) for event in chain.from_iterable(told)]
    dice.shuffle(some)
    bootstrap = worker.environment["LCJB_KAFKA"]
    ledger = Ledger.connect(worker.environment["LCJB_LEDGER"])
    with harness.paced(bootstrap, some, A_SECOND) as log:
        for _ in range(KILLS):
            kill_now_and_then(worker, dice)
        assert wait_until(lambda: len(log) == len(some), 120)
    harness.await_lag_zero(bootstrap, ledger, worker, patience=120)
    worker.kill()
    oracle: Counter[slow_persons.Key] = Counter()
    for of_one in told:
        oracle += slow_persons.count(of_one)
    assert {what for what, *_ in oracle} >= COUNTED
    assert counted(ledger.book()) == oracle
    assert rebuild.rebuild(ledger)[1] == 0
    with ledger.snapshot() as reading:
        positions = reading.positions().values()
    assert sum(at.read for at in positions) == len(some)
    assert sum(at.applied + at.duplicate + at.superseded for at in positions) == len(some)
