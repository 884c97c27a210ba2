"""The shape of the area's courts: every rate of the CSV files beside this module, ready to draw.

Read once. Called by `cases` and `journeys`; docs/simulator.md holds the result against what is
published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from producers.reference import courts, tables
from producers.reference.working_days import is_working_day
from producers.simulation import rates
from producers.simulation.draws import Choice, Quantiles, choice
from producers.simulation.rates import quantiles

Reason = courts.TrialReason
_KNOWN = range(date(2000, 1, 1).toordinal(), date(2100, 1, 1).toordinal())


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """All that is drawn from; `persons` by what they are charged with.

    `reasons` are by outcome and whether the tier is the Crown Court.
    """

    rates: Mapping[str, float]
    delays: Mapping[str, Quantiles]
    places: Mapping[str, tuple[str, str]]
    district: Choice[str]
    persons: Mapping[str, Quantiles]
    charged: Mapping[str, Choice[str]]
    others: Choice[str]
    disposals: Mapping[str, Choice[str]]
    reasons: Mapping[tuple[str, bool], Choice[Reason]]


@cache
def shape() -> Shape:
    """Read the shape of Lancashire's courts."""
    people = [(district.gss, float(district.population)) for district in tables.districts()]
    return Shape(
        rates={row["rate"]: float(row["value"]) for row in rows("rates")},
        delays={row["delay"]: quantiles(row) for row in rows("delays")},
        places={row["district"]: (row["magistrates"], row["crown"]) for row in rows("places")},
        district=choice(people),
        persons={row["cases"]: quantiles(row) for row in rows("persons")},
        charged=_choices("charged", "offence"),
        others=choice((row["code"], float(row["share"])) for row in rows("others")),
        disposals=_choices("disposals", "of"),
        reasons={
            (o, crown): _reasons(o, crown=crown) for o in _OUTCOMES for crown in (True, False)
        },
    )


_OUTCOMES = ("cracked", "ineffective", "vacated")


def working(day: int) -> int:
    """Give the first day from a day on, as ordinals, on which courts sit."""
    while day not in _sittings():
        day += 1
    return day


@cache
def _sittings() -> frozenset[int]:
    return frozenset(day for day in _KNOWN if is_working_day(date.fromordinal(day)))


def _choices(name: str, by: str) -> dict[str, Choice[str]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for row in rows(name):
        found.setdefault(row[by], []).append((row["code"], float(row["share"])))
    return {key: choice(weighed) for key, weighed in found.items()}


def _reasons(outcome: str, *, crown: bool) -> Choice[Reason]:
    listed = (
        (courts.trial_reason(outcome=outcome, code=row["code"], crown=crown), float(row["share"]))
        for row in rows("reasons")
        if row["outcome"] == outcome
    )
    return choice((reason, share) for reason, share in listed if reason)


def rows(name: str) -> list[dict[str, str]]:
    """Read a CSV file that lies beside this module."""
    return rates.rows("producers.simulation.courts", name)
