"""The dashboard "Crime and charge": from a recorded crime to its outcome, by place.

Written to `grafana/crime-and-charge.json` by `dashboards.build`; how a board is made: `boards`.
"""

from collections.abc import Iterator

from grafana_foundation_sdk.models import dashboard as models

from dashboards import estimates, panels, queries
from dashboards.boards import STATES, WORDS_OF_TREND, Board, Choice, period
from dashboards.links import CRIME_AND_CHARGE_UID
from dashboards.panels import COUNT, DAYS, SHARE, WEEKS, Ask, Query
from dashboards.queries import (
    MONTHS,
    OF_AREA,
    PERIOD,
    YEAR,
    chosen,
    each,
    largest_first,
    of,
    one,
    trend,
)
from dashboards.wording import described, threshold
from metrics.catalogue import AREA, BANDS
from metrics.catalogue import STAGE as INVESTIGATION

PURPOSE = """\
**Purpose:** how much crime is recorded, how much of it is charged, and how many investigations \
are open, so that the board sees a change months before the official statistics.
**Owner:** the board's performance office. \
**This is management information, not an official statistic.** Late news restates past periods: \
each figure shows what is known now. A period is provisional until two quarters after its last day.
"""
PLACE = chosen("place")
STAGE = of(INVESTIGATION)


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    return Board(
        uid=CRIME_AND_CHARGE_UID,
        title="Crime and charge",
        description="Recorded crime, charge rates and the investigation backlog.",
        purpose=PURPOSE,
        partners=("police",),
        choices=(
            Choice("place", "Place", f"lcjb_backlog_open{{{STAGE}}}", "place", AREA),
            period('lcjb_crimes_recorded{place!=""}'),
        ),
        headline=_headline(),
        trend=_trend(),
        breakdown=_breakdown(),
        tables=_tables(),
    ).build()


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
            described("backlog_open", INVESTIGATION),
            COUNT,
            [Query(one("backlog_open", STAGE, PLACE), "Open")],
        )
    )
    yield panels.state(
        Ask(
            15,
            "Is the investigation backlog above its threshold?",
            threshold(INVESTIGATION),
            "none",
            [Query(queries.severities_above(STAGE, PLACE), "State")],
        ),
        STATES,
    )
    yield panels.number(
        Ask(
            16,
            "How many weeks of work are open?",
            described("backlog_weeks_of_work", INVESTIGATION),
            WEEKS,
            [Query(one("backlog_weeks_of_work", STAGE, PLACE), "Weeks")],
            decimals=1,
        )
    )
    yield panels.number(
        Ask(
            17,
            "How old is the oldest open investigation?",
            described("backlog_oldest_days", INVESTIGATION),
            DAYS,
            [Query(one("backlog_oldest_days", STAGE, PLACE), "Oldest")],
        )
    )
    question = "What share of recorded crimes is estimated to be charged?"
    yield estimates.panel(18, question, "charge_rate_estimated")


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
            described("backlog_open", INVESTIGATION) + "\n\n" + WORDS_OF_TREND,
            COUNT,
            [
                Query(trend("backlog_open", STAGE, PLACE), "Open"),
                Query(queries.level("warning", STAGE, PLACE), "Warning threshold"),
                Query(queries.level("critical", STAGE, PLACE), "Critical threshold"),
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
            described("backlog_open_by_age", INVESTIGATION),
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
    yield panels.columns(
        Ask(
            32,
            "How many crimes were recorded each month?",
            described("crimes_recorded")
            + "\n\nThe whole area. The last month is not complete: it grows until its end.",
            COUNT,
            [Query(each("period", "crimes_recorded", OF_AREA, MONTHS), "Crimes")],
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
    words.append(described("backlog_open", INVESTIGATION))
    if label == "theme":
        words.append("A crime may carry several themes: the rows are never added up.")
    return Ask(id_, question, "\n\n".join(words), COUNT, columns, width=24, height=12)
