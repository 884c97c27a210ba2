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
from metrics.pages import Page, Reader

EXPOSURE_DAYS = 365
"""The days whose hazards are pooled: every season once."""
LEAST_SEEN = 30
"""Fewer seen at any age say more of persons than of a year."""
_CANCELLED = 3


def nowcast(reader: Reader, metric: Metric, since: int) -> Estimate | None:
    """Estimate the share of those in `metric.d` who come to be in `metric.n` within its horizon.

    Who entered before `since` is left out: what is known of them may be a part. None where the
    follow-up does not reach the horizon, or fewer than `LEAST_SEEN` were seen at some age.
    """
    grid = partial(_grid, reader.as_of, metric.horizon, since)
    entries, moves = (reader.page(count.metric) for count in (metric.d or metric.n, metric.n))
    came = entries.day == entries.clock
    wanted = moves.counted(metric.n)[moves.number]
    states, apart = [grid(moves.where(wanted))], None
    if metric.n.only:
        states += [grid(moves.where(~wanted)), -grid(entries.where(~came))]
        apart = _CANCELLED
    seen = exposure(grid(entries.where(came)).sum(axis=1), np.stack(states))
    return estimate(seen, apart) if seen.least >= LEAST_SEEN else None


def _grid(as_of: int, horizon: int, since: int, page: Page) -> Counts:
    """Add the area's rows up: one row a day of entry, one column an age up to the horizon."""
    first = as_of - EXPOSURE_DAYS - horizon + 1
    of_area = page.of_area()[page.number]
    page = page.where(of_area & (page.clock >= max(first, since)))
    page = page.where(page.day - page.clock <= horizon)
    shape = (EXPOSURE_DAYS + horizon, horizon + 1)
    cell = (page.clock - first) * shape[1] + page.day - page.clock
    return np.bincount(cell, page.weights, shape[0] * shape[1]).astype(np.int64).reshape(shape)
