"""`lcjb board`: serve the board page.

Exit codes: 0 stopped, 2 the address is taken.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime

import waitress

from dashboards.board.agreed import Agreed
from dashboards.board.server import Board
from dashboards.board.shelf import Shelf
from dashboards.cli import agreed_file
from dashboards.thresholds import in_force
from metrics import remarks, thresholds
from metrics.cli import LEDGER
from metrics.release_cli import remarks_file
from metrics.store.ledger import Ledger
from producers.contract.days import london_day

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
    levels = Agreed(lambda: in_force(agreed_file()), thresholds.read)
    said = Agreed(remarks_file, remarks.read)
    shelf, today = Shelf(ledger), _clock(arguments.as_of)
    board = Board(shelf, today, levels.rows, said.rows)
    shelf.keep_fresh(board.warm, today)
    host, port = arguments.host, arguments.port
    logging.getLogger("lcjb.board").info("serving http://%s:%d/", host, port)
    try:
        waitress.serve(board, host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        print(f"{host}:{port}: {error.strerror}", file=sys.stderr)  # noqa: T201 - a program's output
        return REFUSED
    return STOPPED


def _clock(fixed: date | None) -> Callable[[], date]:
    return lambda: fixed or london_day(datetime.now(UTC))
