"""Recording and alert rules, as data that `dashboards.build` writes to `dashboards/rules/*.yml`.

A backlog alert has two levels: raised at `set`, ended below `clear`. Between them only memory
tells the two apart, and the memory is Prometheus's own `ALERTS` series: an alert that fires goes on
firing while the count is at `clear` or more. Counts and levels that stop coming are held for a day,
so that missing data never reads as improvement; `ExporterDown` says meanwhile what is wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dashboards.links import OPERATIONS, backlog, runbook
from metrics.catalogue import UNPAID_WORK, WATCHED, watched_at
from metrics.thresholds import DEFAULT, LEVELS, Level, Severity, Threshold

Rule: TypeAlias = dict[str, object]

OPEN = "lcjb:backlog_open:last_known"
LEVEL_KNOWN = "lcjb:backlog_threshold:last_known"
LEVEL_IN_FORCE = "lcjb:backlog_threshold:in_force"
ABOVE = "BacklogAboveThreshold"
BY_PLACE = 'lcjb_backlog_open{place!=""}'
"""Levels are agreed for places: crime groups and themes have rows of the same name."""
LATE = "lcjb_unpaid_work_late"
"""Of unpaid work the backlog is what is late, not what is open."""
HELD = "1d"
PLACE_OF_ALERT = "{{ $labels.place | urlquery }}"
STAGE_TITLES = {
    "investigation": "investigation",
    "charging": "charging",
    "magistrates": "magistrates' court",
    "crown": "Crown Court",
    UNPAID_WORK: "unpaid work",
}
STAGE_OPEN = {
    "investigation": "investigations open",
    "charging": "files open at CPS",
    "magistrates": "cases open at the magistrates' court",
    "crown": "cases open at the Crown Court",
    UNPAID_WORK: "unpaid work requirements open for more than 12 months",
}
AGREE = (
    "Find out what has changed: more coming in, less going out, cases moved between places, or a "
    "late file. Tell the board what will be done. If the level no longer fits, ask the board to "
    "change it."
)


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert rule. `summary` is a static sentence, `description` a Prometheus template.

    `action` says in a sentence or two what the owner does. `depends_on` names the agencies by
    whose silence it is inhibited; a custody time limit has none.
    """

    name: str
    expr: str
    severity: str
    summary: str
    description: str
    action: str
    depends_on: tuple[str, ...] = ()
    owner: str = "operators"
    hold: str = "0s"
    keep: str = "0s"
    dashboard: str = OPERATIONS

    def rule(self) -> Rule:
        """Give the rule as Prometheus reads it."""
        return {
            "alert": self.name,
            "expr": self.expr,
            **({"for": self.hold} if self.hold != "0s" else {}),
            **({"keep_firing_for": self.keep} if self.keep != "0s" else {}),
            "labels": self._labels(),
            "annotations": {
                "summary": self.summary,
                "description": self.description,
                "action": self.action,
                "dashboard": self.dashboard,
                "runbook": runbook(self.name),
            },
        }

    def _labels(self) -> dict[str, str]:
        owner = {"owner": self.owner} if self.owner else {}  # else joined from the threshold
        needs = {"depends_on": ",".join(self.depends_on)} if self.depends_on else {}
        return {"severity": self.severity, **owner, **needs}


def agencies(depends_on: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Give the agencies that a figure of the catalogue depends on."""
    return tuple(sorted({agency for agency, _ in depends_on}))


def number(value: str) -> str:
    """Write a number in an annotation as people do: 1,234."""
    return f'{{{{ printf "%.0f" {value} | reReplaceAll "(\\\\d)(\\\\d{{3}})$" "$1,$2" }}}}'


def backlog_group(thresholds: Sequence[Threshold], keep: str = "1h") -> Rule:
    """Give the group that compares each open count with its levels, in order of dependence."""
    rules = [_open_known(), _levels_known()]
    rules += [
        _in_force(severity, level) for severity in _severities(thresholds) for level in LEVELS
    ]
    rules += [above(*key, keep=keep).rule() for key in sorted(_keys(thresholds))]
    return {"name": "lcjb-backlog", "rules": rules}


def _severities(thresholds: Iterable[Threshold]) -> list[Severity]:
    return sorted({row.severity for row in thresholds}, reverse=True)


def _keys(thresholds: Iterable[Threshold]) -> set[tuple[str, Severity, str]]:
    return {(row.stage, row.severity, row.hold) for row in thresholds}


def _open_known() -> Rule:
    # a stage that gives any row is believed as it is: a place left out there has come to nought
    return {
        "record": OPEN,
        "expr": f"""\
max by (stage, place) (
  {BY_PLACE}
  or
  (last_over_time({BY_PLACE}[{HELD}]) unless on (stage) {BY_PLACE})
)
or
label_replace(
  max by (place) ({LATE} or (last_over_time({LATE}[{HELD}]) unless on () {LATE})),
  "stage", "{UNPAID_WORK}", "", ""
)
""",
    }


def _levels_known() -> Rule:
    # topk: an owner changed within the held day would else be two rows for one level
    return {
        "record": LEVEL_KNOWN,
        "expr": f"""\
topk by (stage, place, severity, level) (1,
  max by (stage, place, severity, level, owner) (
    lcjb_backlog_threshold
    or
    (last_over_time(lcjb_backlog_threshold[{HELD}]) unless on () lcjb_backlog_threshold)
  )
)
""",
    }


def _in_force(severity: Severity, level: Level) -> Rule:
    of = f'severity="{severity}", level="{level}"'
    return {
        "record": LEVEL_IN_FORCE,
        "labels": {"severity": severity, "level": level},
        "expr": f"""\
{LEVEL_KNOWN}{{{of}, place!="{DEFAULT}"}}
or on (stage, place)
(
  {OPEN} * 0
  + on (stage) group_left (owner)
  {LEVEL_KNOWN}{{{of}, place="{DEFAULT}"}}
)
""",
    }


def above(stage: str, severity: Severity, hold: str, *, keep: str) -> Alert:
    """Give the alert of one stage and severity."""
    title = STAGE_TITLES.get(stage, stage)
    return Alert(
        name=ABOVE,
        expr=_above_expr(stage, severity),
        severity=severity,
        hold=hold,
        keep=keep,
        owner="",
        summary=f"The {title} backlog has passed its {severity} threshold.",
        description=_above_description(stage, severity),
        action=AGREE,
        depends_on=agencies(watched_at(stage).depends_on) if stage in WATCHED else (),
        dashboard=backlog(stage, PLACE_OF_ALERT),
    )


def _above_expr(stage: str, severity: Severity) -> str:
    return f"""\
{_at_or_over(stage, severity, "set")}
or
{_at_or_over(stage, severity, "clear")}
and on (stage, place)
ALERTS{{alertname="{ABOVE}", alertstate="firing", stage="{stage}", severity="{severity}"}}
"""


def _at_or_over(stage: str, severity: Severity, level: Level) -> str:
    return f"""\
(
  {OPEN}{{stage="{stage}"}}
  >= on (stage, place) group_left (owner)
  {LEVEL_IN_FORCE}{{stage="{stage}", severity="{severity}", level="{level}"}}
)"""


def _above_description(stage: str, severity: Severity) -> str:
    return (
        f"{{{{ $labels.place }}}}: {number('$value')} {STAGE_OPEN.get(stage, 'open')}. "
        f"Raised at {_level(severity, 'set')}, ends below {_level(severity, 'clear')}."
    )


def _level(severity: Severity, level: Level) -> str:
    series = (
        f'{LEVEL_IN_FORCE}{{stage=%q, place=%q, severity=\\"{severity}\\", level=\\"{level}\\"}}'
    )
    return (
        f'{{{{ range printf "{series}" $labels.stage $labels.place | query }}}}'
        f"{number('.Value')}{{{{ end }}}}"
    )
