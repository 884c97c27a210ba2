"""Start a program with its log in a file, know it again, and stop it, children and all.

`service` starts with it what a test or the stack needs; `stack` stops by the record.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from infra.native.places import StackFault

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Process:
    """A running program: its pid, and when it began, lest a pid used again be mistaken."""

    pid: int
    began: str

    def alive(self) -> bool:
        """Say whether this very program still runs."""
        _reap(self.pid)
        return began(self.pid) == self.began

    def send(self, signum: int) -> None:
        """Send a signal to the program and all in its group, also to what it left behind."""
        if self.alive() or not Path(f"/proc/{self.pid}").exists():
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signum)

    def stop(self, patience: float = 15.0) -> None:
        """Ask it to end, wait `patience` seconds, then end it."""
        self.send(signal.SIGTERM)
        if not wait_until(lambda: not self.alive(), patience):
            self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.send(signal.SIGKILL)
        wait_until(lambda: not self.alive(), 10.0)


def began(pid: int) -> str:
    """Give the kernel's start time of a pid, '' if it is gone or only a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _reap(pid: int) -> None:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


@dataclass(frozen=True, slots=True)
class Command:
    """What to run: the words, the log file, what to add to the environment, and as whom."""

    words: Sequence[str]
    log: Path
    env: Mapping[str, str]
    user: str | None = None
    folder: Path | None = None


def start(command: Command) -> Process:
    """Start a program in a session of its own, its output appended to its log."""
    command.log.parent.mkdir(parents=True, exist_ok=True)
    with command.log.open("ab") as log:
        child = subprocess.Popen(
            [str(word) for word in command.words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **command.env},
            cwd=command.folder,
            user=command.user,
            group=_group(command.user),
            extra_groups=[] if command.user else None,
            start_new_session=True,
        )
    child.returncode = 0  # Kept by pid, not by this object: no warning when it is collected.
    return Process(child.pid, began(child.pid))


def _group(user: str | None) -> int | None:
    if user is None:
        return None
    import pwd  # noqa: PLC0415  (not on every system, and only needed as root)

    return pwd.getpwnam(user).pw_gid


def run(command: Command) -> None:
    """Run a program to its end. Raises StackFault with the end of its log if it fails."""
    process = start(command)
    _, status = os.waitpid(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise StackFault(f"{command.words[0]} failed:\n{tail(command.log)}")


def wait_until(done: Callable[[], bool], patience: float, pause: float = 0.05) -> bool:
    """Ask `done` until it says yes; False when `patience` seconds ran out first."""
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def tail(log: Path, lines: int = 15) -> str:
    """Give the last lines of a log, for a message."""
    if not log.exists():
        return f"(no {log.name})"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def port_is_free(port: int) -> bool:
    """Say whether a port of the loopback address can be bound."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_port(wanted: int = 0) -> int:
    """Give the wanted port if it is free, else any that is."""
    if wanted and port_is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
