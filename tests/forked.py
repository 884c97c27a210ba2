"""`lcjb` as a process that begins with all that it needs imported, and is at work at once.

It is forked off one that has imported it; from there on it is a process as any other. For tests
that start many: a kill then finds it at work, and not importing.
"""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "__main__",
        "tests.forked",
        "faust.transport.drivers.aiokafka",
        "metrics.exporter.server",
        "producers.publish",
        "rich.progress",
        "streams.worker",
    ]
)


class Forked:
    """A running program with the face of a `Popen`; what it says is added to files."""

    def __init__(
        self,
        module: str,
        words: Sequence[str],
        environment: Mapping[str, str],
        out: Path,
        err: Path | None = None,
    ) -> None:
        what = (module, tuple(words), dict(environment), out, err or out)
        self._process = _FORKS.Process(target=_live, args=what)
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def send_signal(self, what: signal.Signals) -> None:
        os.kill(self.pid, what)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("lcjb", timeout or 0)
        return self._process.exitcode


def _live(
    module: str, words: tuple[str, ...], environment: dict[str, str], out: Path, err: Path
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for path, stream in ((out, sys.stdout), (err, sys.stderr)):
        with path.open("ab") as file:
            os.dup2(file.fileno(), stream.fileno())
    sys.argv = ["lcjb", *words]
    runpy.run_module(module, run_name="__main__")
