"""Which other aggregates a batch touches: a case has the themes of the crimes that it names.

Called by `streams.steps` between merge and fold. A crime whose themes changed touches the cases
that name it; a changed case reads the crimes that it names.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from metrics import aggregate
from metrics.aggregate import Themes
from metrics.store.ledger import Aggregate, Step

_NEW = Aggregate()


@dataclass(slots=True)
class Touched:
    """An aggregate in hand: as it was kept, its events before and by now, whether to fold it."""

    old: Aggregate
    before: aggregate.Events
    events: aggregate.Events
    changed: bool = False


def opened(old: Aggregate = _NEW) -> Touched:
    """Take up an aggregate as it is kept."""
    events = aggregate.read(old.events)
    return Touched(old, events, dict(events))


def reach(step: Step, touched: dict[str, Touched]) -> dict[str, Themes]:
    """Add the cases that inherit otherwise now; give each changed case's themes."""
    if moved := [subject for subject, each in touched.items() if _hands_on_otherwise(each)]:
        _touch(step, touched, step.naming(moved))
    names = {s: aggregate.names(each.events) for s, each in touched.items() if each.changed}
    names = {subject: some for subject, some in names.items() if some}
    if not names:
        return {}
    step.note_names(names)
    handed_on = _handed_on(step, touched, frozenset().union(*names.values()))
    return {s: aggregate.inherited(touched[s].events, handed_on) for s in names}


def _hands_on_otherwise(each: Touched) -> bool:
    if not each.changed:
        return False
    return aggregate.themes(each.events) != aggregate.themes(each.before)


def _touch(step: Step, touched: dict[str, Touched], subjects: set[str]) -> None:
    further = subjects - touched.keys()
    for subject, old in step.aggregates(sorted(further)).items():
        touched[subject] = opened(old)
    for subject in subjects:
        touched[subject].changed = True


def _handed_on(
    step: Step, touched: Mapping[str, Touched], named: frozenset[str]
) -> dict[str, Themes]:
    at_hand = {s: aggregate.themes(touched[s].events) for s in named & touched.keys()}
    elsewhere = step.aggregates(sorted(named - touched.keys()))
    return at_hand | {s: aggregate.themes(aggregate.read(a.events)) for s, a in elsewhere.items()}
