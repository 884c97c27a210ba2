"""Throughput and recovery on a real Kafka with a durable commit: medians of several runs."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import uuid4

from infra.native import Kafka, PostgreSQL
from metrics.store.ledger import Ledger
from producers import publish
from streams.log import Log
from streams.settings import LIVE_TOPICS
from tests.bench.traffic import mixed
from tests.chaos import harness
from tests.chaos.worker import Worker

Figures = dict[str, float]
Messages = list[tuple[str, bytes, bytes]]
QUIET = 0.1
"""Seconds of processor time in one second; a worker at rest takes less."""


def measure(events: int, runs: int) -> dict[str, Figures]:
    """Run against both databases; give the medians."""
    measured: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as name, Kafka(Path(name) / "kafka") as broker:
        publish.ensure_topics(broker.bootstrap)
        postgres = PostgreSQL(Path(name) / "postgres")
        postgres.start()
        try:
            some = mixed(1, events)
            harness.send_each(broker.bootstrap, some)
            places: dict[str, Callable[[Path], str]] = {
                "sqlite": lambda folder: f"sqlite:///{folder / 'ledger.db'}",
                "postgresql": lambda _: postgres.create(f"bench_{uuid4().hex[:8]}"),
            }
            for kind, url in places.items():
                out = [
                    _run(broker.bootstrap, Path(name) / f"{kind}-{n}", url, some)
                    for n in range(runs)
                ]
                measured[kind] = {k: statistics.median(run[k] for run in out) for k in out[0]}
        finally:
            postgres.remove()
    return measured


def _run(bootstrap: str, folder: Path, url: Callable[[Path], str], some: Messages) -> Figures:
    folder.mkdir()
    worker = Worker(bootstrap, folder, url(folder))
    worker.environment["LCJB_TOPICS"] = ",".join(LIVE_TOPICS)
    ledger = Ledger.connect(worker.environment["LCJB_LEDGER"])
    waiting = sum(e.end - e.start for e in Log(bootstrap, LIVE_TOPICS).extents().values())
    out = {"catch_up_per_s": waiting / _caught_up(worker, bootstrap, ledger)}
    out |= _live(worker, bootstrap, ledger, some)
    out["kill_9_to_next_batch_s"] = _killed(worker, bootstrap, ledger, some)
    worker.stop()
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


def _live(worker: Worker, bootstrap: str, ledger: Ledger, some: Messages) -> Figures:
    _await_quiet(worker)
    sample = Random(7).sample(some, len(some) // 3)
    before, began, cpu = _applied(ledger), time.monotonic(), _cpu(worker)
    harness.send_each(bootstrap, sample)
    harness.await_lag_zero(bootstrap, ledger, worker, patience=300)
    taken, count = time.monotonic() - began, _applied(ledger) - before
    return {
        "live_per_s": count / taken,
        "live_cpu_us_per_event": (_cpu(worker) - cpu) / count * 1e6,
    }


def _await_quiet(worker: Worker) -> None:
    """Wait until Faust has joined its group, and has passed over what is known."""
    time.sleep(8)
    spent = -1.0
    while (now := _cpu(worker)) - spent > QUIET:
        spent = now
        time.sleep(1)


def _killed(worker: Worker, bootstrap: str, ledger: Ledger, some: Messages) -> float:
    worker.kill()
    harness.send_each(bootstrap, some[:500])
    before, began = _applied(ledger), time.monotonic()
    worker.start()
    while _applied(ledger) == before:
        time.sleep(0.02)
    return time.monotonic() - began


def _applied(ledger: Ledger) -> int:
    with ledger.snapshot() as reading:
        return sum(at.read for at in reading.positions().values())


def _cpu(worker: Worker) -> float:
    assert worker.process is not None
    fields = Path(f"/proc/{worker.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
