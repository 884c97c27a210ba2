"""How fresh what a partner has told is: complete to which day, its newest record. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from metrics.book import Book
from metrics.catalogue import CATALOGUE
from metrics.views import CompleteTo, declared


class Partner(NamedTuple):
    """What is known of a partner's feed by a day."""

    complete_to: date | None
    """The last day up to which all that it declared has come in; None where it declared none."""
    newest: date | None
    """The last day on which its systems recorded anything."""
    since: Mapping[str, date]
    """From which day each of its stages is complete, as it said."""


def partners(
    book: Book, as_of: date, complete_to: CompleteTo, newest: Mapping[str, date]
) -> Mapping[str, Partner]:
    """Give every partner that a figure depends on, in the order of the process."""
    since = _since(book)
    agencies = dict.fromkeys(agency for metric in CATALOGUE for agency, _ in metric.depends_on)
    return {
        agency: Partner(
            _earlier(complete_to.get(agency), as_of),
            _earlier(newest.get(agency), as_of),
            since.get(agency, {}),
        )
        for agency in agencies
    }


def _earlier(day: date | None, as_of: date) -> date | None:
    return min(day, as_of) if day else None


def _since(book: Book) -> Mapping[str, Mapping[str, date]]:
    out: dict[str, dict[str, date]] = {}
    for (agency, stage), day in declared(book).items():
        out.setdefault(agency, {})[stage] = date.fromordinal(day)
    return out
