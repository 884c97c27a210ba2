"""S31: what is shown of persons is rounded, and no table gives a small count away."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest

from metrics.disclosure import protected, ratio

SMALL = {1, 2, 3, 4}
MOST = 8  # beyond, a count rounds as its neighbour five below does


def shown(*children: int) -> tuple[int, ...]:
    """Give the published rows, and their total last."""
    counts = np.array([*children, sum(children)])
    return tuple(protected(counts, len(children), range(len(children))).tolist())


@pytest.mark.parametrize(
    ("children", "published"),
    [
        ((12, 3, 7, 20), (10, 5, 5, 20, 40)),
        ((1, 1, 7, 20), (0, 0, 5, 20, 30)),
        ((2, 2, 2, 2), (0, 0, 0, 0, 0)),
        ((4, 4, 4, 4), (5, 5, 5, 5, 15)),
    ],
)
def test_s31_tables(children: tuple[int, ...], published: tuple[int, ...]) -> None:
    assert shown(*children) == published


def test_s31_the_rule_that_hides_small_cells_leaks_where_this_one_does_not() -> None:
    assert given_away(2, hidden) | given_away(3, hidden)
    assert not given_away(3, shown)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_s31_attack_by_enumeration_no_published_table_fixes_a_small_count(size: int) -> None:
    assert not given_away(size, shown)


def test_s31_the_attack_finds_what_plain_rounding_gives_away() -> None:
    assert (0, 0, 0, 0, 10) in given_away(4, plainly_rounded)


def test_s31_a_ratio_is_of_rounded_parts_and_needs_thirty_below_the_line() -> None:
    n, d = np.array([5, 10, 0]), np.array([25, 30, 30])
    assert ratio(n, d).tolist()[1:] == [pytest.approx(1 / 3), 0]
    assert np.isnan(ratio(n, d)[0])


def test_s31_rows_that_stand_beside_are_not_in_the_total() -> None:
    counts = np.array([8, 2, 2, 4, 40])
    assert protected(counts, 0, [1, 2, 3]).tolist() == [10, 0, 0, 5, 40]


def given_away(size: int, publish: object) -> set[tuple[object, ...]]:
    """Attack: of every table, gather all that it may stand for; where a small count is sure?"""
    assert callable(publish)
    behind: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for children in product(range(MOST), repeat=size):
        behind[publish(*children)].append(children)
    return {
        table
        for table, possible in behind.items()
        if any(len(each) == 1 and each <= SMALL for each in map(set, zip(*possible, strict=True)))
    }


def plainly_rounded(*children: int) -> tuple[int, ...]:
    return tuple((n + 2) // 5 * 5 for n in (*children, sum(children)))


def hidden(*children: int) -> tuple[object, ...]:
    """Publish what S31 advises against: cells under 5 as "c", two at least, and the exact total."""
    cells: list[object] = ["c" if 0 < n < 5 else n for n in children]
    if cells.count("c") == 1:
        cells[children.index(min(n for n in children if n >= 5 or n == 0))] = "c"
    return (*cells, sum(children))
