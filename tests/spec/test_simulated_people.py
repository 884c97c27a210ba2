"""The simulated people outside court: the same for a seed, read whole, like what is published."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.partners.files import ADAPTERS, guess
from producers.partners.rows import Context, Said
from producers.partners.systems import SYSTEMS
from producers.partners.systems import guess as guess_system
from producers.simulation import rates
from producers.simulation.courts.exports import Courts
from producers.simulation.people.charging import CAUTION, CHARGE, NO_PROSECUTION
from producers.simulation.people.days import people
from producers.simulation.people.exports import COLUMNS, CPS, HMPPS, People, Sent
from producers.tokens import TokenKey
from tests.generative.lives_counted import cohorts, decided

KEY = TokenKey(bytes(32))
FIRST, SINCE = date(2025, 1, 1), date(2024, 1, 1)
BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 7, 1, tzinfo=UTC)
SMALL = People(1, 0.03, FIRST, SINCE)


@pytest.fixture(scope="module")
def sent() -> list[Sent]:
    return SMALL.told(BEGIN, END)


# One seed, one truth


def written(tmp_path: Path, name: str, **environment: str) -> dict[str, bytes]:
    folder = tmp_path / name
    words = [
        "--seed",
        "7",
        "--scale",
        "0.05",
        "--first",
        "2025-12-01",
        "--open-since",
        "2025-06-01",
    ]
    span = ["--to", "2026-01-01T00:00:00+00:00", "--into", str(folder)]
    command = [sys.executable, "-m", "producers.cli", "simulate", "people", *words, *span]
    command += ["--into", str(folder)]
    subprocess.run(command, env=os.environ | environment, check=True, capture_output=True)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_seed_gives_the_same_bytes_in_another_process_and_zone(tmp_path: Path) -> None:
    here = written(tmp_path, "a", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    there = written(tmp_path, "b", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    assert here == there
    assert here.keys() == {CPS, HMPPS, *COLUMNS}
    read_as = {name: guess(text.decode().split("\n")[0].split(","))
               for name, text in here.items() if name in COLUMNS}  # fmt: skip
    assert read_as == {name: ADAPTERS[name.removesuffix(".csv")] for name in COLUMNS}
    messages = {name: guess_system(here[name].splitlines()[0]) for name in (CPS, HMPPS)}
    assert messages == {name: SYSTEMS[name.removesuffix(".jsonl")] for name in (CPS, HMPPS)}


@settings(max_examples=3, deadline=None)
@given(st.lists(st.integers(0, 180 * 24 * 3600), min_size=3, max_size=3, unique=True).map(sorted))
def test_what_is_sent_may_be_asked_in_parts(seconds: list[int]) -> None:
    """So nothing that is told depends on what comes later."""
    small = People(3, 0.01, FIRST, date(2024, 7, 1))
    a, b, c = (datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=s) for s in seconds)
    whole = small.told(a, c)
    assert sorted([*small.told(a, b), *small.told(b, c)]) == sorted(whole)
    assert [each.at for each in whole] == sorted(each.at for each in whole)


# Through the adapters


def read(sent: Sent) -> Sequence[Said]:
    context = Context(KEY, sent.at if sent.of else None, sent.of or None)
    if isinstance(sent.line, bytes):
        system = guess_system(sent.line)
        assert system
        told = system.read(sent.line, context)
        assert told.errors == ()
        return told.said
    cells = dict(zip(COLUMNS[sent.file], sent.line, strict=True))
    said = ADAPTERS[sent.file.removesuffix(".csv")].read(cells, context)
    return [said] if said else []


def test_all_is_read_and_every_kind_of_fact_is_there(sent: list[Sent]) -> None:
    said = [said for each in sent for said in read(each)]
    assert {event.data.fact for each in said for event in each.events} == {
        "referral-received", "material-received", "action-plan-issued", "decision-made",
        "finalised-administratively", "suspect-status", "caution-given", "supervision-started",
        "unpaid-work-worked", "breach-raised", "breach-concluded", "recall-raised",
        "supervision-ended", "prisoner-received", "prisoner-released",
    }  # fmt: skip
    assert {flag for each in said for flag in each.flags} <= {"suspect-unnamed"}


def test_a_message_in_ten_is_sent_again_and_some_are_late(sent: list[Sent]) -> None:
    messages = [each for each in sent if each.file == HMPPS]
    again = len(messages) - len({each.line for each in messages})
    assert again / len(messages) == pytest.approx(0.09, abs=0.03)
    late = [each for each in sent if each.file == "supervision.csv"]
    days = [(each.at.date() - date.fromisoformat(str(each.line[2]))).days for each in late]
    assert sum(day > 2 for day in days) / len(days) == pytest.approx(0.04, abs=0.02)


def test_the_same_people_are_charged_supervised_and_imprisoned(sent: list[Sent]) -> None:
    """By PNC: a person of the register is one whom a court sentenced."""
    convicted = {p.pnc for day in SMALL.days(END.date()) for j in day.cases for p in j.case.people}
    for file in ("supervision.csv", "prison-movements.csv"):
        place = COLUMNS[file].index("pnc")
        known = {each.line[place] for each in sent if each.file == file} - {""}
        assert len(known) > 20
        assert known <= convicted


def test_a_case_is_charged_on_the_day_on_which_cps_decided() -> None:
    courts = Courts(SMALL.seed, SMALL.scale, FIRST, SINCE)
    days = [day for day in SMALL.days(END.date()) if day.day >= FIRST]
    charged = {j.case.urn: j.case.day for day in days for j in courts.journeys(day.day)}
    files = {file.urn: file for day in days for file in day.files() if file.urn in charged}
    assert len(files) > 30
    assert all(file.end == charged[urn] for urn, file in files.items())


# Like what is published


PUBLISHED = {row["measure"]: row for row in rates.rows("producers.simulation.people", "published")}


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    """A fifth of Lancashire; the cohorts of 2024's first three quarters, CPS's year 2025."""
    simulated = People(1, 0.2, date(2024, 1, 1), date(2022, 7, 1))
    return dict(measures(simulated, date(2026, 3, 31)))


def measures(simulated: People, last: date) -> list[tuple[str, float]]:
    days = list(simulated.days(last))
    lives = people(simulated.seed, chain.from_iterable(day.cases for day in days))
    entered = cohorts(days, lives, simulated.first.toordinal(), last.toordinal())
    mature = ("2024-Q1", "2024-Q2", "2024-Q3")
    offenders, reoffenders, reoffences = (
        sum(n for (what, quarter, _), n in entered.items() if what == of and quarter in mature)
        for of in ("offenders", "reoffenders", "reoffences")
    )
    year = date(2025, 1, 1).toordinal(), date(2025, 12, 31).toordinal()
    codes: Counter[str] = decided((file for day in days for file in day.files()), *year)
    legal = codes[CHARGE] + codes[CAUTION] + codes[NO_PROSECUTION]
    return [
        ("proven reoffending rate", 100 * reoffenders / offenders),
        ("reoffences per reoffender", reoffences / reoffenders),
        ("reoffences per offender", reoffences / offenders),
        ("suspects charged of CPS's legal decisions", 100 * codes[CHARGE] / legal),
    ]


@pytest.mark.parametrize("measure", PUBLISHED)
def test_a_figure_is_within_its_tolerance_of_the_published(
    measure: str, measured: dict[str, float]
) -> None:
    row = PUBLISHED[measure]
    number, unit = row["within"].split()
    within = {"abs": float(number)} if unit == "points" else {"rel": float(number) / 100}
    assert measured[measure] == pytest.approx(float(row["published"]), **within)
