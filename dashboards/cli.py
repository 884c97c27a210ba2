"""`lcjb thresholds list | check | set | log`: where a backlog alert is raised and ended.

Exit codes: 0 all well, 1 the file is good but a `for` is not yet in the rules or it was changed
by hand, 2 refused.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import msgspec
from rich.console import Console
from rich.table import Table

from dashboards import alerts, build
from dashboards.thresholds import (
    PLACES,
    Change,
    by_hand,
    changes,
    check,
    in_force,
    put,
    record_of,
)
from metrics import home
from metrics.thresholds import DEFAULT, SEVERITIES, Threshold
from producers.contract.days import LONDON
from producers.contract.errors import ContractViolation
from producers.contract.lists import STAGES

REFUSED = 2
NOT_IN_RULES = 1
NOT_RECORDED = 1
Verb: TypeAlias = Callable[[argparse.Namespace], int]


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs of this room."""
    parser = subparsers.add_parser("thresholds", help="levels of the backlog alerts")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="show every level, and who is told")
    listing.add_argument("--json", action="store_true", help="for machines")
    listing.set_defaults(func=_guarded(_list))
    verbs.add_parser("check", help="check the file").set_defaults(func=_guarded(_check))
    _add_set(verbs.add_parser("set", help="change a level, and record who did"))
    told = verbs.add_parser("log", help="who changed what, when, from and to")
    told.add_argument("--json", action="store_true", help="for machines")
    told.set_defaults(func=_guarded(_log))


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", required=True, choices=STAGES)
    parser.add_argument("--place", default=DEFAULT, help="a place, else every other one")
    parser.add_argument("--severity", required=True, choices=SEVERITIES)
    parser.add_argument("--set", type=int, required=True, dest="set_", metavar="N")
    parser.add_argument("--clear", type=int, required=True, metavar="N")
    parser.add_argument("--for", dest="hold", metavar="TIME", help="as its like, else 1h")
    parser.add_argument("--owner", help="who is told: as its like, else the board")
    parser.add_argument("--who", default=getpass.getuser(), help="who changes it")
    parser.set_defaults(func=_guarded(_set))


def _file() -> Path:
    return in_force(home.thresholds_file())


def _guarded(verb: Verb) -> Verb:
    """Have a verb say in one message what is wrong with the file, and how to mend it."""

    def run(args: argparse.Namespace) -> int:
        try:
            return verb(args)
        except (ContractViolation, OSError, UnicodeDecodeError) as error:
            print(f"{_file()}: {error}", file=sys.stderr)  # noqa: T201 - a program's output
            return REFUSED

    return run


def _list(args: argparse.Namespace) -> int:
    rows = check(_file(), PLACES)
    if args.json:
        print(json.dumps(msgspec.to_builtins(rows), indent=2))  # noqa: T201 - a program's output
        return 0
    table = Table("Stage", "Place", "Severity", "Raised at", "Ends below", "For", "Owner")
    for row in rows:
        levels = (f"{row.set_:,}", f"{row.clear:,}", row.hold, row.owner)
        table.add_row(row.stage, row.place, row.severity, *levels)
    Console().print(table)
    return 0


def _check(_: argparse.Namespace) -> int:
    rows = check(_file(), PLACES)
    Console().print(f"{_file()}: {len(rows)} rows, all good.")
    if unrecorded := by_hand(home.thresholds_file()):
        Console().print("It was changed by hand since the last recorded change: nobody knows who.")
    return max(_said_of_rules(rows), NOT_RECORDED if unrecorded else 0)


def _log(args: argparse.Namespace) -> int:
    told = changes(home.thresholds_file())
    if args.json:
        print(json.dumps(msgspec.to_builtins(told), indent=2))  # noqa: T201 - a program's output
        return 0
    table = Table("When", "Who", "Threshold", "Owner")
    for name in ("From", "To"):
        table.add_column(name, no_wrap=True)
    for change in told:
        row, was = change.to, change.was
        when = f"{change.when.astimezone(LONDON):%d %b %Y %H:%M}"
        what = f"{row.stage}, {row.place}, {row.severity}"
        levels = (_levels(was) if was else "none", _levels(row))
        table.add_row(when, change.who, what, row.owner, *levels)
    Console().print(table)
    return 0


def _levels(row: Threshold) -> str:
    return f"{row.set_:,} / {row.clear:,}"


def _set(args: argparse.Namespace) -> int:
    row = Threshold(
        stage=args.stage,
        place=args.place,
        severity=args.severity,
        set_=args.set_,
        clear=args.clear,
        **_as_its_like(check(_file(), PLACES), args),
    )
    was = put(
        home.thresholds_file(),
        Change(args.who, datetime.now(UTC).replace(microsecond=0), row),
        PLACES,
    )
    before = _levels(was) if was else "none"
    Console().print(f"{row.where}: {before} → {_levels(row)}, in force at the next scrape.")
    Console().print(f"Recorded in {record_of(home.thresholds_file())}.")
    return _said_of_rules(check(_file(), PLACES))


def _as_its_like(rows: tuple[Threshold, ...], args: argparse.Namespace) -> dict[str, str]:
    like = [row for row in rows if (row.stage, row.severity) == (args.stage, args.severity)]
    like.sort(key=lambda row: row.place not in {args.place, DEFAULT})
    hold, owner = (like[0].hold, like[0].owner) if like else ("1h", "board")
    return {"hold": args.hold or hold, "owner": args.owner or owner}


def _said_of_rules(rows: tuple[Threshold, ...]) -> int:
    rules = build.HERE / "rules/backlog.yml"
    if rules.read_text(encoding="utf-8").endswith(build.as_yaml(alerts.backlog_group(rows))):
        return 0
    mend = "Run `python -m dashboards.build`, then reload Prometheus."
    Console().print(f"A stage, a severity or a `for` is not in the alert rules yet. {mend}")
    return NOT_IN_RULES
