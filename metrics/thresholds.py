"""Where a backlog becomes a matter for the board: levels as data, read and checked. Pure.

One file says them: thresholds.yaml of `LCJB_HOME` (or `LCJB_THRESHOLDS`), and until there is one,
the file beside this. `metrics.exporter.thresholds` serves them as series, the rules of
`dashboards.alerts` join them, and `lcjb thresholds` lists, checks and edits them.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Annotated, Literal, get_args

import msgspec
import yaml

from metrics import agreed
from producers.contract.errors import ContractViolation
from producers.contract.lists import Stage

Severity = Literal["warning", "critical"]
Level = Literal["set", "clear"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
LEVELS: tuple[Level, ...] = get_args(Level)
DEFAULT = "default"
"""The place of a row that holds for every place without a row of its own."""

Count = Annotated[int, msgspec.Meta(ge=0)]
Duration = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+[smhd]$")]
Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z-]*$")]


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """An alert is raised at `set_` or more open items, and stays until fewer than `clear`.

    `hold` (`for` in the file) is how long the count must stand at `set_` before it is raised.
    `owner` is who is told.
    """

    stage: Stage
    place: str
    severity: Severity
    set_: Count = msgspec.field(name="set")
    clear: Count
    hold: Duration = msgspec.field(name="for")
    owner: Slug

    @property
    def where(self) -> str:
        """Name the row in a message."""
        return f"{self.stage}, {self.place}, {self.severity}"


def read(text: str) -> tuple[Threshold, ...]:
    """Read and check a thresholds file; raise `ContractViolation` that says what to mend."""
    rows = agreed.rows(text, Threshold, "threshold", _refused)
    for row in rows:
        _check_levels(row)
    _check_each_once(rows)
    _check_one_hold(rows)
    _check_critical_above_warning(rows)
    return tuple(rows)


def level_at(
    rows: Iterable[Threshold], stage: str, place: str, severity: Severity
) -> Threshold | None:
    """Give the row that holds at a place: its own, else the default of the stage."""
    of_stage = {row.place: row for row in rows if (row.stage, row.severity) == (stage, severity)}
    return of_stage.get(place) or of_stage.get(DEFAULT)


def write(thresholds: Iterable[Threshold]) -> str:
    """Write the rows as `read` reads them: one line a row, so that a change is one line."""
    lines = [_line(msgspec.to_builtins(row)) for row in thresholds]
    return "".join(f"- {line}\n" for line in lines)


def _line(row: dict[str, object]) -> str:
    return yaml.safe_dump(row, default_flow_style=True, sort_keys=False, width=1000).strip()


def _refused(code: str, where: str, got: str, expected: str) -> ContractViolation:
    mend = "See the head of metrics/thresholds.yaml; then run `lcjb thresholds check`."
    return ContractViolation(code, where, got=got, expected=expected, mend=mend)


def _check_levels(row: Threshold) -> None:
    if row.clear >= row.set_:
        got = f"clear {row.clear} with set {row.set_}"
        raise _refused("threshold-levels", row.where, got, "clear below set")


def _check_each_once(rows: list[Threshold]) -> None:
    for _, same in _groups(rows, lambda row: (row.stage, row.place, row.severity)):
        if len(same) > 1:
            raise _refused("threshold-twice", same[0].where, f"{len(same)} rows", "one row")


def _check_one_hold(rows: list[Threshold]) -> None:
    for _, same in _groups(rows, lambda row: (row.stage, row.severity)):
        holds = {row.hold for row in same}
        if len(holds) > 1:
            got = f"{len(holds)} lengths of `for`"
            expected = "one `for` a stage and severity: it is written into the alert rule"
            raise _refused("threshold-for", same[0].where, got, expected)


def _check_critical_above_warning(rows: list[Threshold]) -> None:
    for _, same in _groups(rows, lambda row: (row.stage, row.place)):
        level = {row.severity: row.set_ for row in same}
        if len(level) > 1 and level["critical"] <= level["warning"]:
            got = f"critical at {level['critical']}, warning at {level['warning']}"
            raise _refused("threshold-order", same[0].where, got, "critical above warning")


Key = Callable[[Threshold], tuple[str, ...]]


def _groups(
    rows: Iterable[Threshold], key: Key
) -> Iterable[tuple[tuple[str, ...], list[Threshold]]]:
    return ((name, list(same)) for name, same in groupby(sorted(rows, key=key), key))
