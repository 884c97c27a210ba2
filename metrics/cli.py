"""What an analyst types: `lcjb figures | export | backfill`."""

import argparse
import csv
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.table import Table

from metrics import calendar, catalogue, files_book, views
from metrics.book import Book, Contribution, book_of
from metrics.exporter import server
from metrics.exporter.thresholds import ThresholdCollector
from metrics.store.ledger import Following, Ledger
from metrics.views import AREA, Figure
from producers.contract.days import london_day, start_of

OUT = Console()
ERR = Console(stderr=True)
DONE, UNREADABLE = 0, 2
LEDGER = "sqlite:///.lcjb/ledger.db"
PORT = 9108


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the analyst's verbs."""
    figures = verbs.add_parser("figures", help="every figure, as of any day")
    _add_ledger(figures)
    figures.add_argument("--events", nargs="+", type=Path, metavar="FILE.jsonl")
    figures.add_argument("--period", action="append", default=[], metavar=calendar.FORMS)
    figures.add_argument("--metric", choices=sorted(catalogue.METRICS))
    figures.add_argument("--items", action="store_true", help="the tokens that make a figure up")
    figures.add_argument("--json", action="store_true")
    figures.add_argument("--csv", action="store_true")
    figures.set_defaults(func=_figures)
    export = verbs.add_parser("export", help="serve the figures to Prometheus")
    _add_ledger(export)
    export.add_argument("--host", default=os.environ.get("LCJB_EXPORTER_HOST", "127.0.0.1"))
    port = int(os.environ.get("LCJB_EXPORTER_PORT", PORT))
    export.add_argument("--port", type=int, default=port)
    export.set_defaults(func=_export)
    backfill = verbs.add_parser("backfill", help="write daily figures of the past as OpenMetrics")
    _add_ledger(backfill)
    backfill.add_argument("--out", type=Path, required=True)
    backfill.add_argument("--from", dest="from_", type=date.fromisoformat)
    backfill.set_defaults(func=_backfill)


def _add_ledger(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ledger", default=os.environ.get("LCJB_LEDGER") or LEDGER)
    said = os.environ.get("LCJB_AS_OF")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=date.fromisoformat(said) if said else None
    )


def _clock(arguments: argparse.Namespace) -> Callable[[], date]:
    return lambda: arguments.as_of or london_day(datetime.now(UTC))


def _figures(arguments: argparse.Namespace) -> int:
    as_of = _clock(arguments)()
    try:
        periods = [calendar.parse(name, as_of) for name in arguments.period]
        said, book = _sources(arguments)
    except (OSError, ValueError) as error:
        ERR.print(str(error), markup=False)
        return UNREADABLE
    found = views.figures(book, as_of, periods, complete=arguments.events is not None)
    chosen = [f for f in found if arguments.metric in {None, f.metric} and _shown(f, periods)]
    rows = [_row(figure) for figure in chosen]
    if arguments.items:
        for row, items in zip(rows, _items(said, as_of, periods, chosen), strict=True):
            row["items"] = items
    _print(rows, arguments)
    return DONE


def _shown(figure: Figure, periods: list[calendar.Period]) -> bool:
    """Now-figures alone when no period is asked for, else the periods alone."""
    return (figure.period is not None) == bool(periods)


def _sources(arguments: argparse.Namespace) -> tuple[dict[str, list[Contribution]], Book]:
    if arguments.events:
        said, refused = files_book.read(arguments.events)
        ERR.print(f"{refused} events refused")
        return said, book_of(c for each in said.values() for c in each)
    ledger = Ledger.connect(arguments.ledger)
    if not arguments.items:
        return {}, ledger.book()
    with ledger.snapshot() as reading:
        series = reading.series()
        items = {
            subject: [Contribution(series[row[0]], *row[1:]) for row in rows.tolist()]
            for subject, rows in reading.items()
        }
        return items, reading.follow(None).book


def _items(
    said: dict[str, list[Contribution]],
    as_of: date,
    periods: list[calendar.Period],
    chosen: list[Figure],
) -> Iterator[list[str]]:
    """Ask each item what it alone adds to each figure: slow, obvious, and never another rule."""
    out: list[list[str]] = [[] for _ in chosen]
    place = {_key(figure): number for number, figure in enumerate(chosen)}
    for subject, contributions in said.items():
        alone = views.figures(book_of(contributions), as_of, periods, complete=True)
        for figure in alone:
            number = place.get(_key(figure))
            if number is not None and (figure.n or figure.d):
                out[number].append(subject)
    yield from out


def _key(figure: Figure) -> tuple[str, str | None, tuple[tuple[str, str], ...]]:
    return figure.metric, figure.period, tuple(sorted(figure.labels.items()))


def _row(figure: Figure) -> dict[str, object]:
    return {
        **asdict(figure),
        "labels": dict(figure.labels),
        "as_of": figure.as_of.isoformat(),
    }


def _print(rows: list[dict[str, object]], arguments: argparse.Namespace) -> None:
    if arguments.json:
        sys.stdout.write("[" + ",\n ".join(json.dumps(row) for row in rows) + "]\n")
        return
    for row in rows:
        labels = row["labels"]
        row["labels"] = ", ".join(labels.values()) if isinstance(labels, dict) else ""
    if arguments.csv:
        columns = list(rows[0]) if rows else []
        writer = csv.DictWriter(sys.stdout, columns)
        writer.writeheader()
        writer.writerows(rows)
        return
    table = Table("figure", "of", "period", "n", "d", "value", "status")
    for row in rows:
        value = row["value"]
        shown = f"{value:,.4g}" if isinstance(value, float) and value % 1 else value
        cells = (row["metric"], row["labels"], row["period"], row["n"], row["d"], shown)
        table.add_row(*("" if cell is None else str(cell) for cell in cells), str(row["status"]))
        for item in row.get("items") or ():  # type: ignore[attr-defined]
            table.add_row("", str(item))
    OUT.print(table)


def _export(arguments: argparse.Namespace) -> int:
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ledger = Ledger.connect(arguments.ledger)
    home = Path(os.environ.get("LCJB_HOME") or ".lcjb")
    agreed = Path(os.environ.get("LCJB_THRESHOLDS") or home / "thresholds.yaml")
    collectors = (
        server.LedgerCollector(reads(ledger), _clock(arguments)),
        ThresholdCollector(agreed),
    )
    serving = server.serve(server.Exposition(collectors), arguments.host, arguments.port)
    signal.signal(signal.SIGTERM, _interrupt)
    logging.getLogger("lcjb.exporter").info(
        "serving http://%s:%d/metrics", arguments.host, serving.server_port
    )
    try:
        serving.serve_forever()
    except KeyboardInterrupt:
        serving.server_close()
    return DONE


def reads(ledger: Ledger) -> server.Read:
    """Give the exporter its one read of the ledger."""

    def read(last: server.Seen | None) -> tuple[Following, server.Fed]:
        with ledger.snapshot() as reading:
            seen = reading.follow(last if isinstance(last, Following) else None)
            return seen, (reading.positions(), reading.dead_letters())

    return read


def _interrupt(_signum: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _backfill(arguments: argparse.Namespace) -> int:
    """Write the area's and the districts' open caseload and rolling rates, day by day."""
    book = Ledger.connect(arguments.ledger).book()
    last = _clock(arguments)()
    since = views.known(book, complete=False).since
    first = arguments.from_ or (date.fromordinal(since) if since else last)
    lines: dict[str, list[str]] = {}
    day = first
    while day < last:
        for name, text in _backfilled(book, day):
            lines.setdefault(name, []).append(text)
        day += timedelta(days=1)
    with arguments.out.open("w", encoding="utf-8") as file:
        for name, samples in lines.items():
            file.write(f"# TYPE {name} gauge\n")
            file.writelines(samples)
        file.write("# EOF\n")
    OUT.print(f"{sum(map(len, lines.values()))} samples of {(last - first).days} days")
    return DONE


def _backfilled(book: Book, day: date) -> Iterator[tuple[str, str]]:
    at = start_of(day + timedelta(days=1)).timestamp()
    found = views.figures(book, day, [calendar.rolling_year(day)])
    kept = [f for f in found if f.labels.get("place") == AREA or f.metric == "backlog_open"]
    for family in server.families(server.served(kept, day)):
        for sample in family.samples:
            labels = ",".join(f'{k}="{v}"' for k, v in sorted(sample.labels.items()))
            yield sample.name, f"{sample.name}{{{labels}}} {sample.value} {at:.0f}\n"
