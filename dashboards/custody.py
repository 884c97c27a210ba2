"""The dashboard "Custody time limits": which end soon, which have passed, and where.

Written to `grafana/custody-time-limits.json` by `dashboards.build`; how a board is made: `boards`.
"""

from collections.abc import Iterator

from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels, queries
from dashboards.boards import WORDS_OF_TREND, Board, Choice
from dashboards.links import CUSTODY_UID
from dashboards.panels import COLOURS, COUNT, Ask, Query
from dashboards.queries import chosen, each, largest_first, of, or_nought, or_of_area, trend
from dashboards.wording import described
from metrics.catalogue import AREA, CROWN, MAGISTRATES, PASSED, WITHIN

PURPOSE = """\
**Purpose:** which defendants in custody have a time limit that ends soon or has passed, by court, \
so that none passes unseen.
**Owner:** the courts. **This is management information, not an official statistic,** and no \
substitute for the court's own diary. Limits are never rounded, and their alerts never muted. \
By court, cases of other forces included. `lcjb figures --metric custody_time_limits --items` \
names the cases.
"""
COURT = chosen("court")
FIGURE = "custody_time_limits"
NOT_THE_AREA = f'place!="{AREA}"'
STATES = (
    ("None within 7 days", COLOURS[0]),
    ("One within 7 days", COLOURS[3]),
    ("One has passed", COLOURS[2]),
)
TITLES = {PASSED: "Passed"} | {name: f"Within {days} days" for name, days in WITHIN.items()}


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    return Board(
        uid=CUSTODY_UID,
        title="Custody time limits",
        description="Custody time limits that end soon or have passed, by court.",
        purpose=PURPOSE,
        partners=("courts",),
        choices=(
            Choice(
                "court",
                "Court",
                f'lcjb_backlog_open{{stage=~"{MAGISTRATES}|{CROWN}"}}',
                "place",
                AREA,
            ),
        ),
        headline=_headline(),
        trend=_trend(),
        breakdown=_breakdown(),
        tables=_tables(),
    ).build()


def _within(name: str) -> str:
    return f'within="{name}"'


def _headline() -> Iterator[panels.Panel]:
    yield panels.state(
        Ask(
            10,
            "Has a limit passed, or does one end soon?",
            described(FIGURE),
            "none",
            [Query(queries.gravest_limit(COURT), "State")],
            width=8,
        ),
        STATES,
    )
    for id_, (name, title) in enumerate(TITLES.items(), 11):
        question = "How many limits have passed?"
        if name != PASSED:
            question = f"How many limits end {title.lower()}?"
        asked = [Query(or_nought(FIGURE, COURT, _within(name)), title)]
        yield panels.number(Ask(id_, question, described(FIGURE), COUNT, asked, width=4))


def _trend() -> Iterator[panels.Panel]:
    lines = [Query(trend(FIGURE, COURT, _within(name)), title) for name, title in TITLES.items()]
    said = f"{described(FIGURE)}\n\n{WORDS_OF_TREND}"
    question = "How have the limits changed?"
    yield panels.line(Ask(20, question, said, COUNT, lines, width=24, height=9))


def _breakdown() -> Iterator[panels.Panel]:
    for id_, name, question in (
        (30, PASSED, "At which courts have limits passed?"),
        (31, "28-days", "At which courts do limits end within 28 days?"),
    ):
        counted = each("place", FIGURE, _within(name), NOT_THE_AREA)
        asked = [Query(largest_first(or_of_area(counted, FIGURE, _within(name))), "{{place}}")]
        yield panels.bars(Ask(id_, question, described(FIGURE), COUNT, asked, width=6, height=10))
    for id_, stage, question in (
        (32, MAGISTRATES, "How many magistrates' cases have somebody in custody?"),
        (33, CROWN, "How many Crown Court cases have somebody in custody?"),
    ):
        counted = each("place", "backlog_open_by_remand", of(stage), 'remand="custody"')
        asked = [Query(largest_first(counted), "{{place}}")]
        said = described("backlog_open_by_remand", stage)
        yield panels.bars(Ask(id_, question, said, COUNT, asked, width=6, height=10))


def _tables() -> Iterator[panels.Panel]:
    columns = [Query(each("place", FIGURE, _within(name)), title) for name, title in TITLES.items()]
    question = "Which courts have limits that end soon?"
    said = described(FIGURE)
    yield panels.table(
        Ask(40, question, said, COUNT, columns, width=24, height=10), "place", "Court"
    )
