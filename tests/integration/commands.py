"""`lcjb` as a person or a supervisor runs it, against a real broker; and files to publish."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

from infra.native.process import wait_until
from producers.partners.police.recorded_crime import COLUMNS
from tests.forked import Forked


class Commands:
    """`lcjb` on a machine of its own: a broker, a home, a ledger."""

    def __init__(self, folder: Path, bootstrap: str, *, topics: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.environment = {
            **os.environ,
            "LCJB_KAFKA": bootstrap,
            "LCJB_HOME": str(folder),
            "LCJB_LEDGER": f"sqlite:///{folder / 'ledger.db'}",
            "LCJB_TOPICS": topics,
            "LCJB_GROUP": "through",
            "LCJB_EXPORTER_PORT": "0",
        }
        self.running: list[subprocess.Popen[bytes] | Forked] = []

    def __call__(self, *words: str) -> str:
        out, err = (self.folder / f"command.{name}" for name in ("out", "err"))
        out.write_bytes(b"")
        err.write_bytes(b"")
        code = self.begin(words, out, err).wait()
        assert code == 0, out.read_text() + err.read_text()
        return out.read_text()

    def start(self, *words: str) -> Path:
        log = self.folder / f"{words[0]}-{len(self.running)}.log"
        log.write_bytes(b"")
        self.running.append(self.begin(words, log, log))
        return log

    def begin(self, words: Sequence[str], out: Path, err: Path) -> subprocess.Popen[bytes] | Forked:
        with out.open("ab") as stdout, err.open("ab") as stderr:
            return subprocess.Popen(
                [sys.executable, "-m", "producers.cli", *words],
                env=self.environment,
                stdout=stdout,
                stderr=stderr,
            )

    def serve(self, *words: str) -> tuple[Path, str]:
        """Start an exporter; give its log and its address."""
        log = self.start(*words)
        assert wait_until(lambda: "serving http" in log.read_text(), 90), log.read_text()
        found = re.search(r"serving (http://\S+)", log.read_text())
        assert found
        return log, found[1]

    def metrics(self, as_of: str) -> str:
        """Serve a past day, and scrape it."""
        _, url = self.serve("export", "--as-of", as_of)
        with urlopen(url) as reply:  # noqa: S310 - our own address
            return str(reply.read().decode())

    def await_read(self, events: int) -> None:
        def read() -> bool:
            told = json.loads(self("status", "--json"))
            return sum(at["read"] for at in told["positions"]) >= events and told["lag"] == 0

        assert wait_until(read, 60)

    def end_last(self) -> None:
        """End what was started last."""
        process = self.running.pop()
        process.terminate()
        process.wait(30)

    def end(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(30)


class QuickCommands(Commands):
    """The same, begun with everything imported: for tests that type many."""

    def begin(self, words: Sequence[str], out: Path, err: Path) -> Forked:
        return Forked("producers.cli", words, self.environment, out, err)


def export(folder: Path, rows: list[tuple[str, ...]], at: str) -> str:
    file = folder / f"{at[:10]}.csv"
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for ref, recorded, outcome, on, cancelled in rows:
            cells = {"crime_ref": ref, "recorded_on": recorded}
            cells |= {"outcome_type": outcome, "outcome_on": on}
            fixed = {"offence_code": "8N", "district": "Preston", "exported_at": at}
            writer.writerow(cells | fixed | {"cancelled_on": cancelled})
    return str(file)


def value(metrics: str, name: str, **labels: str) -> float:
    for line in metrics.splitlines():
        given = dict(re.findall(r'(\w+)="([^"]*)"', line))
        if line.startswith(name + "{") and given == labels:
            return float(line.rsplit(" ", 1)[1])
    raise AssertionError(f"{name} {labels} is not served")
