"""What every server of the stack can do: start and be waited for, stop, be killed, be frozen.

`broker`, `database`, `watchers` and `shells` say how each is started and asked for its health.
"""

import atexit
import signal
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path
from typing import ClassVar, Self
from urllib.error import URLError
from urllib.request import urlopen

from infra.native.places import StackFault
from infra.native.process import Command, Process, free_port, start, tail, wait_until


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
