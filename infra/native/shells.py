"""The services that only the stack runs: those of `lcjb` itself, the inbox, Grafana.

Called by `stack`. Each is a `Service` like those of `services`, so that all start, are waited
for and stop in one way.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from infra.native import bundles
from infra.native.places import INFRA, ROOT, VENV, StackFault
from infra.native.process import LOOPBACK, Command
from infra.native.service import Service, answers


class Supervised(Service):
    """A command of ours under the supervisor. Healthy: it serves, or at least it runs."""

    def __init__(
        self, name: str, folder: Path, port: int, words: tuple[str, ...], env: Mapping[str, str]
    ) -> None:
        """Take the words (`lcjb worker`) and the environment."""
        self.name = name
        super().__init__(folder, port)
        self.words = words
        self.env = dict(env)

    def command(self) -> Command:
        """Give the supervisor's words; paths in the environment are relative to the checkout."""
        program, *rest = self.words
        supervisor = [sys.executable, "-m", "infra.native.supervisor"]
        return Command(
            [*supervisor, str(VENV / "bin" / program), *rest], self.log, self.env, folder=ROOT
        )

    def healthy(self) -> bool:
        """Ask those that serve; of the others only that their supervisor runs."""
        path = {"exporter": "metrics", "board": "healthz"}.get(self.name)
        return path is None or answers(f"http://{LOOPBACK}:{self.port}/{path}")


class Inbox(Service):
    """The alert inbox. `messages` is its file."""

    name = "inbox"

    @property
    def messages(self) -> Path:
        """The file with one alert message a line."""
        return self.log_folder / "alerts.jsonl"

    def command(self) -> Command:
        """Give its words."""
        words = [sys.executable, "-m", "infra.native.inbox", str(self.port), str(self.messages)]
        return Command(words, self.log, {}, folder=ROOT)

    def healthy(self) -> bool:
        """Ask whether it answers."""
        return answers(f"http://{LOOPBACK}:{self.port}/")


class Grafana(Service):
    """Grafana with the shared provisioning, where the machine has it."""

    name = "grafana"

    def __init__(self, folder: Path, port: int, prometheus: str) -> None:
        """Take the address of Prometheus."""
        super().__init__(folder, port)
        self.prometheus = prometheus

    def command(self) -> Command:
        """Give its words. Raises StackFault where there is no Grafana."""
        found = bundles.grafana()
        if found is None:
            raise StackFault("Grafana is not on this machine. To mend: install grafana-server")
        program, home = found
        words = [program, *(["server"] if program.endswith("grafana") else [])]
        settings = ["--homepath", str(home), "--config", str(INFRA / "grafana/grafana.ini")]
        return Command([*words, *settings], self.log, self.environment())

    def environment(self) -> dict[str, str]:
        """Give what Grafana and its provisioning read."""
        return {
            "GF_SERVER_HTTP_ADDR": LOOPBACK,
            "GF_SERVER_HTTP_PORT": str(self.port),
            "GF_PATHS_DATA": str(self.folder / "data"),
            "GF_PATHS_LOGS": str(self.folder / "logs"),
            "GF_PATHS_PROVISIONING": str(INFRA / "grafana/provisioning"),
            "LCJB_PROMETHEUS_URL": self.prometheus,
            "LCJB_DASHBOARDS": str(ROOT / "dashboards/grafana"),
        }

    def healthy(self) -> bool:
        """Ask its health page."""
        return answers(f"http://{LOOPBACK}:{self.port}/api/health")
