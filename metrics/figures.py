"""Figures as a person or a machine reads them: a table, JSON or CSV. Pure but for the printing.

Called by `lcjb figures`. A row is `{metric, labels, as_of, period, n, d, value, status}`, with
`items` (and `items_d`) when they were asked for; CSV has a column a label instead of `labels`.
"""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from rich.table import Table

from metrics.catalogue import AREA, METRICS, VALUES, Metric
from metrics.disclosure import UNDER
from metrics.items import Behind
from metrics.views import Figure

Row: TypeAlias = dict[str, Any]

_PERCENT = ("rate", "year-or-more", "estimated")


def rows(figures: Sequence[Figure], items: Sequence[Behind] | None) -> list[Row]:
    """Give figures as plain values; with the tokens behind each when there are any."""
    behind = items if items is not None else [None] * len(figures)
    return [_row(figure, tokens) for figure, tokens in zip(figures, behind, strict=True)]


def _row(figure: Figure, tokens: Behind | None) -> Row:
    plain = {"labels": dict(figure.labels), "as_of": figure.as_of.isoformat()}
    row = figure._asdict() | plain
    if tokens is not None:
        row["items"] = tokens.n
    if tokens is not None and tokens.d is not None:
        row["items_d"] = tokens.d
    return row


def as_json(told: Sequence[Row]) -> str:
    """Write one row a line, all of them one list."""
    return "[" + ",\n ".join(json.dumps(row) for row in told) + "]\n"


def as_csv(told: Sequence[Row]) -> str:
    """Write one row a figure, always with the same columns; tokens are separated by a space."""
    out = io.StringIO()
    numbers = ("as_of", "period", "n", "d", "value", "status")
    of_items = _item_columns(told)
    columns = ["metric", *VALUES, *numbers, *of_items]
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in told:
        tokens = {name: " ".join(row.get(name, ())) for name in of_items}
        writer.writerow(row | row["labels"] | tokens)
    return out.getvalue()


def _item_columns(told: Sequence[Row]) -> list[str]:
    return [name for name in ("items", "items_d") if any(name in row for row in told)]


def as_table(told: Sequence[Row]) -> Table:
    """Lay figures out to be read: rates in percent, missing ones said to be so."""
    table = Table("figure", "of", "period", "n", "d", "value", "status")
    table.columns[1].overflow = "fold"  # a token is of use whole or not at all
    for column in table.columns[3:6]:
        column.justify = "right"
    last = ""
    for row in told:
        metric = METRICS[row["metric"]]
        if last and metric.name != last:
            table.add_section()
        table.add_row("" if metric.name == last else metric.name, *_cells(metric, row))
        last = metric.name
        for name in _item_columns([row]):
            for token in row[name]:
                table.add_row("", f"  {token}", *("",) * 4, "" if name == "items" else "in d")
    return table


def _cells(metric: Metric, row: Row) -> list[str]:
    of = ", ".join(row["labels"].values())
    counts = [_count(metric, row[part]) for part in ("n", "d")]
    numbers = [*counts, _value(metric, row["value"])]
    return [of, row["period"] or "now", *numbers, row["status"]]


def _count(metric: Metric, n: float | None) -> str:
    is_hidden = n == 0 and metric.disclosure == "protected"
    return f"under {UNDER}" if is_hidden else _number(n)


def _number(n: float | None) -> str:
    if n is None:
        return ""
    return f"{n:,.0f}" if float(n).is_integer() else f"{n:,.2f}"


def _value(metric: Metric, value: float | None) -> str:
    if value is None:
        return "no data"
    return f"{100 * value:,.2f} %" if metric.kind in _PERCENT else _number(value)


def of_area(figures: Sequence[Figure]) -> list[Figure]:
    """Keep the area's own figures: what a first look is for."""
    return [figure for figure in figures if figure.labels.get("place") == AREA]


def explained(metric: Metric) -> Table:
    """Lay out what the catalogue says of a figure."""
    table = Table(metric.name, metric.title)
    for name, said in metric.explained().items():
        if name not in {"name", "title"}:
            table.add_row(name.replace("_", " "), said)
    return table
