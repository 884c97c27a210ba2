"""`make demo`, for real and small: figures are there while it runs, nothing after."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest

from infra.native.places import ROOT
from infra.native.process import port_is_free, wait_until
from tests.integration.board_queries import Asked, ask, asked, has_data

pytestmark = pytest.mark.timeout(600)


class Run:
    """A demo at work, and what it has said so far."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.home = folder / "demo"
        self.said = folder / "said"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                ["make", "demo", "SCALE=0.01", *words],
                cwd=ROOT,
                env={**os.environ, "LCJB_DEMO": str(self.home)},
                stdout=said,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def address(self, name: str) -> str:
        found = re.search(rf"{name}\s+(http://127\.0\.0\.1:\d+\S*)", self.said.read_text())
        assert found, self.said.read_text()
        return found[1]

    def wait_for(self, words: str, patience: float = 400) -> None:
        ended = wait_until(
            lambda: words in self.said.read_text() or self.process.poll() is not None, patience
        )
        assert ended, self.said.read_text()
        assert words in self.said.read_text(), self.said.read_text()

    def end(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            self.process.wait(120)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Give what begins a demo; it ends with the test, and nothing of it is left."""
    with ExitStack() as ends:

        def begun(*words: str) -> Run:
            run = Run(tmp_path, *words)
            ends.callback(run.end)
            return run

        yield begun
    left = [pid for pid in Path("/proc").glob("[0-9]*") if str(tmp_path) in _words(pid)]
    assert left == []


def _words(pid: Path) -> str:
    try:
        return (pid / "cmdline").read_text()
    except OSError:
        return ""


def _each(metrics: str, name: str, label: str = "") -> list[float]:
    values = re.findall(rf"^{name}(?:{{[^}}]*{label}[^}}]*}})? (\S+)$", metrics, re.MULTILINE)
    return [float(value) for value in values]


def _shows_figures(run: Run) -> None:
    with urlopen(run.address("exporter"), timeout=10) as reply:  # noqa: S310  (our own address)
        metrics = reply.read().decode()
    assert sum(_each(metrics, "lcjb_crimes_recorded")) > 0
    with urlopen(run.address("board page"), timeout=10) as reply:  # noqa: S310  (our own address)
        assert "Is the Crown Court backlog growing?" in reply.read().decode()
    for stage in ("investigation", "magistrates", "crown"):
        assert sum(_each(metrics, "lcjb_backlog_open", f'stage="{stage}"')) > 0, stage
    for name in ("lcjb_backlog_open_by_holder", "lcjb_suspects_on_bail", "lcjb_supervision_open"):
        assert sum(_each(metrics, name)) > 0, name
    assert set(_each(metrics, "lcjb_invariant_gap")) == {0.0}
    assert sum(_each(metrics, "lcjb_feed_events_total", 'fate="applied"')) > 0
    assert sum(_each(metrics, "lcjb_feed_events_total", 'fate="dead-lettered"')) == 1  # to show one


@pytest.mark.long
def test_a_demo_for_a_time_stops_by_itself(begin: Callable[..., Run]) -> None:
    run = begin("FOR=30")
    run.wait_for("Where to look")
    port = int(run.address("Prometheus").split(":")[2].split("/")[0])
    assert run.process.wait(180) == 0, run.said.read_text()
    assert port_is_free(port)
    assert not run.home.exists()


def test_figures_and_every_panel_s_data_are_there_until_ctrl_c_stops_all(
    begin: Callable[..., Run],
) -> None:
    run = begin()
    run.wait_for("Where to look")
    _shows_figures(run)
    prometheus = run.address("Prometheus").partition("/graph")[0]
    left: list[Asked] = []

    def all_answered() -> bool:
        left[:] = [each for each in asked() if not has_data(ask(prometheus, each.expr))]
        return not left

    assert wait_until(all_answered, 120, pause=5), [str(each) for each in left]
    run.end()
    assert not run.home.exists(), run.said.read_text()
