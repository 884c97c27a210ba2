"""From a file to `/metrics` and to `lcjb figures`, by the commands, on a real broker."""

import csv
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.native import Kafka
from producers.reference import tables
from tests.integration.commands import Commands, QuickCommands, export, value

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


@pytest.fixture
def commands(kafka: Kafka, tmp_path: Path) -> Iterator[Commands]:
    made = QuickCommands(tmp_path, kafka.bootstrap, topics="lcjb.police.v1")
    yield made
    made.end()


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
    area = {"stage": "investigation", "place": "Lancashire"}  # a place's is of the rolling year
    assert value(june, "lcjb_backlog_flow", **area, flow="cancelled", period="2026-Q2") == 1
    commands("publish", export(tmp_path, later, "2026-08-01T06:00:00+01:00"))
    commands.await_read(14)
    july = commands.metrics("2026-07-31")
    assert value(july, "lcjb_charge_rate_recorded_ratio", **preston) == 0.5
    closed = value(july, "lcjb_charge_rate_closed_numerator", **preston)
    assert (closed, value(july, "lcjb_charge_rate_closed_denominator", **preston)) == (2, 3)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the partners' samples are not here")
def test_real_open_data_counts_as_a_plain_count_does(  # noqa: PLR0915 - one journey
    kafka: Kafka, tmp_path: Path
) -> None:
    commands = QuickCommands(tmp_path, kafka.bootstrap, topics="lcjb.open-data.v1")
    streets = [
        SAMPLES / "2019-05-lancashire-street.sample.csv",
        SAMPLES / "2018-07-west-yorkshire-street.sample.csv",
    ]
    recorded: Counter[str] = Counter()
    still_open: Counter[str] = Counter()
    for path in streets:
        unique = {row["Crime ID"]: row for row in _rows(path) if row["Crime ID"]}
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
        commands = QuickCommands(folder, broker.bootstrap, topics="lcjb.police.v1")
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
