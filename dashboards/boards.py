"""What every dashboard has alike: its frame, its variables, its four rows.

Order: what it is and how fresh, headline, trend, breakdown, tables; a row with nothing in it is
left out. Panel ids and uids never change: links in old e-mails point at them. Called by the
modules of the dashboards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grafana_foundation_sdk.builders.dashboard import (
    AnnotationQuery,
    AnnotationTarget,
    Dashboard,
    DashboardLink,
    DatasourceVariable,
    QueryVariable,
    Row,
)
from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels, queries, wording
from dashboards.links import TAG
from dashboards.panels import COLOURS, DATASOURCE, DAY, GRAFANA, SINCE, WIDTH, Ask, Query

STATES = (
    ("Below threshold", COLOURS[0]),
    ("Above warning threshold", COLOURS[3]),
    ("Above critical threshold", COLOURS[2]),
)
_HEADER_HEIGHT, FRESH_WIDTH = 5, 6
WORDS_OF_TREND = "A day's point is what was known on that day; it is not restated."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a member chooses: the values that a label of a series has."""

    name: str
    label: str
    series: str
    of: str
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A dashboard: what it is, whose news it is of, what may be chosen, the panels of its rows."""

    uid: str
    title: str
    description: str
    purpose: str
    partners: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    since: str = "now-2y"
    headline: Iterable[panels.Panel]
    trend: Iterable[panels.Panel] = ()
    breakdown: Iterable[panels.Panel] = ()
    tables: Iterable[panels.Panel] = ()

    def build(self) -> models.Dashboard:
        """Build it as Grafana's model."""
        made = frame(self.uid, self.title, self.description).time(self.since, "now")
        made = made.variables([_source(), *map(_variable, self.choices)])
        made = made.annotation(_happened()).link(_others())
        for panel in self._panels():
            made = made.with_row(panel) if isinstance(panel, Row) else made.with_panel(panel)
        return made.build()

    def _panels(self) -> Iterator[panels.Panel | Row]:
        what = "What this dashboard is for, who keeps it, and what it is not."
        width = WIDTH - 2 * FRESH_WIDTH
        yield panels.header(1, self.purpose, what, width=width, height=_HEADER_HEIGHT)
        yield from map(panels.number, fresh(2, self.partners, height=_HEADER_HEIGHT))
        for id_, title, row in (
            (100, "Headline", self.headline),
            (200, "Trend", self.trend),
            (300, "Breakdown", self.breakdown),
            (400, "Tables", self.tables),
        ):
            if found := list(row):
                yield _row(id_, title)
                yield from found


def frame(uid: str, title: str, description: str) -> Dashboard:
    """Give what every dashboard is, the wall too."""
    return (
        Dashboard(title)
        .uid(uid)
        .description(description)
        .tags([TAG])
        .readonly()
        .timezone("Europe/London")
        .week_start("monday")
        .refresh("1m")
    )


def fresh(id_: int, partners: Iterable[str], *, height: int) -> Iterator[Ask]:
    """Ask when each partner was last heard, and to which day all of its news has come in."""
    named = {each: wording.AGENCIES[each] for each in partners}
    for n, series, question, unit in (
        (0, "partner_last_event_timestamp_seconds", "When did news last come in?", SINCE),
        (1, "feed_complete_to_seconds", "To which day is the news complete?", DAY),
    ):
        asked = [
            Query(f"{queries.one(series, queries.sent_by(each))} * 1000", title)
            for each, title in named.items()
        ]
        said, size = wording.of_monitor(series), (FRESH_WIDTH, height)
        yield Ask(id_ + n, question, said, unit, asked, *size)


def _happened() -> AnnotationQuery:
    tagged = AnnotationTarget().type("tags").tags([TAG]).match_any(match_any=False).limit(100)
    shown = AnnotationQuery().name("What happened").datasource(GRAFANA).enable(enable=True)
    return shown.icon_color(COLOURS[2]).target(tagged)  # type: ignore[arg-type]  # its own slip


def _others() -> DashboardLink:
    found = DashboardLink("Other dashboards").type(models.DashboardLinkType.DASHBOARDS)
    return found.tags([TAG]).as_dropdown(as_dropdown=True)


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
