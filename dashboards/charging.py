"""The dashboard "Charging and bail": files at CPS, how it decides, and who waits before charge.

Written to `grafana/charging-and-bail.json` by `dashboards.build`; how a board is made: `boards`.
CPS names no place, so that its panels are of the whole area; bail is by police division.
"""

from collections.abc import Iterator

from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels, queries
from dashboards.boards import STATES, WORDS_OF_TREND, Board, Choice, period
from dashboards.links import CHARGING_UID
from dashboards.panels import COUNT, SHARE, WEEKS, Ask, Query
from dashboards.queries import (
    OF_AREA,
    PERIOD,
    QUARTERS,
    YEAR,
    chosen,
    each,
    each_theme,
    largest_first,
    of,
    one,
    or_nought,
    trend,
)
from dashboards.wording import described, threshold
from metrics.catalogue import AREA, BANDS, CHARGING, HOLDERS, ON_BAIL_PAST

PURPOSE = """\
**Purpose:** how many files wait for a charging decision and whose court the ball is in, how CPS \
decides, and who is long on bail or under investigation before charge.
**Owner:** the board's performance office. \
**This is management information, not an official statistic.** Three charge rates exist and are \
never mixed: this one is of suspects, decided by CPS. CPS names no place: its figures are the \
whole area's. A newer decision takes the older one out of its period. Suspects are by division.
"""
STAGE = of(CHARGING)
DIVISION = chosen("division")
HOLDER_TITLES = dict(zip(HOLDERS, ("With CPS", "With the police"), strict=True))
PAST_TITLES = {past: f"More than {past.replace('-', ' ')}" for past in ON_BAIL_PAST}
RATE, TIMELY = "charge_rate_cps", "consultations_within_28_days"
BAIL, INVESTIGATED = "suspects_on_bail", "suspects_under_investigation"


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    return Board(
        uid=CHARGING_UID,
        title="Charging and bail",
        description="Files at CPS, its decisions and consultations, and suspects before charge.",
        purpose=PURPOSE,
        partners=("police", "cps"),
        choices=(
            Choice("division", "Division", f"lcjb_{BAIL}", "place", AREA),
            period(f"lcjb_{TIMELY}_denominator"),
        ),
        headline=_headline(),
        trend=_trend(),
        breakdown=_breakdown(),
        tables=_tables(),
    ).build()


def _said(*figures: str) -> str:
    stages = ("backlog_open", "backlog_receipts", "backlog_disposals", "backlog_flow")
    own = (*stages, "backlog_weeks_of_work", "backlog_open_by_age", "backlog_open_by_holder")
    return "\n\n".join(described(each, CHARGING if each in own else "") for each in figures)


def _headline() -> Iterator[panels.Panel]:
    yield from _files()
    yield from _decisions()
    yield from _suspects()


def _files() -> Iterator[panels.Panel]:
    held = [
        Query(or_nought("backlog_open_by_holder", OF_AREA, f'holder="{holder}"'), title)
        for holder, title in HOLDER_TITLES.items()
    ]
    asked = [Query(one("backlog_open", STAGE, OF_AREA), "Open"), *held]
    said = _said("backlog_open", "backlog_open_by_holder")
    yield panels.number(Ask(10, "How many files are open at CPS?", said, COUNT, asked))
    state = [Query(queries.severities_above(STAGE, OF_AREA), "State")]
    question = "Is the charging backlog above its threshold?"
    yield panels.state(Ask(11, question, threshold(CHARGING), "none", state), STATES)
    moves = [
        Query(one("backlog_receipts", STAGE, OF_AREA, PERIOD), "Received"),
        Query(one("backlog_disposals", STAGE, OF_AREA, PERIOD), "Decided or finalised"),
    ]
    said = _said("backlog_receipts", "backlog_disposals")
    yield panels.number(Ask(12, "How many files came in and went out?", said, COUNT, moves))
    weeks = [Query(one("backlog_weeks_of_work", STAGE, OF_AREA), "Weeks")]
    said = _said("backlog_weeks_of_work")
    question = "How many weeks of files are open?"
    yield panels.number(Ask(13, question, said, WEEKS, weeks, decimals=1))


def _decisions() -> Iterator[panels.Panel]:
    rate = [
        Query(one(f"{RATE}_ratio", OF_AREA, PERIOD), "Charged", SHARE),
        Query(one(f"{RATE}_numerator", OF_AREA, PERIOD), "Suspects charged", COUNT),
        Query(one(f"{RATE}_denominator", OF_AREA, PERIOD), "Suspects decided", COUNT),
    ]
    yield panels.number(Ask(14, "How many suspects does CPS charge?", _said(RATE), SHARE, rate))
    figures = ("cps_finalised_administratively", "cps_unclassified")
    titles = ("Finalised administratively", "Code not known")
    beside = [
        Query(one(figure, OF_AREA, PERIOD), title)
        for figure, title in zip(figures, titles, strict=True)
    ]
    question = "How many suspects stand beside the charge rate?"
    yield panels.number(Ask(15, question, _said(*figures), COUNT, beside))
    timely = [
        Query(one(f"{TIMELY}_ratio", OF_AREA, PERIOD), "Within 28 days", SHARE),
        Query(one(f"{TIMELY}_denominator", OF_AREA, PERIOD), "Consultations closed", COUNT),
        Query(one("consultations_open_over_28_days", OF_AREA), "Open beyond, now", COUNT),
    ]
    said = _said(TIMELY, "consultations_open_over_28_days")
    question = "Does CPS answer within 28 days?"
    yield panels.number(Ask(16, question, said, SHARE, timely, width=12))


def _suspects() -> Iterator[panels.Panel]:
    bail = [
        Query(or_nought(BAIL, DIVISION, f'past="{past}"'), title)
        for past, title in PAST_TITLES.items()
    ]
    question = "How many suspects are long on bail?"
    yield panels.number(Ask(17, question, _said(BAIL), COUNT, bail, width=12))
    asked = [Query(or_nought(INVESTIGATED, DIVISION), "Past the threshold")]
    question = "How many are long under investigation?"
    yield panels.number(Ask(18, question, _said(INVESTIGATED), COUNT, asked, width=12))


def _trend() -> Iterator[panels.Panel]:
    lines = [
        Query(trend("backlog_open", STAGE, OF_AREA), "Open"),
        Query(queries.level("warning", STAGE, OF_AREA), "Warning threshold"),
        Query(queries.level("critical", STAGE, OF_AREA), "Critical threshold"),
    ]
    said = f"{_said('backlog_open')}\n\n{WORDS_OF_TREND}"
    question = "How has the charging backlog changed?"
    yield panels.line(Ask(20, question, said, COUNT, lines, width=12, height=9))
    lines = [
        Query(trend(BAIL, DIVISION, f'past="{past}"'), title) for past, title in PAST_TITLES.items()
    ]
    lines.append(Query(trend(INVESTIGATED, DIVISION), "Under investigation, past the threshold"))
    said = f"{_said(BAIL, INVESTIGATED)}\n\n{WORDS_OF_TREND}"
    question = "How has the wait before charge changed?"
    yield panels.line(Ask(21, question, said, COUNT, lines, width=12, height=9))


def _breakdown() -> Iterator[panels.Panel]:
    bands = [
        Query(one("backlog_open_by_age", STAGE, OF_AREA, f'band="{band}"'), band) for band in BANDS
    ]
    said = _said("backlog_open_by_age")
    question = "How old are the open files?"
    yield panels.bars(Ask(30, question, said, COUNT, bands, width=8, height=11))
    by_quarter = [Query(each("period", f"{RATE}_ratio", OF_AREA, QUARTERS), "Charged")]
    said = f"{_said(RATE)}\n\nThe last quarter is not complete."
    question = "How has the CPS charge rate changed?"
    yield panels.columns(Ask(31, question, said, SHARE, by_quarter, width=8, height=11), "period")
    moved = largest_first(each("flow", "backlog_flow", STAGE, OF_AREA, YEAR))
    question = "What else moved files in a year?"
    asked = [Query(moved, "{{flow}}")]
    yield panels.bars(Ask(32, question, _said("backlog_flow"), COUNT, asked, width=8, height=11))


def _tables() -> Iterator[panels.Panel]:
    columns = [
        Query(each("place", BAIL, f'past="{past}"'), title) for past, title in PAST_TITLES.items()
    ]
    columns.append(Query(each("place", INVESTIGATED), "Under investigation, past the threshold"))
    said = _said(BAIL, INVESTIGATED)
    question = "Where do suspects wait long before charge?"
    ask = Ask(40, question, said, COUNT, columns, width=12, height=9)
    yield panels.table(ask, "place", "Division")
    said = _said("backlog_open") + (
        "\n\nA case has the themes of the crimes that it names. It may have several: the rows are "
        "never added up."
    )
    open_ = [Query(each_theme("backlog_open", STAGE), "Open at CPS")]
    question = "How do the themes of open files compare?"
    ask = Ask(41, question, said, COUNT, open_, width=12, height=9)
    yield panels.table(ask, "theme", "Theme")
