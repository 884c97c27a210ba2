"""How a rate becomes a draw, the same on any machine: plus, minus, times, divide, and no more.

`math.log` and its like differ in the last digit from one C library to the next, and a seed must
give the same bytes everywhere; so delays are read off a table of quantiles. Called by `shape`.
"""

from bisect import bisect, bisect_right
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import accumulate
from struct import unpack
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")
_WHOLE = 1 << 32
_UNIFORMS = 12  # twelve uniform draws have variance 1


class Choice(NamedTuple, Generic[Value]):
    """Values with their shares, as cumulative edges from 0 to 1."""

    values: Sequence[Value]
    edges: Sequence[float]

    def at(self, u: float) -> Value:
        """Give the value that a draw from 0 to 1 falls on."""
        return self.values[bisect(self.edges, u)]


class Quantiles(NamedTuple):
    """A quantity by its quantiles; straight lines between them."""

    levels: Sequence[float]
    values: Sequence[float]

    def at(self, u: float) -> float:
        """Give the quantity below which the share `u` lies."""
        above = min(bisect_right(self.levels, u), len(self.levels) - 1)
        low, high = self.levels[above - 1], self.levels[above]
        start, end = self.values[above - 1], self.values[above]
        return start + (end - start) * (u - low) / (high - low)


def choice(weighed: Iterable[tuple[Value, float]]) -> Choice[Value]:
    """Make a choice of values with weights; those of weight 0 are never taken."""
    likely = [(value, weight) for value, weight in weighed if weight > 0]
    total = sum(weight for _, weight in likely)
    edges = [edge / total for edge in accumulate(weight for _, weight in likely)]
    return Choice([value for value, _ in likely], edges[:-1])


def count(expected: float, uniforms: Sequence[float]) -> int:
    """Give a whole number about `expected`, spread as a count is (its variance is its mean)."""
    deviation: float = sum(uniforms) - _UNIFORMS / 2
    return max(0, int(expected + deviation * expected**0.5 + 0.5))


def uniforms(of: str, several: int) -> list[float]:
    """Give so many draws from 0 to 1 about something, the same whenever it is asked for."""
    found = blake2b(of.encode(), digest_size=4 * several).digest()
    return [whole / _WHOLE for whole in unpack(f">{several}I", found)]
