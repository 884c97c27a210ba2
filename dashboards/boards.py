"""What every dashboard has alike: its frame, its variables, its four rows.

Order: what it is, headline, trend, breakdown, tables. Panel ids and uids never change: links in
old e-mails point at them. Called by the modules of the dashboards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grafana_foundation_sdk.builders.dashboard import (
    Dashboard,
    DatasourceVariable,
    QueryVariable,
    Row,
)
from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels
from dashboards.panels import COLOURS, DATASOURCE

STATES = (
    ("Below threshold", COLOURS[0]),
    ("Above warning threshold", COLOURS[3]),
    ("Above critical threshold", COLOURS[2]),
)
WORDS_OF_TREND = "A day's point is what was known on that day; it is not restated."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a member chooses: the values that a label of a series has."""

    name: str
    label: str
    series: str
    of: str
    first: str


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard: what it is, what may be chosen, and the panels of its rows."""

    uid: str
    title: str
    description: str
    purpose: str
    choices: tuple[Choice, ...]
    headline: Iterable[panels.Panel]
    trend: Iterable[panels.Panel]
    breakdown: Iterable[panels.Panel]
    tables: Iterable[panels.Panel]

    def build(self) -> models.Dashboard:
        """Build it as Grafana's model."""
        made = (
            Dashboard(self.title)
            .uid(self.uid)
            .description(self.description)
            .tags(["lcjb"])
            .readonly()
            .timezone("Europe/London")
            .week_start("monday")
            .time("now-2y", "now")
            .refresh("1m")
            .variables([_source(), *map(_variable, self.choices)])
        )
        for panel in self._panels():
            made = made.with_row(panel) if isinstance(panel, Row) else made.with_panel(panel)
        return made.build()

    def _panels(self) -> Iterator[panels.Panel | Row]:
        what = "What this dashboard is for, who keeps it, and what it is not."
        yield panels.header(1, self.purpose, what)
        yield _row(100, "Headline")
        yield from self.headline
        yield _row(200, "Trend")
        yield from self.trend
        yield _row(300, "Breakdown")
        yield from self.breakdown
        yield _row(400, "Tables")
        yield from self.tables


def period(series: str) -> Choice:
    """Let the period be chosen, of those that a series has."""
    return Choice("period", "Period", series, "period", "rolling-year")


def _row(id_: int, title: str) -> Row:
    return Row(title).id(id_).datasource(DATASOURCE)


def _source() -> DatasourceVariable:
    chosen = models.VariableOption(text="Prometheus", value="lcjb-prometheus", selected=True)
    return DatasourceVariable("datasource").label("Data Source").type("prometheus").current(chosen)


def _variable(choice: Choice) -> QueryVariable:
    chosen = models.VariableOption(text=choice.first, value=choice.first, selected=True)
    asked = f"label_values({choice.series}, {choice.of})"
    return (
        QueryVariable(choice.name)
        .label(choice.label)
        .datasource(DATASOURCE)
        .query({"query": asked, "refId": f"variable-{choice.name}"})
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .current(chosen)
        .multi(multi=False)
    )
