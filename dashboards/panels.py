"""The shapes of panels, each once: what the rules of the house ask of every panel is here.

No pies, no stacks, bars from zero, "No data" never 0, colours of the Government Analysis Function
in their order, one data source variable. Called by the dashboards' own modules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from grafana_foundation_sdk.builders import (
    annotationslist,
    barchart,
    bargauge,
    common,
    dashboard,
    prometheus,
    stat,
    timeseries,
)
from grafana_foundation_sdk.builders import table as tables
from grafana_foundation_sdk.builders import text as texts
from grafana_foundation_sdk.models import text as text_models
from grafana_foundation_sdk.models.common import (
    BarGaugeDisplayMode,
    BarGaugeNamePlacement,
    BigValueColorMode,
    BigValueGraphMode,
    DataSourceRef,
    LegendDisplayMode,
    LegendPlacement,
    VisibilityMode,
    VizOrientation,
)
from grafana_foundation_sdk.models.dashboard import (
    DataTransformerConfig,
    DynamicConfigValue,
    FieldColorModeId,
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from dashboards.links import TAG

COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25")
DATASOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
PROVISIONED = DataSourceRef(type_val="prometheus", uid="lcjb-prometheus")
"""For the wall, where nothing is chosen: infra/grafana/provisioning has the same uid."""
GRAFANA = DataSourceRef(type_val="grafana", uid="-- Grafana --")
"""Grafana's own store of annotations."""
NO_DATA = "No data"
COUNT, SHARE, DAYS, WEEKS = "locale", "percentunit", "d", "suffix: weeks"
SECONDS, SINCE, DAY, RATE = "s", "dateTimeFromNow", "time:D MMM YYYY", "suffix: a second"
"""`SINCE` and `DAY` are of an instant in milliseconds: "2 hours ago", "3 May 2026"."""
WIDTH = 24

Panel: TypeAlias = (
    stat.Panel
    | timeseries.Panel
    | bargauge.Panel
    | barchart.Panel
    | tables.Panel
    | texts.Panel
    | annotationslist.Panel
)
P = TypeVar("P", stat.Panel, timeseries.Panel, bargauge.Panel, barchart.Panel, tables.Panel)


@dataclass(frozen=True, slots=True)
class Query:
    """One line of a panel: its expression, its name, and its unit where the panel has several."""

    expr: str
    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What every panel says: a fixed id, its question, and what stands behind the answer."""

    id: int
    question: str
    description: str
    unit: str
    queries: Sequence[Query]
    width: int = 6
    height: int = 5
    decimals: int | None = None
    source: DataSourceRef = DATASOURCE


def header(id_: int, content: str, description: str, *, width: int, height: int) -> texts.Panel:
    """Say what the dashboard is for, and what it is not."""
    return (
        texts.Panel()
        .id(id_)
        .title("What is this?")
        .description(description)
        .datasource(DATASOURCE)
        .mode(text_models.TextMode.MARKDOWN)
        .content(content)
        .span(width)
        .height(height)
    )


def happenings(id_: int, question: str, description: str, width: int) -> annotationslist.Panel:
    """List what happened, newest first, from Grafana's annotations."""
    return (
        annotationslist.Panel()
        .id(id_)
        .title(question)
        .description(description)
        .datasource(DATASOURCE)
        .tags([TAG])
        .limit(20)
        .show_user(show_user=False)
        .span(width)
        .height(11)
    )


def number(ask: Ask) -> stat.Panel:
    """Show the number now, and beside a rate what it is made of."""
    panel = _dressed(stat.Panel(), ask)
    return (
        panel.graph_mode(BigValueGraphMode.NONE)
        .color_mode(BigValueColorMode.NONE)
        .reduce_options(_last())
        .orientation(VizOrientation.HORIZONTAL)
    )


def state(ask: Ask, words: Sequence[tuple[str, str]]) -> stat.Panel:
    """Show a state in words as well as colour: `words` are those of 0, 1, 2 …."""
    named = {
        str(n): ValueMappingResult(text=said, color=colour, index=n)
        for n, (said, colour) in enumerate(words)
    }
    return number(ask).color_mode(BigValueColorMode.VALUE).mappings([ValueMap(named)])


def line(ask: Ask) -> timeseries.Panel:
    """Show how a figure went, day by day, from zero."""
    return rates(ask).interval("1d")


def rates(ask: Ask) -> timeseries.Panel:
    """Show how the monitor's own work went, as finely as it was scraped, from zero."""
    panel = _dressed(timeseries.Panel(), ask, instant=False)
    for n, query in enumerate(ask.queries):
        panel = panel.override_by_name(query.name, _stroke(n))
    return (
        panel.min(0)
        .line_width(2)
        .fill_opacity(0)
        .show_points(VisibilityMode.AUTO)
        .legend(_legend())
    )


def _stroke(n: int) -> list[DynamicConfigValue]:
    """Give the nth line its colour; a second round of colours is dashed."""
    fixed = {"mode": "fixed", "fixedColor": COLOURS[n % len(COLOURS)]}
    dashes = {"fill": "dash", "dash": [10, 10]}
    stroke = [DynamicConfigValue("color", fixed)]
    return (
        [*stroke, DynamicConfigValue("custom.lineStyle", dashes)] if n >= len(COLOURS) else stroke
    )


def bars(ask: Ask) -> bargauge.Panel:
    """Show parts beside each other, as bars from zero in the order asked for."""
    panel = _dressed(bargauge.Panel(), ask)
    return (
        panel.min(0)
        .display_mode(BarGaugeDisplayMode.BASIC)
        .orientation(VizOrientation.HORIZONTAL)
        .name_placement(BarGaugeNamePlacement.LEFT)
        .show_unfilled(show_unfilled=False)
        .reduce_options(_last())
        .color_scheme(_fixed(COLOURS[0]))
    )


def columns(ask: Ask, label: str) -> barchart.Panel:
    """Show a figure a column each value of `label`, in its order: periods side by side."""
    panel = _dressed(barchart.Panel(), ask, layout=PromQueryFormat.TABLE)
    by_label = {"sort": [{"field": label, "desc": False}]}
    return (
        panel.with_transformation(DataTransformerConfig(id_val="sortBy", options=by_label))
        .with_transformation(_columns(ask.queries, label, label))
        .x_field(label)
        .min(0)
        .x_tick_label_rotation(-45)
        .color_scheme(_fixed(COLOURS[0]))
        .legend(common.VizLegendOptions().show_legend(show_legend=False))
    )


def table(
    ask: Ask, label: str, heading: str, words: Mapping[str, str] | None = None
) -> tables.Panel:
    """Show figures a row each value of `label`, a column each query.

    `words` are what a reader is shown for values that are codes.
    """
    panel = _dressed(tables.Panel(), ask, layout=PromQueryFormat.TABLE)
    panel = panel.with_transformation(DataTransformerConfig(id_val="merge", options={}))
    panel = panel.with_transformation(_columns(ask.queries, label, heading))
    if words:
        panel.override_by_name(heading, [DynamicConfigValue("mappings", [_said_as(words)])])
    return panel


def _said_as(words: Mapping[str, str]) -> ValueMap:
    said = {code: ValueMappingResult(text=text) for code, text in words.items()}
    return ValueMap(said)


def _columns(queries: Sequence[Query], label: str, heading: str) -> DataTransformerConfig:
    many = len(queries) > 1  # Grafana names the value column after the query only beside others
    names = {
        f"Value #{_ref(n)}" if many else "Value": query.name for n, query in enumerate(queries)
    }
    order = {label: 0, **{value: n + 1 for n, value in enumerate(names)}}
    options = {
        "excludeByName": {"Time": True},
        "indexByName": order,
        "renameByName": {label: heading, **names},
    }
    return DataTransformerConfig(id_val="organize", options=options)


def _dressed(
    panel: P,
    ask: Ask,
    *,
    instant: bool = True,
    layout: PromQueryFormat = PromQueryFormat.TIME_SERIES,
) -> P:
    panel.id(ask.id).title(ask.question).description(ask.description)
    panel.datasource(ask.source).span(ask.width).height(ask.height)
    panel.unit(ask.unit).no_value(NO_DATA).thresholds(_no_thresholds())
    if ask.decimals is not None:
        panel.decimals(ask.decimals)
    for n, query in enumerate(ask.queries):
        target = _target(query, _ref(n), layout, instant=instant)
        panel.with_target(target.datasource(ask.source))
        if query.unit:
            panel.override_by_name(query.name, [DynamicConfigValue("unit", query.unit)])
    return panel


def _target(
    query: Query, ref: str, layout: PromQueryFormat, *, instant: bool
) -> prometheus.Dataquery:
    target = prometheus.Dataquery().expr(query.expr).ref_id(ref).legend_format(query.name)
    target = target.format(layout)
    return target.instant() if instant else target.range()


def _ref(n: int) -> str:
    return chr(ord("A") + n)


def _last() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs(["lastNotNull"]).values(values=False)


def _legend() -> common.VizLegendOptions:
    return (
        common.VizLegendOptions()
        .show_legend(show_legend=True)
        .display_mode(LegendDisplayMode.LIST)
        .placement(LegendPlacement.BOTTOM)
    )


def _fixed(colour: str) -> dashboard.FieldColor:
    return dashboard.FieldColor().mode(FieldColorModeId.FIXED).fixed_color(colour)


def _no_thresholds() -> dashboard.ThresholdsConfig:
    # Grafana's own default paints what is over 80 red, whatever it counts
    steps = [Threshold(value=None, color=COLOURS[0])]
    return dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)
