"""Noise of 5 % about a threshold for 24 hours: at most one notification, of every shipped level.

Twice. By promtool, in simulated hours: each alert begins to fire once. And with a real Prometheus
and Alertmanager on a clock that runs 6,000 times as fast: every length of time in rules and routes
is divided by that, repeats among them, and 24 hours are 14.4 s.
"""

import math
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TypeAlias

import pytest
import yaml
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from dashboards import alerts, build
from infra.native import Alertmanager, Prometheus, bundles
from metrics import thresholds
from metrics.exporter.thresholds import SHIPPED, ThresholdCollector
from metrics.thresholds import DEFAULT, Threshold, level_at
from tests.integration.alerting import Heard, receivers, soon

FASTER = 6_000
CRITICAL_OF_CPS = ("charging", "critical")
DAY = 24 * 3600
STANDS = 3
"""Hours at the level, before promtool's noise."""
ROWS = thresholds.read(SHIPPED.read_text())
NOISY = [
    row for row in ROWS if row.place == DEFAULT or (row.stage, row.severity) == CRITICAL_OF_CPS
]
"""One level of each stage and severity; CPS has one place, and a graver alert speaks for both."""
SHAPES = ("white", "slow", "square")
FIRING = 'ALERTS{alertname="BacklogAboveThreshold", alertstate="firing"}'


def noise(shape: str, steps: int, dice: Random) -> list[float]:
    """Between -5 % and +5 %: at random, wandering, or an hour above and an hour below."""
    if shape == "white":
        return [dice.uniform(-0.05, 0.05) for _ in range(steps)]
    if shape == "slow":
        walk = accumulate(dice.choice((-0.01, 0.01)) for _ in range(steps))
        return [abs((at + 0.05) % 0.2 - 0.1) - 0.05 for at in walk]
    return [0.05 if (step // 13) % 2 else -0.05 for step in range(steps)]


def place_of(row: Threshold) -> str:
    """Give each noisy level a place of its own."""
    return "Lancashire" if row.place != DEFAULT else f"Noisy at {row.severity}"


def counted(row: Threshold) -> str:
    at = f'place="{place_of(row)}"'
    if row.stage == "unpaid-work":
        return f"lcjb_unpaid_work_late{{{at}}}"
    return f'lcjb_backlog_open{{stage="{row.stage}", {at}}}'


def levels(row: Threshold, clear: int) -> Iterator[dict[str, str]]:
    for level, value in (("set", row.set_), ("clear", clear)):
        labels = f'stage="{row.stage}", place="{place_of(row)}", severity="{row.severity}"'
        name = f'lcjb_backlog_threshold{{{labels}, level="{level}", owner="{row.owner}"}}'
        yield {"series": name, "values": f"{value}x400"}


def case(shapes: dict[Threshold, str], *, one_level: bool = False) -> dict[str, object]:
    """Three hours at the level, then a day of noise, in steps of five minutes."""
    began = f"({FIRING} unless {FIRING} offset 5m)"
    once = [
        f'{{stage="{row.stage}", place="{place_of(row)}", severity="{row.severity}"}}'
        for row in shapes
    ]
    query = {
        "expr": f"sum by (stage, place, severity) (count_over_time({began}[27h:5m]))",
        "eval_time": "27h",
        "exp_samples": [{"labels": labels, "value": 1} for labels in once],
    }
    said = [
        {"series": counted(row), "values": _values(row, shape)} for row, shape in shapes.items()
    ]
    for row in shapes:
        said += levels(row, row.set_ if one_level else row.clear)
    return {"interval": "5m", "input_series": said, "promql_expr_test": [query]}


def _values(row: Threshold, shape: str) -> str:
    steps = [0.0] * 12 * STANDS + noise(shape, 288, Random(f"{row.where} {shape}"))
    return " ".join(str(round(row.set_ * (1 + each))) for each in steps)


def promtool(folder: Path, noisy: dict[str, object]) -> str:
    """Give what promtool says of a case; nothing but SUCCESS when each alert fired once."""
    rules = Path(build.HERE / "rules/backlog.yml")
    test = {"rule_files": [str(rules)], "evaluation_interval": "5m", "tests": [noisy]}
    (folder / "noise.yml").write_text(yaml.safe_dump(test, width=100_000))
    words = [bundles.prometheus("promtool"), "test", "rules", str(folder / "noise.yml")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_a_day_of_noise_fires_every_shipped_alert_once(tmp_path: Path) -> None:
    shapes = {row: SHAPES[n % len(SHAPES)] for n, row in enumerate(NOISY)}
    said = promtool(tmp_path, case(shapes))
    assert "SUCCESS" in said, said


def test_with_one_level_for_both_the_same_noise_fires_again_and_again(tmp_path: Path) -> None:
    said = promtool(tmp_path, case({NOISY[0]: "square"}, one_level=True))
    assert re.search(r"got:.* 1\.2E\+01$", said, re.MULTILINE), said


class Noise(Collector):
    """Every noisy level's count at this moment: at the level until it begins, then about it."""

    def __init__(self) -> None:
        self.began = math.inf
        self._noise = {row: noise(SHAPES[n % 3], 288, Random(n)) for n, row in enumerate(NOISY)}

    @property
    def hours(self) -> float:
        """Give the simulated hours since it began."""
        return (time.monotonic() - self.began) * FASTER / 3600

    def collect(self) -> Iterator[GaugeMetricFamily]:
        opened = GaugeMetricFamily("lcjb_backlog_open", "Open.", labels=("stage", "place"))
        late = GaugeMetricFamily("lcjb_unpaid_work_late", "Late.", labels=("place",))
        step = min(287, int(max(-1.0, self.hours * 12)))
        for row, shape in self._noise.items():
            value = row.set_ * (1 + (shape[step] if step >= 0 else 0))
            if row.stage == "unpaid-work":
                late.add_metric([place_of(row)], value)
            else:
                opened.add_metric([row.stage, place_of(row)], value)
        yield from (opened, late)


def faster(text: str) -> str:
    """Divide every length of time."""
    seconds = {"s": 1, "m": 60, "h": 3600, "w": 604_800}

    def shorter(found: re.Match[str]) -> str:
        whole = int(found[2]) * seconds[found[3]]
        return f"{found[1]}{max(10, round(1000 * whole / FASTER))}ms"

    names = "for|keep_firing_for|group_wait|group_interval|repeat_interval"
    return re.sub(rf"(?m)^(\s*(?:- )?(?:{names}): )(\d+)([smhw])$", shorter, text)


class FastPrometheus(Prometheus):
    """Looks every ten simulated minutes."""

    def prepare(self) -> None:
        super().prepare()
        config = self.folder / "config"
        settings = config / "prometheus.yml"
        settings.write_text(
            re.sub(r"(?m)^(\s*\w+_(?:interval|timeout)): .*$", r"\1: 100ms", settings.read_text())
        )
        rules = config / "rules/backlog.yml"
        rules.write_text(faster(rules.read_text()))


class FastAlertmanager(Alertmanager):
    """Waits and repeats on the fast clock."""

    def prepare(self) -> None:
        super().prepare()
        path = self.folder / "config/alertmanager.yml"
        path.write_text(faster(path.read_text()))


Messages: TypeAlias = Counter[tuple[str, ...]]
"""How many messages of each stage, place, severity and status."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Messages, Messages]]:
    """What a real chain told before the noise, and in 24 fast hours of it."""
    folder, heard, noise = tmp_path_factory.mktemp("noise"), Heard(), Noise()
    rules = folder / "rules"
    rules.mkdir()
    (rules / "backlog.yml").write_text(build.as_yaml(alerts.backlog_group(ROWS)))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(ThresholdCollector(folder / "none"))
    registry.register(noise)
    with ExitStack() as stack:
        to = stack.enter_context(receivers(heard))
        manager = stack.enter_context(FastAlertmanager(folder / "am", receivers=to))
        server, _ = start_http_server(0, "127.0.0.1", registry)
        stack.callback(server.server_close)
        stack.callback(server.shutdown)
        targets = {
            "exporter": [f"127.0.0.1:{server.server_port}"],
            "alertmanager": [f"127.0.0.1:{manager.port}"],
        }
        stack.enter_context(FastPrometheus(folder / "prometheus", targets=targets, rules=rules))
        assert soon(lambda: len(messages(heard)) >= len(NOISY))
        noise.began, before = time.monotonic(), messages(heard)
        assert soon(lambda: noise.hours >= 24, patience=DAY / FASTER + 5)
        yield before, messages(heard) - before


def messages(heard: Heard) -> Messages:
    """Count what the webhook was sent of the noisy levels."""
    noisy = {(row.stage, place_of(row), row.severity) for row in NOISY}
    sent = (
        (*(post["commonLabels"][name] for name in ("stage", "place", "severity")), post["status"])
        for post in heard.posts
    )
    return Counter(each for each in sent if each[:3] in noisy)


@pytest.mark.parametrize("row", NOISY, ids=lambda row: row.where)
def test_a_day_of_noise_is_no_news_of_a_threshold(
    row: Threshold, told: tuple[Messages, Messages]
) -> None:
    before, during = told
    key = (row.stage, place_of(row), row.severity)
    assert level_at(ROWS, row.stage, place_of(row), row.severity) == row
    assert before[*key, "firing"] == 1
    assert during[*key, "resolved"] == 0
    assert during[*key, "firing"] <= (row.severity == "critical"), "told again once a day"
