"""Where docker-compose.yml and the native stack part: one sentence for each difference.

Called by test_compose_and_native. The native side is read from the very objects and source that
`make up` uses, the other side from the parsed compose file.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.native import Alertmanager, Kafka, Prometheus, Receivers
from infra.native.places import INFRA, ROOT
from infra.native.shells import Grafana
from infra.native.table import ROWS, TABLE

Compose = dict[str, Any]
#: Only the native stack needs these: the image has jars and logging of its own.
NATIVE_ONLY = {"kafka/pom.xml", "kafka/log4j2.properties"}
#: Only compose needs this one: it makes the topics and ends.
COMPOSE_ONLY = {"topics"}


def partings(compose: Compose, folder: Path) -> list[str]:
    """Give every difference between the two sides; none when they are alike."""
    services = compose["services"]
    return [
        *_services(services),
        *_ports(services),
        *_words(services),
        *_environments(services),
        *_files(services),
        *_broker(services, folder),
        *_flags(services, folder),
        *_receivers(services),
        *_grafana(services, folder),
    ]


def _differ(what: str, native: object, compose: object) -> Iterator[str]:
    if native != compose:
        yield f"{what}: native {native}, compose {compose}"


def _services(services: Compose) -> Iterator[str]:
    yield from _differ("services", sorted(ROWS), sorted(set(services) - COMPOSE_ONLY))


def _ports(services: Compose) -> Iterator[str]:
    for row in TABLE:
        published = [port.rsplit(":", 1)[0] for port in services[row.name].get("ports", [])]
        wanted = [f"127.0.0.1:{row.port}"] if row.port else []
        yield from _differ(f"{row.name}: published ports", wanted, published)


def _words(services: Compose) -> Iterator[str]:
    for row in TABLE:
        if row.words:
            words = ["lcjb", *services[row.name]["command"]]
            yield from _differ(f"{row.name}: command", list(row.words), words)


def _environments(services: Compose) -> Iterator[str]:
    for row in TABLE:
        if row.words:
            names = {name for name, _ in row.environment}
            yield from _differ(
                f"{row.name}: environment", sorted(names), sorted(services[row.name]["environment"])
            )
            fixed = {name: value for name, value in row.environment if "{" not in value}
            given = {name: services[row.name]["environment"].get(name) for name in fixed}
            yield from _differ(f"{row.name}: values", fixed, given)


def _files(services: Compose) -> Iterator[str]:
    mounted = {source for service in services.values() for source in _mounts(service)}
    used = native_files()
    for file in sorted(used - NATIVE_ONLY):
        if not any(file == mount or file.startswith(f"{mount}/") for mount in mounted):
            yield f"infra/{file}: used by native, not mounted by compose"
    for mount in sorted(mounted):
        if not any(file == mount or file.startswith(f"{mount}/") for file in used):
            yield f"infra/{mount}: mounted by compose, not used by native"
        if not (INFRA / mount).exists():
            yield f"infra/{mount}: mounted by compose, does not exist"


def _mounts(service: Compose) -> Iterator[str]:
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        if source.startswith("./infra/") and not source.startswith("./infra/docker/"):
            yield source.removeprefix("./infra/")


def native_files() -> set[str]:
    """Give the shared files that the native stack's source names."""
    source = "".join(path.read_text() for path in (INFRA / "native").glob("*.py"))
    return set(re.findall(r"INFRA / ['\"]([^'\"]+)['\"]", source))


def _broker(services: Compose, folder: Path) -> Iterator[str]:
    script = services["kafka"]["command"][0]
    keys = re.findall(r"^([a-z.]+)=", script, re.MULTILINE)
    yield from _differ("kafka: settings", sorted(Kafka(folder).overrides()), sorted(keys))


def _flags(services: Compose, folder: Path) -> Iterator[str]:
    for service in (Prometheus(folder), Alertmanager(folder)):
        words = " ".join(services[service.name]["command"])
        native = _options(" ".join(service.command().words))
        yield from _differ(f"{service.name}: flags", native, _options(words))


def _options(words: str) -> list[str]:
    """Give the flags sorted; a flag's value only where it is no path or address."""
    flags = re.findall(r"--[\w.-]+=\S*", words)
    return sorted(re.sub(r"=\S*[/:]\S*$", "=", flag) for flag in flags)


def _receivers(services: Compose) -> Iterator[str]:
    native = {**Receivers().environment(), **Alertmanager(Path()).command().env}
    yield from _differ(
        "alertmanager", sorted(native), sorted(services["alertmanager"]["environment"])
    )


def _grafana(services: Compose, folder: Path) -> Iterator[str]:
    told = set(services["grafana"]["environment"])
    # The image has its own folders, and listens on its own network.
    own = {"GF_SERVER_HTTP_ADDR", "GF_SERVER_HTTP_PORT", "GF_PATHS_DATA", "GF_PATHS_LOGS"}
    native = set(Grafana(folder, 3000, "").environment()) - own
    yield from _differ("grafana: environment", sorted(native), sorted(told))


def dockerfile_words(name: str) -> list[str]:
    """Give the JSON words of an instruction of the Dockerfile, as its last stage has them."""
    text = (ROOT / "infra/docker/Dockerfile").read_text()
    found: list[str] = re.findall(rf"^\s*{name} \[(.*)\]$", text, re.MULTILINE)
    words: list[str] = json.loads(f"[{found[-1]}]")
    return words
