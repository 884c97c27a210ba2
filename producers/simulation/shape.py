"""The shape of Lancashire's crime: every rate of the CSV files beside this module, ready to draw.

Read once. `lives` draws from it; docs/simulator.md holds the result against what is published.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from producers.contract.lists import FACTORS, THEMES
from producers.reference import tables
from producers.simulation import rates
from producers.simulation.draws import Choice, Quantiles, choice
from producers.simulation.rates import quantiles

CHARGED, COMMUNITY = 1, 8
_DAYS_A_YEAR = 365.25
_APRIL = 4


class Offence(NamedTuple):
    """A Home Office code, and the family whose rates are its own."""

    code: str
    family: str


class Place(NamedTuple):
    """A value of the column `district`, and its lower-layer areas (none for `unknown`)."""

    district: str
    areas: Sequence[str]


class Habit(NamedTuple):
    """How often the police system does something to a row, and between how many days after."""

    share: float
    least: int
    most: int


class Family(NamedTuple):
    """Rates of a family: offences for a correction, delays from offence to recording, pace."""

    offences: Choice[Offence]
    committed: Quantiles
    ranged: float
    pace: float


Marks = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """All that is drawn from; `outcomes` by financial year and family."""

    places: Choice[Place]
    offences: Choice[Offence]
    families: Mapping[str, Family]
    themes: Mapping[str, Marks]
    factors: Mapping[str, Marks]
    outcomes: Mapping[tuple[int, str], Choice[int]]
    delays: Mapping[int, Quantiles]
    habits: Mapping[str, Habit]
    cancellations: Choice[str]
    crimes: Mapping[int, float]
    seasons: Mapping[tuple[str, int], float]

    def expected(self, day: date) -> float:
        """Give how many crimes are recorded on a day, before those that will be cancelled go."""
        cancelled, back = self.habits["cancelled"].share, self.habits["brought-back"].share
        season = self.seasons["weekday", day.isoweekday()] * self.seasons["month", day.month]
        kept = 1 - cancelled * (1 - back)
        return self.crimes[self.year(day)] / _DAYS_A_YEAR * season / kept

    def year(self, day: date) -> int:
        """Give the financial year of a day, by the year it begins in; the nearest one known."""
        began = day.year - (day.month < _APRIL)
        return min(max(began, min(self.crimes)), max(self.crimes))


@cache
def lancashire() -> Shape:
    """Read the shape of Lancashire."""
    offences = [(Offence(r["code"], r["family"]), float(r["share"])) for r in _rows("offences")]
    codes = [offence for offence, _ in offences]
    return Shape(
        places=choice(_places()),
        offences=choice(offences),
        families=dict(_families(offences)),
        themes=_marks(codes, THEMES),
        factors=_marks(codes, FACTORS),
        outcomes=dict(_outcomes(offences)),
        delays={int(r["outcome"]): quantiles(r) for r in _rows("delays")},
        habits=_habits(),
        cancellations=choice((r["reason"], float(r["share"])) for r in _rows("cancellations")),
        crimes={_began(r): float(r["crimes"]) for r in _rows("years")},
        seasons={(r["kind"], int(r["number"])): float(r["factor"]) for r in _rows("seasons")},
    )


def _places() -> Iterator[tuple[Place, float]]:
    """Weigh a district by its people and its rate; `unknown` and `outside` by their share."""
    people = {district.gss: district.population for district in tables.districts()}
    rows = _rows("districts")
    thousands = sum(_number(r["crimes_per_1000_people"]) * people.get(r["gss"], 0) for r in rows)
    for row in rows:
        rate, share = _number(row["crimes_per_1000_people"]), _number(row["in_1000_crimes"])
        weight = rate * people.get(row["gss"], 0) + share * thousands / 1000
        yield Place(row["gss"], tables.lsoas_of(row["gss"])), weight


def _families(offences: Sequence[tuple[Offence, float]]) -> Iterator[tuple[str, Family]]:
    pace = {row["family"]: float(row["pace"]) for row in _rows("families")}
    for row in _rows("committed"):
        name = row["family"]
        own = choice(each for each in offences if each[0].family == name)
        yield name, Family(own, quantiles(row), float(row["range"]), pace[name])


def _marks(codes: Sequence[Offence], marks: Sequence[str]) -> Mapping[str, Marks]:
    """Give each offence code the marks of its own and of its family, with their shares."""
    rows = [row for row in _rows("marks") if row["mark"] in marks]
    found: dict[str, Marks] = {}
    for offence in codes:
        own = {
            row["mark"]: float(row["share"])
            for about in (offence.family, offence.code)
            for row in rows
            if row["about"] == about
        }
        found[offence.code] = sorted(own.items())
    return found


def _outcomes(
    offences: Sequence[tuple[Offence, float]],
) -> Iterator[tuple[tuple[int, str], Choice[int]]]:
    """Shift the families' shares so that charges and community resolutions are the year's."""
    shares = {r["family"]: _shares(r) for r in _rows("families")}
    whole = sum(share for _, share in offences)
    mean = {
        number: sum(shares[o.family][number] * share for o, share in offences) / whole
        for number in (CHARGED, COMMUNITY)
    }
    after_all = _habits()["charged-after-all"].share
    for row in _rows("years"):
        charged = (float(row["charged"]) - after_all) / (1 - after_all)
        factor = {
            CHARGED: charged / mean[CHARGED],
            COMMUNITY: float(row["community"]) / mean[COMMUNITY],
        }
        for family, own in shares.items():
            yield (_began(row), family), choice(_shifted(own, factor))


def _shifted(
    shares: Mapping[int, float], factor: Mapping[int, float]
) -> Iterator[tuple[int, float]]:
    fixed = {number: shares[number] * times for number, times in factor.items()}
    rest = sum(share for number, share in shares.items() if number not in factor)
    for number, share in shares.items():
        yield number, fixed.get(number, share * (1 - sum(fixed.values())) / rest)


def _shares(row: Mapping[str, str]) -> dict[int, float]:
    found = {int(key): float(cell) for key, cell in row.items() if key.isdigit()}
    whole = sum(found.values())
    return {number: share / whole for number, share in found.items()}


def _habits() -> Mapping[str, Habit]:
    return {
        r["habit"]: Habit(float(r["share"]), int(r["least_days"]), int(r["most_days"]))
        for r in _rows("habits")
    }


def _began(row: Mapping[str, str]) -> int:
    return int(row["financial_year"].partition("/")[0])


def _number(cell: str) -> float:
    return float(cell or 0)


def _rows(name: str) -> list[dict[str, str]]:
    return rates.rows("producers.simulation", name)
