"""F1: the worker dies at a named point, five times there."""

import signal
from pathlib import Path

import pytest

from infra.native import Kafka
from metrics.store.ledger import Ledger
from producers import publish
from tests.chaos import harness, traffic
from tests.chaos.crashing import HITS, POINTS
from tests.chaos.harness import Worker

pytestmark = pytest.mark.timeout(200)


def _dying(broker: str, folder: Path, point: str) -> Worker:
    folder.mkdir()
    (folder / "hits").touch()
    made = Worker(broker, folder, f"sqlite:///{folder / 'ledger.db'}")
    made.module = "tests.chaos.crashing"
    made.environment |= {"LCJB_TEST_POINT": point, "LCJB_TEST_HITS": str(folder / "hits")}
    return made


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_named_point_five_times_nothing_is_lost_or_doubled(
    tmp_path: Path, point: str
) -> None:
    with Kafka(tmp_path / "kafka") as server:
        publish.ensure_topics(server.bootstrap)
        worker = _dying(server.bootstrap, tmp_path / "w", point)
        log = harness.send(server.bootstrap, traffic.messages(8, 3000))
        if point == "filling-a-gap":
            harness.put_ahead(server.bootstrap, worker.environment["LCJB_GROUP"], 40)
        try:
            for _ in range(HITS):
                worker.start()
                assert worker.process is not None
                assert worker.process.wait(60) == -signal.SIGKILL
            worker.start()
            ledger = Ledger.connect(worker.environment["LCJB_LEDGER"])
            harness.await_lag_zero(server.bootstrap, ledger, worker)
        finally:
            worker.kill()
    assert (tmp_path / "w" / "hits").stat().st_size == HITS
    assert harness.differences(ledger.book(), log) == {}
    with ledger.snapshot() as reading:
        assert sum(at.read for at in reading.positions().values()) == len(log)
