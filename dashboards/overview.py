"""The dashboard "Overview": the three headlines, every stage in order, and what changed.

Written to `grafana/overview.json` by `dashboards.build`; how a board is made: `boards`. Nothing is
chosen: all of it is of the whole area.
"""

from collections.abc import Iterator

from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels, stages
from dashboards.boards import STATES, Board
from dashboards.custody import FIGURE as LIMITS
from dashboards.custody import STATES as STATES_OF_LIMITS
from dashboards.links import OVERVIEW_UID
from dashboards.panels import COUNT, SHARE, Ask, Query
from dashboards.queries import (
    A_YEAR,
    FOUR_WEEKS,
    MONTHS,
    OF_AREA,
    QUARTERS,
    each,
    gravest_limit,
    of,
    one,
)
from dashboards.stages import BACKLOGS, QUEUES, STAGES, YEAR_BEFORE
from dashboards.wording import AGENCIES, described
from metrics.catalogue import CROWN, IN_WINDOW, MAGISTRATES

PURPOSE = """\
**Purpose:** the backlog, the charge rate and reoffending of the whole area, and every stage in \
the order of the process, so that a member sees in a minute what grows, since when, and how fresh \
the news is. **Owner:** the board's performance office. \
**This is management information, not an official statistic.** A year before is the same weekday \
52 weeks ago. "Other dashboards" has places, groups and themes, and the quality of the data.
"""
RATE, OLD = "charge_rate_recorded", "backlog_year_or_more"
SOFAR = "\n\nThe last column is not complete."


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    return Board(
        uid=OVERVIEW_UID,
        title="Overview",
        description="Backlog, charge rate and reoffending; every stage; what changed.",
        purpose=PURPOSE,
        partners=tuple(AGENCIES),
        headline=_headline(),
        trend=_trend(),
        breakdown=_breakdown(),
        tables=_tables(),
    ).build()


def _headline() -> Iterator[panels.Panel]:
    said, asked = stages.backlog()
    question = "How many Crown Court cases are open?"
    yield panels.number(Ask(10, question, said, COUNT, asked, width=8))
    said, asked = stages.charge_rate()
    question = "What share of recorded crimes was charged?"
    yield panels.number(Ask(11, question, said, SHARE, asked, width=8))
    said, asked = stages.reoffending()
    question = "What share of offenders reoffended?"
    yield panels.number(Ask(12, question, said, SHARE, asked, width=8))
    asked = [Query(stage.above(), stage.title) for stage in QUEUES]
    question, said = "Which backlogs are above their threshold?", stages.said_of_thresholds()
    yield panels.state(Ask(13, question, said, "none", asked, width=18), STATES)
    asked = [Query(gravest_limit(OF_AREA), "State")]
    question, said = "Has a custody time limit passed?", described(LIMITS)
    yield panels.state(Ask(14, question, said, "none", asked), STATES_OF_LIMITS)


def _trend() -> Iterator[panels.Panel]:
    for id_, stage, question in (
        (20, MAGISTRATES, "How have the magistrates' open cases changed?"),
        (21, CROWN, "How has the Crown Court backlog changed?"),
    ):
        asked = [Query(each("period", "backlog_open_at_end", of(stage), OF_AREA, MONTHS), "Open")]
        said = described("backlog_open", stage) + SOFAR
        ask = Ask(id_, question, said, COUNT, asked, height=9)
        yield panels.columns(ask, "period")
    asked = [Query(each("period", f"{RATE}_ratio", OF_AREA, QUARTERS), "Charged")]
    question, said = "How has the charge rate changed?", described(RATE) + SOFAR
    yield panels.columns(Ask(22, question, said, SHARE, asked, height=9), "period")
    of_cohorts = each("period", "reoffending_ratio", OF_AREA, QUARTERS, 'maturity="mature"')
    asked = [Query(of_cohorts, "Reoffended")]
    question = "How has reoffending of whole cohorts changed?"
    said = described("reoffending")
    yield panels.columns(Ask(23, question, said, SHARE, asked, height=9), "period")


def _breakdown() -> Iterator[panels.Panel]:
    asked = [Query(one(f"{OLD}_ratio", *stage.at), stage.title) for stage in BACKLOGS]
    asked.append(stages.published(OLD, CROWN))
    said = "\n\n".join(described(OLD, stage.name) for stage in BACKLOGS)
    said += "\n\nOf England and Wales: the Crown Court, as published."
    question = "How much waits a year or more?"
    yield panels.bars(Ask(30, question, said, SHARE, asked, width=8, height=11))
    asked = [Query(f"{s.now()} - {s.before(FOUR_WEEKS)}", s.title) for s in STAGES]
    question, said = "How did each stage change in four weeks?", _said()
    yield panels.number(Ask(31, question, said, COUNT, asked, width=8, height=11))
    said = "Changes of policy, thresholds and releases, and back-loads: `lcjb grafana sync`."
    yield panels.happenings(32, "What happened lately?", said, width=8)


def _said() -> str:
    return "\n\n".join(stage.said() for stage in STAGES)


def _tables() -> Iterator[panels.Panel]:
    columns = [
        Query(stages.in_order({s.name: s.now() for s in STAGES}), "Open now", COUNT),
        Query(_before(FOUR_WEEKS), "Four weeks before", COUNT),
        Query(_before(A_YEAR), YEAR_BEFORE, COUNT),
        Query(_of_backlogs(f"backlog_receipts{IN_WINDOW}"), "Received, 12 weeks", COUNT),
        Query(_of_backlogs(f"backlog_disposals{IN_WINDOW}"), "Disposed of, 12 weeks", COUNT),
        Query(_of_backlogs("backlog_weeks_of_work"), "Weeks of work", "none"),
        Query(_of_backlogs(f"{OLD}_ratio"), "A year or more", SHARE),
    ]
    question = "How do the stages of the process stand?"
    said = f"{_said()}\n\nOne case may be open at two stages: the rows are never added up."
    ask = Ask(40, question, said, COUNT, columns, width=24, height=9, decimals=1)
    yield panels.table(ask, "stage", "Stage", {stage.name: stage.title for stage in STAGES})


def _before(ago: str) -> str:
    return stages.in_order({stage.name: stage.before(ago) for stage in STAGES})


def _of_backlogs(figure: str) -> str:
    return stages.in_order({stage.name: one(figure, *stage.at) for stage in BACKLOGS})
