"""`lcjb simulate history | live`: a police force's exports, invented. Shell."""

import argparse
import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from producers import simulate
from producers.contract.days import london_day
from producers.partners.police.recorded_crime import COLUMNS

LIVE_SLOTS = 24
YEARS = 2


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    verb = verbs.add_parser("simulate", help="invented exports of recorded crime, to try it all")
    kinds = verb.add_subparsers(metavar="WHAT", required=True)
    history = kinds.add_parser("history", help="years of crimes, as exported at an instant")
    history.add_argument("--years", type=int, default=YEARS)
    history.add_argument("--from", dest="from_", type=date.fromisoformat)
    history.add_argument("--to", type=date.fromisoformat)
    history.add_argument("--exported-at", type=datetime.fromisoformat)
    history.set_defaults(func=_history)
    live = kinds.add_parser("live", help="the last two minutes, faster than life")
    live.set_defaults(func=_live)
    for kind in (history, live):
        kind.add_argument("--seed", type=int, default=1)
        kind.add_argument("--scale", type=float, default=1.0, help="1 is all of Lancashire")
        kind.add_argument("--out", type=Path, required=True)


def _history(arguments: argparse.Namespace) -> int:
    exported_at = arguments.exported_at or datetime.now(UTC)
    last = arguments.to or london_day(exported_at)
    first = arguments.from_ or last - timedelta(days=365 * arguments.years)
    rows = simulate.history(arguments.seed, first, last, arguments.scale, exported_at)
    return _write(arguments.out, rows)


def _live(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    return _write(arguments.out, simulate.live(arguments.seed, now, LIVE_SLOTS, arguments.scale))


def _write(out: Path, rows: Iterator[dict[str, str]]) -> int:
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return 0
