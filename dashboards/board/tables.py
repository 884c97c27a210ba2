"""Tables of figures, told by what their rows and columns ask for. Pure; called by the pages.

A column asks for a figure, a row narrows it (to a place, a period …), and a cell is what `Shown`
finds. What a chart draws are columns of its table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from dashboards.board import words
from dashboards.board.source import Shown
from metrics.calendar import parse
from metrics.catalogue import METRICS, Metric, counted_at
from metrics.views import Figure

Labels: TypeAlias = Mapping[str, str]
Line: TypeAlias = Literal["", "main", "second", "target", "limit", "level"]
"""How a column is drawn in the chart of its table; empty is not drawn."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: words, the number that they say, what is behind it."""

    text: str
    value: float | None = None
    note: str = ""
    level: str = ""
    """`warning` or `critical` where the words say so."""
    href: str = ""
    standing: Literal["", "provisional", "running"] = ""
    """Whether the number may still move, or its period is not over."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures; `line` when it is drawn."""

    head: str
    figure: str
    labels: Labels = field(default_factory=dict)
    period: str | None = None
    line: Line = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its head, and what it narrows the figures to."""

    head: str
    labels: Labels = field(default_factory=dict)
    period: str | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """A column that is not a catalogued figure: a threshold's state, a control limit."""

    head: str
    cells: Sequence[Cell]
    line: Line = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is shown; `figures` are those that its file has."""

    name: str
    title: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    rows: tuple[tuple[Cell, ...], ...]
    figures: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    note: str = ""
    is_prose: bool = False
    """Whether its cells are words, and not numbers to be held against each other."""

    @property
    def is_drawn(self) -> bool:
        """Say whether it has a chart."""
        return any(self.lines)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table is asked for: name, title, the head of its first column, and a note."""

    name: str
    title: str
    of: str
    note: str = ""


def table(
    shown: Shown,
    asked: Asked,
    rows: Sequence[Row],
    columns: Sequence[Column],
    extras: Sequence[Extra] = (),
) -> Table:
    """Find the figures of a table."""
    figures = tuple(dict.fromkeys(column.figure for column in columns))
    return Table(
        asked.name,
        asked.title,
        (asked.of, *(column.head for column in columns), *(extra.head for extra in extras)),
        ("", *(column.line for column in columns), *(extra.line for extra in extras)),
        tuple(
            (
                Cell(row.head, href=row.href),
                *(cell(shown, row, column) for column in columns),
                *(extra.cells[at] for extra in extras),
            )
            for at, row in enumerate(rows)
        ),
        figures,
        tuple(_metrics(rows, columns)),
        asked.note,
    )


def cell(shown: Shown, row: Row, column: Column) -> Cell:
    """Find the figure where a row and a column meet."""
    labels = {**column.labels, **row.labels}
    figure = shown.one(column.figure, row.period or column.period, labels)
    value, behind = words.value(figure), words.behind(figure)
    return Cell(value, figure.value, behind, standing=_standing(figure))


def _standing(figure: Figure) -> Literal["", "provisional", "running"]:
    is_running = figure.period is not None and not METRICS[figure.metric].is_stock
    if is_running and parse(figure.period or "", figure.as_of).last > figure.as_of.toordinal():
        return "running"
    return "provisional" if figure.status in {"provisional", "interim"} else ""


def _metrics(rows: Iterable[Row], columns: Iterable[Column]) -> Iterable[Metric]:
    """Give what the catalogue says of the columns, each once."""
    some = next(iter(rows), Row(""))
    asked = ((c.figure, {**c.labels, **some.labels}.get("stage", "")) for c in columns)
    return (counted_at(figure, stage) for figure, stage in dict.fromkeys(asked))
