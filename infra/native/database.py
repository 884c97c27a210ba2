"""A PostgreSQL server alone in a folder. Called by `stack` and by the tests' fixtures."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from infra.native import bundles
from infra.native.places import INFRA
from infra.native.process import LOOPBACK, Command, run, wait_until
from infra.native.service import Service


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
        """End it and delete its data, also where they are not under `folder`."""
        self.kill()  # stopping would first write out what is deleted next
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
