"""Every panel's query, asked of a real Prometheus that has scraped the figures: data comes back."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Gauge, start_http_server

from dashboards import alerts
from dashboards.wording import AREA, BANDS, FIGURES
from metrics.exporter.thresholds import SHIPPED, ThresholdCollector
from tests.integration.alerting import QuickPrometheus, soon

ROOT = Path(__file__).resolve().parents[2]
BOARD = json.loads((ROOT / "dashboards/grafana/crime-and-charge.json").read_text())
TARGETS = [
    pytest.param(target["expr"], id=f"{panel['title']} {target['legendFormat']}")
    for panel in BOARD["panels"]
    for target in panel.get("targets", [])
]
CHOSEN = {"$place": AREA, "$period": "rolling-year"}
RATES = ("charge_rate_recorded", "charge_rate_closed")
STAGE = {"stage": "investigation"}
NOT_EXPORTED = {"ALERTS", alerts.LEVEL_IN_FORCE}


def figures() -> Iterator[tuple[str, dict[str, str]]]:
    """Give a sample of every figure that the board asks for, labelled as dashboards.md says."""
    for period in ("rolling-year", "2026-04", "2026-05"):
        for label, value in (("place", AREA), ("crime_group", "Theft"), ("theme", "rape")):
            yield "crimes_recorded", {label: value, "period": period}
            for rate in RATES:
                for part in ("ratio", "numerator", "denominator"):
                    yield f"{rate}_{part}", {label: value, "period": period}
    year = {"place": AREA, "period": "rolling-year"}
    yield "charge_days_median", year
    yield "outcomes_closed", year | {"outcome": "charged"}
    for figure in ("backlog_open", "backlog_weeks_of_work", "backlog_oldest_days"):
        yield figure, STAGE | {"place": AREA}
    yield "backlog_open", STAGE | {"crime_group": "Theft"}
    yield "backlog_open", STAGE | {"theme": "rape"}
    for band in BANDS:
        yield "backlog_open_by_age", STAGE | {"place": AREA, "band": band}


def registry() -> CollectorRegistry:
    """Serve the samples, and the real thresholds."""
    served = CollectorRegistry()
    served.register(ThresholdCollector(SHIPPED))
    rows = list(figures())
    for figure in dict.fromkeys(name for name, _ in rows):
        mine = [labels for name, labels in rows if name == figure]
        names = sorted({name for labels in mine for name in labels})
        gauge = Gauge(f"lcjb_{figure}", figure, names, registry=served)
        for labels in mine:
            gauge.labels(**{name: labels.get(name, "") for name in names}).set(1)
    return served


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuickPrometheus]:
    server, _ = start_http_server(0, "127.0.0.1", registry())
    folder = tmp_path_factory.mktemp("panels")
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


def test_the_rules_of_the_stack_run_without_a_fault(prometheus: QuickPrometheus) -> None:
    groups = prometheus.get("/api/v1/rules")["groups"]
    assert {group["name"] for group in groups} == {"lcjb-backlog", "lcjb-health"}
    assert [rule["lastError"] for g in groups for rule in g["rules"] if "lastError" in rule] == []


def test_only_figures_with_a_definition_are_asked_for() -> None:
    asked = {
        name
        for target in TARGETS
        for name in re.findall(r"\b(lcjb[_:][a-z_:]+|ALERTS)\b", str(target.values[0]))
    }
    known = {f"lcjb_{figure}" for figure in FIGURES if figure not in RATES}
    known |= {
        f"lcjb_{rate}_{part}" for rate in RATES for part in ("ratio", "numerator", "denominator")
    }
    assert asked <= known | NOT_EXPORTED
