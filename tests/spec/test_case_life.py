"""The life of a case: the docs' diagram is the table's, and the table has every way in and out."""

from metrics.case.build import PAGE, page
from metrics.case.life import TRANSITIONS, State
from metrics.views import SIGNS

OPEN = {State.OPEN: 1}


def test_the_diagram_in_the_docs_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_step_moves_open_by_what_its_flows_say() -> None:
    for state, steps in TRANSITIONS.items():
        for step in steps.values():
            moved = sum(SIGNS[flow] for flow in step.flows)
            assert moved == OPEN.get(step.to, 0) - OPEN.get(state, 0), (state, step)
