"""F1, F10, F14: kill -9 mid-batch, repeats and disorder, and a log that is not what it was."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from kafka import KafkaAdminClient, TopicPartition

from infra.native import Kafka
from metrics.store.ledger import Ledger
from producers import publish
from producers.contract import wire
from producers.contract.events import event
from producers.contract.facts import CrimeRecorded
from streams import steps
from streams.faults import EXIT_FAULT, EXIT_LOG_CHANGED
from streams.steps import EXITS_BEFORE_PARKING, Record
from tests.chaos import harness, traffic
from tests.chaos.tripped import TRIPS
from tests.chaos.worker import TOPIC, QuickWorker, Worker

pytestmark = pytest.mark.timeout(200)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    with Kafka(tmp_path / "kafka") as server:
        publish.ensure_topics(server.bootstrap)
        yield server.bootstrap


@pytest.fixture
def worker(broker: str, tmp_path: Path) -> Iterator[Worker]:
    (tmp_path / "w").mkdir()
    made = QuickWorker(broker, tmp_path / "w", f"sqlite:///{tmp_path / 'w' / 'ledger.db'}")
    yield made
    made.kill()


def ledger_of(worker: Worker) -> Ledger:
    return Ledger.connect(worker.environment["LCJB_LEDGER"])


DOSES = [
    pytest.param(1, 6000, 3),
    *(pytest.param(seed, 6000, 3, marks=pytest.mark.long) for seed in range(2, 51)),
    pytest.param(51, 300_000, 10, marks=pytest.mark.long),
]


@pytest.mark.parametrize(("seed", "size", "times"), DOSES)
def test_killed_while_it_works_nothing_is_lost_or_doubled(
    broker: str, worker: Worker, seed: int, size: int, times: int
) -> None:
    some = traffic.messages(seed, size)
    worker.start()
    log = harness.send(broker, some[: size // 2])
    harness.kills(worker, Random(seed), times)
    log += harness.send(broker, some[size // 2 :])
    harness.kills(worker, Random(seed + 1), 2)
    ledger = ledger_of(worker)
    harness.await_lag_zero(broker, ledger, worker)
    worker.stop()
    assert harness.differences(ledger.book(), log) == {}
    with ledger.snapshot() as reading:
        positions = reading.positions().values()
    assert sum(at.read for at in positions) == len(log)
    assert all(
        at.read == at.applied + at.duplicate + at.superseded + at.dead_lettered + at.parked
        for at in positions
    )


def test_a_group_offset_ahead_of_the_ledger_is_a_gap_that_is_filled(
    broker: str, worker: Worker
) -> None:
    log = harness.send(broker, traffic.messages(2, 600))
    harness.put_ahead(broker, worker.environment["LCJB_GROUP"], 40)
    worker.start()
    ledger = ledger_of(worker)
    harness.await_lag_zero(broker, ledger, worker)
    assert harness.differences(ledger.book(), log) == {}


def test_a_topic_made_again_stops_the_worker_loudly(broker: str, worker: Worker) -> None:
    harness.send(broker, traffic.messages(3, 600))
    worker.start()
    ledger = ledger_of(worker)
    harness.await_lag_zero(broker, ledger, worker)
    admin = KafkaAdminClient(bootstrap_servers=broker)
    admin.delete_topics([TOPIC])
    admin.close()
    for _ in range(20):
        if publish.ensure_topics(broker):
            break
    assert worker.exit_code(30) == EXIT_LOG_CHANGED
    assert "accept-log" in worker.said()


@pytest.mark.parametrize("had_read", [0, 300])
def test_a_log_cut_before_it_was_read_stops_the_worker_loudly(
    broker: str, worker: Worker, had_read: int
) -> None:
    log = traffic.messages(5, 900)
    ledger = ledger_of(worker)
    if had_read:
        harness.send(broker, log[:had_read])
        worker.start()
        harness.await_lag_zero(broker, ledger, worker)
        worker.stop()
    harness.send(broker, log[had_read:])
    admin = KafkaAdminClient(bootstrap_servers=broker)
    admin.delete_records({TopicPartition(TOPIC, p): 100 for p in range(6)})
    admin.close()
    worker.start()
    assert worker.exit_code(10) == EXIT_LOG_CHANGED
    assert "the log was cut" in worker.said()
    command = [sys.executable, "-m", worker.module, "accept-log", TOPIC]
    subprocess.run(command, env=worker.environment, check=True)
    worker.start()
    harness.await_lag_zero(broker, ledger, worker)


def test_a_restored_ledger_is_filled_from_the_log(
    broker: str, worker: Worker, tmp_path: Path
) -> None:
    log = harness.send(broker, traffic.messages(4, 600))
    ledger = ledger_of(worker)
    ledger.close()
    backup = tmp_path / "backup.db"
    backup.write_bytes((worker.folder / "ledger.db").read_bytes())
    worker.start()
    harness.await_lag_zero(broker, ledger_of(worker), worker)
    worker.stop()
    for left in worker.folder.glob("ledger.db*"):
        left.unlink()
    (worker.folder / "ledger.db").write_bytes(backup.read_bytes())
    worker.start()
    restored = ledger_of(worker)
    harness.await_lag_zero(broker, restored, worker)
    assert harness.differences(restored.book(), log) == {}


@pytest.mark.parametrize("live", [False, True])
def test_an_event_that_trips_a_bug_is_parked_after_three_exits_and_the_rest_goes_on(
    broker: str, worker: Worker, *, live: bool
) -> None:
    worker.module = "tests.chaos.tripped"
    ledger = ledger_of(worker)
    some = traffic.messages(6, 300)
    poison = event(
        CrimeRecorded(recorded_on=traffic.START, district="unknown", offence=TRIPS),
        subject="crime:" + "f" * 32,
        source="/police/lancashire",
        recordedtime=traffic.EXPORTED,
        tokenkey="0000",
    )
    bad = (poison.subject.encode(), wire.encode(poison))
    if live:
        harness.send(broker, some[:10])
        worker.start()
        harness.await_lag_zero(broker, ledger, worker)
        time.sleep(8)  # Faust has joined its group: what comes now comes by the agent
    log = harness.send(broker, [*some[:150], bad, *some[150:]])
    for _ in range(EXITS_BEFORE_PARKING):
        if not live:
            worker.start()
        assert worker.exit_code(60) == EXIT_FAULT
        live = False
    worker.start()
    harness.await_lag_zero(broker, ledger, worker)
    with ledger.snapshot() as reading:
        letters = reading.dead_letters()
    assert [(letter.code, letter.parked) for letter in letters] == [("crash", True)]
    assert harness.differences(ledger.book(), [raw for raw in log if raw != bad[1]]) == {}


@pytest.mark.parametrize("seed", range(5))
def test_any_order_and_repetition_adds_up_the_same(seed: int, tmp_path: Path) -> None:
    """F10 without Kafka: the step alone, in random batches."""
    ledger = Ledger.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    dice = Random(seed)
    log = [value for _, value in traffic.messages(seed, 3000)]
    at = 0
    while at < len(log):
        size = dice.randrange(1, 500)
        batch = [Record(TOPIC, 0, at + n, raw) for n, raw in enumerate(log[at : at + size])]
        again = [Record(TOPIC, 0, n, log[n]) for n in range(max(0, at - 20), at)]
        steps.apply(ledger, again + batch, {TOPIC: "one"}, traffic.EXPORTED)
        at += size
    assert harness.differences(ledger.book(), log) == {}
