"""From a file to `/metrics` and to `lcjb figures`, by the commands, on a real broker."""

import csv
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from infra.native import Kafka
from infra.native.process import wait_until
from producers.partners.police.recorded_crime import COLUMNS
from producers.reference import tables

pytestmark = pytest.mark.timeout(200)
SAMPLES = Path(__file__).parents[2].parent / "shared/samples/police_open_data"

S12_AND_S13 = [
    ("K1", "2026-04-02", "1", "2026-04-20", ""),
    ("K2", "2026-04-10", "14", "2026-05-01", ""),
    ("K3", "2026-05-05", "", "", "2026-05-25"),
    ("K4", "2026-06-15", "18", "2026-06-20", ""),
    ("K5", "2026-06-30", "", "", ""),
    ("K6", "2026-03-20", "1", "2026-04-15", ""),
]


class Commands:
    """`lcjb` on a machine of its own: a broker, a home, a ledger."""

    def __init__(self, folder: Path, bootstrap: str, *, topics: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "LCJB_KAFKA": bootstrap,
            "LCJB_HOME": str(folder),
            "LCJB_LEDGER": f"sqlite:///{folder / 'ledger.db'}",
            "LCJB_TOPICS": topics,
            "LCJB_GROUP": "through",
            "LCJB_EXPORTER_PORT": "0",
        }
        self.running: list[subprocess.Popen[str]] = []

    def __call__(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "producers.cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *words: str) -> Path:
        log = self.folder / f"{words[0]}-{len(self.running)}.log"
        with log.open("w") as file:
            self.running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "producers.cli", *words],
                    env=self.environment,
                    stdout=file,
                    stderr=file,
                    text=True,
                )
            )
        return log

    def metrics(self, as_of: str) -> str:
        """Serve a past day, and scrape it."""
        log = self.start("export", "--as-of", as_of)
        assert wait_until(lambda: "serving http" in log.read_text(), 30), log.read_text()
        found = re.search(r"serving (http://\S+)", log.read_text())
        assert found
        with urlopen(found[1]) as reply:  # noqa: S310 - our own address
            return str(reply.read().decode())

    def await_read(self, events: int) -> None:
        def read() -> bool:
            told = json.loads(self("status", "--json"))
            return sum(at["read"] for at in told["positions"]) >= events and told["lag"] == 0

        assert wait_until(read, 60)

    def end(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(30)


@pytest.fixture
def commands(kafka: Kafka, tmp_path: Path) -> Iterator[Commands]:
    made = Commands(tmp_path, kafka.bootstrap, topics="lcjb.police.v1")
    yield made
    made.end()


def export(folder: Path, rows: list[tuple[str, ...]], at: str) -> str:
    file = folder / f"{at[:10]}.csv"
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for ref, recorded, outcome, on, cancelled in rows:
            cells = {"crime_ref": ref, "recorded_on": recorded}
            cells |= {"outcome_type": outcome, "outcome_on": on}
            fixed = {"offence_code": "8N", "district": "Preston", "exported_at": at}
            writer.writerow(cells | fixed | {"cancelled_on": cancelled})
    return str(file)


def value(metrics: str, name: str, **labels: str) -> float:
    for line in metrics.splitlines():
        given = dict(re.findall(r'(\w+)="([^"]*)"', line))
        if line.startswith(name + "{") and given == labels:
            return float(line.rsplit(" ", 1)[1])
    raise AssertionError(f"{name} {labels} is not served")


def test_s12_and_s13_through_kafka_to_metrics(commands: Commands, tmp_path: Path) -> None:
    commands("init")
    commands("publish", export(tmp_path, S12_AND_S13, "2026-07-01T06:00:00+01:00"))
    replaced = ("K2", "2026-04-10", "1", "2026-07-08", "")
    later = [replaced if row[0] == "K2" else row for row in S12_AND_S13]
    commands("declare", "history-complete", "--stage", "investigation", "--from", "2026-01-01")
    commands.start("worker")
    commands.await_read(12)
    june = commands.metrics("2026-06-30")
    preston = {"place": "Preston", "period": "2026-Q2"}
    assert value(june, "lcjb_charge_rate_recorded_numerator", **preston) == 1
    assert value(june, "lcjb_charge_rate_recorded_denominator", **preston) == 4
    assert value(june, "lcjb_charge_rate_closed_ratio", **preston) == 0.5
    at = {"stage": "investigation", "place": "Preston"}
    assert value(june, "lcjb_backlog_open", **at) == 1
    assert value(june, "lcjb_backlog_flow", **at, flow="cancelled", period="2026-Q2") == 1
    commands("publish", export(tmp_path, later, "2026-08-01T06:00:00+01:00"))
    commands.await_read(14)
    july = commands.metrics("2026-07-31")
    assert value(july, "lcjb_charge_rate_recorded_ratio", **preston) == 0.5
    closed = value(july, "lcjb_charge_rate_closed_numerator", **preston)
    assert (closed, value(july, "lcjb_charge_rate_closed_denominator", **preston)) == (2, 3)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the partners' samples are not here")
def test_real_open_data_counts_as_a_plain_count_does(  # noqa: PLR0915 - one journey
    kafka: Kafka, tmp_path: Path
) -> None:
    commands = Commands(tmp_path, kafka.bootstrap, topics="lcjb.open-data.v1")
    streets = [
        SAMPLES / "2019-05-lancashire-street.sample.csv",
        SAMPLES / "2018-07-west-yorkshire-street.sample.csv",
    ]
    recorded: Counter[str] = Counter()
    still_open: Counter[str] = Counter()
    for path in streets:
        unique = {r["Crime ID"]: r for r in csv.DictReader(path.open()) if r["Crime ID"]}
        for row in unique.values():
            gss = tables.district_of_lsoa(row["LSOA code"]) if row["LSOA code"] else "unknown"
            place = tables.places()[gss or "outside"]
            recorded[place] += 1
            undecided = {"Status update unavailable", "Under investigation", ""}
            still_open[place] += row["Last outcome category"] in undecided
    try:
        commands("init")
        commands("publish", *(str(path) for path in streets))
        complete = ("--stage", "investigation", "--from", "2016-01-01", "--open-data")
        commands("declare", "history-complete", *complete)
        commands.start("worker")
        commands.await_read(sum(recorded.values()))
        asked = ("--as-of", "2019-06-30", "--json")
        months = ("--period", "2018-07", "--period", "2019-05", "--metric", "crimes_recorded")
        told: Counter[str] = Counter()
        for figure in json.loads(commands("figures", *asked, *months)):
            told[figure["labels"].get("place", "")] += figure["n"]
        metrics = commands.metrics("2019-06-30")
    finally:
        commands.end()
    for place, count in recorded.items():
        assert told[place] == count
        at = {"stage": "investigation", "place": place}
        assert value(metrics, "lcjb_backlog_open", **at) == still_open[place]


def test_a_dead_broker_means_a_growing_spool_and_no_loss(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    with Kafka(tmp_path / "kafka") as broker:
        commands = Commands(folder, broker.bootstrap, topics="lcjb.police.v1")
        commands.environment["LCJB_PATIENCE"] = "4"
        commands("init")
        file = export(tmp_path, S12_AND_S13, "2026-07-01T06:00:00+01:00")
        broker.kill()
        done = subprocess.run(
            [sys.executable, "-m", "producers.cli", "publish", file],
            env=commands.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "kept in the spool" in " ".join(done.stderr.split())
        broker.start()
        time.sleep(1)
        assert "11 events acknowledged" in " ".join(commands("publish", "--drain").split())
