"""Every requirement is held by a hash, and no file names a registry's host."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from infra.native.places import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def _requirements(lock: Path) -> list[str]:
    """Give each requirement with its hashes, as one line."""
    return [r for r in lock.read_text().replace("\\\n", " ").splitlines() if r.strip()]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    requirements = _requirements(lock)
    assert requirements
    held = re.compile(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}")
    assert [r for r in requirements if not held.match(r)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_host_is_named(lock: Path) -> None:
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", lock.read_text()) == []


def test_every_room_has_its_lock() -> None:
    assert {"producer.txt", "monitor.txt", "dev.txt", "build.txt"} <= {lock.name for lock in LOCKS}


def test_the_rooms_agree_on_versions() -> None:
    told = [_pins(ROOT / "requirements" / f"{name}.txt") for name in ("producer", "monitor", "dev")]
    for smaller, larger in pairwise(told):
        assert {name: larger.get(name) for name in smaller} == smaller


def _pins(lock: Path) -> dict[str, str]:
    return dict(r.split()[0].split("==") for r in _requirements(lock))
