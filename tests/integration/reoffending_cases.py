"""A release with reoffending in it: persons enough in every quarter for all rows to be shown."""

from datetime import UTC, date, datetime
from itertools import product

from metrics import release as releases
from metrics.book import Contribution, book_of
from metrics.catalogue import METRICS
from metrics.release import Release

AS_OF = date(2026, 2, 22)
LABELS = (*product(("E07000117", "E07000123"), ("fine",), ("adult", "juvenile"), ("robbery",)),)
QUARTERS = [date(year, month, 1) for year in (2023, 2024, 2025) for month in (1, 4, 7, 10)]


def release(number: int) -> Release:
    """Make the release of a day."""
    said = [
        Contribution((count, *labels), index.toordinal(), index.toordinal() + 60, n)
        for labels in LABELS
        for index in QUARTERS
        for count, n in (("entered-cohort", 40), ("first-proof", 12), ("reoffence", 30))
    ]
    depends = METRICS["reoffending"].depends_on
    known = [Contribution(("history-complete", *each), 1, 1, +1) for each in depends]
    at = datetime(2026, 2, 23, 6, tzinfo=UTC)
    return releases.made(book_of([*said, *known]), AS_OF, at, (), number)
