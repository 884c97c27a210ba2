"""Every panel's query, asked of a real Prometheus that has scraped the figures: data comes back."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain, count
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, start_http_server

from dashboards import alerts
from metrics.catalogue import AREA, CATALOGUE, IN_WINDOW
from metrics.cli import reads
from metrics.exporter.releases import ReleaseCollector
from metrics.exporter.server import LedgerCollector
from metrics.exporter.thresholds import SHIPPED, ThresholdCollector
from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.days import start_of
from producers.contract.events import Event, event
from producers.contract.facts import HistoryComplete
from producers.contract.topics import TOPIC_OF_SOURCE, TOPICS
from producers.simulation.exports import Police
from producers.simulation.traffic import events
from producers.tokens import TokenKey
from streams import steps
from streams.steps import Record
from tests.integration import charging_cases, court_cases, reoffending_cases
from tests.integration.alerting import QuickPrometheus, soon

ROOT = Path(__file__).resolve().parents[2]
BOARDS = [json.loads(path.read_text()) for path in (ROOT / "dashboards/grafana").glob("*.json")]
TARGETS = [
    pytest.param(target["expr"], id=f"{panel['title']} {target['legendFormat']}")
    for board in BOARDS
    for panel in board["panels"]
    for target in panel.get("targets", [])
]
CHOSEN = {
    "$place": AREA,
    "$magistrates": AREA,
    "$crown": AREA,
    "$court": AREA,
    "$division": AREA,
    "$unit": AREA,
    "$period": "rolling-year",
}
FREE_COURT = "Barrow-in-Furness Crown Court"
"""Where nobody's limit runs."""
MOST_SERIES = 6000
NOT_EXPORTED = {"ALERTS", alerts.LEVEL_IN_FORCE, "lcjb_release_as_of_seconds"}


def simulated(folder: Path) -> Ledger:
    """A ledger of fourteen simulated months and a few cases, as the worker would have made it."""
    first, until = date(2025, 1, 1), datetime(2026, 3, 1, 12, tzinfo=UTC)
    key = TokenKey(bytes(32))
    complete = event(
        HistoryComplete(stage="investigation", from_=first),
        subject="partner:police",
        source="/police/lancashire",
        recordedtime=until,
        tokenkey=key.id,
    )
    said = events(Police(1, 0.02, first, None), start_of(first), until, key)
    others = (each.events(first, until, key) for each in (court_cases, charging_cases))
    records = list(_records(chain([complete], said, *others)))
    ledger = Ledger.connect(f"sqlite:///{folder / 'ledger.db'}")
    steps.apply(ledger, records, dict.fromkeys(TOPICS, "one"), until)
    return ledger


def _records(told: Iterable[Event]) -> Iterator[Record]:
    offsets: defaultdict[str, Iterator[int]] = defaultdict(count)
    for each in told:
        topic = TOPIC_OF_SOURCE[each.source].name
        yield Record(topic, 0, next(offsets[topic]), wire.encode(each))


def registry(ledger: Ledger) -> CollectorRegistry:
    """Serve the ledger's figures as the exporter does, and the shipped thresholds."""
    served = CollectorRegistry(auto_describe=False)
    served.register(ThresholdCollector(SHIPPED))
    served.register(LedgerCollector(reads(ledger), lambda: date(2026, 3, 1)))
    served.register(ReleaseCollector(lambda: 1, reoffending_cases.release))
    return served


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuickPrometheus]:
    folder = tmp_path_factory.mktemp("panels")
    server, _ = start_http_server(0, "127.0.0.1", registry(simulated(folder)))
    rules = ROOT / "dashboards/rules"
    targets = {"exporter": [f"127.0.0.1:{server.server_port}"]}
    try:
        with QuickPrometheus(folder, targets=targets, rules=rules) as running:
            assert soon(lambda: running.ask(alerts.LEVEL_IN_FORCE))
            yield running
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("expression", TARGETS)
def test_a_panels_query_gives_data(expression: str, prometheus: QuickPrometheus) -> None:
    for variable, value in CHOSEN.items():
        expression = expression.replace(variable, value)
    assert "$" not in expression.replace("$__rate_interval", "")
    assert prometheus.ask(expression)


def limits(prometheus: QuickPrometheus, court: str) -> dict[str, float]:
    """Read the headline of the limits' board at a court."""
    board = next(board for board in BOARDS if board["title"] == "Custody time limits")
    asked = {p["title"]: p["targets"][0]["expr"] for p in board["panels"] if p["type"] == "stat"}
    answers = {q: prometheus.ask(e.replace("$court", court)) for q, e in asked.items()}
    return {question: float(said[0]["value"][1]) for question, said in answers.items()}


def test_the_headline_of_limits_says_what_is_so_at_a_court(prometheus: QuickPrometheus) -> None:
    assert list(limits(prometheus, "Preston Crown Court").values()) == [2, 1, 1, 1, 1]
    assert list(limits(prometheus, "Preston Magistrates' Court").values()) == [1, 0, 1, 1, 1]
    assert list(limits(prometheus, AREA).values()) == [2, 1, 2, 2, 2]


def test_a_court_without_a_limit_has_none_and_not_no_data(prometheus: QuickPrometheus) -> None:
    assert list(limits(prometheus, FREE_COURT).values()) == [0, 0, 0, 0, 0]


def test_each_tiers_threshold_panel_tells_of_its_own_court(prometheus: QuickPrometheus) -> None:
    found = prometheus.ask(f"{alerts.LEVEL_IN_FORCE}{{place='Preston Crown Court',level='set'}}")
    assert {(s["metric"]["stage"], s["metric"]["owner"]) for s in found} == {("crown", "courts")}


def test_all_that_is_exported_stays_under_the_cap(prometheus: QuickPrometheus) -> None:
    scraped = prometheus.ask("max(scrape_samples_scraped)")
    assert 1000 < int(scraped[0]["value"][1]) <= MOST_SERIES


def test_the_rules_of_the_stack_run_without_a_fault(prometheus: QuickPrometheus) -> None:
    groups = prometheus.get("/api/v1/rules")["groups"]
    names = {"lcjb-backlog", "lcjb-health", "lcjb-limits"}
    assert {group["name"] for group in groups} == names
    assert [rule["lastError"] for g in groups for rule in g["rules"] if "lastError" in rule] == []


def test_only_figures_with_a_definition_are_asked_for() -> None:
    asked = {
        name
        for target in TARGETS
        for name in re.findall(r"\b(lcjb[_:][a-z_:]+|ALERTS)\b", str(target.values[0]))
    }
    known = {name for metric in CATALOGUE for name, _ in metric.series()}
    known |= {n for m in CATALOGUE if m.now and m.periods for n, _ in m.series(IN_WINDOW)}
    assert asked <= known | NOT_EXPORTED
