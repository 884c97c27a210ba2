"""What a page is, whichever figures are on it. Types; and the rows of a run of periods."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.board import words
from dashboards.board.headlines import Headline
from dashboards.board.outlines import Map
from dashboards.board.tables import Labels, Row, Table
from metrics.calendar import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its heading, what it says first, and its parts."""

    title: str
    lead: str
    headlines: tuple[Headline, ...] = ()
    tables: tuple[Table, ...] = ()
    places: tuple[str, ...] = ()
    """The places that may be chosen."""
    themes: bool = False
    """Whether a theme may be chosen."""
    map: Map | None = None


def ends(labels: Labels, periods: Sequence[Period]) -> list[Row]:
    """Give a row a period, the latest first."""
    return [Row(words.span(each), labels, each.name) for each in reversed(periods)]
