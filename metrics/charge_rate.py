"""How long a charge takes: the median of days from recording to charge. A pure reader.

Called by `metrics.views`. Standing charges, by the day of charge (R32); the median of an even
count is the mean of the two middle values (R22). The rates themselves are plain sums.
"""

import numpy as np
from numpy.typing import NDArray

from metrics.calendar import Period
from metrics.catalogue import Count
from metrics.pages import Counts, Reader, bincount, compressed, summed


def medians(reader: Reader, count: Count, period: Period) -> tuple[Counts, NDArray[np.float64]]:
    """Give how many charges there are in a period and their median days, one row a place."""
    page = reader.page(count.metric)
    within = (page.clock >= period.first) & (page.clock <= period.last)
    page = page.where(page.only(count.only)[page.number] & within)
    days, at = compressed(page.value)
    cells = bincount(page, at, (len(page.series), len(days)))
    counts = summed(cells, page.parts("place"), "place")
    return counts.sum(axis=1), median(days, counts)


def median(values: NDArray[np.int32], counts: Counts) -> NDArray[np.float64]:
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
