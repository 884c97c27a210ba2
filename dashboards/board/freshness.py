"""How new what a partner has told is, read from the book. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from metrics.book import DAY, SERIES, Book, N
from metrics.catalogue import CATALOGUE, SERIES_LABELS, Count
from metrics.views import declared


def newest(book: Book, as_of: date) -> Mapping[str, date]:
    """Give the day of the newest fact of each partner, of those by the day."""
    owner = {n: agency for agency, count in _told() for n in _counted(book, count)}
    rows = book.rows[(book.rows[:, DAY] <= as_of.toordinal()) & (book.rows[:, N] > 0)]
    last = np.zeros(len(book.series), dtype=np.int64)
    np.maximum.at(last, rows[:, SERIES], rows[:, DAY])
    out: dict[str, int] = {}
    for number, agency in owner.items():
        out[agency] = max(out.get(agency, 0), int(last[number]))
    return {agency: date.fromordinal(day) for agency, day in out.items() if day > 1}


def since(book: Book) -> Mapping[tuple[str, str], date]:
    """Give the day from which each stage of a partner is complete, as it said."""
    return {stage: date.fromordinal(day) for stage, day in declared(book).items()}


def _told() -> Iterator[tuple[str, Count]]:
    for metric in CATALOGUE:
        agencies = {agency for agency, _ in metric.depends_on}
        if len(agencies) == 1:
            yield agencies.pop(), metric.n


def _counted(book: Book, count: Count) -> list[int]:
    at = {label: n for n, label in enumerate(SERIES_LABELS[count.metric], 1)}
    return [
        n
        for n, said in enumerate(book.series)
        if said[0] == count.metric and _is_of_stage(said, at, count)
    ]


def _is_of_stage(said: tuple[str, ...], at: Mapping[str, int], count: Count) -> bool:
    wanted = [value for label, value in count.only if label == "stage"]
    return "stage" not in at or not wanted or said[at["stage"]] in wanted
