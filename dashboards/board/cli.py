"""`lcjb board`: serve the board page. `lcjb pack`: print a release.

Exit codes: 0 done; 2 the address is taken, there is no such release, or Chromium cannot print.
"""

import argparse
import logging
import os
from pathlib import Path

import waitress

from dashboards.board import access, printing, rendering
from dashboards.board.agreed import Agreed
from dashboards.board.extracts import Extracts
from dashboards.board.pack import pack
from dashboards.board.server import Board
from dashboards.board.shelf import Shelf
from dashboards.thresholds import in_force
from metrics import home, release, remarks, thresholds
from metrics.cli import (
    DONE,
    UNREADABLE_ERRORS,
    add_ledger,
    clock,
    ledger_there,
    unreadable,
)
from metrics.release import Release
from metrics.store import releases
from metrics.store.ledger import Ledger

HOST, PORT = "127.0.0.1", 9110
THREADS = 4


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb of the page."""
    parser = verbs.add_parser("board", help="serve the board page")
    add_ledger(parser)
    parser.add_argument("--host", default=os.environ.get("LCJB_BOARD_HOST") or HOST)
    port = os.environ.get("LCJB_BOARD_PORT") or str(PORT)
    parser.add_argument("--port", type=int, default=port)
    parser.set_defaults(func=_serve)
    _register_pack(verbs.add_parser("pack", help="print a release for a meeting"))


def _register_pack(parser: argparse.ArgumentParser) -> None:
    add_ledger(parser)
    parser.add_argument("--release", type=int, metavar="N", help="else the last one")
    parser.add_argument("--since", type=int, metavar="N", help="the last meeting's, else N - 1")
    parser.add_argument("--out", type=Path, metavar="FILE.html")
    parser.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="printed by Chromium")
    parser.set_defaults(func=_pack)


def _serve(arguments: argparse.Namespace) -> int:
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ledger = Ledger.connect(arguments.ledger, migrate=False)
    levels = Agreed(lambda: in_force(home.thresholds_file()), thresholds.read)
    said = Agreed(home.remarks_file, remarks.read)
    shelf, today = Shelf(ledger), clock(arguments)
    try:
        trusted = access.networks(os.environ.get("LCJB_BOARD_PROXY") or "")
    except ValueError as error:
        return unreadable(error)
    extracts = Extracts(home.extracts_file())
    board = Board(shelf, today, levels.rows, said.rows, extracts, trusted)
    shelf.keep_fresh(board.warm, today)
    host, port = arguments.host, arguments.port
    logging.getLogger("lcjb.board").info("serving http://%s:%d/", host, port)
    try:
        waitress.serve(board, host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        return unreadable(error)
    return DONE


def _pack(arguments: argparse.Namespace) -> int:
    try:
        if not (arguments.out or arguments.pdf):
            raise ValueError("where to? give --out FILE.html, --pdf FILE.pdf or both")
        kept, before = _released(arguments)
        html = rendering.printed(pack(kept, before))
        if arguments.out:
            arguments.out.write_bytes(html)
        if arguments.pdf:
            arguments.pdf.write_bytes(printing.pdf(html, kept.released_at))
    except UNREADABLE_ERRORS as error:
        return unreadable(error)
    return DONE


def _released(arguments: argparse.Namespace) -> tuple[Release, Release | None]:
    """Read the release to print, and the one that the last meeting saw."""
    ledger = ledger_there(arguments)
    last = releases.latest(ledger)
    if last is None:
        raise releases.ReleaseFault("there is no release yet; `lcjb release make` makes one")
    number = arguments.release or last.number
    since = arguments.since or number - 1
    kept = release.read(releases.body(ledger, number))
    return kept, release.read(releases.body(ledger, since)) if since else None
