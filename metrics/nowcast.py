"""What those who entered lately will come to: the book's rows as counts to estimate from. Pure.

Called by `metrics.views`; the estimating is `metrics.estimate`'s. A day of entry is a cohort. Of
offenders there is one state to come to: proven. Of crimes there are three: charged, another
outcome, cancelled. The outcome that stands counts, so that one replaced moves on; and the share is
of all not cancelled, as the rate is.
"""

from functools import partial

import numpy as np

from metrics.catalogue import Metric
from metrics.estimate import Counts, Estimate, estimate, exposure
from metrics.pages import Mask, Page, Reader

EXPOSURE_DAYS = 365
"""The days whose hazards are pooled: every season once."""
LEAST_SEEN = 30
"""Fewer seen at any age say more of persons than of a year."""
_CANCELLED = 3


def nowcast(reader: Reader, metric: Metric, since: int, to: int) -> Estimate | None:
    """Estimate the share of those in `metric.d` who come to be in `metric.n` within its horizon.

    The last day that counts is `to`. Who entered before `since` is left out: what is known of them
    may be a part. None where the follow-up does not reach the horizon, or fewer than `LEAST_SEEN`
    were seen at some age.
    """
    grid = partial(_grid, to, metric.horizon, since)
    counts = (metric.d or metric.n, metric.n)
    entries, moves = (reader.page(count.metric).up_to(to) for count in counts)
    came = entries.day == entries.clock
    wanted = moves.counted(metric.n)[moves.number]
    states, apart = [grid(moves, wanted)], None
    if metric.n.only:
        states += [grid(moves, ~wanted), -grid(entries, ~came)]
        apart = _CANCELLED
    seen = exposure(grid(entries, came).sum(axis=1), np.stack(states))
    return estimate(seen, apart) if seen.least >= LEAST_SEEN else None


def _grid(to: int, horizon: int, since: int, page: Page, wanted: Mask) -> Counts:
    """Add the area's rows up: one row a day of entry, one column an age up to the horizon."""
    first = to - EXPOSURE_DAYS - horizon + 1
    age = page.day - page.clock
    kept = wanted & page.of_area()[page.number]
    kept &= (page.clock >= max(first, since)) & (age <= horizon)
    shape = (EXPOSURE_DAYS + horizon, horizon + 1)
    cell = (page.clock[kept] - first) * shape[1] + age[kept]
    counts = np.bincount(cell, page.weights[kept], shape[0] * shape[1])
    return counts.astype(np.int32).reshape(shape)
