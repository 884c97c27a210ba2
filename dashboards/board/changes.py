"""What changed from one release to the next, as a table. Pure; for the page and the pack."""

from dashboards.board import words
from dashboards.board.tables import Cell, Line, Table
from metrics.catalogue import AREA, METRICS, counted_at
from metrics.release import Change, Release, changed
from metrics.views import Figure

_OF_AREA = {"stage", "place", "maturity"}
MOST = 25
"""Rows that are shown; all are in `lcjb release changed`."""
_HEAD = ("Figure", "Period", "Then", "Now", "Change")
_LINES: tuple[Line, ...] = ("", "", "", "", "")


def table(before: Release, after: Release) -> Table:
    """Tell of the whole area: headlines first, then in the order of the process."""
    found = [each for each in changed(before, after) if _is_whole(each.after)]
    note = (
        f"From release {before.number} ({words.day(before.as_of)}) to release {after.number}. "
        "Told is what moved by a twentieth or more, a rate by half a percentage point."
    )
    if not found:
        note += " Nothing did."
    if len(found) > MOST:
        note += f" The first {MOST} of {len(found)}."
    rows = tuple(map(_row, found[:MOST]))
    return Table("changed", "What changed since the last meeting", _HEAD, _LINES, rows, note=note)


def _is_whole(figure: Figure) -> bool:
    """Say whether a figure is of the whole area, and of no part of it."""
    return figure.labels.get("place") == AREA and not set(figure.labels) - _OF_AREA


def _row(change: Change) -> tuple[Cell, ...]:
    was, now = change.before, change.after
    return (
        Cell(counted_at(now.metric, now.labels.get("stage", "")).title),
        Cell(_period(now), note="restated" if change.restated else ""),
        Cell(words.value(was), was.value, words.behind(was)),
        Cell(words.value(now), now.value, words.behind(now)),
        Cell(_by(change)),
    )


def _period(figure: Figure) -> str:
    if figure.period is None:
        return "now" if METRICS[figure.metric].is_stock else "last 12 weeks"
    return words.dated(figure.period.replace("-year", " year"))


def _by(change: Change) -> str:
    if change.by is None:
        return "known now" if change.before.value is None else "no longer known"
    return words.moved(change.after, change.by)
