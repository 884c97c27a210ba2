"""What may be shown of figures about persons: rounded counts that give no small one away. Pure.

Counts are shown to the nearest 5 (domain rule of protected figures; R34, S31), so 0 to 2 are 0
("under 3"). A total is its own rounding, one number beside all of its tables. Rounding alone leaks
at the edges: a total of 10 over 0, 0, 0, 0 can only be 2, 2, 2, 2; seven rows of 5 are at least 21,
and 10, 5, 0 at most 21. So what a reader could be sure of is reckoned, and where it is a count, a
total is the sum of its rounded rows; where that does not help, no parts are shown
(docs/decisions/0012). Called last, by `metrics.views`.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Counts: TypeAlias = NDArray[np.int64]

BASE = 5
UNDER = 3
"""What is under it is shown as 0."""
LEAST_BELOW_THE_LINE = 30
"""A ratio over fewer says more of persons than of a period; so do parts of fewer."""
SHARE_DIGITS = 3
HALF = BASE // 2


class Range(NamedTuple):
    """The least and the most that each of some counts may be."""

    least: Counts
    most: Counts

    def sum(self) -> tuple[int, int]:
        """Give the least and the most that they may add up to."""
        return int(self.least.sum()), int(self.most.sum())


class Counted(NamedTuple):
    """One count of persons: its total, and tables of it, the rows of each of which add up to it.

    `parts` are tables that may be withheld, `always` those that are shown in any case.
    """

    total: int
    parts: tuple[Counts, ...] = ()
    always: tuple[Counts, ...] = ()

    @property
    def tables(self) -> tuple[Counts, ...]:
        """Give all its tables."""
        return (*self.parts, *self.always)


class Shown(NamedTuple):
    """What is shown of it: rounded; no parts where they would give a small count away."""

    total: int
    parts: tuple[Counts, ...] | None


Link: TypeAlias = Callable[[Sequence[Range]], Sequence[Range]]
"""How the same rows of several counts bound each other."""


def apart(ranges: Sequence[Range]) -> Sequence[Range]:
    """Say that counts do not bound each other."""
    return ranges


def of_cohort(ranges: Sequence[Range]) -> Sequence[Range]:
    """Bound the rows of offenders, reoffenders and reoffences by each other.

    Nobody reoffends who is no offender, nor without a reoffence; nor is there one of nobody.
    """
    offenders, reoffenders, reoffences = ranges
    some = np.maximum(reoffenders.least, (reoffences.least > 0).astype(np.int64))
    few = np.minimum(np.minimum(offenders.most, reoffences.most), reoffenders.most)
    return [
        Range(np.maximum(offenders.least, some), offenders.most),
        Range(some, few),
        Range(np.maximum(reoffences.least, some), reoffences.most),
    ]


def rounded(counts: Counts) -> Counts:
    """Round counts of persons (at least 0) to the nearest 5."""
    return (counts + HALF) // BASE * BASE


def share(value: float) -> float:
    """Round a share that is no ratio of counts at hand, to a tenth of a percent."""
    return round(value, SHARE_DIGITS)


def ratio(n: Counts, d: Counts) -> NDArray[np.float64]:
    """Divide rounded counts; NaN where too few are below the line."""
    out: NDArray[np.float64] = np.full(len(n), np.nan)
    np.divide(n, d, out=out, where=d >= LEAST_BELOW_THE_LINE)
    return out


def published(counted: Sequence[Counted], link: Link = apart) -> list[Shown]:
    """Say what may be shown of counts that stand side by side.

    That parts are withheld says nothing: of few they always are, and of many it may be any row.
    """
    alone = [beside(each.total, _all_rounded(each.always)) for each in counted]
    tables = [_all_rounded(each.tables) for each in counted]
    totals = [beside(each.total, rows) for each, rows in zip(counted, tables, strict=True)]
    if min(alone) < LEAST_BELOW_THE_LINE or gives_away(totals, tables, link):
        return [Shown(total, None) for total in alone]
    parts = [_all_rounded(each.parts) for each in counted]
    return [Shown(*each) for each in zip(totals, parts, strict=True)]


def beside(total: int, tables: Sequence[Counts]) -> int:
    """Round a total that stands beside rounded tables.

    It is its own rounding, unless that makes sure a row of a table: then the sum of that table.
    """
    own = (total + HALF) // BASE * BASE
    for table in tables:
        behind = _behind(table)
        low, high = behind.sum()
        least, most = max(own - HALF, low), min(own + HALF, high)
        if _is_sure(_within(behind, least, most)):
            return int(table.sum())
    return own


def gives_away(
    totals: Sequence[int], tables: Sequence[Sequence[Counts]], link: Link = apart
) -> bool:
    """Say whether a reader who knows this rule is sure of any row but an empty one.

    Of each count `totals` has the rounded total and `tables` its rounded tables, in one order.
    """
    behind = [link([_behind(table) for table in same]) for same in zip(*tables, strict=True)]
    possible = [_possible(*each) for each in zip(totals, tables, strict=True)]
    while not any(_is_sure(each) for same in behind for each in same):
        narrower = [link(same) for same in _narrowed(behind, possible)]
        if _same(narrower, behind):
            return False
        behind = narrower
    return True


Behind: TypeAlias = Sequence[Sequence[Range]]
"""What may be behind each table, and in it behind each count."""


def _narrowed(behind: Behind, possible: Sequence[Sequence[int]]) -> list[list[Range]]:
    """Bound every row by what its total may be, and that by every table."""
    out: list[list[Range]] = [[] for _ in behind]
    for number, totals in enumerate(possible):
        own = [same[number] for same in behind]
        least = max((each.sum()[0] for each in own), default=0)
        most = min((each.sum()[1] for each in own), default=0)
        left = [total for total in totals if least <= total <= most]
        for same, each in zip(out, own, strict=True):
            same.append(_within(each, left[0], left[-1]))
    return out


def _possible(told: int, tables: Sequence[Counts]) -> list[int]:
    """Give every total that would have been told as this one beside these tables."""
    sums = [_behind(table).sum() for table in tables]
    least = max((low for low, _ in sums), default=0)
    most = min((high for _, high in sums), default=0)
    return [each for each in range(least, most + 1) if beside(each, tables) == told]


def _within(rows: Range, least: int, most: int) -> Range:
    """Bound rows by the least and the most that they add up to."""
    low, high = rows.sum()
    return Range(
        np.maximum(rows.least, least - (high - rows.most)),
        np.minimum(rows.most, most - (low - rows.least)),
    )


def _is_sure(rows: Range) -> bool:
    return bool(((rows.least == rows.most) & (rows.most > 0)).any())


def _same(some: Behind, others: Behind) -> bool:
    pairs = zip(chain(*some), chain(*others), strict=True)
    return all(
        np.array_equal(a, b) for one, other in pairs for a, b in zip(one, other, strict=True)
    )


def _behind(table: Counts) -> Range:
    """Give what rounded counts may stand for."""
    return Range(np.maximum(table - HALF, 0), table + HALF)


def _all_rounded(tables: Iterable[Counts]) -> tuple[Counts, ...]:
    return tuple(map(rounded, tables))
