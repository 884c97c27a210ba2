"""Both invariants hold in every single scrape, also while the worker is killed again and again."""

import re
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.request import urlopen

import pytest
from prometheus_client import CollectorRegistry, start_http_server

from infra.native import Kafka
from metrics.exporter.server import LedgerCollector
from metrics.serving import reads
from metrics.store.ledger import Ledger
from producers import publish
from producers.contract import wire
from producers.contract.events import event
from producers.contract.facts import HistoryComplete
from producers.contract.lists import Stage
from tests.chaos import cases, harness
from tests.chaos.traffic import EXPORTED, LAST_DAY, START
from tests.chaos.worker import QuickWorker

pytestmark = pytest.mark.timeout(600)
TOPICS = "lcjb.police.v1,lcjb.courts.v1"
STAGES: dict[Stage, str] = {
    "investigation": "police",
    "magistrates": "courts",
    "crown": "courts",
}
SAMPLE = re.compile(r"^(lcjb_\w+)\{(.*)\} ([0-9.e+-]+)$", re.MULTILINE)
LABEL = re.compile(r'(\w+)="([^"]*)"')
A_SECOND = 400


def complete(stage: Stage) -> tuple[str, bytes, bytes]:
    agency = STAGES[stage]
    said = event(
        HistoryComplete(stage=stage, from_=START),
        subject=f"partner:{agency}",
        source=f"/{agency}/lancashire",
        recordedtime=EXPORTED,
        tokenkey="0000",
    )
    return f"lcjb.{agency}.v1", said.subject.encode(), wire.encode(said)


@contextmanager
def served(ledger: Ledger) -> Iterator[str]:
    """Serve what the exporter serves, made anew for every scrape."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(LedgerCollector(reads(ledger), lambda: LAST_DAY))
    server, _ = start_http_server(0, "127.0.0.1", registry)
    try:
        yield f"http://127.0.0.1:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()


def broken(text: str) -> list[str]:
    """Give what does not add up in one scrape."""
    gaps: dict[str, float] = {}
    still_open: dict[tuple[str, str], float] = {}
    banded: dict[tuple[str, str], float] = defaultdict(float)
    for name, labels, value in SAMPLE.findall(text):
        said = dict(LABEL.findall(labels))
        at = said.get("stage", ""), said.get("place", "")
        if name == "lcjb_invariant_gap":
            gaps[said["invariant"]] = float(value)
        elif name == "lcjb_backlog_open" and set(said) == {"stage", "place"}:
            still_open[at] = float(value)
        elif name == "lcjb_backlog_open_by_age" and set(said) == {"stage", "place", "band"}:
            banded[at] += float(value)
    assert len(gaps) >= 2
    wrong = [name for name, gap in gaps.items() if gap]
    return wrong + [f"bands of {at}" for at in still_open if still_open[at] != banded[at]]


@dataclass(slots=True)
class Watched:
    """What the scrapes have shown: how many different ones, and of which stages."""

    snapshots: set[int] = field(default_factory=set)
    stages: set[str] = field(default_factory=set)

    def look(self, url: str) -> str:
        with urlopen(url) as reply:  # noqa: S310 - our own address
            text = str(reply.read().decode())
        still_open = re.findall(r"^lcjb_backlog_open.*$", text, re.MULTILINE)
        self.snapshots.add(hash("".join(still_open)))
        self.stages |= set(re.findall(r'lcjb_backlog_open\{.*stage="(\w+)"', text))
        return text


@pytest.mark.parametrize(
    ("scrapes", "kills", "snapshots"),
    [(150, 3, 30), pytest.param(1000, 10, 200, marks=pytest.mark.long)],
)
def test_both_hold_in_every_scrape_while_the_worker_is_killed(
    tmp_path: Path, scrapes: int, kills: int, snapshots: int
) -> None:
    some = [complete(stage) for stage in STAGES] + cases.mixed(4, 60_000)
    watched, dice = Watched(), Random(1)
    with Kafka(tmp_path / "kafka") as broker:
        publish.ensure_topics(broker.bootstrap)
        worker = QuickWorker(broker.bootstrap, tmp_path, f"sqlite:///{tmp_path / 'ledger.db'}")
        worker.environment["LCJB_TOPICS"] = TOPICS
        ledger = Ledger.connect(worker.environment["LCJB_LEDGER"])
        worker.start()
        try:
            with harness.paced(broker.bootstrap, some, A_SECOND), served(ledger) as url:
                for number in range(scrapes):
                    assert broken(watched.look(url)) == [], f"scrape {number}"
                    if number % (scrapes // kills) == scrapes // kills - 1:
                        worker.kill()
                        worker.start()
                    time.sleep(dice.uniform(0, 0.2))
        finally:
            worker.kill()
    assert len(watched.snapshots) >= snapshots
    assert watched.stages >= set(STAGES)
