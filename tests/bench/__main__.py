"""What it costs, on real servers: `python -m tests.bench rates | visible | years`.

rates    catch-up, live, kill -9 to the next batch, on SQLite and PostgreSQL; medians of the runs
visible  from the broker's acknowledgement to /metrics, at 100 events a second over years kept
years    snapshot, scrape, memory and rebuild with years of all agencies of Lancashire kept
"""

import argparse
import json
import sys

from rich.console import Console
from rich.table import Table

from tests.bench import rates, years

Figures = dict[str, float]


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(required=True)
    kind = kinds.add_parser("rates")
    kind.add_argument("--events", type=int, default=60_000)
    kind.add_argument("--runs", type=int, default=5)
    kind.set_defaults(measure=lambda chosen: rates.measure(chosen.events, chosen.runs))
    kind = kinds.add_parser("visible")
    kind.add_argument("--years", type=int, default=1)
    kind.add_argument("--seconds", type=int, default=60)
    kind.set_defaults(measure=lambda chosen: years.visible(chosen.years, chosen.seconds))
    kind = kinds.add_parser("years")
    kind.add_argument("--years", type=int, default=5)
    kind.add_argument("--scale", type=float, default=1.0, help="part of Lancashire's volume")
    kind.set_defaults(measure=lambda chosen: years.kept(chosen.years, chosen.scale))
    chosen = parser.parse_args()
    _print(chosen.measure(chosen))


def _print(measured: dict[str, Figures]) -> None:
    table = Table("measure", *measured)
    for name in next(iter(measured.values())):
        table.add_row(name, *(f"{figures[name]:,.3f}" for figures in measured.values()))
    Console(stderr=True).print(table)
    json.dump(measured, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
