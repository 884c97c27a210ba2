"""The dashboard "Wall": a screen to be read from across a room. Nothing is chosen, nothing scrolls.

Written to `grafana/wall.json` by `dashboards.build`; opened as `/d/lcjb-wall/wall?kiosk`. Numbers
fill their tiles, so there are few; what a number is lies behind its tile, on the other boards.
"""

from collections.abc import Iterator
from dataclasses import replace

from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels, stages
from dashboards.boards import STATES, frame, fresh
from dashboards.custody import FIGURE as LIMITS
from dashboards.custody import STATES as STATES_OF_LIMITS
from dashboards.links import WALL_UID
from dashboards.panels import COUNT, PROVISIONED, SHARE, Ask, Query
from dashboards.queries import OF_AREA, gravest_limit, one
from dashboards.stages import STAGES, Stage
from dashboards.wording import AGENCIES, described, threshold

PURPOSE = """\
**Purpose:** the area at a glance. **Owner:** the board's performance office. \
**This is management information, not an official statistic.**
"""
PERSONS = "supervision_persons"


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    made = frame(WALL_UID, "Wall", "The area at a glance, for a screen on the wall.")
    made = made.time("now-1d", "now")
    for panel in _panels():
        made = made.with_panel(panel)
    return made.build()


def _panels() -> Iterator[panels.Panel]:
    what = "What this screen is for, who keeps it, and what it is not."
    yield panels.header(1, PURPOSE, what, width=24, height=2).datasource(PROVISIONED)
    yield from _headlines()
    yield from (_number(20 + n, stage) for n, stage in enumerate(STAGES))
    yield from (_state(30 + n, stage) for n, stage in enumerate(STAGES))
    yield _limits()
    for ask in fresh(41, AGENCIES, height=5):
        yield panels.number(_tile(replace(ask, width=8)))


def _tile(ask: Ask) -> Ask:
    return replace(ask, source=PROVISIONED)


def _headlines() -> Iterator[panels.Panel]:
    said, asked = stages.backlog()
    ask = Ask(10, "How many Crown Court cases are open?", said, COUNT, asked, width=8, height=7)
    yield panels.number(_tile(ask))
    said, asked = stages.charge_rate()
    question = "What share of recorded crimes was charged?"
    yield panels.number(_tile(Ask(11, question, said, SHARE, asked, width=8, height=7)))
    said, asked = stages.reoffending()
    question = "What share of offenders reoffended?"
    yield panels.number(_tile(Ask(12, question, said, SHARE, asked, width=8, height=7)))


def _number(id_: int, stage: Stage) -> panels.Panel:
    question = f"{stage.title}: how many?"
    asked = [Query(stage.now(), "Open")]
    return panels.number(_tile(Ask(id_, question, stage.said(), COUNT, asked, width=4)))


def _state(id_: int, stage: Stage) -> panels.Panel:
    """Say whether a queue is above its threshold; of a caseload, of how many people it is."""
    if not stage.is_queue:
        asked = [Query(one(PERSONS, OF_AREA), "People")]
        question = f"{stage.name.capitalize()}: of how many people?"
        ask = Ask(id_, question, described(PERSONS), COUNT, asked, width=4, height=4)
        return panels.number(_tile(ask))
    asked = [Query(stage.above(), "State")]
    question = f"{stage.title}: above threshold?"
    ask = Ask(id_, question, threshold(stage.name), "none", asked, width=4, height=4)
    return panels.state(_tile(ask), STATES)


def _limits() -> panels.Panel:
    asked = [Query(gravest_limit(OF_AREA), "State")]
    question, said = "Has a custody time limit passed?", described(LIMITS)
    return panels.state(_tile(Ask(40, question, said, "none", asked, width=8)), STATES_OF_LIMITS)
