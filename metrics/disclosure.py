"""What may be shown of figures about persons: rounded counts that give no small one away. Pure.

Counts are shown to the nearest 5 (domain rule of protected figures; R34, S31), so 0 to 2 are 0
("under 3"). A total is its own rounding while that is within 5 of the sum of its rounded rows, else
it is that sum: a total of 10 over 0, 0, 0, 0 would say 2, 2, 2, 2. Called last, by `metrics.views`.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Counts: TypeAlias = NDArray[np.int64]

BASE = 5
UNDER = 3
"""What is under it is shown as 0."""
LEAST_BELOW_THE_LINE = 30
"""A ratio over fewer says more of persons than of a period."""
SHARE_DIGITS = 3


def rounded(counts: Counts) -> Counts:
    """Round counts of persons (at least 0) to the nearest 5."""
    return (counts + BASE // 2) // BASE * BASE


def protected(counts: Counts, total: int, parts: Sequence[int]) -> Counts:
    """Round a table whose row `total` is the sum of its rows `parts`; other rows stand beside."""
    out = rounded(counts)
    of_parts = out[list(parts)].sum()
    if abs(out[total] - of_parts) > BASE:
        out[total] = of_parts
    return out


def share(value: float) -> float:
    """Round a share that is no ratio of counts at hand, to a tenth of a percent."""
    return round(value, SHARE_DIGITS)


def ratio(n: Counts, d: Counts) -> NDArray[np.float64]:
    """Divide rounded counts; NaN where too few are below the line."""
    out: NDArray[np.float64] = np.full(len(n), np.nan)
    np.divide(n, d, out=out, where=d >= LEAST_BELOW_THE_LINE)
    return out
