"""Real servers, each alone in a folder on a port of its own: Kafka and PostgreSQL.

Called by `stack` for `make up`, and by the tests' fixtures. `watchers` has the other two.
"""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import ClassVar, Self
from urllib.error import URLError
from urllib.request import urlopen

from infra.native import bundles
from infra.native.places import INFRA, StackFault
from infra.native.process import LOOPBACK, Command, Process, free_port, run, start, tail, wait_until


class Service(ABC):
    """A server in a folder: start, stop, kill; the same folder and port at the next start."""

    name: str
    patience: ClassVar[float] = 60.0

    def __init__(self, folder: Path, port: int = 0) -> None:
        """Take the folder for data and log, and the port wanted; another one if it is taken."""
        self.folder = Path(folder).resolve()
        self.log_folder = self.folder
        self.port = free_port(port)
        self.process: Process | None = None

    @property
    def log(self) -> Path:
        """The file with what the server says."""
        return self.log_folder / f"{self.name}.log"

    def start(self) -> Self:
        """Start and wait until healthy. Raises StackFault with the log's end when it is not."""
        if not self.alive:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.prepare()
            self.process = start(self.command())
            atexit.register(self.stop)
        self._await_health()
        return self

    def _await_health(self) -> None:
        wait_until(lambda: not self.alive or self.healthy(), self.patience)
        if not (self.alive and self.healthy()):
            self.stop()
            raise StackFault(f"{self.name} did not come up; {self.log} ends:\n{tail(self.log)}")

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self.process is not None and self.process.alive()

    def stop(self) -> None:
        """End it in an orderly way, and wait for that; nothing happens if it is not running."""
        if self.process is not None:
            self.process.stop()
        self._forget()

    def kill(self) -> None:
        """End it at once (SIGKILL), as a power cut would."""
        if self.process is not None:
            self.process.kill()
        self._forget()

    def pause(self) -> None:
        """Freeze it (SIGSTOP): alive, and answering nobody."""
        if self.process is not None:
            self.process.send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after `pause`."""
        if self.process is not None:
            self.process.send(signal.SIGCONT)

    def detach(self) -> Process:
        """Let it outlive this program (`make up`); give its process for the record."""
        atexit.unregister(self.stop)
        if self.process is None:
            raise StackFault(f"{self.name} is not running")
        return self.process

    def _forget(self) -> None:
        atexit.unregister(self.stop)
        self.process = None

    def __enter__(self) -> Self:
        """Start it."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    def prepare(self) -> None:  # noqa: B027  (most have nothing to do)
        """Lay out the folder before a start."""

    @abstractmethod
    def command(self) -> Command:
        """Give the words that start it."""

    @abstractmethod
    def healthy(self) -> bool:
        """Ask it whether it is ready to work."""


def answers(url: str) -> bool:
    """Say whether an HTTP address answers 200."""
    try:
        with closing(urlopen(url, timeout=2)) as reply:  # noqa: S310  (our own http address)
            return bool(reply.status == 200)  # noqa: PLR2004
    except (URLError, OSError):
        return False


class Kafka(Service):
    """One broker in KRaft mode, from infra/kafka/server.properties. `bootstrap` is its address."""

    name = "kafka"

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        *,
        settings: Mapping[str, str] | None = None,
        heap: str = "512m",
    ) -> None:
        """Take broker settings to add or replace, and the most memory its heap may have."""
        super().__init__(folder, port)
        self.controller_port = free_port()
        self.settings = dict(settings or {})
        self.heap = heap

    @property
    def bootstrap(self) -> str:
        """The address clients use, `127.0.0.1:PORT`."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def properties(self) -> Path:
        """The rendered settings: the shared file, then what this place adds."""
        return self.folder / "server.properties"

    def overrides(self) -> dict[str, str]:
        """Give what differs by place: addresses and the data folder."""
        controller = f"{LOOPBACK}:{self.controller_port}"
        return {
            "listeners": f"INTERNAL://{self.bootstrap},CONTROLLER://{controller}",
            "advertised.listeners": f"INTERNAL://{self.bootstrap}",
            "controller.quorum.voters": f"1@{controller}",
            "log.dirs": str(self.folder / "data"),
            **self.settings,
        }

    def prepare(self) -> None:
        """Render the settings, and format the data folder the first time."""
        shared = (INFRA / "kafka/server.properties").read_text()
        lines = [f"{key}={value}" for key, value in self.overrides().items()]
        self.properties.write_text("\n".join([shared, *lines, ""]))
        if not (self.folder / "data/meta.properties").exists():
            cluster = secrets.token_urlsafe(16)
            words = ["format", "-t", f"k{cluster[1:]}", "-c", str(self.properties)]
            run(self._java("kafka.tools.StorageTool", *words))

    def command(self) -> Command:
        """Give the broker's words."""
        return self._java("kafka.Kafka", str(self.properties))

    def _java(self, main: str, *words: str) -> Command:
        flags = [f"-Xmx{self.heap}", "-Xms128m", "-XX:+UseSerialGC", "-Xshare:auto"]
        logging = f"-Dlog4j2.configurationFile={INFRA / 'kafka/log4j2.properties'}"
        java = [bundles.java(), *flags, logging, "-cp", bundles.kafka(), main]
        return Command([*java, *words], self.log, {}, folder=self.folder)

    def healthy(self) -> bool:
        """Ask the broker for its topics."""
        from kafka import KafkaAdminClient  # noqa: PLC0415  (half a second, and not all need it)
        from kafka.errors import KafkaError  # noqa: PLC0415

        if not _listens(self.port):
            return False
        try:
            with closing(KafkaAdminClient(bootstrap_servers=self.bootstrap)) as admin:
                admin.list_topics()
        except KafkaError:
            return False
        return True


def _listens(port: int) -> bool:
    import socket  # noqa: PLC0415

    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


class PostgreSQL(Service):
    """A PostgreSQL server with infra/postgres/lcjb.conf. `url` is the SQLAlchemy address.

    It refuses to run as root: then it runs as the first of `postgres` and `nobody`, and a
    folder that this user cannot reach is replaced by one under the system's temporary folder.
    """

    name = "postgres"
    patience = 30.0

    def __init__(self, folder: Path, port: int = 0) -> None:
        """Take the folder for data and log, and the port wanted."""
        super().__init__(folder, port)
        self.user = _unprivileged()
        self.data = self.folder / "data"

    @property
    def secret(self) -> Path:
        """The file with the password (mode 600)."""
        return self.folder / "password"

    @property
    def url(self) -> str:
        """The address of the database `lcjb`, for SQLAlchemy with psycopg."""
        return self.address("lcjb")

    def address(self, database: str) -> str:
        """Give the address of a database of this server."""
        word = self.secret.read_text()
        return f"postgresql+psycopg://lcjb:{word}@{LOOPBACK}:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database and give its address."""
        import psycopg  # noqa: PLC0415  (only a stack with PostgreSQL needs the client)
        from psycopg.sql import SQL, Identifier  # noqa: PLC0415

        plain = self.address("postgres").replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(SQL("create database {}").format(Identifier(database)))
        return self.address(database)

    def prepare(self) -> None:
        """Make the cluster and the database the first time."""
        if (self.folder / "place").exists():
            self.data = Path((self.folder / "place").read_text())
            return
        if self.user is not None:
            self.data = _reachable(self.folder, self.user) / "data"
        self.secret.write_text(secrets.token_hex(16))
        self.secret.chmod(0o600)
        self._initialise()
        (self.folder / "place").write_text(str(self.data))

    def _initialise(self) -> None:
        with tempfile.NamedTemporaryFile("w") as word:
            word.write(self.secret.read_text())
            word.flush()
            if self.user is not None:
                shutil.chown(word.name, self.user)
            words = ["-D", str(self.data), "-U", "lcjb", "-E", "UTF8", "--locale=C", "-A"]
            run(self._program("initdb", *words, "scram-sha-256", f"--pwfile={word.name}"))
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write((INFRA / "postgres/lcjb.conf").read_text())

    def _program(self, name: str, *words: str | Path) -> Command:
        program = str(bundles.postgres() / name)
        where = self.data.parent if self.data.parent.exists() else self.folder
        return Command(
            [program, *map(str, words)], self.log, {"HOME": str(where)}, self.user, where
        )

    def command(self) -> Command:
        """Give the server's words."""
        place = ["-c", "unix_socket_directories=", "-c", f"listen_addresses={LOOPBACK}"]
        return self._program("postgres", "-D", self.data, "-p", str(self.port), *place)

    def healthy(self) -> bool:
        """Log in, and make the database `lcjb` if it is not there."""
        import psycopg  # noqa: PLC0415

        plain = self.address("postgres").replace("+psycopg", "")
        try:
            with psycopg.connect(plain, connect_timeout=2) as connection:
                there = connection.execute("select 1 from pg_database where datname = 'lcjb'")
                missing = there.fetchone() is None
        except psycopg.OperationalError:
            return False
        if missing:
            self.create("lcjb")
        return True

    def stop(self) -> None:
        """Stop fast: SIGINT to the postmaster ends sessions; SIGTERM would wait for them."""
        if self.process is not None and self.process.alive():
            os.kill(self.process.pid, signal.SIGINT)
            wait_until(lambda: not self.alive, 15.0)
        super().stop()

    def kill(self) -> None:
        """SIGKILL the postmaster, and wait until its children have noticed."""
        process = self.process
        super().kill()
        if process is not None:
            wait_until(lambda: not _children_of(self.data), 10.0)

    def remove(self) -> None:
        """Stop it and delete its data, also where they are not under `folder`."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        if self.data.parent != self.folder:
            shutil.rmtree(self.data.parent, ignore_errors=True)
        (self.folder / "place").unlink(missing_ok=True)


def _children_of(data: Path) -> bool:
    """Say whether a process still has the data folder as its working folder."""
    return any(_working_folder(entry) == str(data) for entry in Path("/proc").glob("[0-9]*"))


def _working_folder(entry: Path) -> str:
    try:
        return str((entry / "cwd").readlink())
    except OSError:
        return ""


def _unprivileged() -> str | None:
    """Give whom to run as: None for oneself, unless that is root."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _reachable(folder: Path, user: str) -> Path:
    """Give a folder of the user's own: the wanted one, else one under the temporary folder."""
    asked = subprocess.run(
        ["test", "-x", str(folder)], user=user, extra_groups=[], check=False, cwd="/"
    )
    if asked.returncode != 0:
        folder = Path(tempfile.mkdtemp(prefix="lcjb-postgres-"))
    else:
        folder = folder / "server"
        folder.mkdir(exist_ok=True)
    shutil.chown(folder, user)
    return folder
