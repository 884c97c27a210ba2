"""Lancashire's recorded crime, simulated: seeded and pure, no clock, no file. All of it invented.

Every crime has a story of dated changes, drawn from its own seed; an export at an instant tells
what had become known by then. So a later export restates an earlier one: outcomes replaced, reset
and blanked, districts corrected, crimes cancelled and brought back, news up to 400 days late.
Rates: `simulated_outcomes.csv`; places by population. Called by `producers.simulate_cli` and tests.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random

from producers.contract.days import london_day
from producers.contract.lists import FACTORS, THEMES
from producers.reference import tables

CRIMES_A_DAY = 130_000 / 365
OFFENCES = {
    "8N": 30, "105A": 18, "8L": 6, "8Q": 6, "5D": 2, "17A": 1, "20A": 3, "19C": 2,
    "28E": 5, "30C": 4, "45": 5, "46": 8, "49": 8, "48": 3, "34B": 2, "58B": 8, "58C": 6,
    "92D": 4, "10D": 1, "125": 10, "9A": 8, "66": 4,
}  # fmt: skip
"""Home Office codes and their weights [K]: violence first, then public order, theft, damage."""
THEME_OF = {"8N": "violence-against-the-person", "5D": "serious-violence", "10D": "knife-crime",
            "17A": "sexual-offences", "20A": "sexual-offences", "19C": "rape"}  # fmt: skip
SLOT_SECONDS = 5
_UNDECIDED = 0.02
_MAX_DELAY = 400


def history(
    seed: int, first: date, last: date, scale: float, exported_at: datetime
) -> Iterator[dict[str, str]]:
    """Give the rows of an export at an instant: crimes recorded from `first` to `last`, known."""
    known = london_day(exported_at)
    stamp = exported_at.isoformat()
    day = first
    while day <= min(last, known):
        for number in range(_volume(seed, day, scale)):
            yield _row(Random(f"{seed}:{day}:{number}"), day, f"{number:04}", known, stamp)  # noqa: S311 - simulated
        day += timedelta(days=1)


def live(seed: int, now: datetime, slots: int, scale: float) -> Iterator[dict[str, str]]:
    """Give what came in during the last slots of five seconds: faster than life, to be seen."""
    today = london_day(now)
    slot = int(now.timestamp()) // SLOT_SECONDS
    for at in range(slot - slots + 1, slot + 1):
        for number in range(max(1, round(5 * scale))):
            dice = Random(f"{seed}:live:{at}:{number}")  # noqa: S311 - simulated
            row = _row(dice, today, f"L{at % 10**8:08}{number}", today, now.isoformat())
            if dice.random() < 0.5:  # noqa: PLR2004 - about half are decided at once
                row |= {"outcome_type": str(_outcome(dice)[0]), "outcome_on": today.isoformat()}
            yield row


def _volume(seed: int, day: date, scale: float) -> int:
    dice = Random(f"{seed}:{day}")  # noqa: S311 - simulated
    weekend = 1.08 if day.weekday() in {4, 5} else 0.97
    expected = CRIMES_A_DAY * scale * weekend
    return max(0, round(dice.gauss(expected, expected**0.5)))


def _row(dice: Random, day: date, number: str, known: date, stamp: str) -> dict[str, str]:
    offence = dice.choices(*_offences())[0]
    row = {
        "crime_ref": f"SIM/{day:%y%j}{number}",
        "offence_code": offence,
        "recorded_on": day.isoformat(),
        "committed_from": (day - timedelta(days=int(dice.expovariate(0.3)))).isoformat(),
        "committed_to": "",
        "lsoa": "",
        "district": dice.choices(*_places())[0],
        "themes": ";".join(_themes(dice, offence)),
        "factors": dice.choice(FACTORS) if dice.random() < 0.3 else "",  # noqa: PLR2004 - [K]
        "outcome_type": "",
        "outcome_on": "",
        "cancelled_on": "",
        "cancelled_reason": "",
        "exported_at": stamp,
    }
    for on, change in _story(dice, day):
        if on <= known:
            row |= change
    return row


def _story(dice: Random, day: date) -> list[tuple[date, dict[str, str]]]:
    """Draw what becomes of a crime: (day it is known, what the row then says)."""
    story: list[tuple[date, dict[str, str]]] = []
    on = day
    if dice.random() > _UNDECIDED:
        number, median = _outcome(dice)
        on += timedelta(days=min(_MAX_DELAY, int(dice.lognormvariate(0, 0.9) * median)))
        late = timedelta(days=dice.randrange(_MAX_DELAY)) if dice.random() < 0.05 else timedelta()  # noqa: PLR2004 - 5 % late
        story.append((on + late, _said(number, on)))
        story += _second_thoughts(dice, number, on + late)
    if dice.random() < 0.02:  # noqa: PLR2004 - 2 % corrected
        story.append((day + timedelta(days=9), {"district": dice.choices(*_places())[0]}))
    if dice.random() < 0.02:  # noqa: PLR2004 - 2 % cancelled, of which one in ten comes back
        off = day + timedelta(days=dice.randrange(1, 60))
        story.append((off, {"cancelled_on": off.isoformat(), "cancelled_reason": "no-crime"}))
        if dice.random() < 0.1:  # noqa: PLR2004
            back = {"cancelled_on": "", "cancelled_reason": ""}
            story.append((off + timedelta(days=30), back))
    return sorted(story, key=lambda each: each[0])


def _second_thoughts(dice: Random, number: int, on: date) -> Iterator[tuple[date, dict[str, str]]]:
    draw = dice.random()
    later = on + timedelta(days=dice.randrange(10, 120))
    if number in {14, 15, 16} and draw < 0.02:  # noqa: PLR2004 - replaced by a charge
        yield later, _said(1, later)
    elif draw > 0.99:  # noqa: PLR2004 - reopened
        yield later, _said(0, later)
    elif draw > 0.985:  # noqa: PLR2004 - it was a mistake: blanked
        yield later, {"outcome_type": "", "outcome_on": ""}


def _said(number: int, on: date) -> dict[str, str]:
    return {"outcome_type": str(number), "outcome_on": on.isoformat()}


def _outcome(dice: Random) -> tuple[int, int]:
    rows, weights = _rates()
    return dice.choices(rows, weights)[0]


def _themes(dice: Random, offence: str) -> list[str]:
    found = {THEME_OF[offence]} if offence in THEME_OF else set()
    if dice.random() < 0.15:  # noqa: PLR2004 - [K]
        found.add("domestic-abuse")
    if dice.random() < 0.03:  # noqa: PLR2004 - [K]
        found.add(dice.choice(THEMES))
    return sorted(found)


@cache
def _offences() -> tuple[list[str], list[int]]:
    return list(OFFENCES), list(OFFENCES.values())


@cache
def _places() -> tuple[list[str], list[float]]:
    """Weigh districts by people; Blackpool, Burnley, Preston more than their share [K]."""
    more = {"Blackpool": 1.7, "Burnley": 1.4, "Preston": 1.3, "Blackburn with Darwen": 1.2}
    named = {d.place: d.population * more.get(d.place, 1.0) for d in tables.districts()}
    whole = sum(named.values())
    names = [*named, tables.UNKNOWN, tables.OUTSIDE]
    return names, [*named.values(), whole * 0.004, whole * 0.006]


@cache
def _rates() -> tuple[list[tuple[int, int]], list[float]]:
    text = files("producers").joinpath("simulated_outcomes.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    outcomes = [(int(row["outcome"]), int(row["median_days"])) for row in rows]
    return outcomes, [float(row["share"]) for row in rows]
