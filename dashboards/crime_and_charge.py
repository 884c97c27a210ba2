"""The dashboard "Crime and charge": from a recorded crime to its outcome, by place.

Order: what it is, headline, trend, breakdown, table. Panel ids and the uid never change: links
in old e-mails point at them. Written to `grafana/crime-and-charge.json` by `dashboards.build`.
"""

from collections.abc import Iterator

from grafana_foundation_sdk.builders.dashboard import (
    Dashboard,
    DatasourceVariable,
    QueryVariable,
    Row,
)
from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels, queries
from dashboards.links import CRIME_AND_CHARGE_UID
from dashboards.panels import COLOURS, COUNT, DATASOURCE, DAYS, SHARE, WEEKS, Ask, Query
from dashboards.queries import PERIOD, PLACE, STAGE, YEAR, each, largest_first, one, trend
from dashboards.wording import described, threshold
from metrics.catalogue import AREA, BANDS

PURPOSE = """\
**Purpose:** how much crime is recorded, how much of it is charged, and how many investigations \
are open, so that the board sees a change months before the official statistics.
**Owner:** the board's performance office. \
**This is management information, not an official statistic.** Late news restates past periods: \
each figure shows what is known now. A period is provisional until two quarters after its last day.
"""
STATES = (
    ("Below threshold", COLOURS[0]),
    ("Above warning threshold", COLOURS[3]),
    ("Above critical threshold", COLOURS[2]),
)
WORDS_OF_TREND = "A day's point is what was known on that day; it is not restated."


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    board = (
        Dashboard("Crime and charge")
        .uid(CRIME_AND_CHARGE_UID)
        .description("Recorded crime, charge rates and the investigation backlog.")
        .tags(["lcjb"])
        .readonly()
        .timezone("Europe/London")
        .week_start("monday")
        .time("now-2y", "now")
        .refresh("1m")
        .variables([_source(), _variable("place", "Place", AREA), _variable("period", "Period")])
    )
    for panel in _panels():
        board = board.with_row(panel) if isinstance(panel, Row) else board.with_panel(panel)
    return board.build()


def _source() -> DatasourceVariable:
    chosen = models.VariableOption(text="Prometheus", value="lcjb-prometheus", selected=True)
    return DatasourceVariable("datasource").label("Data Source").type("prometheus").current(chosen)


def _variable(name: str, label: str, first: str = "rolling-year") -> QueryVariable:
    open_now = f"lcjb_backlog_open{{{STAGE}}}"
    figure = open_now if name == "place" else 'lcjb_crimes_recorded{place!=""}'
    chosen = models.VariableOption(text=first, value=first, selected=True)
    return (
        QueryVariable(name)
        .label(label)
        .datasource(DATASOURCE)
        .query({"query": f"label_values({figure}, {name})", "refId": f"variable-{name}"})
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .current(chosen)
        .multi(multi=False)
    )


def _row(id_: int, title: str) -> Row:
    return Row(title).id(id_).datasource(DATASOURCE)


def _panels() -> Iterator[panels.Panel | Row]:
    yield panels.header(1, PURPOSE, "What this dashboard is for, who keeps it, and what it is not.")
    yield _row(100, "Headline")
    yield from _headline()
    yield _row(200, "Trend")
    yield from _trend()
    yield _row(300, "Breakdown")
    yield from _breakdown()
    yield _row(400, "Tables")
    yield from _tables()


def _headline() -> Iterator[panels.Panel]:
    yield panels.number(_rate(10, "What share of recorded crimes was charged?", "recorded"))
    yield panels.number(_rate(11, "What share of outcomes was a charge?", "closed"))
    yield panels.number(
        Ask(
            12,
            "How many crimes were recorded?",
            described("crimes_recorded"),
            COUNT,
            [Query(one("crimes_recorded", PLACE, PERIOD), "Crimes")],
        )
    )
    yield panels.number(
        Ask(
            13,
            "How long from recording to charge?",
            described("charge_days_median"),
            DAYS,
            [Query(one("charge_days_median", PLACE, PERIOD), "Median")],
        )
    )
    yield panels.number(
        Ask(
            14,
            "How many investigations are open?",
            described("backlog_open"),
            COUNT,
            [Query(one("backlog_open", STAGE, PLACE), "Open")],
        )
    )
    yield panels.state(
        Ask(
            15,
            "Is the investigation backlog above its threshold?",
            threshold()
            + "\n\nIt turns when an alert fires, so after the time that the threshold asks for.",
            "none",
            [Query(queries.severities_above(), "State")],
        ),
        STATES,
    )
    yield panels.number(
        Ask(
            16,
            "How many weeks of work are open?",
            described("backlog_weeks_of_work"),
            WEEKS,
            [Query(one("backlog_weeks_of_work", STAGE, PLACE), "Weeks")],
            decimals=1,
        )
    )
    yield panels.number(
        Ask(
            17,
            "How old is the oldest open investigation?",
            described("backlog_oldest_days"),
            DAYS,
            [Query(one("backlog_oldest_days", STAGE, PLACE), "Oldest")],
        )
    )


def _rate(id_: int, question: str, basis: str) -> Ask:
    figure = f"charge_rate_{basis}"
    of = "Recorded" if basis == "recorded" else "Outcomes"
    parts = [
        Query(one(f"{figure}_ratio", PLACE, PERIOD), "Rate", SHARE),
        Query(one(f"{figure}_numerator", PLACE, PERIOD), "Charged", COUNT),
        Query(one(f"{figure}_denominator", PLACE, PERIOD), of, COUNT),
    ]
    return Ask(id_, question, described(figure), SHARE, parts, decimals=None)


def _trend() -> Iterator[panels.Panel]:
    yield panels.line(
        Ask(
            20,
            "How has the investigation backlog changed?",
            described("backlog_open") + "\n\n" + WORDS_OF_TREND,
            COUNT,
            [
                Query(trend("backlog_open", STAGE, PLACE), "Open"),
                Query(queries.level("warning"), "Warning threshold"),
                Query(queries.level("critical"), "Critical threshold"),
            ],
            width=12,
            height=9,
        )
    )
    yield panels.line(
        Ask(
            21,
            "How have the charge rates of a year changed?",
            described("charge_rate_recorded")
            + "\n\n"
            + described("charge_rate_closed")
            + "\n\n"
            + WORDS_OF_TREND,
            SHARE,
            [
                Query(trend("charge_rate_recorded_ratio", PLACE, YEAR), "Recorded basis"),
                Query(trend("charge_rate_closed_ratio", PLACE, YEAR), "Closed basis"),
            ],
            width=12,
            height=9,
        )
    )


def _breakdown() -> Iterator[panels.Panel]:
    yield panels.bars(
        Ask(
            30,
            "How old are the open investigations?",
            described("backlog_open_by_age"),
            COUNT,
            [
                Query(one("backlog_open_by_age", STAGE, PLACE, f'band="{band}"'), band)
                for band in BANDS
            ],
            width=8,
            height=11,
        )
    )
    yield panels.bars(
        Ask(
            31,
            "Which outcomes were assigned in the period?",
            described("outcomes_closed"),
            COUNT,
            [
                Query(
                    largest_first(each("outcome", "outcomes_closed", PLACE, PERIOD)),
                    "{{outcome}}",
                )
            ],
            width=8,
            height=11,
        )
    )
    months = (f'place="{AREA}"', 'period=~"[0-9]{4}-[0-9]{2}"')
    yield panels.columns(
        Ask(
            32,
            "How many crimes were recorded each month?",
            described("crimes_recorded")
            + "\n\nThe whole area. The last month is not complete: it grows until its end.",
            COUNT,
            [Query(each("period", "crimes_recorded", *months), "Crimes")],
            width=8,
            height=11,
        ),
        "period",
    )


def _tables() -> Iterator[panels.Panel]:
    for id_, question, label, heading in (
        (40, "How do the places compare?", "place", "Place"),
        (41, "How do the crime groups compare?", "crime_group", "Crime group"),
        (42, "How do the themes compare?", "theme", "Theme"),
    ):
        yield panels.table(_comparison(id_, question, label), label, heading)


def _comparison(id_: int, question: str, label: str) -> Ask:
    columns = [
        Query(each(label, "crimes_recorded", PERIOD), "Recorded", COUNT),
        Query(each(label, "charge_rate_recorded_numerator", PERIOD), "Of these charged", COUNT),
        Query(each(label, "charge_rate_recorded_ratio", PERIOD), "Charge rate, recorded", SHARE),
        Query(each(label, "charge_rate_closed_numerator", PERIOD), "Charges assigned", COUNT),
        Query(each(label, "charge_rate_closed_denominator", PERIOD), "Outcomes assigned", COUNT),
        Query(each(label, "charge_rate_closed_ratio", PERIOD), "Charge rate, closed", SHARE),
        Query(each(label, "backlog_open", STAGE), "Open now", COUNT),
    ]
    words = [described(f"charge_rate_{basis}") for basis in ("recorded", "closed")]
    if label == "theme":
        words.append("A crime may carry several themes: the rows are never added up.")
    return Ask(id_, question, "\n\n".join(words), COUNT, columns, width=24, height=12)
