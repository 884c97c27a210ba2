"""`python -m infra.native up | status | down | fetch | demo`: what `make` calls.

Exit codes: 0 done, 1 something does not run, 2 something to mend is named.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from infra.native import bundles
from infra.native.demo import run_demo
from infra.native.places import StackFault
from infra.native.process import LOOPBACK
from infra.native.stack import Stack, Tell

CONSOLE = Console()


@contextmanager
def progress() -> Iterator[Tell]:
    """Show each service as it comes up or goes down; plain lines where there is no terminal."""
    if not CONSOLE.is_terminal:
        yield lambda name, state: CONSOLE.print(f"{name}: {state}")
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=CONSOLE) as bars:
        tasks = {}

        def tell(name: str, state: str) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task("", total=1)
            done = state in ("healthy", "stopped")
            bars.update(tasks[name], description=f"{name:<13} {state}", completed=int(done))

        yield tell


def up(args: argparse.Namespace) -> int:
    """Start the stack and say where it is."""
    stack = Stack(with_postgres=args.postgres)
    with progress() as tell:
        stack.up(tell)
    show(stack)
    CONSOLE.print(f"\nFor `lcjb` in this shell: . {stack.record.folder / 'env'}")
    return 0


def down(_args: argparse.Namespace) -> int:
    """Stop the stack."""
    with progress() as tell:
        Stack().down(tell)
    return 0


def status(args: argparse.Namespace) -> int:
    """Say what runs and where."""
    stack = Stack()
    entries = stack.record.read().values()
    if args.json:
        rows = [
            {"name": e.name, "running": e.process.alive(), "port": e.port, "log": e.log}
            for e in entries
        ]
        print(json.dumps(rows))  # noqa: T201
    else:
        show(stack)
    return 0 if entries and all(entry.process.alive() for entry in entries) else 1


def show(stack: Stack) -> None:
    """Print the services as a table."""
    table = Table("service", "state", "address", box=None, pad_edge=False)
    for entry in stack.record.read().values():
        state = "running" if entry.process.alive() else "[red]stopped[/red]"
        where = "" if entry.name == "worker" else address(entry.name, entry.port)
        table.add_row(entry.name, state, where)
    if table.row_count:
        CONSOLE.print(table)
        CONSOLE.print(f"Logs: {stack.home / 'log'}", soft_wrap=True, highlight=False)
    else:
        CONSOLE.print("Nothing runs. To start it: make up")


def address(name: str, port: int) -> str:
    """Give an address as one would type it."""
    plain = f"{LOOPBACK}:{port}"
    if name in ("kafka", "postgres"):
        return plain
    return f"http://{plain}" + ("/metrics" if name == "exporter" else "")


def fetch(args: argparse.Namespace) -> int:
    """Bring the programs that the stack runs."""
    with CONSOLE.status("fetching Kafka, Prometheus and Alertmanager"):
        bundles.fetch(with_postgres=args.postgres)
    return 0


def demo(args: argparse.Namespace) -> int:
    """Run the demo."""
    return run_demo(args.scale, args.seconds, CONSOLE, progress)


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(prog="python -m infra.native", description=__doc__)
    verbs = top.add_subparsers(required=True)
    for name, func in (("up", up), ("status", status), ("down", down), ("fetch", fetch)):
        verb = verbs.add_parser(name, help=func.__doc__)
        verb.set_defaults(func=func)
        verb.add_argument("--postgres", action="store_true", help="with PostgreSQL as the ledger")
        verb.add_argument("--json", action="store_true", help="for machines")
    show_all = verbs.add_parser("demo", help=demo.__doc__)
    show_all.set_defaults(func=demo)
    show_all.add_argument("--scale", type=float, default=0.12, help="part of Lancashire's volume")
    show_all.add_argument("--for", dest="seconds", type=float, help="stop after so many seconds")
    return top


def main() -> int:
    """Do what the command line says; what the user can mend is one message."""
    args = parser().parse_args()
    try:
        func: Callable[[argparse.Namespace], int] = args.func
        return func(args)
    except StackFault as fault:
        CONSOLE.print(f"[red]{fault}[/red]", soft_wrap=True, highlight=False)
        return 2


if __name__ == "__main__":
    sys.exit(main())
