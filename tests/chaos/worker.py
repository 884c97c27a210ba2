"""A worker to attack: a program of its own, or forked, so that it is at work at once."""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from pathlib import Path

TOPIC = "lcjb.police.v1"
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["__main__", "tests.chaos.worker", "streams.worker", "faust.transport.drivers.aiokafka"]
)


class Worker:
    """`lcjb worker` as a program of its own, with a ledger and a group of its own."""

    module = "producers.cli"

    def __init__(self, bootstrap: str, folder: Path, ledger: str) -> None:
        self.folder, self.log = folder, folder / "worker.log"
        self.environment = {
            **os.environ,
            "LCJB_KAFKA": bootstrap,
            "LCJB_LEDGER": ledger,
            "LCJB_HOME": str(folder),
            "LCJB_TOPICS": TOPIC,
            "LCJB_GROUP": f"chaos-{folder.name}",
            "LCJB_WORKER_NAME": "worker-1",
        }
        self.process: subprocess.Popen[bytes] | Forked | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, "worker"],
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, what: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(what)

    def exit_code(self, patience: float) -> int:
        """Wait until it ends by itself."""
        assert self.process is not None
        return self.process.wait(patience)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def said(self) -> str:
        return self.log.read_text()


class Forked:
    """A process that begins with everything imported, and has the face of a `Popen`."""

    def __init__(self, module: str, environment: dict[str, str], log: Path) -> None:
        self._process = _FORKS.Process(target=_live, args=(module, environment, log))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def send_signal(self, what: signal.Signals) -> None:
        os.kill(self.pid, what)

    def kill(self) -> None:
        self._process.kill()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        return self._process.exitcode


class QuickWorker(Worker):
    """A worker that is at work soon after its start: a kill seldom finds it importing."""

    def start(self) -> None:
        self.process = Forked(self.module, self.environment, self.log)


def _live(module: str, environment: dict[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as out:
        os.dup2(out.fileno(), sys.stdout.fileno())
        os.dup2(out.fileno(), sys.stderr.fileno())
    sys.argv = ["lcjb", "worker"]
    runpy.run_module(module, run_name="__main__")
