"""Prometheus and Alertmanager, each alone in a folder on a port of its own.

Called by `stack` and the tests' fixtures, like `broker`. Both start from the shared files in
infra/; what differs by place is written beside the data: targets, addresses, secrets.
"""

import json
import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.native import bundles
from infra.native.places import INFRA, ROOT
from infra.native.process import LOOPBACK, Command
from infra.native.receivers import Receivers, render
from infra.native.service import Service, answers

#: Rules of the dashboards' room; a rule file that does not load stops Prometheus.
RULES = ROOT / "dashboards/rules"


class Prometheus(Service):
    """Prometheus from infra/prometheus/prometheus.yml. `url` is its address."""

    name = "prometheus"

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        *,
        targets: Mapping[str, Sequence[str]] | None = None,
        rules: Path | None = RULES,
    ) -> None:
        """Take `host:port` targets by job (`exporter`, `alertmanager`), and the rules' folder."""
        super().__init__(folder, port)
        self.targets = dict(targets or {})
        self.rules = rules

    @property
    def url(self) -> str:
        """The address of its API and pages."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def data(self) -> Path:
        """The folder of its blocks; `promtool tsdb create-blocks-from` writes here."""
        return self.folder / "data"

    def prepare(self) -> None:
        """Copy the shared settings and rules beside the targets of this place."""
        config = self.folder / "config"
        (config / "targets").mkdir(parents=True, exist_ok=True)
        shutil.copy(INFRA / "prometheus/prometheus.yml", config)
        for job in ("exporter", "alertmanager"):
            body = [{"targets": list(self.targets.get(job, []))}]
            (config / "targets" / f"{job}.json").write_text(json.dumps(body))
        shutil.rmtree(config / "rules", ignore_errors=True)
        if self.rules is not None and self.rules.is_dir():
            shutil.copytree(self.rules, config / "rules")

    def reload(self) -> None:
        """Copy the settings and rules anew and have them read."""
        self.prepare()
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGHUP)

    def command(self) -> Command:
        """Give its words; retention is long, for the back-filled years."""
        words = [
            f"--config.file={self.folder / 'config/prometheus.yml'}",
            f"--storage.tsdb.path={self.data}",
            "--storage.tsdb.retention.time=10y",
            f"--web.listen-address={LOOPBACK}:{self.port}",
        ]
        return Command([bundles.prometheus("prometheus"), *words], self.log, {})

    def healthy(self) -> bool:
        """Ask whether it is ready to serve."""
        return answers(f"{self.url}/-/ready")


class Alertmanager(Service):
    """Alertmanager from infra/alertmanager/alertmanager.yml. `url` is its address."""

    name = "alertmanager"

    def __init__(self, folder: Path, port: int = 0, *, receivers: Receivers | None = None) -> None:
        """Take where alerts go; by default to a discard port of loopback: nobody hears them."""
        super().__init__(folder, port)
        self.receivers = receivers or Receivers()

    @property
    def url(self) -> str:
        """The address of its API and pages."""
        return f"http://{LOOPBACK}:{self.port}"

    def prepare(self) -> None:
        """Render the shared settings with the addresses of this place."""
        render(self.receivers, self.folder / "config")
        templates = bundles.templates()
        if templates is not None:
            shutil.copytree(templates, self.folder / "templates", dirs_exist_ok=True)

    def command(self) -> Command:
        """Give its words; one alone needs no cluster, and remembers longer than a week's repeat."""
        words = [
            f"--config.file={self.folder / 'config/alertmanager.yml'}",
            f"--storage.path={self.folder / 'data'}",
            "--data.retention=240h",
            f"--web.listen-address={LOOPBACK}:{self.port}",
            "--cluster.listen-address=",
        ]
        program = bundles.alertmanager("prometheus-alertmanager")
        return Command([program, *words], self.log, {"TZ": "Europe/London"}, folder=self.folder)

    def healthy(self) -> bool:
        """Ask whether it is ready to serve."""
        return answers(f"{self.url}/-/ready")
