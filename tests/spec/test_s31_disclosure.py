"""S31: what is shown of persons is rounded, and no table gives a small count away."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product, starmap
from typing import Any, TypeAlias

import numpy as np
import pytest

from metrics.disclosure import (
    Counted,
    Counts,
    Shown,
    beside,
    gives_away,
    of_cohort,
    published,
    ratio,
    rounded,
)

SMALL = {1, 2, 3, 4}
MOST = 8  # beyond, a count rounds as its neighbour five below does
Secret: TypeAlias = tuple[int, ...]
Told: TypeAlias = tuple[int, ...]


def table(*rows: int) -> Counts:
    return np.array(rows, dtype=np.int64)


def plain(shown: Iterable[Shown]) -> tuple[object, ...]:
    return tuple(
        (each.total, each.parts and tuple(tuple(part.tolist()) for part in each.parts))
        for each in shown
    )


def one_table(*rows: int) -> tuple[int, ...]:
    """Publish one table, and its total last."""
    shown = rounded(table(*rows))
    return (*shown.tolist(), beside(sum(rows), [shown]))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((12, 3, 7, 20), (10, 5, 5, 20, 40)),
        ((1, 1, 7, 20), (0, 0, 5, 20, 30)),
        ((2, 2, 2, 2), (0, 0, 0, 0, 0)),
        ((4, 4, 4, 4), (5, 5, 5, 5, 15)),
        ((8, 2, 2, 2), (10, 0, 0, 0, 15)),
        ((3, 3, 3, 3), (5, 5, 5, 5, 20)),
    ],
)
def test_s31_tables(rows: Secret, told: tuple[int, ...]) -> None:
    assert one_table(*rows) == told


def test_s31_the_rule_that_hides_small_cells_leaks_where_this_one_does_not() -> None:
    assert given_away(2, hidden) | given_away(3, hidden)
    assert not given_away(3, one_table)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_s31_attack_by_enumeration_no_published_table_fixes_a_small_count(size: int) -> None:
    assert not given_away(size, one_table)


def test_s31_the_attack_finds_what_plain_rounding_gives_away() -> None:
    assert (0, 0, 0, 0, 10) in given_away(4, plainly_rounded)


def pairs(totals: range, size: int) -> Iterator[Secret]:
    """Give all of two tables of one total: so many rows of one, two of the other."""
    for rows in product(range(totals[-1] + 1), repeat=size):
        if sum(rows) in totals:
            yield from ((*rows, other, sum(rows) - other) for other in range(sum(rows) + 1))


def two_tables(*rows: int) -> Told:
    return _two_tables(sum(rows[:-2]), *map(_five, rows))


def _five(count: int) -> int:
    return (count + 2) // 5 * 5


@cache
def _two_tables(total: int, *rows: int) -> Told:
    tables = (table(*rows[:-2]), table(*rows[-2:]))
    return beside(total, tables), *rows


def test_s31_what_two_tables_give_away_is_reckoned_just_as_enumeration_finds_it() -> None:
    secrets = list(pairs(range(18), 3))
    found = sure(secrets, two_tables, any_count)
    reckoned = {
        told
        for told in set(starmap(two_tables, secrets))
        if gives_away([told[0]], [(table(*told[1:4]), table(*told[4:]))])
    }
    assert found == reckoned != set()


def of_two_tables(*rows: int) -> tuple[object, ...]:
    return _of_two_tables(sum(rows[:-2]), *map(_five, rows))


@cache
def _of_two_tables(total: int, *rows: int) -> tuple[object, ...]:
    return plain(published([Counted(total, (table(*rows[:-2]), table(*rows[-2:])))]))


@pytest.mark.parametrize("totals", [range(13), range(28, 33)])
def test_s31_attack_on_two_tables_that_stand_side_by_side(totals: range) -> None:
    assert not sure(pairs(totals, 3), of_two_tables)


def test_s31_tables_that_bound_each_other_are_not_shown() -> None:
    sevens, ages = table(3, 3, 3, 3, 3, 3, 3), table(12, 7, 2)
    assert gives_away([20], [(rounded(sevens), rounded(ages))])
    assert not gives_away([20], [(rounded(sevens),)])
    assert not gives_away([20], [(rounded(ages),)])


def test_s31_parts_of_many_are_shown_and_those_that_bound_each_other_are_not() -> None:
    sevens, ages = table(*(8,) * 7), table(42, 12, 2)
    (apart_,) = published([Counted(56, (sevens,))])
    assert apart_.parts is not None
    assert published([Counted(56, (sevens, ages))]) == [Shown(55, None)]


def cohorts() -> Iterator[Secret]:
    """Give offenders, reoffenders and reoffences of two rows with few reoffenders."""
    row = [
        (d, n, m)
        for d, n, m in product(range(MOST), range(3), range(MOST))
        if n <= min(d, m) and (n > 0) == (m > 0)
    ]
    yield from ((*a, *b) for a, b in product(row, repeat=2))


def side_by_side(*rows: int) -> tuple[int, ...]:
    """Show the three counts of the rows, and the total of each."""
    counts = [rows[number::3] for number in range(3)]
    return (*map(_five, rows), *(one_table(*each)[-1] for each in counts))


def test_s31_what_offenders_reoffenders_and_reoffences_give_away_of_each_other() -> None:
    found = sure(cohorts(), side_by_side)
    assert found
    for told in found:
        tables = [(table(*told[number:6:3]),) for number in range(3)]
        assert gives_away(told[6:], tables, of_cohort)
        assert published([Counted(7, each) for each in tables], of_cohort)[0].parts is None


@cache
def of_year(quarters: Secret) -> tuple[object, ...]:
    """Publish four quarters of the area and their year."""
    year = published([Counted(sum(quarters), always=(table(*quarters),))])
    return (*plain(year), *rounded(table(*quarters)).tolist())


def successive(*quarters: int) -> tuple[object, ...]:
    """Publish two releases, one a quarter after the other."""
    return of_year(quarters[:4]), of_year(quarters[1:])


def exact(*quarters: int) -> tuple[object, ...]:
    """Publish exact years and hide small quarters: a year less its elder gives one away."""
    return (sum(quarters[:4]), sum(quarters[1:]), *(q for q in quarters[:1] if q >= 5))


def test_s31_two_successive_releases_do_not_give_a_person_away() -> None:
    secrets = list(product(range(MOST), repeat=5))
    assert sure(secrets, exact)
    assert not sure(secrets, successive)


def test_s31_a_year_of_parts_and_the_next_year_of_them_do_not_either() -> None:
    """By place there are years only: of a row, the quarter that went and the one that came."""

    def years_of(left: int, stayed: int, came: int) -> tuple[int, int]:
        return left + stayed, stayed + came

    def years(*quarters: int) -> tuple[object, ...]:
        return tuple(rounded(table(*years_of(*quarters))).tolist())

    secrets = (each for each in product(range(13), repeat=3) if max(years_of(*each)) <= 12)
    assert not sure(secrets, years)


def test_s31_a_ratio_is_of_rounded_parts_and_needs_thirty_below_the_line() -> None:
    n, d = table(5, 10, 0), table(25, 30, 30)
    assert ratio(n, d).tolist()[1:] == [pytest.approx(1 / 3), 0]
    assert np.isnan(ratio(n, d)[0])


def given_away(size: int, publish: Callable[..., Any]) -> set[Any]:
    return sure(product(range(MOST), repeat=size), publish)


def small(values: set[int]) -> bool:
    return len(values) == 1 and values <= SMALL


def any_count(values: set[int]) -> bool:
    return len(values) == 1 and values != {0}


def sure(
    secrets: Iterable[Secret],
    publish: Callable[..., Any],
    is_sure: Callable[[set[int]], bool] = small,
) -> set[Any]:
    """Attack: of all that is published, gather what it may stand for; where is a small one sure?"""
    behind: dict[Any, list[Secret]] = defaultdict(list)
    for secret in secrets:
        behind[publish(*secret)].append(secret)
    return {
        told
        for told, possible in behind.items()
        if any(is_sure(set(each)) for each in zip(*possible, strict=True))
    }


def plainly_rounded(*rows: int) -> tuple[int, ...]:
    return tuple((n + 2) // 5 * 5 for n in (*rows, sum(rows)))


def hidden(*rows: int) -> tuple[object, ...]:
    """Publish what S31 advises against: cells under 5 as "c", two at least, and the exact total."""
    cells: list[object] = ["c" if 0 < n < 5 else n for n in rows]
    if cells.count("c") == 1:
        cells[rows.index(min(n for n in rows if n >= 5 or n == 0))] = "c"
    return (*cells, sum(rows))
