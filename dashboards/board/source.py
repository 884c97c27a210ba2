"""Where a page's figures come from: the ledger as of a day, or a stored release. Pure.

Called by the pages. A `Source` gives figures by name; `Shown` finds one of them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Protocol, TypeAlias

from metrics import comparators, forecast, release
from metrics.book import Book
from metrics.calendar import MATURE_YEAR, ROLLING_YEAR
from metrics.calendar import rolling_year as year_up_to
from metrics.catalogue import AREA, DIMENSIONS, METRICS, named
from metrics.comparators import Key
from metrics.forecast import Trends
from metrics.release import Release
from metrics.views import CompleteTo, Figure, View

ROLLING, MATURE = ROLLING_YEAR, MATURE_YEAR
_COUNTED = {"count", "bands", "over", "limits"}

_Key: TypeAlias = tuple[str | None, frozenset[tuple[str, str]]]


class Source(Protocol):
    """Figures of one instant."""

    @property
    def as_of(self) -> date:
        """The day that the figures are true of."""

    @property
    def release(self) -> Release | None:
        """The release that they are from; nothing when from the ledger."""

    def of(self, name: str) -> Sequence[Figure]:
        """Give all figures of a metric; none when the source has none."""

    def before(self, name: str) -> Mapping[Key, Figure]:
        """Give a metric's figures as they stood a year before, where that is known."""

    def trends(self) -> Trends:
        """Give how fast each backlog grows, where that is known."""


class Live:
    """The ledger as of a day. Figures about persons come from the last release, or not at all.

    So they stand beside those of the release of a year before, where there is one.
    """

    release: Release | None = None

    def __init__(
        self,
        book: Book,
        as_of: date,
        released: "Released | None" = None,
        complete_to: CompleteTo | None = None,
        earlier: "Released | None" = None,
    ) -> None:
        self.as_of = as_of
        self._book = book
        self._view = View(book, as_of, release.periods(as_of), complete_to=complete_to)
        self._released = released
        self._earlier = earlier
        self.of = cache(self._of)
        self.before = cache(self._before)
        self.trends = cache(lambda: forecast.trends(book, as_of))

    def _of(self, name: str) -> Sequence[Figure]:
        if METRICS[name].disclosure == "protected":
            # Live, a step between two looks may be one person (domain rule 5).
            return self._released.of(name) if self._released else ()
        return tuple(figure for metric in named(name) for figure in self._view.of(metric))

    def _before(self, name: str) -> Mapping[Key, Figure]:
        if METRICS[name].disclosure == "protected":
            return comparators.of_then(self._earlier.of(name)) if self._earlier else {}
        year = year_up_to(self.as_of)
        return comparators.last_year(self._book, self.as_of, [year], only=name)


class Released:
    """A release, read back as it was kept."""

    def __init__(self, kept: Release) -> None:
        self.release: Release | None = kept
        self.as_of = kept.as_of
        self._figures: dict[str, list[Figure]] = {}
        for figure in kept.figures:
            self._figures.setdefault(figure.metric, []).append(figure)

    def of(self, name: str) -> Sequence[Figure]:
        """Give all figures of a metric that the release has."""
        return self._figures.get(name, ())

    def before(self, _: str) -> Mapping[Key, Figure]:
        """Give nothing: a release holds what it was made of, and no more."""
        return {}

    def trends(self) -> Trends:
        """Give nothing, for the same reason."""
        return {}


class Shown:
    """Finds figures of a source by their labels and period."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._index = cache(self._indexed)

    @property
    def as_of(self) -> date:
        """The day that the figures are true of."""
        return self.source.as_of

    def one(self, name: str, period: str | None, labels: Mapping[str, str]) -> Figure:
        """Give one figure. A part that nobody counted in is 0 where the area has data."""
        found = self._index(name).get((period, frozenset(labels.items())))
        return found or self._left_out(name, period, labels)

    def _left_out(self, name: str, period: str | None, labels: Mapping[str, str]) -> Figure:
        own = {label: value for label, value in labels.items() if label not in DIMENSIONS}
        area = self._index(name).get((period, frozenset({**own, "place": AREA}.items())))
        is_zero = area is not None and area.n is not None and METRICS[name].kind in _COUNTED
        if area is not None and is_zero:
            return area._replace(labels=dict(labels), n=0, d=None, value=0.0)
        return Figure(name, dict(labels), self.as_of, period, None, None, None, "no-data")

    def _indexed(self, name: str) -> dict[_Key, Figure]:
        return {_key(figure): figure for figure in self.source.of(name)}


def _key(figure: Figure) -> _Key:
    """Give what a figure is found by: how mature it is follows from its period."""
    known = ((label, value) for label, value in figure.labels.items() if label != "maturity")
    return figure.period, frozenset(known)
