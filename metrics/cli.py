"""What an analyst types: `lcjb figures | export | backfill`.

Exit codes: 0 done (refused events of `--events` are counted on stderr), 2 an input or the ledger
cannot be read.
"""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from metrics import (
    backfill,
    calendar,
    catalogue,
    figures,
    files_book,
    home,
    items,
    release,
    serving,
    views,
)
from metrics.book import Book, Numbers, pack_rows, unpack_rows
from metrics.calendar import Period
from metrics.exporter import server
from metrics.items import Owned
from metrics.store import releases
from metrics.store.ledger import Ledger
from metrics.views import CompleteTo, Figure
from producers.contract.days import london_day

OUT = Console()
ERR = Console(stderr=True)
DONE, UNREADABLE = 0, 2
LEDGER = "sqlite:///.lcjb/ledger.db"
PORT = 9108
UNREADABLE_ERRORS = (OSError, ValueError, SQLAlchemyError)


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the analyst's verbs."""
    _register_figures(verbs.add_parser("figures", help="every figure, as of any day"))
    export = verbs.add_parser("export", help="serve the figures to Prometheus")
    add_ledger(export)
    export.add_argument("--host", default=os.environ.get("LCJB_EXPORTER_HOST", "127.0.0.1"))
    port = os.environ.get("LCJB_EXPORTER_PORT") or str(PORT)
    export.add_argument("--port", type=int, default=port)
    export.set_defaults(func=_export)
    past = verbs.add_parser("backfill", help="write daily figures of the past as OpenMetrics")
    add_ledger(past)
    past.add_argument("--out", type=Path, required=True, help="for `promtool tsdb create-blocks…`")
    past.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY")
    past.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY")
    past.set_defaults(func=_backfill)


def _register_figures(parser: argparse.ArgumentParser) -> None:
    add_ledger(parser)
    parser.add_argument(
        "--events", nargs="+", type=Path, metavar="FILE.jsonl", help="contract events, no ledger"
    )
    parser.add_argument(
        "--period", action="append", default=[], metavar="PERIOD", help=calendar.FORMS
    )
    parser.add_argument("--metric", choices=sorted(catalogue.METRICS), metavar="NAME")
    parser.add_argument("--items", action="store_true", help="the tokens that make a figure up")
    parser.add_argument("--release", type=int, metavar="N", help="as known on the day of a release")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--csv", action="store_true")
    parser.add_argument(
        "--explain", choices=sorted(catalogue.METRICS), metavar="NAME", help="what a figure means"
    )
    parser.set_defaults(func=_figures)


def add_ledger(parser: argparse.ArgumentParser) -> None:
    """Let a verb be told its ledger and its day."""
    parser.add_argument("--ledger", default=os.environ.get("LCJB_LEDGER") or LEDGER, metavar="URL")
    said = os.environ.get("LCJB_AS_OF") or None
    parser.add_argument("--as-of", type=date.fromisoformat, default=said, metavar="DAY")


def clock(arguments: argparse.Namespace) -> Callable[[], date]:
    """Give what tells today: the day that was said, else London's."""
    return lambda: arguments.as_of or london_day(datetime.now(UTC))


class Asked(NamedTuple):
    """What figures are read from; `owned` when the items behind them are wanted."""

    book: Book
    owned: Owned | None
    complete: bool
    complete_to: CompleteTo | None = None


def _figures(arguments: argparse.Namespace) -> int:
    if arguments.explain:
        for metric in catalogue.named(arguments.explain):
            OUT.print(figures.explained(metric))
        return DONE
    try:
        with ERR.status("reading"):
            found = _released(arguments) if arguments.release else _live(arguments)
    except UNREADABLE_ERRORS as error:
        return unreadable(error)
    _print(found, arguments)
    return DONE


def _released(arguments: argparse.Namespace) -> list[figures.Row]:
    """Give figures as known on the day of a release, whatever has been learnt since."""
    if arguments.items or arguments.events:
        raise ValueError("--release: a release has figures only; leave out --items and --events")
    read = release.read(releases.body(ledger_there(arguments), arguments.release))
    found = release.of_periods(read, arguments.period)
    wanted = [f for f in found if arguments.metric in {None, f.metric}]
    return figures.rows(_chosen(wanted, arguments), None)


def _live(arguments: argparse.Namespace) -> list[figures.Row]:
    as_of = clock(arguments)()
    periods = _periods(arguments.period, as_of)
    asked = _from_files(arguments) if arguments.events else _from_ledger(arguments)
    found = views.figures(
        asked.book,
        as_of,
        periods,
        complete=asked.complete,
        only=arguments.metric,
        complete_to=asked.complete_to,
    )
    wanted = [figure for figure in found if (figure.period is not None) == bool(periods)]
    chosen = _chosen(wanted, arguments)
    behind = items.behind(asked.owned, as_of, chosen) if asked.owned else None
    return figures.rows(chosen, behind)


def _chosen(found: list[Figure], arguments: argparse.Namespace) -> list[Figure]:
    """Keep the area's own figures in a table of all metrics."""
    is_first_look = not (arguments.json or arguments.csv or arguments.metric)
    return figures.of_area(found) if is_first_look else found


def _print(told: list[figures.Row], arguments: argparse.Namespace) -> None:
    if arguments.json:
        sys.stdout.write(figures.as_json(told))
        return
    if arguments.csv:
        sys.stdout.write(figures.as_csv(told))
        return
    OUT.print(figures.as_table(told))
    if not arguments.metric:
        OUT.print("The area only. Districts, crime groups and themes: add --metric NAME or --csv.")


def _periods(names: list[str], as_of: date) -> list[Period]:
    try:
        return [calendar.parse(name, as_of) for name in dict.fromkeys(names)]
    except ValueError:
        raise ValueError(f"--period: got another form; expected {calendar.FORMS}") from None


def _from_files(arguments: argparse.Namespace) -> Asked:
    said, refused = files_book.read(arguments.events)
    if refused:
        ERR.print(f"{refused} events refused; `lcjb check FILE` says why, line by line")
    numbers = Numbers()
    packed = [(subject, unpack_rows(pack_rows(each, numbers))) for subject, each in said.items()]
    owned = items.owned(numbers.series, packed)
    return Asked(owned.book, owned if arguments.items else None, complete=True)


def _from_ledger(arguments: argparse.Namespace) -> Asked:
    ledger = ledger_there(arguments)
    with ledger.snapshot() as reading:
        to = reading.complete_to()
        if not arguments.items:
            return Asked(reading.follow(None).book, None, complete=False, complete_to=to)
        owned = items.owned(reading.series(), reading.items())
        return Asked(owned.book, owned, complete=False, complete_to=to)


def ledger_there(arguments: argparse.Namespace) -> Ledger:
    """Open the ledger asked for. Raises `FileNotFoundError`."""
    try:
        return Ledger.existing(arguments.ledger)
    except FileNotFoundError as missing:
        raise FileNotFoundError(f"--ledger: {missing}, --events needs none") from None


def unreadable(error: Exception) -> int:
    """Say what could not be read, never quoting it; give the exit code."""
    said = type(error).__name__ if isinstance(error, SQLAlchemyError) else str(error)
    text = f"the ledger cannot be read: {said}" if isinstance(error, SQLAlchemyError) else said
    ERR.print(text, markup=False, highlight=False)
    return UNREADABLE


def _export(arguments: argparse.Namespace) -> int:
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ledger = Ledger.connect(arguments.ledger)
    agreed = home.thresholds_file()
    exposition = server.Exposition(serving.collectors(ledger, clock(arguments), agreed))
    listening = server.serve(exposition, arguments.host, arguments.port)
    signal.signal(signal.SIGTERM, _interrupt)
    exposition.keep_fresh()
    logging.getLogger("lcjb.exporter").info(
        "serving http://%s:%d/metrics", arguments.host, listening.server_port
    )
    try:
        listening.serve_forever()
    except KeyboardInterrupt:
        listening.server_close()
    return DONE


def _interrupt(_signum: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _backfill(arguments: argparse.Namespace) -> int:
    try:
        with ERR.status("reading"):
            book = ledger_there(arguments).book()
        last = arguments.last or date.fromordinal(clock(arguments)().toordinal() - 1)
        past = backfill.past(book, arguments.first, last)
        with arguments.out.open("w", encoding="utf-8") as file:
            count = _written(backfill.lines(past), file.write)
    except UNREADABLE_ERRORS as error:
        return unreadable(error)
    OUT.print(f"{count} samples of {len(past.days)} days in {arguments.out}", highlight=False)
    return DONE


def _written(lines: Iterator[str], write: Callable[[str], int]) -> int:
    count = 0
    for line in lines:
        write(line)
        count += not line.startswith("#")
    return count
