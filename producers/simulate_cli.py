"""`lcjb simulate history | live | courts | people | table`: invented exports. Shell.

The simulation itself has no clock and no file (`producers.simulation`); both are here.
"""

import argparse
import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.progress import track

from producers import simulate_folders
from producers.contract.days import london_day, start_of
from producers.simulation.exports import COLUMNS, Cells, Police

YEARS = 2
EVERY = 5
SPEED = 150
DONE, UNUSABLE = 0, 2
OUT = Console()
ERR = Console(stderr=True)


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    verb = verbs.add_parser("simulate", help="invented exports of all agencies, to try it all")
    kinds = verb.add_subparsers(metavar="WHAT", required=True)
    history = kinds.add_parser("history", help="years of crimes, as exported at an instant")
    _add_history(history)
    live = kinds.add_parser("live", help="the news between two instants, in files to send in turn")
    _add_live(live)
    others = simulate_folders.add(kinds, _instant, _speed)
    for kind in (history, live, *others):
        kind.add_argument("--seed", type=int, default=1)
        kind.add_argument("--scale", type=_scale, default=1.0, help="1 is all of Lancashire")
        kind.add_argument(
            "--open-since",
            type=date.fromisoformat,
            metavar="DAY",
            help="also what began from DAY on and was open when the history begins",
        )


def _add_history(history: argparse.ArgumentParser) -> None:
    history.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY")
    history.add_argument("--to", type=date.fromisoformat, metavar="DAY", help="the last day")
    history.add_argument("--years", type=int, default=YEARS, help="where --from is not given")
    history.add_argument(
        "--exported-at", type=_instant, help="instead of the morning after --to, or now"
    )
    history.add_argument("--out", type=Path, required=True, metavar="FILE")
    history.set_defaults(func=_history)


def _add_live(live: argparse.ArgumentParser) -> None:
    live.add_argument("--first", type=date.fromisoformat, required=True, metavar="DAY")
    live.add_argument("--from", dest="after", type=_instant, required=True, metavar="INSTANT")
    live.add_argument("--to", type=_instant, required=True, metavar="INSTANT")
    live.add_argument("--speed", type=_speed, default=SPEED, help=f"times life; {SPEED}")
    live.add_argument("--every", type=_speed, default=EVERY, help="seconds of yours a file")
    live.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    live.set_defaults(func=_live)


def _history(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    last = arguments.to or london_day(arguments.exported_at or now)
    first = arguments.first or last - timedelta(days=365 * arguments.years)
    exported_at = arguments.exported_at or min(start_of(last + timedelta(days=1)), now)
    if first > last:
        return _unusable(f"got --from {first} after --to {last}; expected it on or before")
    police = Police(arguments.seed, arguments.scale, first, arguments.open_since)
    rows = track(
        police.export(last, exported_at),
        "simulating",
        total=police.expected(last),
        console=ERR,
        transient=True,
    )
    try:
        written = _write(arguments.out, rows)
    except OSError as error:
        return _unusable(f"cannot write {arguments.out}: {error.strerror}")
    OUT.print(f"{arguments.out.name}: {written} rows, as of {exported_at.isoformat()}.")
    return DONE


def _live(arguments: argparse.Namespace) -> int:
    """Write a file for each beat, whether anything is new in it or not: the sender paces them."""
    police = Police(arguments.seed, arguments.scale, arguments.first, arguments.open_since)
    step = timedelta(seconds=arguments.every * arguments.speed)
    beats = (arguments.to - arguments.after) // step
    if beats < 1:
        return _unusable(f"got --to less than a file of {step} after --from; expected more")
    told = police.trickle(arguments.after, arguments.after + beats * step)
    by_beat = groupby(told, lambda news: int((news[0] - arguments.after) / step))
    try:
        arguments.into.mkdir(parents=True, exist_ok=True)
        for beat in range(beats):
            _write(arguments.into / f"live-{beat:06d}.csv", ())
        for beat, news in by_beat:
            place = arguments.into / f"live-{min(beat, beats - 1):06d}.csv"
            _write(place, (cells for _, cells in news))
    except OSError as error:
        return _unusable(f"cannot write into {arguments.into}: {error.strerror}")
    OUT.print(f"{beats} files in {arguments.into.name}, one to send every {arguments.every} s.")
    return DONE


def _write(file: Path, rows: Iterable[Cells]) -> int:
    written = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for written, cells in enumerate(rows, 1):  # noqa: B007 - how many is what is told
            writer.writerow(cells)
    return written


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError("an instant needs its offset from UTC")
    return found


def _scale(text: str) -> float:
    if not 0 < (scale := float(text)) <= 100:  # noqa: PLR2004 - a hundred Lancashires
        raise argparse.ArgumentTypeError("expected a number above 0, up to 100")
    return scale


def _speed(text: str) -> int:
    if (speed := int(text)) < 1:
        raise argparse.ArgumentTypeError("expected a whole number of at least 1")
    return speed


def _unusable(why: str) -> int:
    ERR.print(why, markup=False, highlight=False, soft_wrap=True)
    return UNUSABLE
