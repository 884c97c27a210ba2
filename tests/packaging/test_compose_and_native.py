"""The two ways to run the stack are one: same services, files, ports, commands, environment."""

import copy
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from infra.native.places import ROOT
from tests.packaging.parting import Compose, dockerfile_words, partings


@pytest.fixture
def compose() -> Compose:
    parsed: Compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return parsed


def test_compose_and_native_are_alike(compose: Compose, tmp_path: Path) -> None:
    assert partings(compose, tmp_path) == []


def _port(services: Compose) -> None:
    services["prometheus"]["ports"] = ["127.0.0.1:9191:9090"]


def _everywhere(services: Compose) -> None:
    services["exporter"]["ports"] = ["9108:9108"]


def _command(services: Compose) -> None:
    services["exporter"]["command"] = ["worker"]


def _environment(services: Compose) -> None:
    services["worker"]["environment"]["LCJB_EXTRA"] = "1"


def _name(services: Compose) -> None:
    services["worker"]["environment"]["LCJB_WORKER_NAME"] = "another"


def _unmounted(services: Compose) -> None:
    services["kafka"]["volumes"] = ["kafka:/var/lib/kafka/data"]


def _another_file(services: Compose) -> None:
    services["prometheus"]["volumes"].append("./infra/prometheus/other.yml:/etc/other.yml:ro")


def _retention(services: Compose) -> None:
    flags = services["prometheus"]["command"]
    services["prometheus"]["command"] = [f.replace("=10y", "=15d") for f in flags]


def _setting(services: Compose) -> None:
    script = services["kafka"]["command"][0]
    services["kafka"]["command"] = [script.replace("log.dirs=", "auto.create.topics.enable=")]


def _receiver(services: Compose) -> None:
    del services["alertmanager"]["environment"]["LCJB_ALERT_EMAIL"]


def _service(services: Compose) -> None:
    services["redis"] = {}


@pytest.mark.parametrize(
    "change",
    [
        _port,
        _everywhere,
        _command,
        _environment,
        _name,
        _unmounted,
        _another_file,
        _retention,
        _setting,
        _receiver,
        _service,
    ],
)
def test_a_change_on_one_side_is_named(
    compose: Compose, tmp_path: Path, change: Callable[[Compose], None]
) -> None:
    changed = copy.deepcopy(compose)
    change(changed["services"])
    assert len(partings(changed, tmp_path)) >= 1


def test_the_image_runs_lcjb_without_root() -> None:
    text = (ROOT / "infra/docker/Dockerfile").read_text()
    assert dockerfile_words("ENTRYPOINT") == ["lcjb"]
    assert int(re.findall(r"^USER (\d+)$", text, re.MULTILINE)[-1]) > 0


def test_every_container_says_how_it_is(compose: Compose) -> None:
    checked = {name for name, service in compose["services"].items() if "healthcheck" in service}
    from_image = {"worker"}
    assert checked | from_image == set(compose["services"])


def test_nothing_is_published_beyond_loopback(compose: Compose) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
