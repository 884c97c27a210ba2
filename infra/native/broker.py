"""A Kafka broker alone in a folder. Called by `stack` and by the tests' fixtures."""

import secrets
import socket
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from infra.native import bundles
from infra.native.places import INFRA
from infra.native.process import LOOPBACK, Command, free_port, run
from infra.native.service import Service


class Kafka(Service):
    """One broker in KRaft mode, from infra/kafka/server.properties. `bootstrap` is its address."""

    name = "kafka"

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        *,
        settings: Mapping[str, str] | None = None,
        heap: str = "512m",
    ) -> None:
        """Take broker settings to add or replace, and the most memory its heap may have."""
        super().__init__(folder, port)
        self.controller_port = free_port()
        self.settings = dict(settings or {})
        self.heap = heap

    @property
    def bootstrap(self) -> str:
        """The address clients use, `127.0.0.1:PORT`."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def properties(self) -> Path:
        """The rendered settings: the shared file, then what this place adds."""
        return self.folder / "server.properties"

    def overrides(self) -> dict[str, str]:
        """Give what differs by place: addresses and the data folder."""
        controller = f"{LOOPBACK}:{self.controller_port}"
        return {
            "listeners": f"INTERNAL://{self.bootstrap},CONTROLLER://{controller}",
            "advertised.listeners": f"INTERNAL://{self.bootstrap}",
            "controller.quorum.voters": f"1@{controller}",
            "log.dirs": str(self.folder / "data"),
            **self.settings,
        }

    def prepare(self) -> None:
        """Render the settings, and format the data folder the first time."""
        shared = (INFRA / "kafka/server.properties").read_text()
        lines = [f"{key}={value}" for key, value in self.overrides().items()]
        self.properties.write_text("\n".join([shared, *lines, ""]))
        if not (self.folder / "data/meta.properties").exists():
            cluster = secrets.token_urlsafe(16)
            words = ["format", "-t", f"k{cluster[1:]}", "-c", str(self.properties)]
            run(self._java("kafka.tools.StorageTool", *words))

    def command(self) -> Command:
        """Give the broker's words."""
        return self._java("kafka.Kafka", str(self.properties))

    def _java(self, main: str, *words: str) -> Command:
        flags = [f"-Xmx{self.heap}", "-Xms128m", "-XX:+UseSerialGC", "-Xshare:auto"]
        logging = f"-Dlog4j2.configurationFile={INFRA / 'kafka/log4j2.properties'}"
        java = [bundles.java(), *flags, logging, "-cp", bundles.kafka(), main]
        return Command([*java, *words], self.log, {}, folder=self.folder)

    def healthy(self) -> bool:
        """Ask the broker for its topics."""
        from kafka import KafkaAdminClient  # noqa: PLC0415  (half a second, and not all need it)
        from kafka.errors import KafkaError  # noqa: PLC0415

        if not _listens(self.port):
            return False
        try:
            with closing(KafkaAdminClient(bootstrap_servers=self.bootstrap)) as admin:
                admin.list_topics()
        except KafkaError:
            return False
        return True


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
