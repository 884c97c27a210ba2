"""The life of a spell, as a table. The diagram in docs/case_life.md is drawn from it.

A spell is one receipt of a case at a tier. Read by `metrics.case.walk`, which says when each
trigger comes. Definitions: docs/definitions.md (R2, R7 to R11, R24).
"""

from enum import Enum
from typing import NamedTuple


class State(Enum):
    """Where a spell stands at the end of a day."""

    ABSENT = "absent"
    OPEN = "open"
    AT_LARGE = "out on warrant"
    ENDED = "ended"
    MERGED = "merged"


class Trigger(Enum):
    """What moves a spell."""

    RECEIVED = "received"
    SEEN = "first seen, receipt unknown"
    ISSUED = "every defendant still unfinished is at large"
    EXECUTED = "one of them is back"
    TRANSFERRED = "transferred"
    FINISHED = "last defendant finished or sent"
    MERGED = "merged into another case"
    REOPENED = "reopened"


class Step(NamedTuple):
    """Where a trigger leads, and the flows that it counts on that day."""

    to: State
    flows: tuple[str, ...]


TRANSITIONS: dict[State, dict[Trigger, Step]] = {
    State.ABSENT: {
        Trigger.RECEIVED: Step(State.OPEN, ("receipts",)),
        Trigger.SEEN: Step(State.OPEN, ("receipt-unknown",)),
    },
    State.OPEN: {
        Trigger.ISSUED: Step(State.AT_LARGE, ("issued",)),
        Trigger.TRANSFERRED: Step(State.OPEN, ("transferred-out", "transferred-in")),
        Trigger.FINISHED: Step(State.ENDED, ("disposals",)),
        Trigger.MERGED: Step(State.MERGED, ("merged",)),
    },
    State.AT_LARGE: {
        Trigger.EXECUTED: Step(State.OPEN, ("executed",)),
        Trigger.TRANSFERRED: Step(State.AT_LARGE, ()),
        Trigger.FINISHED: Step(State.ENDED, ("executed", "disposals")),
        Trigger.MERGED: Step(State.MERGED, ("executed", "merged")),
    },
    State.ENDED: {Trigger.REOPENED: Step(State.OPEN, ("reopened",))},
    State.MERGED: {Trigger.REOPENED: Step(State.OPEN, ("reopened",))},
}

FINISHES: dict[str, frozenset[str]] = {
    "magistrates": frozenset({"final", "sent", "committed-for-sentence"}),
    "crown": frozenset({"final", "remitted"}),
}
"""The results that end an offence at a tier; what is sent goes on at the other one."""

AWAY: frozenset[str] = frozenset({"sent", "committed-for-sentence", "remitted"})
"""The results after which the offence goes on elsewhere: no completion of its defendant."""


def diagram() -> str:
    """Draw the table as a Mermaid state diagram."""
    lines = [
        f"    {name(state)} --> {name(step.to)}: {trigger.value}{_counted(step)}"
        for state, steps in TRANSITIONS.items()
        for trigger, step in steps.items()
    ]
    named = [f"    {name(state)}: {state.value}" for state in State]
    return "\n".join(["stateDiagram-v2", *named, *lines, ""])


def name(state: State) -> str:
    """Name a state as the diagram does."""
    return state.name.lower()


def _counted(step: Step) -> str:
    return f" [{', '.join(step.flows)}]" if step.flows else ""
