"""`lcjb board`: serve the board page.

Exit codes: 0 stopped, 2 the address is taken or the levels cannot be read.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime

from waitress.server import create_server

from dashboards.board.server import Board
from dashboards.board.shelf import Read, Shelf
from dashboards.cli import agreed_file
from dashboards.thresholds import in_force
from metrics import thresholds
from metrics.cli import LEDGER
from metrics.store.ledger import Following, Ledger
from metrics.thresholds import Threshold
from producers.contract.days import london_day
from producers.contract.errors import ContractViolation

HOST, PORT = "127.0.0.1", 9110
THREADS = 4
STOPPED, REFUSED = 0, 2


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb of the page."""
    parser = verbs.add_parser("board", help="serve the board page")
    parser.add_argument("--ledger", default=os.environ.get("LCJB_LEDGER") or LEDGER, metavar="URL")
    said = os.environ.get("LCJB_AS_OF") or None
    parser.add_argument("--as-of", type=date.fromisoformat, default=said, metavar="DAY")
    parser.add_argument("--host", default=os.environ.get("LCJB_BOARD_HOST") or HOST)
    port = os.environ.get("LCJB_BOARD_PORT") or str(PORT)
    parser.add_argument("--port", type=int, default=port)
    parser.set_defaults(func=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ledger = Ledger.connect(arguments.ledger, migrate=False)
    board = Board(Shelf(reads(ledger), lambda _: None), _clock(arguments.as_of), _levels)
    try:
        _levels()
        server = create_server(
            board, host=arguments.host, port=arguments.port, threads=THREADS, ident=None
        )
    except (OSError, ContractViolation) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a program's output
        return REFUSED
    logging.getLogger("lcjb.board").info(
        "serving http://%s:%s/", arguments.host, server.effective_port
    )
    server.run()
    return STOPPED


def _clock(fixed: date | None) -> Callable[[], date]:
    return lambda: fixed or london_day(datetime.now(UTC))


def _levels() -> tuple[Threshold, ...]:
    return thresholds.read(in_force(agreed_file()).read_text(encoding="utf-8"))


def reads(ledger: Ledger) -> Read:
    """Give the page its one read of the ledger."""

    def read(last: Following | None) -> Following:
        with ledger.snapshot() as reading:
            return reading.follow(last)

    return read
