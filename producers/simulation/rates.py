"""How the CSV files of rates are read: every one a table with its source. Pure.

Called by the three shapes: of the police, of the courts, and of what befalls people after.
"""

import csv
from collections.abc import Mapping
from importlib.resources import files

from producers.simulation.draws import Quantiles

Row = Mapping[str, str]


def rows(package: str, name: str) -> list[dict[str, str]]:
    """Read a CSV file that lies in a package."""
    text = files(package).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def quantiles(row: Row) -> Quantiles:
    """Read a row whose numeric columns are levels: the share below each value."""
    levels = [key for key in row if key.replace(".", "").isdigit()]
    return Quantiles([float(level) for level in levels], [float(row[level]) for level in levels])
