"""F1: the worker dies at a named point, five times there. One log for all, a ledger for each."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from infra.native import Kafka
from metrics.store.ledger import Ledger
from producers import publish
from tests.chaos import harness, traffic
from tests.chaos.crashing import HITS, POINTS
from tests.chaos.worker import QuickWorker

pytestmark = pytest.mark.timeout(200)


class Sent(NamedTuple):
    """A broker, and the log that it acknowledged."""

    bootstrap: str
    log: list[bytes]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    with Kafka(tmp_path_factory.mktemp("kafka")) as server:
        publish.ensure_topics(server.bootstrap)
        yield Sent(server.bootstrap, harness.send(server.bootstrap, traffic.messages(8, 3000)))


def _dying(broker: str, folder: Path, point: str) -> QuickWorker:
    folder.mkdir()
    (folder / "hits").touch()
    made = QuickWorker(broker, folder, f"sqlite:///{folder / 'ledger.db'}")
    made.module = "tests.chaos.crashing"
    made.environment |= {"LCJB_TEST_POINT": point, "LCJB_TEST_HITS": str(folder / "hits")}
    return made


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_named_point_five_times_nothing_is_lost_or_doubled(
    sent: Sent, tmp_path: Path, point: str
) -> None:
    worker = _dying(sent.bootstrap, tmp_path / point, point)
    if point == "filling-a-gap":
        harness.put_ahead(sent.bootstrap, worker.environment["LCJB_GROUP"], 40)
    try:
        for _ in range(HITS):
            worker.start()
            assert worker.exit_code(60) == -signal.SIGKILL
        worker.start()
        ledger = Ledger.connect(worker.environment["LCJB_LEDGER"])
        harness.await_lag_zero(sent.bootstrap, ledger, worker)
    finally:
        worker.kill()
    assert (worker.folder / "hits").stat().st_size == HITS
    assert harness.differences(ledger.book(), sent.log) == {}
    with ledger.snapshot() as reading:
        assert sum(at.read for at in reading.positions().values()) == len(sent.log)
