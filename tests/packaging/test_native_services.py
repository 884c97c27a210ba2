"""The servers of the native stack: they come up, come back, and leave nothing behind."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from infra.native import Kafka, PostgreSQL, StackFault
from infra.native.places import ROOT
from infra.native.process import Command, Process, free_port, start, wait_until
from infra.native.record import Entry, Record
from infra.native.supervisor import FIRST, LONGEST, pauses


def _plain(server: PostgreSQL) -> str:
    return server.url.replace("+psycopg", "")


def test_a_killed_broker_comes_back_with_its_records(tmp_path: Path) -> None:
    with Kafka(tmp_path) as broker:
        admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
        admin.create_topics({"kept": {"num_partitions": 1, "replication_factor": 1}})
        admin.close()
        producer = KafkaProducer(bootstrap_servers=broker.bootstrap, acks="all")
        producer.send("kept", b"one").get(10)
        producer.close()
        before = broker.port
        broker.kill()
        assert not broker.alive
        broker.start()
        assert broker.port == before
        consumer = KafkaConsumer(bootstrap_servers=broker.bootstrap, group_id=None)
        assert consumer.end_offsets([TopicPartition("kept", 0)]) == {TopicPartition("kept", 0): 1}
        consumer.close()


def test_a_mistyped_topic_does_not_come_to_be(kafka: Kafka) -> None:
    producer = KafkaProducer(bootstrap_servers=kafka.bootstrap, max_block_ms=2000)
    with pytest.raises(Exception, match=r"(?i)topic|timeout|metadata"):
        producer.send("lcjb.polcie.v1", b"x").get(5)
    producer.close()
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    assert "lcjb.polcie.v1" not in admin.list_topics()
    admin.close()


def test_a_killed_database_comes_back_with_what_was_committed(tmp_path: Path) -> None:
    server = PostgreSQL(tmp_path)
    try:
        server.start()
        with psycopg.connect(_plain(server)) as connection:
            connection.execute("create table kept as select 1 as n")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(_plain(server), connect_timeout=2)
        server.start()
        with psycopg.connect(_plain(server)) as connection:
            assert connection.execute("select n from kept").fetchall() == [(1,)]
    finally:
        server.remove()
    assert not server.data.exists()


def test_the_database_is_never_root(postgres: PostgreSQL) -> None:
    assert postgres.process is not None
    assert Path(f"/proc/{postgres.process.pid}").stat().st_uid != 0


def test_a_taken_port_is_not_taken_again() -> None:
    wanted = free_port()
    listener = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(wanted), "--bind", "127.0.0.1"],
        stderr=subprocess.DEVNULL,
    )
    try:
        assert wait_until(lambda: free_port(wanted) != wanted, 10)
    finally:
        listener.kill()
        listener.wait()
    assert wait_until(lambda: free_port(wanted) == wanted, 10)


def test_a_server_that_does_not_come_up_says_why(tmp_path: Path) -> None:
    broker = Kafka(tmp_path, settings={"process.roles": "nonsense"})
    with pytest.raises(StackFault, match="nonsense"):
        broker.start()
    assert not broker.alive


def _runs(folder: Path) -> int:
    return len((folder / "runs").read_text().splitlines()) if (folder / "runs").exists() else 0


def test_the_supervisor_starts_a_program_again_until_it_is_told_to_stop(tmp_path: Path) -> None:
    program = f"open('{tmp_path}/runs', 'a').write('x\\n'); import os; os._exit(70)"
    words = [sys.executable, "-m", "infra.native.supervisor", sys.executable, "-c", program]
    process = start(Command(words, tmp_path / "log", {}, folder=ROOT))
    assert wait_until(lambda: _runs(tmp_path) >= 3, 20)
    process.stop()
    assert not process.alive()
    count = _runs(tmp_path)
    time.sleep(1)
    assert _runs(tmp_path) == count
    assert "ended with 70" in (tmp_path / "log").read_text()


def test_stopping_the_supervisor_stops_the_program(tmp_path: Path) -> None:
    say = f"open('{tmp_path}/pid', 'w').write(str(os.getpid()))"
    program = f"import os, time; {say}; time.sleep(99)"
    words = [sys.executable, "-m", "infra.native.supervisor", sys.executable, "-c", program]
    process = start(Command(words, tmp_path / "log", {}, folder=ROOT))
    assert wait_until(lambda: (tmp_path / "pid").exists() and _pid(tmp_path) > 0, 10)
    pid = _pid(tmp_path)
    process.stop()
    assert wait_until(lambda: not Path(f"/proc/{pid}").exists(), 5)


def _pid(folder: Path) -> int:
    return int((folder / "pid").read_text() or 0)


def test_pauses_grow_to_a_limit_and_a_good_run_resets_them() -> None:
    pause = FIRST
    for _ in range(20):
        pause = pauses(1.0, pause)
    assert pause == LONGEST
    assert pauses(61.0, pause) == FIRST


def test_a_pid_used_again_by_another_program_is_not_ours() -> None:
    stranger = Process(os.getpid(), "0")
    assert not stranger.alive()
    stranger.stop()  # would end this very test


def test_the_record_forgets_with_the_last_service(tmp_path: Path) -> None:
    record = Record(tmp_path)
    record.add(Entry("kafka", 9092, "log", 1, "0"))
    record.add(Entry("worker", 0, "log", 2, "0"))
    record.say({"LCJB_KAFKA": "127.0.0.1:9092"})
    assert list(record.read()) == ["kafka", "worker"]
    assert record.running() == {}
    record.drop("worker")
    record.drop("kafka")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_what_is_missing_is_named_with_the_mend(tmp_path: Path) -> None:
    """An ordinary user on a machine without Maven: one message, and what to type."""
    folder = Path("/var/tmp") / tmp_path.name  # noqa: S108  (where `nobody` can read)
    shutil.copytree(ROOT / "infra/native", folder / "infra/native")
    (folder / "bin").mkdir()
    (folder / "bin/python3").symlink_to("/usr/bin/python3")
    try:
        done = subprocess.run(
            ["/usr/bin/python3", str(folder / "infra/native/bootstrap.py")],
            env={"PATH": str(folder / "bin")},
            user="nobody",
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        shutil.rmtree(folder)
    assert done.returncode == 1
    assert "maven" in done.stderr
    assert "apt-get install" in done.stderr
    assert len(done.stderr.splitlines()) == 1
