"""Publishing on a real broker: what was accepted arrives, whatever happens to broker or spool."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition

from infra.native import Kafka
from producers.contract.events import Event, event
from producers.contract.facts import CrimeRecorded
from producers.contract.topics import PARTITIONS
from producers.contract.wire import encode
from producers.publish import ensure_topics
from producers.spool import Spool

pytestmark = pytest.mark.timeout(240)
TOPIC = "lcjb.police.v1"
MANY = 40_000


def crime(number: int) -> Event:
    return event(
        CrimeRecorded(recorded_on=date(2026, 4, 2), district="E07000123", offence="8N"),
        subject=f"crime:{number:032x}",
        source="/police/lancashire",
        recordedtime=datetime(2026, 7, 1, tzinfo=UTC),
        tokenkey="0f1e2d3c4b5a",
    )


class Partner:
    """A partner's machine: a home, a file of contract events, and the command."""

    def __init__(self, folder: Path, bootstrap: str, patience: int) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "LCJB_KAFKA": bootstrap,
            "LCJB_HOME": str(folder),
            "LCJB_PATIENCE": str(patience),
        }

    @property
    def spool(self) -> Path:
        return self.folder / "spool.db"

    def file(self, events: int) -> str:
        path = self.folder / "events.jsonl"
        path.write_bytes(b"\n".join(encode(crime(n)) for n in range(events)) + b"\n")
        return str(path)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "producers.cli", *words]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )

    def run_while(self, fault: Callable[[], None], *words: str) -> int:
        meddling = threading.Thread(target=fault)
        meddling.start()
        code = self.run(*words).returncode
        meddling.join()
        return code


def in_topic(bootstrap: str) -> dict[bytes, list[bytes]]:
    """Give all values in the log by key, read with another client setup than the product's."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    parts = [TopicPartition(TOPIC, number) for number in range(PARTITIONS)]
    consumer.assign(parts)
    ends = consumer.end_offsets(parts)
    consumer.seek_to_beginning(*parts)
    found: dict[bytes, list[bytes]] = {}
    while any(consumer.position(part) < ends[part] for part in parts):
        for records in consumer.poll(timeout_ms=500).values():
            for record in records:
                found.setdefault(record.key, []).append(record.value)
    consumer.close()
    return found


def under_way(partner: Partner) -> bool:
    """Say whether some of the spool is acknowledged and some is not."""
    try:
        with closing(sqlite3.connect(f"file:{partner.spool}?mode=ro", uri=True)) as db:
            (some,) = db.execute(
                "select acknowledged > 0 and acknowledged < accepted from account"
            ).fetchone()
    except (sqlite3.Error, TypeError):
        return False  # not made yet
    return bool(some)


def await_under_way(partner: Partner) -> None:
    deadline = time.monotonic() + 60
    while not under_way(partner):
        assert time.monotonic() < deadline
        time.sleep(0.002)


def expected(events: int) -> dict[bytes, bytes]:
    return {crime(n).subject.encode(): encode(crime(n)) for n in range(events)}


def test_what_is_published_is_what_is_consumed_under_its_subject(tmp_path: Path) -> None:
    with Kafka(tmp_path / "kafka") as broker:
        partner = Partner(tmp_path, broker.bootstrap, patience=30)
        partner.run("init")
        done = partner.run("publish", partner.file(500))
        assert done.returncode == 0, done.stderr
        assert in_topic(broker.bootstrap) == {k: [v] for k, v in expected(500).items()}
        with Spool(partner.spool) as spool:
            assert spool.pending() == 0


def test_a_control_total_is_what_went_through_the_spool_that_day(tmp_path: Path) -> None:
    with Kafka(tmp_path / "kafka") as broker:
        partner = Partner(tmp_path, broker.bootstrap, patience=30)
        partner.run("init")
        partner.run("publish", partner.file(500))
        partner.run("publish", partner.file(600))
        done = partner.run("declare", "control-total", "--day", "2026-07-01")
        assert (done.returncode, done.stdout.splitlines()[0]) == (
            0,
            "police, 2026-07-01: 600 crime-recorded.",
        )
        done = partner.run("declare", "control-total", "--day", "2026-06-30")
        assert "police, 2026-06-30: no facts." in done.stdout
        said = [json.loads(value) for value in in_topic(broker.bootstrap)[b"partner:police"]]
        assert [each["data"] for each in said] == [
            {"day": "2026-07-01", "counts": {"crime-recorded": 600}},
            {"day": "2026-06-30", "counts": {}},
        ]


def test_what_cannot_be_declared_is_said(tmp_path: Path) -> None:
    partner = Partner(tmp_path, "127.0.0.1:9", patience=1)
    for word in ("crime-record=3", "crime-recorded=many", "crime-recorded"):
        done = partner.run("declare", "control-total", "--day", "2026-07-01", word)
        assert done.returncode == 2
        assert "needs a fact and its number, as crime-recorded=362" in done.stderr
    done = partner.run("declare", "control-total", "--day", "2999-01-01")
    assert (done.returncode, "is still to come" in done.stderr) == (2, True)
    partner.run("init")
    partner.spool.write_bytes(b"no spool")
    done = partner.run("declare", "control-total")
    assert (done.returncode, "spool-damaged" in done.stderr) == (2, True)


def test_a_broker_killed_under_a_publish_and_started_again_costs_nothing(tmp_path: Path) -> None:
    with Kafka(tmp_path / "kafka") as broker:
        partner = Partner(tmp_path, broker.bootstrap, patience=40)
        partner.run("init")
        ensure_topics(broker.bootstrap)

        def fault() -> None:
            await_under_way(partner)
            broker.kill()
            broker.start()

        assert partner.run_while(fault, "publish", partner.file(MANY)) == 0
        arrived = in_topic(broker.bootstrap)
        assert {key: values[0] for key, values in arrived.items()} == expected(MANY)
        with Spool(partner.spool) as spool:
            assert spool.pending() == 0


def test_a_broker_that_stays_away_leaves_exactly_the_unacknowledged_in_the_spool(
    tmp_path: Path,
) -> None:
    with Kafka(tmp_path / "kafka") as broker:
        partner = Partner(tmp_path, broker.bootstrap, patience=4)
        partner.run("init")
        ensure_topics(broker.bootstrap)

        def fault() -> None:
            await_under_way(partner)
            broker.kill()

        assert partner.run_while(fault, "publish", partner.file(MANY)) == 1
        with Spool(partner.spool) as spool:
            kept = spool.pending()
        assert 0 < kept < MANY
        again = partner.run("publish", "--drain")
        assert again.returncode == 1
        assert f"{kept} events are kept in the spool" in " ".join(again.stderr.split())
        broker.start()
        assert partner.run("publish", "--drain").returncode == 0
        arrived = in_topic(broker.bootstrap)
        assert {key: values[0] for key, values in arrived.items()} == expected(MANY)
        times = Counter(len(set(values)) for values in arrived.values())
        assert times == {1: MANY}  # what came twice is the same to the byte


def test_a_damaged_spool_is_a_loud_stop_that_sends_nothing_damaged(tmp_path: Path) -> None:
    with Kafka(tmp_path / "kafka") as broker:
        partner = Partner(tmp_path, broker.bootstrap, patience=2)
        partner.run("init")
        broker.kill()
        assert partner.run("publish", partner.file(3000)).returncode == 1
        whole = partner.spool.read_bytes()
        record = whole.rindex(b'"specversion"', 0, len(whole) * 3 // 4)  # no memory, which is whole
        at = whole.index(b"E07000123", record)
        torn = bytearray(whole)
        torn[at + random.Random(1).randrange(9)] ^= 1
        partner.spool.write_bytes(torn)
        broker.start()
        ensure_topics(broker.bootstrap)
        done = partner.run("publish", "--drain")
        assert done.returncode == 2
        assert "spool-damaged" in done.stderr
        wanted = expected(3000)
        arrived = in_topic(broker.bootstrap)
        assert all(wanted[key] == value for key, values in arrived.items() for value in values)
