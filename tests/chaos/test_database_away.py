"""F6: the database is stopped under load: nothing is acknowledged that is not committed."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
)

from infra.native import Kafka, PostgreSQL
from infra.native.process import wait_until
from metrics.store.ledger import Ledger
from producers import publish
from tests.chaos import harness, traffic
from tests.chaos.worker import TOPIC, Worker

pytestmark = pytest.mark.timeout(300)
YOUNG = (CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError)
"""What a broker says that still makes its coordinator."""
GROUP_SESSION = 10.0
"""Seconds after which the group drops a member that does not beat."""
A_SECOND, ENOUGH = 400, 1000
"""Events published a second, and acknowledged when the outage begins."""


class Group:
    """What the broker knows of the worker's group."""

    def __init__(self, bootstrap: str, name: str) -> None:
        self.admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        self.name = name

    def acknowledged(self) -> dict[int, int]:
        try:
            found = self.admin.list_group_offsets(self.name)[self.name]
        except YOUNG:
            return {}
        return {place.partition: at.offset for place, at in found.items()}

    def has_acknowledged(self, events: int) -> bool:
        return sum(self.acknowledged().values()) > events

    def members(self) -> list[str]:
        told = self.admin.describe_groups([self.name])[self.name]
        return [member["member_id"] for member in told["members"]]


def positions(database: PostgreSQL) -> dict[int, int]:
    """Give how far each partition is committed."""
    with Ledger.connect(database.url).snapshot() as reading:
        return {partition: at.next_offset for (_, partition), at in reading.positions().items()}


@contextmanager
def working(bootstrap: str, folder: Path, database: PostgreSQL) -> Iterator[tuple[Worker, Group]]:
    """Run a worker, and look at its group."""
    publish.ensure_topics(bootstrap)
    worker = Worker(bootstrap, folder, database.url)
    worker.start()
    group = Group(bootstrap, worker.environment["LCJB_GROUP"])
    try:
        yield worker, group
    finally:
        group.admin.close()
        worker.kill()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[PostgreSQL]:
    server = PostgreSQL(tmp_path / "postgres")
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.mark.parametrize(
    "seconds", [GROUP_SESSION * 1.5, pytest.param(60.0, marks=pytest.mark.long)]
)
def test_a_database_that_stops_under_load_costs_nothing_but_time(
    database: PostgreSQL, tmp_path: Path, seconds: float
) -> None:
    some = [(TOPIC, key, value) for key, value in traffic.messages(9, 40_000)]
    with (
        Kafka(tmp_path / "kafka") as broker,
        working(broker.bootstrap, tmp_path, database) as (
            worker,
            group,
        ),
    ):
        with harness.paced(broker.bootstrap, some, A_SECOND) as log:
            assert wait_until(lambda: group.has_acknowledged(ENOUGH) and group.members(), 60)
            members = group.members()
            database.stop()
            time.sleep(seconds)
            assert group.members() == members
            worker.send(signal.SIGSTOP)
            acknowledged = group.acknowledged()
            database.start()
            committed = positions(database)
            worker.send(signal.SIGCONT)
        harness.await_lag_zero(broker.bootstrap, Ledger.connect(database.url), worker)
        assert worker.alive
    assert all(at <= committed[partition] for partition, at in acknowledged.items())
    assert harness.differences(Ledger.connect(database.url).book(), log) == {}
