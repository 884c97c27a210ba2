"""How long things take: median and mean of days, by place. Pure readers of a book's pages.

Called by `metrics.views` and the backfill. The median of an even count is the mean of the two
middle values (R22). Days to charge are of standing charges, by the day of charge (R32).
"""

import numpy as np
from numpy.typing import NDArray

from metrics.calendar import Period
from metrics.catalogue import Count
from metrics.pages import Counts, Days, Reader, bincount, compressed, summed


def durations(reader: Reader, count: Count, period: Period) -> tuple[Days, Counts]:
    """Give the lengths that there are in a period, and how often each is: one row a place."""
    page = reader.page(count.metric)
    within = (page.clock >= period.first) & (page.clock <= period.last)
    page = page.where(page.counted(count)[page.number] & within)
    days, at = compressed(page.value)
    cells = bincount(page, at, (len(page.series), len(days)))
    return days, summed(page, cells, page.parts("place"), "place")


def median(values: Days, counts: Counts) -> NDArray[np.float64]:
    """Give the median of each row, of values that each occur so many times; NaN where none does."""
    upto = counts.cumsum(axis=1)
    total = counts.sum(axis=1)
    if not len(values):
        return np.full(len(counts), np.nan)
    low = (upto < (total[:, None] + 1) // 2).sum(axis=1)
    high = (upto < total[:, None] // 2 + 1).sum(axis=1)
    at = np.minimum(np.stack((low, high)), len(values) - 1)
    middle: NDArray[np.float64] = values[at].mean(axis=0)
    return np.where(total > 0, middle, np.nan)


def mean(values: Days, counts: Counts) -> NDArray[np.float64]:
    """Give the mean of each row; NaN where there is nothing."""
    total = counts.sum(axis=1)
    out: NDArray[np.float64] = np.full(len(counts), np.nan)
    np.divide(counts @ values.astype(np.int64), total, out=out, where=total != 0)
    return out
