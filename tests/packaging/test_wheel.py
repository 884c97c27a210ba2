"""What is handed out: a wheel that builds, and a partner's install that is small."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.native.places import ROOT

ROOMS = ("producers", "metrics", "streams", "dashboards")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    files = subprocess.run(
        ["git", "ls-files", "pyproject.toml", "README.md", *ROOMS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in files:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(folder), str(source)], check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_has_the_rooms_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    rooms = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert rooms == set(ROOMS)


def test_the_wheel_has_every_file_of_data(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    listed = subprocess.run(
        ["git", "ls-files", *ROOMS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    data = {name for name in listed if not name.endswith((".py", ".md"))}
    assert {name for name in data if name.endswith(".csv.gz")}
    assert data - inside == set()


def test_a_partner_needs_neither_faust_nor_a_database_nor_prometheus() -> None:
    lock = (ROOT / "requirements/producer.txt").read_text()
    names = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert {"msgspec", "kafka-python"} <= names
    unwanted = {"faust-streaming", "sqlalchemy", "prometheus-client", "numpy", "psycopg", "alembic"}
    assert names & unwanted == set()


def test_a_partner_s_install_offers_its_commands_alone(wheel: Path, tmp_path: Path) -> None:
    """A real install from the partner's lock, in an environment of its own."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [str(venv / "bin/pip"), "install", "-q"]
    lock = str(ROOT / "requirements/producer.txt")
    subprocess.run([*pip, "--require-hashes", "-r", lock], check=True)
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    told = subprocess.run(
        [venv / "bin/lcjb", "--help"], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout
    assert "publish" in told
    assert "worker" not in told
