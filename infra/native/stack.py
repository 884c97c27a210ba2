"""The whole stack: up, status, down. One object for one folder of data, logs and pids.

`__main__` calls it for `make up`, `demo` for a stack of its own.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from threading import Lock
from typing import TypeVar

from infra.native import bundles
from infra.native.broker import Kafka
from infra.native.database import PostgreSQL
from infra.native.places import NATIVE, ROOT, StackFault
from infra.native.process import LOOPBACK, free_port, wait_until
from infra.native.receivers import Receivers
from infra.native.record import Entry, Record
from infra.native.service import Service
from infra.native.shells import Grafana, Inbox, Supervised
from infra.native.table import INBOX, ROWS, Row, environment
from infra.native.watchers import Alertmanager, Prometheus

#: Tells of a step: the service's name, and how it stands.
Tell = Callable[[str, str], None]
Laid = TypeVar("Laid", bound=Service)


@dataclass
class Stack:
    """A stack in a folder. `ledger` and `lcjb_home` default to the environment's.

    The ledger `postgresql` means one of the stack's own; any other is an SQLAlchemy address.
    """

    home: Path = NATIVE
    with_postgres: bool = False
    ledger: str = field(default_factory=lambda: os.environ.get("LCJB_LEDGER", ""))
    lcjb_home: str = field(default_factory=lambda: os.environ.get("LCJB_HOME", ".lcjb"))
    as_of: str = ""

    def __post_init__(self) -> None:
        """Find the record of what runs, and the ports that will be used."""
        self.record = Record(self.home / "run")
        running = self.record.running()
        rows = [*ROWS.values(), INBOX]
        taken: set[int] = set()
        self.ports = {row.name: _port(row, running.get(row.name), taken) for row in rows}
        if self.ledger == "postgresql" or "postgres" in running:
            self.with_postgres = True
        self._writing = Lock()

    def addresses(self) -> dict[str, str]:
        """Give the environment with which any `lcjb` command meets this stack."""
        place = self.place()
        both = {**environment(ROWS["worker"], place), **environment(ROWS["exporter"], place)}
        both.pop("LCJB_WORKER_NAME")
        return {**both, **({"LCJB_AS_OF": self.as_of} if self.as_of else {})}

    def place(self) -> dict[str, str]:
        """Give the addresses of this place, as the table's environments name them."""
        return {
            "kafka": f"{LOOPBACK}:{self.ports['kafka']}",
            "ledger": self._ledger(),
            "home": str((ROOT / self.lcjb_home).resolve()),
            "exporter_host": LOOPBACK,
            "exporter_port": str(self.ports["exporter"]),
            "board_host": LOOPBACK,
            "board_port": str(self.ports["board"]),
            "proxy": os.environ.get("LCJB_BOARD_PROXY", ""),
            "release": os.environ.get("LCJB_RELEASE", "monday 06:00"),
        }

    def _ledger(self) -> str:
        if self.with_postgres:
            return self._postgres().url
        return self.ledger or f"sqlite:///{(ROOT / self.lcjb_home).resolve()}/ledger.db"

    def _postgres(self) -> PostgreSQL:
        return self._laid(PostgreSQL(self._data("postgres"), self.ports["postgres"]))

    def _data(self, name: str) -> Path:
        return self.home / "data" / name

    def _laid(self, service: Laid) -> Laid:
        """Give a service this stack's port (also a taken one: its own) and log folder."""
        service.port = self.ports[service.name]
        service.log_folder = self.home / "log"
        service.log_folder.mkdir(parents=True, exist_ok=True)
        return service

    def up(self, tell: Tell) -> None:
        """Start what does not run, and wait until all is healthy. Raises StackFault."""
        with self._alone():
            (ROOT / self.lcjb_home).mkdir(mode=0o700, parents=True, exist_ok=True)
            for stage in self._stages():
                with ThreadPoolExecutor() as pool:
                    list(pool.map(lambda make: self._start(make(), tell), stage))
            self.record.say(self.addresses())

    def _stages(self) -> Iterator[list[Callable[[], Service]]]:
        """Give what may start at once, stage by stage: stores, then what reads, then watchers."""
        stores: list[Callable[[], Service]] = [self._kafka]
        yield [*stores, self._postgres] if self.with_postgres else stores
        self._lay_out()
        yield [lambda: self._ours("worker")]
        watchers: list[Callable[[], Service]] = [self._prometheus, self._alertmanager]
        ours: list[Callable[[], Service]] = [
            lambda: self._ours("exporter"),
            lambda: self._ours("board"),
            lambda: self._ours("releases"),
            lambda: self._ours("reconciliation"),
        ]
        yield [*ours, self._inbox, *watchers]
        if bundles.grafana() is not None:
            yield [self._grafana]

    def _start(self, service: Service, tell: Tell) -> None:
        if service.name not in self.record.running():
            tell(service.name, "starting")
            at = service.start().detach()
            entry = Entry(service.name, service.port, str(service.log), at.pid, at.began)
            with self._writing:
                self.record.add(entry)
        tell(service.name, "healthy")

    def _kafka(self) -> Service:
        return self._laid(Kafka(self._data("kafka"), self.ports["kafka"]))

    def _lay_out(self) -> None:
        """Make the topics: the worker must find them."""
        from producers.publish import ensure_topics  # noqa: PLC0415  (needs the project installed)

        ensure_topics(self.place()["kafka"])

    def _ours(self, name: str) -> Service:
        row = ROWS[name]
        env = {**self.addresses(), **environment(row, self.place())}
        folder = self._data(name)
        return self._laid(Supervised(name, folder, self.ports[name], row.words, env))

    def _prometheus(self) -> Service:
        jobs = ("exporter", "alertmanager")
        targets = {name: [f"{LOOPBACK}:{self.ports[name]}"] for name in jobs}
        folder = self._data("prometheus")
        return self._laid(Prometheus(folder, self.ports["prometheus"], targets=targets))

    def _alertmanager(self) -> Service:
        told = Receivers.from_environment()
        if not (told.webhook or told.email):
            told = Receivers(webhook=f"http://{LOOPBACK}:{self.ports['inbox']}/")
        folder = self._data("alertmanager")
        return self._laid(Alertmanager(folder, self.ports["alertmanager"], receivers=told))

    def _inbox(self) -> Service:
        return self._laid(Inbox(self._data("inbox"), self.ports["inbox"]))

    def _grafana(self) -> Service:
        prometheus = f"http://{LOOPBACK}:{self.ports['prometheus']}"
        folder = self._data("grafana")
        return self._laid(Grafana(folder, self.ports["grafana"], prometheus))

    def down(self, tell: Tell) -> None:
        """Stop everything of the record, last started first."""
        with self._alone():
            for entry in reversed(self.record.read().values()):
                tell(entry.name, "stopping")
                self.stop(entry)
                self.record.drop(entry.name)
                tell(entry.name, "stopped")

    @staticmethod
    def stop(entry: Entry) -> None:
        """Stop one service; PostgreSQL by SIGINT, for SIGTERM would wait for its clients."""
        if entry.name == "postgres" and entry.process.alive():
            os.kill(entry.pid, signal.SIGINT)
            wait_until(lambda: not entry.process.alive(), 15.0)
        entry.process.stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one command at a time change the stack."""
        self.record.folder.mkdir(parents=True, exist_ok=True)
        with (self.record.folder / "lock").open("w") as lock:
            try:
                flock(lock, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                raise StackFault("another `up` or `down` is at work; wait for its end") from None
            yield


def _port(row: Row, entry: Entry | None, taken: set[int]) -> int:
    """Give the port of a running service, else the wanted one, else a free one."""
    port = entry.port if entry else free_port(row.wanted_port())
    while entry is None and port in taken:
        port = free_port()
    taken.add(port)
    return port
