"""`lcjb simulate courts | people | table`: what the simulated area's systems send. Shell.

The simulation itself has no clock and no file (`producers.simulation`); files are here.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from rich.console import Console

from producers.contract.days import start_of
from producers.partners.courts import case_register
from producers.partners.police import charges
from producers.simulation.courts.exports import Courts
from producers.simulation.courts.held import PER_CENT, Held, held
from producers.simulation.people.exports import COLUMNS, CPS, HMPPS, REVIEWS, People

DONE, BEYOND, UNUSABLE = 0, 1, 2
COMMON_PLATFORM, SPI, REGISTER, CHARGES = (
    "common-platform.jsonl",
    "spi.xmls",
    "register.csv",
    "charges.csv",
)
HEADERS = {REGISTER: case_register.COLUMNS, CHARGES: charges.COLUMNS, **COLUMNS}
"""The files of rows, and the columns of each."""
_XML = b"<"
Line = tuple[str, bytes]
OUT = Console(soft_wrap=True)
ERR = Console(stderr=True)


def add(
    kinds: "argparse._SubParsersAction[argparse.ArgumentParser]",
    instant: Callable[[str], datetime],
    whole: Callable[[str], int],
) -> list[argparse.ArgumentParser]:
    """Add the three words; give them, for they take a seed, a scale and `--open-since`."""
    courts = kinds.add_parser("courts", help="what the courts' systems send between two instants")
    courts.set_defaults(told=_of_courts)
    people = kinds.add_parser("people", help="what is sent of people before charge and after court")
    people.set_defaults(told=_of_people)
    for told in (courts, people):
        told.add_argument("--first", type=date.fromisoformat, required=True, metavar="DAY")
        told.add_argument("--from", dest="after", type=instant, metavar="INSTANT")
        told.add_argument("--to", type=instant, required=True, metavar="INSTANT")
        told.add_argument("--into", type=Path, required=True, metavar="FOLDER")
        told.add_argument("--minutes", type=whole, help="of life, a folder: to send them in turn")
        told.set_defaults(func=_folders)
    table = kinds.add_parser("table", help="the courts held against published figures")
    table.add_argument("--first", type=date.fromisoformat, required=True, metavar="DAY")
    table.add_argument("--on", type=date.fromisoformat, required=True, metavar="DAY")
    table.set_defaults(func=_table)
    return [courts, people, table]


def _folders(arguments: argparse.Namespace) -> int:
    """Write what is sent, each system's in a file of its own: in one folder, or one a beat."""
    until = arguments.to
    after = arguments.after or start_of(arguments.open_since or arguments.first)
    step = timedelta(minutes=arguments.minutes) if arguments.minutes else until - after
    beats = (until - after) // step if step > timedelta(0) else 0
    if beats < 1:
        return _unusable("got --to before --from, or less than --minutes after; expected it later")
    into: Path = arguments.into
    folders = [into / f"{n:06d}" for n in range(beats)] if arguments.minutes else [into]
    try:
        _prepare(folders)
        told = arguments.told(arguments, after, after + beats * step)
        count = _write(told, folders, after, step)
    except OSError as error:
        return _unusable(f"cannot write into {into}: {error.strerror}")
    OUT.print(f"{count} messages and rows in {into.name}.", highlight=False)
    return DONE


def _of_courts(
    arguments: argparse.Namespace, after: datetime, until: datetime
) -> Iterator[tuple[datetime, Line]]:
    simulated = Courts(*_area(arguments))
    for at, message in simulated.messages(after, until):
        yield at, (SPI if message.startswith(_XML) else COMMON_PLATFORM, message)
    for at, cells in simulated.register(after, until):
        yield at, (REGISTER, _row(cells))
    for at, cells in simulated.charges(after, until):
        yield at, (CHARGES, _row(cells))


def _of_people(
    arguments: argparse.Namespace, after: datetime, until: datetime
) -> Iterator[tuple[datetime, Line]]:
    """Give all but review responses: each of them is published alone, with its case (--urn)."""
    for sent in People(*_area(arguments)).told(after, until):
        if sent.file != REVIEWS:
            line = sent.line if isinstance(sent.line, bytes) else _row(sent.line)
            yield sent.at, (sent.file, line)


def _prepare(folders: Iterable[Path]) -> None:
    """Make the folders, with nothing of an earlier run; a beat without news stays empty."""
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (COMMON_PLATFORM, SPI, CPS, HMPPS, *HEADERS):
            (folder / name).unlink(missing_ok=True)


def _write(
    told: Iterable[tuple[datetime, Line]], folders: list[Path], after: datetime, step: timedelta
) -> int:
    """Append each line to its file; give how many. News of the last instant is of the last beat."""

    def place(one: tuple[datetime, Line]) -> Path:
        beat = min(int((one[0] - after) / step), len(folders) - 1)
        return folders[beat] / one[1][0]

    count = 0
    for path, news in groupby(told, place):
        with path.open("ab") as out:
            if path.name in HEADERS and not out.tell():
                out.write(_row(HEADERS[path.name]) + b"\n")
            for _, (_, line) in news:
                out.write(line + b"\n")
                count += 1
    return count


def _row(cells: Iterable[str]) -> bytes:
    """Write a row of CSV; no cell of these holds a comma or a quotation mark."""
    return ",".join(cells).encode()


def _table(arguments: argparse.Namespace) -> int:
    """Print the table as Markdown; 1 when a difference is beyond its tolerance."""
    found = held(Courts(*_area(arguments)), arguments.on)
    OUT.print(
        "| figure | published | simulated | difference | within |",
        "|---|---|---|---|---|",
        sep="\n",
    )
    for each in found:
        OUT.print(_line(each), markup=False, highlight=False)
    return DONE if all(each.holds for each in found) else BEYOND


def _line(held: Held) -> str:
    if held.within == PER_CENT:
        figures = f"{held.published:,.0f} | {held.simulated:,.0f} | {100 * held.apart:+.1f} %"
    else:
        figures = f"{held.published:.1f} % | {held.simulated:.1f} % | {held.apart:+.1f} points"
    return f"| {held.measure} | {figures} | {held.within} |"


def _area(arguments: argparse.Namespace) -> tuple[int, float, date, date | None]:
    return arguments.seed, arguments.scale, arguments.first, arguments.open_since


def _unusable(why: str) -> int:
    ERR.print(why, markup=False, highlight=False)
    return UNUSABLE
