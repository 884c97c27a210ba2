"""How many custody time limits end soon, and how many have passed. A pure reader of a book's pages.

Called by `metrics.views`. A limit's day is its clock. Within n days of t is t <= limit <= t + n, so
7 days are in 14; passed is limit < t (R17).
"""

from metrics.catalogue import WITHIN, Count
from metrics.pages import Counts, Page, Reader, bincount, summed


def counts(reader: Reader, count: Count) -> list[Counts]:
    """Give a column for each value of the label `within`, one row a place."""
    page = reader.page(count.metric)
    page = page.where(page.counted(count)[page.number])
    left = page.clock - reader.as_of
    soon = [_counted(page.where((left >= 0) & (left <= days))) for days in WITHIN.values()]
    return [*soon, _counted(page.where(left < 0))]


def _counted(page: Page) -> Counts:
    cells = bincount(page, page.row * 0, (len(page.series), 1))
    return summed(page, cells, page.parts("place"), "place")[:, 0]
