"""The image really builds and its health command really runs: buildah on a debootstrap base.

A long dose: it downloads a Debian. Needs root, buildah and debootstrap (both Debian packages).
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from infra.native import Kafka
from infra.native.places import ROOT
from infra.native.process import free_port
from producers.publish import ensure_topics
from tests.packaging.parting import dockerfile_words

MISSING = [name for name in ("buildah", "debootstrap") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}"),
    pytest.mark.skipif(os.geteuid() != 0, reason="debootstrap and a chroot need root"),
]
PACKAGES = "python3,python3-venv,ca-certificates"
#: pip inside must trust and find what pip outside does.
TRUST = [f"/etc/{name}" for name in ("ssl", "pip.conf") if Path(f"/etc/{name}").exists()]


class Store:
    """A container store of this test's own, so that nothing is left behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def buildah(self, *words: str) -> str:
        where = ["--root", str(self.folder / "root"), "--runroot", str(self.folder / "run")]
        done = subprocess.run(
            ["buildah", *where, "--storage-driver", "vfs", *words],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "BUILDAH_ISOLATION": "chroot"},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    folder = tmp_path_factory.mktemp("image")
    store = Store(folder)
    base = folder / "base"
    words = ["--variant=minbase", f"--include={PACKAGES}", "bookworm", str(base)]
    subprocess.run(["debootstrap", *words], check=True, capture_output=True)
    container = store.buildah("from", "scratch")
    store.buildah("add", "-q", container, str(base), "/")
    store.buildah("commit", "-q", "--rm", container, "lcjb-base")
    shutil.rmtree(base)
    mounts = [word for path in TRUST for word in ("--volume", f"{path}:{path}:ro")]
    told = [word for n in ("PIP_CERT", "PIP_INDEX_URL") for word in _environment(n)]
    dockerfile = str(ROOT / "infra/docker/Dockerfile")
    choices = ["--isolation", "chroot", "--format", "docker", "--build-arg", "BASE=lcjb-base"]
    tag = f"lcjb-monitor-{uuid4().hex[:8]}"
    store.buildah("build", *choices, *mounts, *told, "-f", dockerfile, "-t", tag, str(ROOT))
    yield store, tag
    shutil.rmtree(folder, ignore_errors=True)


def _environment(name: str) -> list[str]:
    return ["--env", f"{name}={os.environ[name]}"] if name in os.environ else []


def test_the_image_runs_our_commands_as_an_ordinary_user(image: tuple[Store, str]) -> None:
    store, tag = image
    container = store.buildah("from", "--pull-never", tag)
    run = ("run", "--isolation", "chroot", container, "--")
    assert store.buildah(*run, "id", "-u") == "10001"
    told = store.buildah(*run, "lcjb", "--help")
    assert "worker" in told
    assert "export" in told


def test_the_health_command_tells_a_live_broker_from_none(
    image: tuple[Store, str], kafka: Kafka
) -> None:
    """A chroot shares the network, so the image reaches this session's broker."""
    store, tag = image
    ensure_topics(kafka.bootstrap)
    container = store.buildah("from", "--pull-never", tag)
    health = dockerfile_words("  CMD")
    assert health[:2] == ["/bin/sh", "-c"]
    run = ("run", "--isolation", "chroot", "--env")
    store.buildah(*run, f"LCJB_KAFKA={kafka.bootstrap}", container, "--", *health)
    nobody = f"LCJB_KAFKA=127.0.0.1:{free_port()}"
    with pytest.raises(AssertionError, match=r"does not answer|exit status"):
        store.buildah(*run, nobody, container, "--", *health)
