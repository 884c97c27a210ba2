"""`lcjb release make | list | show | changed | check | weekly`: what the board saw, kept.

Exit codes: 0 done; 2 an input, the remarks or the ledger cannot be read, or there is no such
release. `weekly` makes one a week, at the weekday and hour of `LCJB_RELEASE` ("monday 06:00",
London time), as of the day before; one that was missed is made at the next start.
"""

import argparse
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeAlias

from msgspec.structs import replace
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from metrics import home, release, remarks, weekly
from metrics.cli import (
    DONE,
    OUT,
    UNREADABLE_ERRORS,
    add_ledger,
    clock,
    ledger_there,
    unreadable,
)
from metrics.figures import rows
from metrics.release import Change, Release, Remark
from metrics.store import releases
from metrics.store.ledger import Ledger
from metrics.store.releases import Kept
from metrics.weekly import Weekly
from producers.contract.errors import ContractViolation

LOOK_EVERY = 60.0
"""Seconds between two looks at the clock: also how soon a mended file of remarks is taken."""
log = logging.getLogger("lcjb.release")
Verb: TypeAlias = Callable[[argparse.Namespace], int]


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs of releases."""
    parser = subparsers.add_parser("release", help="keep what the board saw, and read it back")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add(verbs, "make", _make, "keep every figure as it stands now").add_argument(
        "--json", action="store_true"
    )
    _add(verbs, "list", _list, "the releases there are").add_argument("--json", action="store_true")
    show = _add(verbs, "show", _show, "a release's own bytes")
    show.add_argument("number", type=int, metavar="N")
    changed = _add(verbs, "changed", _changed, "what changed from one release to another")
    changed.add_argument("before", type=int, metavar="A")
    changed.add_argument("after", type=int, metavar="B")
    changed.add_argument("--json", action="store_true")
    _add(verbs, "check", _check, "check remarks.yaml")
    _add(verbs, "weekly", _weekly, "make one a week, until stopped")


def _add(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, verb: Verb, text: str
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text)
    add_ledger(parser)
    parser.set_defaults(func=_guarded(verb))
    return parser


def _guarded(verb: Verb) -> Verb:
    def run(arguments: argparse.Namespace) -> int:
        try:
            return verb(arguments)
        except (ContractViolation, *UNREADABLE_ERRORS) as error:
            return unreadable(error)

    return run


def said() -> tuple[Remark, ...]:
    """Read the remarks, none where there is no file. Raises `ContractViolation`."""
    file = home.remarks_file()
    return remarks.read(file.read_text(encoding="utf-8")) if file.exists() else ()


def make(
    ledger: Ledger, as_of: date, at: datetime, *, unless_since: datetime | None = None
) -> Kept | None:
    """Make a release of a ledger and keep it; None where there is one since then."""
    with ledger.snapshot() as reading:
        book, to = reading.follow(None).book, reading.complete_to()
    draft = release.made(book, as_of, at, said(), complete_to=to)
    return releases.keep(
        ledger,
        as_of,
        at,
        lambda number: release.written(replace(draft, number=number)),
        unless_since=unless_since,
    )


def _make(arguments: argparse.Namespace) -> int:
    kept = make(ledger_there(arguments), clock(arguments)(), datetime.now(UTC))
    if kept is not None:
        _tell([kept], as_json=arguments.json)
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    _tell(releases.listed(ledger_there(arguments)), as_json=arguments.json)
    return DONE


def _tell(found: list[Kept], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps([_plain(kept) for kept in found], indent=1) + "\n")
        return
    table = Table("release", "as of", "released", "sha256")
    for kept in found:
        at = f"{kept.released_at:%Y-%m-%d %H:%M} UTC"
        table.add_row(str(kept.number), str(kept.as_of), at, kept.sha256[:16])
    OUT.print(table)


def _plain(kept: Kept) -> dict[str, object]:
    days = {"as_of": kept.as_of.isoformat(), "released_at": kept.released_at.isoformat()}
    return kept._asdict() | days


def _show(arguments: argparse.Namespace) -> int:
    body = releases.body(ledger_there(arguments), arguments.number)
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
    return DONE


def _changed(arguments: argparse.Namespace) -> int:
    ledger = ledger_there(arguments)
    before, after = (_read(ledger, number) for number in (arguments.before, arguments.after))
    found = release.changed(before, after)
    if arguments.json:
        sys.stdout.write(json.dumps([_change(each) for each in found], indent=1) + "\n")
        return DONE
    OUT.print(_table(found, before, after) if found else "Nothing that is worth telling.")
    return DONE


def _read(ledger: Ledger, number: int) -> Release:
    return release.read(releases.body(ledger, number))


def _change(change: Change) -> dict[str, object]:
    before, after = rows([change.before, change.after], None)
    how = {"headline": change.headline, "restated": change.restated, "by": change.by}
    return how | {"before": before, "after": after}


def _table(found: list[Change], before: Release, after: Release) -> Table:
    table = Table("figure", "of", "period", f"{before.as_of}", f"{after.as_of}", "")
    for change in found:
        was, now = change.before, change.after
        table.add_row(
            now.metric,
            ", ".join(now.labels.values()),
            now.period or "now",
            *(_value(figure.value) for figure in (was, now)),
            change.headline or ("restated" if change.restated else ""),
        )
    return table


def _value(value: float | None) -> str:
    return "no data" if value is None else f"{value:,.4g}" if value < 1 else f"{value:,.0f}"


def _check(_: argparse.Namespace) -> int:
    OUT.print(f"{len(said())} remarks in {home.remarks_file()}, all good.", soft_wrap=True)
    return DONE


def _weekly(arguments: argparse.Namespace) -> int:
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    when = weekly.parse(os.environ.get("LCJB_RELEASE") or weekly.DEFAULT)
    ledger = Ledger.connect(arguments.ledger)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))
    fault = ""
    while True:
        fault = _looked(ledger, when, arguments.as_of, fault)
        time.sleep(LOOK_EVERY)


def _looked(ledger: Ledger, when: Weekly, as_of: date | None, last: str) -> str:
    """Look once; give what is in the way. It is said once, not at every look."""
    try:
        look(ledger, when, datetime.now(UTC), as_of)
    except (ContractViolation, *UNREADABLE_ERRORS) as error:
        fault = type(error).__name__ if isinstance(error, SQLAlchemyError) else str(error)
        if fault != last:
            log.warning("no release made: %s", fault)
        return fault
    return ""


def look(ledger: Ledger, when: Weekly, now: datetime, as_of: date | None = None) -> Kept | None:
    """Make the week's release where it is due and not made.

    None before any partner has declared its history: there is nothing yet that a board could see.
    """
    due = when.last(now)
    last = releases.latest(ledger)
    if (last and last.released_at >= due) or not _anything_known(ledger):
        return None
    kept = make(ledger, as_of or weekly.covers(due), now, unless_since=due)
    if kept:
        log.info("release %d, as of %s", kept.number, kept.as_of)
    return kept


def _anything_known(ledger: Ledger) -> bool:
    with ledger.snapshot() as reading:
        return any(name == "history-complete" for name, *_ in reading.series())
