"""The dashboard "Probation": who is supervised, unpaid work, breaches and recalls, by unit.

Written to `grafana/probation.json` by `dashboards.build`; how a board is made: `boards`.
"""

from collections.abc import Iterator

from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels, queries
from dashboards.boards import STATES, WORDS_OF_TREND, Board, Choice, period
from dashboards.links import PROBATION_UID
from dashboards.panels import COUNT, Ask, Query
from dashboards.queries import OF_AREA, PERIOD, YEAR, chosen, each, largest_first, of, one, trend
from dashboards.wording import described, threshold
from metrics.catalogue import AREA, UNPAID_WORK

PURPOSE = """\
**Purpose:** how many people and orders probation supervises, how much unpaid work is still owed \
after a year, and how often orders are breached and people recalled, by probation delivery unit.
**Owner:** the Probation Service. **This is management information, not an official statistic.** \
The caseload is of person-orders, and is no queue; the backlog is the unpaid work open for more \
than 12 months. Late news restates past periods.
"""
UNIT = chosen("unit")
NOT_THE_AREA = f'place!="{AREA}"'
STAGE = of(UNPAID_WORK)
ORDERS, PERSONS, OWED, LATE = (
    "supervision_open",
    "supervision_persons",
    "unpaid_work_open",
    "unpaid_work_late",
)
EVENTS = {"raised": "Raised", "proved": "Proved"}


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    return Board(
        uid=PROBATION_UID,
        title="Probation",
        description="Supervision, unpaid work, breaches and recalls, by probation delivery unit.",
        purpose=PURPOSE,
        partners=("probation",),
        choices=(
            Choice("unit", "Unit", f'lcjb_{ORDERS}{{place!=""}}', "place", AREA),
            period("lcjb_recalls"),
        ),
        headline=_headline(),
        trend=_trend(),
        breakdown=_breakdown(),
        tables=_tables(),
    ).build()


def _said(*figures: str) -> str:
    return "\n\n".join(map(described, figures))


def _headline() -> Iterator[panels.Panel]:
    asked = [Query(one(PERSONS, UNIT), "People"), Query(one(ORDERS, UNIT), "Orders and licences")]
    question = "How many people are supervised?"
    yield panels.number(Ask(10, question, _said(PERSONS, ORDERS), COUNT, asked))
    asked = [Query(one(OWED, UNIT), "Open"), Query(one(LATE, UNIT), "More than 12 months")]
    question = "How many unpaid work requirements are open?"
    yield panels.number(Ask(11, question, _said(OWED, LATE), COUNT, asked))
    state = [Query(queries.severities_above(STAGE, UNIT), "State")]
    question = "Is late unpaid work above its threshold?"
    yield panels.state(Ask(12, question, threshold(UNPAID_WORK), "none", state), STATES)
    asked = [
        *(Query(one("breaches", UNIT, PERIOD, _event(e)), f"Breaches {e}") for e in EVENTS),
        Query(one("recalls", UNIT, PERIOD), "Recalls"),
    ]
    question = "How many breaches and recalls were there?"
    yield panels.number(Ask(13, question, _said("breaches", "recalls"), COUNT, asked))


def _event(event: str) -> str:
    return f'event="{event}"'


def _trend() -> Iterator[panels.Panel]:
    lines = [
        Query(trend(ORDERS, UNIT), "Orders and licences"),
        Query(trend(PERSONS, UNIT), "People"),
    ]
    said = f"{_said(ORDERS, PERSONS)}\n\n{WORDS_OF_TREND}"
    question = "How has the caseload changed?"
    yield panels.line(Ask(20, question, said, COUNT, lines, width=12, height=9))
    lines = [
        Query(trend(LATE, UNIT), "More than 12 months"),
        Query(queries.level("warning", STAGE, UNIT), "Warning threshold"),
        Query(queries.level("critical", STAGE, UNIT), "Critical threshold"),
    ]
    said = f"{threshold(UNPAID_WORK)}\n\n{WORDS_OF_TREND}"
    question = "How has late unpaid work changed?"
    yield panels.line(Ask(21, question, said, COUNT, lines, width=12, height=9))


def _breakdown() -> Iterator[panels.Panel]:
    for id_, question, label, figure, matchers in (
        (30, "What are people supervised under?", "kind", ORDERS, ()),
        (31, "How large is each unit's caseload?", "place", ORDERS, (NOT_THE_AREA,)),
        (32, "Where is unpaid work late?", "place", LATE, (NOT_THE_AREA,)),
    ):
        counted = largest_first(each(label, figure, *matchers))
        asked = [Query(counted, f"{{{{{label}}}}}")]
        yield panels.bars(Ask(id_, question, _said(figure), COUNT, asked, width=6, height=10))
    counted = largest_first(each("event", "breaches", OF_AREA, YEAR))
    question = "What became of breaches in a year?"
    asked = [Query(counted, "{{event}}")]
    yield panels.bars(Ask(33, question, _said("breaches"), COUNT, asked, width=6, height=10))


def _tables() -> Iterator[panels.Panel]:
    columns = [
        Query(each("place", PERSONS), "People"),
        Query(each("place", ORDERS), "Orders and licences"),
        Query(each("place", OWED), "Unpaid work open"),
        Query(each("place", LATE), "More than 12 months"),
        *(
            Query(each("place", "breaches", YEAR, _event(event)), f"Breaches {event}")
            for event in EVENTS
        ),
        Query(each("place", "recalls", YEAR), "Recalls"),
    ]
    said = _said(PERSONS, ORDERS, OWED, LATE, "breaches", "recalls")
    said += "\n\nBreaches and recalls are of the year up to today."
    question = "How do the units compare?"
    ask = Ask(40, question, said, COUNT, columns, width=24, height=9)
    yield panels.table(ask, "place", "Unit")
