"""The dashboard "Wall": a screen to be read from across a room. Nothing is chosen, nothing scrolls.

Written to `grafana/wall.json` by `dashboards.build`; opened as `/d/lcjb-wall/wall?kiosk`. Numbers
fill their tiles, so there are few; what a number is lies behind its tile, on the other boards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from grafana_foundation_sdk.builders import stat
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models.common import BigValueTextMode

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
States: TypeAlias = Sequence[tuple[str, str]]


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
    for id_, question, title, unit, (said, asked) in (
        (10, "How many Crown Court cases are open?", "Crown Court, open", COUNT, stages.backlog()),
        (11, "What share of crimes was charged?", "Charge rate", SHARE, stages.charge_rate()),
        (12, "What share of offenders reoffended?", "Reoffending", SHARE, stages.reoffending()),
    ):
        named = [replace(asked[0], name=title), *asked[1:]]
        yield _tile(Ask(id_, question, said, unit, named, width=8, height=7))
    yield from (_number(20 + n, stage) for n, stage in enumerate(STAGES))
    yield from (_state(30 + n, stage) for n, stage in enumerate(STAGES))
    asked = [Query(gravest_limit(OF_AREA), "Custody time limits")]
    question, said = "Has a custody time limit passed?", described(LIMITS)
    yield _tile(Ask(40, question, said, "none", asked, width=8), STATES_OF_LIMITS)
    for ask in fresh(41, AGENCIES, height=5):
        yield _tile(replace(ask, width=8))


def _tile(ask: Ask, words: States = ()) -> stat.Panel:
    """Show numbers, or a state in words, each under its name as large as it goes."""
    here = replace(ask, source=PROVISIONED)
    made = panels.state(here, words) if words else panels.number(here)
    return made.text_mode(BigValueTextMode.VALUE_AND_NAME)


def _number(id_: int, stage: Stage) -> stat.Panel:
    question = f"{stage.title}: how many?"
    asked = [Query(stage.now(), stage.title)]
    return _tile(Ask(id_, question, stage.said(), COUNT, asked, width=4))


def _state(id_: int, stage: Stage) -> stat.Panel:
    """Say whether a queue is above its threshold; of a caseload, of how many people it is."""
    if not stage.is_queue:
        asked = [Query(one(PERSONS, OF_AREA), "People")]
        question = f"{stage.name.capitalize()}: of how many people?"
        return _tile(Ask(id_, question, described(PERSONS), COUNT, asked, width=4, height=4))
    asked = [Query(stage.above(), "State")]
    question = f"{stage.title}: above threshold?"
    ask = Ask(id_, question, threshold(stage.name), "none", asked, width=4, height=4)
    return _tile(ask, STATES)
