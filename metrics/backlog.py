"""How old what is open is: bands, a year or more, oldest. Pure readers of a book's pages.

Called by `metrics.views`. Bands are in whole days, the lower edge belongs to the older one (R3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.book import NO_CLOCK
from metrics.catalogue import BANDS, EDGES, Count, Dimension
from metrics.pages import Counts, Days, Reader, bincount, compressed, named, summed

YEAR = EDGES.index(365) + 1
"""The first band of a year or more."""


@dataclass(frozen=True, slots=True)
class Ages:
    """What is open: one row a part, one column a day on which something entered.

    The first column may be of what entered on a day that nobody knows (`NO_CLOCK`).
    """

    entered: Days
    open: Counts
    as_of: int

    def bands(self) -> Counts:
        """Give one column a band, the unknown one last."""
        out = np.zeros((len(self.open), len(BANDS)), dtype=np.int64)
        np.add.at(out.T, band_of(self.as_of, self.entered), self.open.T)
        return out

    def over(self, days: int) -> Counts:
        """Count what is open for more days than these, its age known (R15, R36)."""
        old = (self.as_of - self.entered > days) & (self.entered != NO_CLOCK)
        counts: Counts = self.open[:, old].sum(axis=1)
        return counts

    def oldest(self) -> NDArray[np.float64]:
        """Give the days since the oldest of known age entered; NaN where nothing such is open."""
        some = (self.open > 0) & (self.entered != NO_CLOCK)
        if not len(self.entered):
            return np.full(len(self.open), np.nan)
        age = self.as_of - self.entered[some.argmax(axis=1)]
        return np.where(some.any(axis=1), age, np.nan)


def ages(reader: Reader, count: Count, dimension: Dimension) -> Ages:
    """Read what is open at the end of the reader's day, by the day on which it entered."""
    page = reader.page(named(count.metric, dimension))
    page = page.where(page.counted(count)[page.number])
    entered, bucket = compressed(page.clock)
    cells = bincount(page, bucket, (len(page.series), len(entered)))
    return Ages(entered, summed(page, cells, page.parts(dimension), dimension), reader.as_of)


def band_of(as_of: int, entered: Days) -> NDArray[np.int64]:
    """Give the number of the band of what entered on each day; the last is of age unknown."""
    band = np.searchsorted(np.asarray(EDGES), as_of - entered, side="right")
    return np.where(entered == NO_CLOCK, len(BANDS) - 1, band)
