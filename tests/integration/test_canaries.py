"""No identity gets in: 50 canaries in every column, in unknown fields, and past our commands."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from infra.native import Kafka
from producers.contract.topics import PARTITIONS
from producers.partners.police.recorded_crime import COLUMNS
from tests.integration.commands import Commands, QuickCommands

pytestmark = pytest.mark.timeout(200)
TOPIC = "lcjb.police.v1"
CANARIES = [
    form.format(n)
    for n in range(10)
    for form in (
        "Wilhelmina Zquorn{}",
        "zquorn{}@canary.example",
        "19{}7/0073319ZQ",
        "{} Zquorn Terrace PR1",
        "07700 900{}9ZQ",
    )
]
GOOD = {
    "crime_ref": "04/1/26",
    "offence_code": "8N",
    "recorded_on": "2026-04-02",
    "district": "Preston",
    "exported_at": "2026-07-01T06:00:00+01:00",
}
EXAMPLE = Path("producers/contract/examples/uk.lcjb.police.crime-recorded.v1.json")


def rows() -> Iterator[dict[str, str]]:
    """Give every canary in every column, one a row, and in columns that nobody knows."""
    for number, canary in enumerate(CANARIES):
        for column in COLUMNS:
            yield {**GOOD, "crime_ref": f"04/{number}/26", column: canary}
        yield {**GOOD, "crime_ref": f"05/{number}/26", "suspect_name": canary, "notes": canary}


def messages() -> Iterator[bytes]:
    """Give events with a canary in each field in turn, known or not, at every level."""
    canaries = cycle(CANARIES)
    whole = json.loads(EXAMPLE.read_text())
    for field in [*whole, "name"]:
        yield json.dumps({**whole, field: next(canaries)}).encode()
    for field in [*whole["data"], "name", "date_of_birth"]:
        data = {**whole["data"], field: next(canaries)}
        yield json.dumps({**whole, "id": f"{len(field):032x}", "data": data}).encode()
        deep = {**whole["data"], field: {"name": next(canaries)}}
        yield json.dumps({**whole, "data": deep}).encode()
    for canary in CANARIES:
        yield canary.encode()
        yield json.dumps([canary]).encode()


def found(text: bytes) -> list[str]:
    """Give the canaries in a text, also where a table has broken its line."""
    whole = b"".join(text.split())
    return [canary for canary in CANARIES if b"".join(canary.encode().split()) in whole]


def in_topic(bootstrap: str) -> bytes:
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    try:
        places = [TopicPartition(TOPIC, p) for p in range(PARTITIONS)]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends = consumer.end_offsets(places)
        out = b""
        while any(consumer.position(place) < ends[place] for place in places):
            for some in consumer.poll(1000).values():
                out += b"".join(bytes(r.key or b"") + bytes(r.value or b"") for r in some)
        return out
    finally:
        consumer.close()


def in_database(file: Path, hidden: set[str]) -> bytes:
    """Give all cells of all tables, but for the hidden columns."""
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        names = [row[0] for row in database.execute("select name from sqlite_master")]
        tables = [name for name in names if not name.startswith(("sqlite_", "ix_"))]
        cells: list[Any] = []
        for table in tables:
            try:
                rows = database.execute(f'select * from "{table}"').fetchall()  # noqa: S608
            except sqlite3.OperationalError:  # an index has no rows
                continue
            cells += [row[key] for row in rows for key in row.keys() if key not in hidden]  # noqa: SIM118
    return b" ".join(c if isinstance(c, bytes) else str(c).encode() for c in cells)


def said(commands: Commands, *words: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "producers.cli", *words],
        env=commands.environment,
        capture_output=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_canary_is_nowhere_but_in_the_body_of_its_own_dead_letter(tmp_path: Path) -> None:
    with Kafka(tmp_path / "kafka") as broker:
        commands = QuickCommands(tmp_path / "home", broker.bootstrap, topics=TOPIC)
        try:
            _attack_by_file(commands, tmp_path, broker.bootstrap)
            _attack_by_kafka(commands, broker.bootstrap)
        finally:
            commands.end()


def _attack_by_file(commands: Commands, folder: Path, bootstrap: str) -> None:
    columns = [*COLUMNS, "suspect_name", "notes"]
    file = folder / "extract.csv"
    lines = [",".join(row.get(column, "") for column in columns) for row in rows()]
    file.write_text("\n".join([",".join(columns), *lines]) + "\n")
    commands("init")
    for words in (("check", str(file)), ("publish", str(file)), ("publish", "--drain")):
        told = said(commands, *words)
        assert b"refused" in told or words[-1] == "--drain"
        assert found(told) == []
    assert found(in_topic(bootstrap)) == []
    for left in commands.folder.iterdir():
        assert found(left.read_bytes()) == []


def _attack_by_kafka(commands: Commands, bootstrap: str) -> None:
    attack = list(messages())
    producer = KafkaProducer(bootstrap_servers=bootstrap)
    for future in [producer.send(TOPIC, value) for value in attack]:
        future.get(30)
    producer.close()
    worker = commands.start("worker")
    commands.await_read(len(attack))
    exporter, metrics = commands.serve("export")
    letters = json.loads(commands("deadletters", "list", "--json"))
    assert len(letters) > len(CANARIES)
    with urlopen(metrics) as reply:  # noqa: S310 - our own address
        assert found(reply.read()) == []
    assert found(json.dumps(letters).encode()) == []
    assert found(worker.read_bytes() + exporter.read_bytes()) == []
    assert found(said(commands, "status") + said(commands, "figures", "--csv")) == []
    ledger = commands.folder / "ledger.db"
    assert found(in_database(ledger, {"body"})) == []
    assert found(in_database(ledger, set())), "the bodies should have them: else nothing was sent"
