"""The catalogue has every figure that the design names, and says of each all that is to be said."""

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from metrics.book import book_of
from metrics.calendar import parse
from metrics.catalogue import CATALOGUE, METRICS, Metric
from metrics.exporter.thresholds import SHIPPED, ThresholdCollector
from metrics.views import figures

DESIGN = Path(__file__).parents[2].parent / "shared/design/dashboards.md"
WORDS = ("title", "definition", "unit", "numerator", "basis", "population", "exclusions",
         "caveats", "comparable_since", "source", "disclosure")  # fmt: skip


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda m: f"{m.name} {m.stage}".strip())
def test_all_is_said_of_a_figure(metric: Metric) -> None:
    assert all(getattr(metric, name) for name in WORDS)
    assert metric.depends_on
    is_of_two = metric.is_rate or metric.kind in {"weeks", "estimated"}
    assert bool(metric.denominator) == is_of_two
    assert set(WORDS) <= {field.name for field in fields(Metric)}


@pytest.mark.skipif(not DESIGN.is_file(), reason="the design is not here")
def test_every_name_of_the_design_is_a_figure() -> None:
    names = DESIGN.read_text(encoding="utf-8").partition("## Names")[2].partition("Label values")[0]
    wanted = set(re.findall(r"`([a-z_0-9]+)(?:\{[a-z_|,]+\})?`", names)) - {"lcjb figures"}
    beside = {family.name.removeprefix("lcjb_") for family in ThresholdCollector(SHIPPED).collect()}
    assert len(wanted) > 30
    assert wanted - set(METRICS) - beside == set()


@pytest.mark.parametrize("on", ["2024-02-29", "2026-06-30", "2026-08-15"])
def test_every_figure_may_be_asked_for_of_every_period_on_any_day(on: str) -> None:
    day = date.fromisoformat(on)
    names = ("2025-04", "2025-Q2", "2025/26", "rolling-year", "mature-year")
    told = figures(book_of([]), day, [parse(name, day) for name in names], complete=True)
    of_the_area = {name for name, metric in METRICS.items() if "place" in metric.dimensions}
    assert {figure.metric for figure in told} >= of_the_area
