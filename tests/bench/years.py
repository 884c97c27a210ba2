"""Years of all of Lancashire in a ledger: what it then costs to read, and how soon news is seen."""

import statistics
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from re import findall, search
from typing import NamedTuple
from urllib.request import urlopen

from kafka import KafkaProducer
from rich.console import Console
from sqlalchemy import delete

from infra.native import Kafka
from metrics import views
from metrics.catalogue import CATALOGUE
from metrics.exporter import server
from metrics.store import tables
from metrics.store.ledger import Ledger
from producers import publish
from producers.contract import wire
from producers.contract.events import Event, event
from producers.contract.facts import CrimeRecorded, HistoryComplete
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.simulation import traffic
from producers.simulation.courts.exports import Courts
from producers.simulation.exports import Police
from producers.tokens import TokenKey
from streams import rebuild, steps
from streams.steps import Record
from tests.bench import agencies
from tests.chaos.worker import TOPIC
from tests.integration.commands import Commands

Figures = dict[str, float]
NOW = datetime(2026, 10, 1, tzinfo=UTC)
AS_OF = date(2026, 9, 30)
KEY = TokenKey(b"bench" * 8)
BATCH = 4000
A_SECOND = 100
"""Events a second while their way to /metrics is timed: four times the nation's busy hour."""
OPEN = r'lcjb_backlog_open\{[^}]*place="Lancashire"[^}]*\} ([0-9.e+]+)'


class Seen(NamedTuple):
    """When a scrape came back, and how many crimes it showed open."""

    at: float
    open: int
    taken: float


def kept(years: int, scale: float) -> dict[str, Figures]:
    """Measure the reading of a ledger with years of all agencies, and its rebuild."""
    with tempfile.TemporaryDirectory() as name:
        ledger = Ledger.connect(f"sqlite:///{name}/ledger.db")
        out = _filled(ledger, chain(_police(years, scale), _others(years, scale)), _since(years))
        out |= _snapshot(ledger)
        out |= _scraped(Path(name))
        began = time.monotonic()
        rebuild.rebuild(ledger)
        out["rebuild_s"] = time.monotonic() - began
        ledger.close()
    return {f"{years} years, scale {scale:g}": out}


def visible(years: int, seconds: int) -> dict[str, Figures]:
    """Measure the way from the broker's acknowledgement to /metrics, over a ledger with years."""
    with tempfile.TemporaryDirectory() as name, Kafka(Path(name) / "kafka") as broker:
        publish.ensure_topics(broker.bootstrap)
        commands = Commands(Path(name), broker.bootstrap, topics=TOPIC)
        ledger = Ledger.connect(commands.environment["LCJB_LEDGER"])
        out = _filled(ledger, _police(years, 1.0), _since(years))
        with ledger.engine.begin() as connection:  # this log begins anew
            connection.execute(delete(tables.positions))
        ledger.close()
        try:
            commands.start("worker")
            with _exporter(commands) as url:
                out |= _timed(broker.bootstrap, url, seconds)
        finally:
            commands.end()
    return {f"{years} years": out}


def _since(years: int) -> date:
    return (NOW - timedelta(days=365 * years)).date()


def _police(years: int, scale: float) -> Iterator[Event]:
    """Give what the force says, with a year before that still has open crimes."""
    since = _since(years)
    police = Police(7, scale, since, since - timedelta(days=365))
    return traffic.events(police, NOW - timedelta(days=365 * (years + 1)), NOW, KEY)


def _others(years: int, scale: float) -> Iterator[Event]:
    """Give what everybody else says: the courts as simulated, the rest made up."""
    since = _since(years)
    courts = Courts(7, scale, since, since - timedelta(days=365))
    yield from traffic.court_events(courts, NOW - timedelta(days=365 * (years + 1)), NOW, KEY)
    yield from agencies.events(7, scale, since - timedelta(days=365), AS_OF, KEY.id)


def _complete(since: date) -> Iterator[Event]:
    sources = {topic.agency: source for source, topic in TOPIC_OF_SOURCE.items()}
    sources["police"] = "/police/lancashire"
    for agency, stage in sorted({each for metric in CATALOGUE for each in metric.depends_on}):
        yield event(
            HistoryComplete(stage=stage, from_=since),  # type: ignore[arg-type]
            subject=f"partner:{agency}",
            source=sources[agency],  # type: ignore[index]
            recordedtime=NOW,
            tokenkey=KEY.id,
        )


def _records(said: Iterable[Event]) -> Iterator[Record]:
    offsets = Counter[str]()
    for each in said:
        topic = TOPIC_OF_SOURCE[each.source].name
        yield Record(topic, 0, offsets[topic], wire.encode(each))
        offsets[topic] += 1


def _filled(ledger: Ledger, said: Iterable[Event], since: date) -> Figures:
    """Fold the years through the step, without Kafka; what it takes to make them up is left out."""
    records = _records(chain(_complete(since), said))
    ids = {topic.name: "bench" for topic in TOPIC_OF_SOURCE.values()}
    count, taken = 0, 0.0
    with Console(stderr=True).status("folding") as status:
        while some := list(islice(records, BATCH)):
            began = time.monotonic()
            count += steps.apply(ledger, some, ids, NOW)
            taken += time.monotonic() - began
            status.update(f"{count:,} events folded")
    return {"events": count, "step_per_s": count / taken}


def _snapshot(ledger: Ledger) -> Figures:
    began = time.monotonic()
    book = ledger.book()
    read = time.monotonic() - began
    began = time.monotonic()
    views.figures(book, AS_OF, server.periods_of(AS_OF))
    return {"book_read_s": read, "snapshot_s": time.monotonic() - began, "rows": len(book.rows)}


def _scraped(folder: Path) -> Figures:
    commands = Commands(folder, "127.0.0.1:1", topics=TOPIC)
    try:
        with _exporter(commands) as url:
            taken = [_scrape(url).taken for _ in range(200)]
            memory = _memory(commands.running[-1].pid)
            with urlopen(url) as reply:  # noqa: S310 - our own address
                series = sum(not line.startswith(b"#") for line in reply)
    finally:
        commands.end()
    return {"scrape_p95_ms": _p95(taken) * 1000, "series": series} | memory


@contextmanager
def _exporter(commands: Commands) -> Iterator[str]:
    _, url = commands.serve("export", "--as-of", AS_OF.isoformat())
    yield url


def _timed(bootstrap: str, url: str, seconds: int) -> Figures:
    """Send new crimes at a steady pace; the n-th is seen when n more are open."""
    time.sleep(10)  # the worker has joined its group
    before = _scrape(url).open
    sent: deque[float] = deque()
    thread = threading.Thread(target=_trickle, args=(bootstrap, seconds * A_SECOND, sent))
    thread.start()
    scrapes, late = [], []
    while thread.is_alive() or sent:
        seen = _scrape(url)
        scrapes.append(seen.taken)
        while len(late) < seen.open - before:
            late.append(seen.at - sent.popleft())
        time.sleep(0.05)
    thread.join()
    return {
        "visible_p50_s": statistics.median(late),
        "visible_p95_s": _p95(late),
        "scrape_p95_ms_under_load": _p95(scrapes) * 1000,
    }


def _trickle(bootstrap: str, count: int, sent: deque[float]) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        crime = event(
            CrimeRecorded(recorded_on=AS_OF, district="E07000123", offence="8N"),
            subject=f"crime:{number:032x}",
            source="/police/lancashire",
            recordedtime=NOW,
            tokenkey=KEY.id,
        )
        producer.send(TOPIC, wire.encode(crime), crime.subject.encode()).get(10)
        sent.append(time.monotonic())
    producer.close()


def _scrape(url: str) -> Seen:
    began = time.monotonic()
    with urlopen(url) as reply:  # noqa: S310 - our own address
        text = reply.read().decode()
    at = time.monotonic()
    found = search(OPEN, text)
    return Seen(at, int(float(found[1])) if found else 0, at - began)


def _p95(some: list[float]) -> float:
    return statistics.quantiles(some, n=20)[-1]


def _memory(pid: int) -> Figures:
    """Read what a process has, and had at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    kib = {name: int(n) for name, n in findall(r"Vm(RSS|HWM):\s+(\d+)", status)}
    return {"exporter_rss_mb": kib["RSS"] / 1024, "exporter_peak_mb": kib["HWM"] / 1024}
