"""A worker to attack: a program of its own, or forked, so that it is at work at once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.forked import Forked

TOPIC = "lcjb.police.v1"


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


class QuickWorker(Worker):
    """A worker that is at work soon after its start: a kill seldom finds it importing."""

    def start(self) -> None:
        self.log.touch()
        self.process = Forked(self.module, ["worker"], self.environment, self.log)
