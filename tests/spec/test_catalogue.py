"""The catalogue has every figure that the design names, and says of each all that is to be said."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from metrics.catalogue import CATALOGUE, METRICS, Metric
from metrics.exporter.thresholds import SHIPPED, ThresholdCollector

DESIGN = Path(__file__).parents[2].parent / "shared/design/dashboards.md"
WORDS = ("title", "definition", "unit", "numerator", "basis", "population", "exclusions",
         "caveats", "comparable_since", "source", "disclosure")  # fmt: skip


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda m: f"{m.name} {m.stage}".strip())
def test_all_is_said_of_a_figure(metric: Metric) -> None:
    assert all(getattr(metric, name) for name in WORDS)
    assert metric.depends_on
    assert bool(metric.denominator) == (metric.is_rate or metric.kind == "weeks")
    assert set(WORDS) <= {field.name for field in fields(Metric)}


@pytest.mark.skipif(not DESIGN.is_file(), reason="the design is not here")
def test_every_name_of_the_design_is_a_figure() -> None:
    names = DESIGN.read_text(encoding="utf-8").partition("## Names")[2].partition("Label values")[0]
    wanted = set(re.findall(r"`([a-z_0-9]+)(?:\{[a-z_|,]+\})?`", names)) - {"lcjb figures"}
    beside = {family.name.removeprefix("lcjb_") for family in ThresholdCollector(SHIPPED).collect()}
    assert len(wanted) > 30
    assert wanted - set(METRICS) - beside == set()
