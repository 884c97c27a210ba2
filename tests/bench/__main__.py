"""Throughput on a real Kafka with a durable commit: `python -m tests.bench --events N --runs N`.

Catch-up and live events a second and CPU an event, on SQLite and PostgreSQL; a rebuild; the time of
a snapshot and of a scrape. Medians, as a table and as JSON.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from uuid import uuid4

from rich.console import Console
from rich.table import Table

from infra.native import Kafka, PostgreSQL
from metrics import views
from metrics.cli import reads
from metrics.exporter import server
from metrics.store.ledger import Ledger
from producers import publish
from streams import rebuild
from streams.log import Log
from tests.chaos import harness, traffic
from tests.chaos.harness import TOPIC, Worker

Figures = dict[str, float]


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    measured: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as name, Kafka(Path(name) / "kafka") as broker:
        publish.ensure_topics(broker.bootstrap)
        postgres = PostgreSQL(Path(name) / "postgres")
        postgres.start()
        try:
            some = traffic.messages(1, chosen.events)
            harness.send(broker.bootstrap, some)
            places: dict[str, Callable[[Path], str]] = {
                "sqlite": lambda folder: f"sqlite:///{folder / 'ledger.db'}",
                "postgresql": lambda _: postgres.create(f"bench_{uuid4().hex[:8]}"),
            }
            for kind, url in places.items():
                runs = [
                    _run(broker.bootstrap, Path(name) / f"{kind}-{n}", url, some)
                    for n in range(chosen.runs)
                ]
                measured[kind] = {k: statistics.median(run[k] for run in runs) for k in runs[0]}
        finally:
            postgres.remove()
    _print(measured)


def _run(
    bootstrap: str, folder: Path, url: Callable[[Path], str], some: list[tuple[bytes, bytes]]
) -> Figures:
    folder.mkdir()
    worker = Worker(bootstrap, folder, url(folder))
    ledger = Ledger.connect(worker.environment["LCJB_LEDGER"])
    waiting = sum(e.end - e.start for e in Log(bootstrap, [TOPIC]).extents().values())
    out = {"catch_up_per_s": waiting / _caught_up(worker, bootstrap, ledger)}
    out |= _live(worker, bootstrap, ledger, some)
    out["kill_9_to_next_batch_s"] = _killed(worker, bootstrap, ledger, some)
    worker.stop()
    out |= _read(ledger)
    ledger.close()
    return out


def _caught_up(worker: Worker, bootstrap: str, ledger: Ledger) -> float:
    """Time from the first event applied to the last: Python's own start is not throughput."""
    worker.start()
    while not _applied(ledger):
        time.sleep(0.01)
    first, began = _applied(ledger), time.monotonic()
    harness.await_lag_zero(bootstrap, ledger, worker, patience=300)
    taken, whole = time.monotonic() - began, _applied(ledger)
    return taken * whole / (whole - first)


def _live(
    worker: Worker, bootstrap: str, ledger: Ledger, some: list[tuple[bytes, bytes]]
) -> Figures:
    time.sleep(8)  # Faust has joined its group
    sample = Random(7).sample(some, len(some) // 3)
    before, began, cpu = _applied(ledger), time.monotonic(), _cpu(worker)
    harness.send(bootstrap, sample)
    harness.await_lag_zero(bootstrap, ledger, worker, patience=300)
    taken, count = time.monotonic() - began, _applied(ledger) - before
    return {
        "live_per_s": count / taken,
        "live_cpu_us_per_event": (_cpu(worker) - cpu) / count * 1e6,
    }


def _killed(
    worker: Worker, bootstrap: str, ledger: Ledger, some: list[tuple[bytes, bytes]]
) -> float:
    worker.kill()
    harness.send(bootstrap, some[:500])
    before, began = _applied(ledger), time.monotonic()
    worker.start()
    while _applied(ledger) == before:
        time.sleep(0.02)
    return time.monotonic() - began


def _read(ledger: Ledger) -> Figures:
    began = time.monotonic()
    count, _ = rebuild.rebuild(ledger)
    rebuilt = time.monotonic() - began
    began = time.monotonic()
    book = ledger.book()
    views.figures(book, date(2026, 2, 28), server.periods_of(date(2026, 2, 28)))
    snapshot = time.monotonic() - began
    exposition = server.Exposition(
        [server.LedgerCollector(reads(ledger), lambda: date(2026, 2, 28))]
    )
    exposition.text()
    began = time.monotonic()
    exposition.text()
    return {
        "rebuild_aggregates_per_s": count / rebuilt,
        "snapshot_s": snapshot,
        "scrape_ms": (time.monotonic() - began) * 1000,
        "rss_mb_of_the_bench": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _applied(ledger: Ledger) -> int:
    with ledger.snapshot() as reading:
        return sum(at.read for at in reading.positions().values())


def _cpu(worker: Worker) -> float:
    assert worker.process is not None
    fields = Path(f"/proc/{worker.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _print(measured: dict[str, Figures]) -> None:
    table = Table("measure", *measured)
    for name in next(iter(measured.values())):
        table.add_row(name, *(f"{figures[name]:,.2f}" for figures in measured.values()))
    Console(stderr=True).print(table)
    json.dump(measured, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
