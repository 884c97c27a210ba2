"""How fresh what a partner has told is: complete to which day, its newest fact. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from metrics.book import DAY, SERIES, Book, N
from metrics.catalogue import CATALOGUE, SERIES_LABELS, Count
from metrics.views import declared


class Partner(NamedTuple):
    """What is known of a partner's feed by a day."""

    complete_to: date | None
    """The last day up to which all that it declared has come in; None where it declared none."""
    newest: date | None
    since: Mapping[str, date]
    """From which day each of its stages is complete, as it said."""


def partners(
    book: Book, as_of: date, complete_to: Mapping[str, date | None]
) -> Mapping[str, Partner]:
    """Give every partner that a figure depends on, in the order of the process."""
    newest, since = _newest(book, as_of), _since(book)
    agencies = dict.fromkeys(agency for metric in CATALOGUE for agency, _ in metric.depends_on)
    return {
        agency: Partner(
            _earlier(complete_to.get(agency), as_of), newest.get(agency), since.get(agency, {})
        )
        for agency in agencies
    }


def _earlier(day: date | None, as_of: date) -> date | None:
    return min(day, as_of) if day else None


def _newest(book: Book, as_of: date) -> Mapping[str, date]:
    """Give the day of the newest fact of each partner, of those by the day."""
    owner = {n: agency for agency, count in _told() for n in _counted(book, count)}
    rows = book.rows[(book.rows[:, DAY] <= as_of.toordinal()) & (book.rows[:, N] > 0)]
    last = np.zeros(len(book.series), dtype=np.int64)
    np.maximum.at(last, rows[:, SERIES], rows[:, DAY])
    out: dict[str, int] = {}
    for number, agency in owner.items():
        out[agency] = max(out.get(agency, 0), int(last[number]))
    return {agency: date.fromordinal(day) for agency, day in out.items() if day > 1}


def _since(book: Book) -> Mapping[str, Mapping[str, date]]:
    out: dict[str, dict[str, date]] = {}
    for (agency, stage), day in declared(book).items():
        out.setdefault(agency, {})[stage] = date.fromordinal(day)
    return out


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
