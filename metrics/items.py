"""Which items make a figure up: the tokens behind `n`, and behind `d` of a rate. Pure.

Called by `lcjb figures --items`. It selects rows by a figure's definition and labels, and shares
no sums with `metrics.views`: that both agree is a test (tests/generative).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from metrics.backlog import YEAR, band_of
from metrics.book import NO_CLOCK, Book, Rows, Series
from metrics.calendar import Period, parse, window
from metrics.catalogue import (
    AREA,
    BANDS,
    DIMENSIONS,
    METRICS,
    PASSED,
    SERIES_LABELS,
    VALUES,
    WITHIN,
    Count,
    Dimension,
    Metric,
    counted_at,
)
from metrics.pages import Mask, Page, named, no_page, pages_of
from metrics.views import Figure

_OWN = {"outcome", "flow", "kind", "remand", "measure", "holder", "past", "event"}
"""The labels of a figure that its series have too; the dimension is told apart."""


class Behind(NamedTuple):
    """The tokens behind a figure's `n` and, where it is a rate, behind its `d`."""

    n: list[str]
    d: list[str] | None


@dataclass(frozen=True, slots=True)
class Owned:
    """Contributions, and whose they are: a token a row."""

    book: Book
    owner: NDArray[np.int64]
    tokens: Sequence[str]


def owned(series: Sequence[Series], items: Iterable[tuple[str, Rows]]) -> Owned:
    """Put the rows of many subjects (`crime:<token>`) together, and keep whose each is."""
    subjects, rows = zip(*items, strict=True) if items else ((), ())
    lengths = [len(each) for each in rows]
    stacked = np.concatenate([*rows, np.zeros((0, 5), dtype=np.int32)])
    owner = np.repeat(np.arange(len(lengths)), lengths)
    tokens = [subject.partition(":")[2] for subject in subjects]
    return Owned(Book(tuple(series), stacked), owner, tokens)


def behind(said: Owned, as_of: date, figures: Sequence[Figure]) -> list[Behind]:
    """Name what is behind each figure; nothing of one without numbers, and of protected ones."""
    desk = _Desk(said, as_of)
    return [desk.behind(each) if _is_told(each) else Behind([], None) for each in figures]


def _is_told(figure: Figure) -> bool:
    return figure.n is not None and METRICS[figure.metric].disclosure == "exact"


class _Desk:
    def __init__(self, said: Owned, as_of: date) -> None:
        self._said = said
        self._as_of = as_of
        day = as_of.toordinal()
        self._pages = {name: page.up_to(day) for name, page in pages_of(said.book).items()}

    def behind(self, figure: Figure) -> Behind:
        metric = counted_at(figure.metric, figure.labels.get("stage", ""))
        span = parse(figure.period, self._as_of) if figure.period else window(self._as_of)
        aged = self._aged(metric, figure.labels)
        n = self._tokens(metric.n, figure.labels, span, aged, after=metric.days)
        if metric.d is None:
            return Behind(n, None)
        return Behind(n, self._tokens(metric.d, figure.labels, span, range(len(BANDS) - 1)))

    def _aged(self, metric: Metric, labels: Mapping[str, str]) -> range:
        """Give the bands that count: one, those of a year or more, of known age, or all."""
        if "band" in labels:
            band = BANDS.index(labels["band"])
            return range(band, band + 1)
        first = YEAR if metric.kind == "year-or-more" else 0
        of_known_age = metric.kind in {"year-or-more", "oldest"}
        return range(first, len(BANDS) - of_known_age)

    def _tokens(
        self,
        count: Count,
        labels: Mapping[str, str],
        span: Period,
        bands: range,
        *,
        after: int = 0,
    ) -> list[str]:
        dimension = next(name for name in DIMENSIONS if name in labels)
        page = self._pages.get(named(count.metric, dimension)) or no_page(count.metric)
        own = [(k, v) for k, v in labels.items() if k in _OWN & {*SERIES_LABELS[page.metric]}]
        counted = page.counted(count) & page.only(own)
        counted &= _part(page, dimension, labels[dimension])
        kept = page.where(counted[page.number])
        kept = kept.where(_within(kept, count, span) & self._old(kept, count, bands))
        kept = kept.where(self._soon(kept, labels.get("within", "")) & self._over(kept, after))
        owners = self._said.owner[kept.row]
        net = np.bincount(owners, kept.weights, len(self._said.tokens))
        return sorted(self._said.tokens[owner] for owner in np.flatnonzero(net > 0).tolist())

    def _old(self, page: Page, count: Count, bands: range) -> Mask:
        if not count.stock:
            return np.ones(len(page.n), dtype=np.bool_)
        return np.isin(band_of(self._as_of.toordinal(), page.clock), np.array(bands))

    def _over(self, page: Page, days: int) -> Mask:
        """Keep what is older than a figure asks for, its age known; all where it asks nothing."""
        if not days:
            return np.ones(len(page.n), dtype=np.bool_)
        age = self._as_of.toordinal() - page.clock
        return np.less(days, age) & np.not_equal(page.clock, NO_CLOCK)

    def _soon(self, page: Page, within: str) -> Mask:
        """Keep the limits that a figure of them counts; all of anything else."""
        left = page.clock - self._as_of.toordinal()
        if within == PASSED:
            return np.less(left, 0)
        if within:
            return np.logical_and(left >= 0, left <= WITHIN[within])
        return np.ones(len(left), dtype=np.bool_)


def _part(page: Page, dimension: Dimension, label: str) -> Mask:
    """Say which series are in a part; all but what is outside are in the area."""
    parts = page.parts(dimension)
    if label == AREA:
        return page.of_area()
    return np.equal(parts, VALUES[dimension].index(label))


def _within(page: Page, count: Count, span: Period) -> Mask:
    at = page.clock if count.by == "clock" else page.day
    return (at <= span.last) & ((at >= span.first) | count.stock)
