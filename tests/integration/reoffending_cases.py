"""A release with reoffending in it: persons enough in every quarter for all rows to be shown."""

from datetime import UTC, date, datetime
from itertools import product

from metrics import release as releases
from metrics.book import Contribution, book_of
from metrics.catalogue import METRICS
from metrics.release import Release

AS_OF = date(2026, 2, 22)
LABELS = (*product(("E07000117", "E07000123"), ("fine",), ("adult", "juvenile"), ("robbery",)),)
FIRST, LAST = date(2023, 1, 1).toordinal(), AS_OF.toordinal()


def release(number: int) -> Release:
    """Make the release of a day."""
    said = [
        Contribution((count, *labels), day, day + after, n)
        for labels in LABELS
        for day in range(FIRST, LAST, 10)
        for count, after, n in (
            ("entered-cohort", 0, 15 + day % 7),
            ("first-proof", 60 + day % 300, 5),
            ("reoffence", 60 + day % 300, 11),
        )
    ]
    depends = METRICS["reoffending"].depends_on
    known = [Contribution(("history-complete", *each), 1, 1, +1) for each in depends]
    at = datetime(2026, 2, 23, 6, tzinfo=UTC)
    return releases.made(book_of([*said, *known]), AS_OF, at, (), number)
