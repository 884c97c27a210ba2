"""The simulated police force: the same for a seed, like Lancashire, and with every kind of news.

The tolerances were fixed before the rates were: docs/simulator.md has the table.
"""

import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.contract.days import london_day
from producers.contract.events import Event, version
from producers.contract.facts import OutcomeAssigned
from producers.contract.lists import THEMES
from producers.partners.police import recorded_crime
from producers.partners.rows import Context
from producers.reference import tables
from producers.simulation.exports import COLUMNS, Police
from producers.simulation.shape import lancashire
from producers.simulation.traffic import WINDOW, events, unruly
from producers.tokens import TokenKey

Cells = dict[str, str]
KEY = TokenKey(bytes(32))
SCALE = 0.3
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
YEARS = ("2024/25", "2025/26")
# Home Office, Lancashire (OGL): recorded; charged of them; assigned; charged, community of them.
PUBLISHED = {
    "2024/25": (128_999, 13_293, 130_330, 13_941, 10_930),
    "2025/26": (128_460, 12_935, 128_723, 14_629, 8_707),
}
OF_TOTALS = 0.05
OF_SHARES = 0.03


def named(cells: Sequence[str]) -> Cells:
    return dict(zip(COLUMNS, cells, strict=True))


def export(police: Police, at: datetime) -> list[Cells]:
    return [named(cells) for cells in police.export(at.date(), at)]


@pytest.fixture(scope="module")
def history() -> list[Cells]:
    """Two and a half years, and what was open when they began."""
    return export(Police(1, SCALE, date(2024, 4, 1), date(2021, 4, 1)), AS_OF)


def within(year: str, day: str) -> bool:
    began = int(year[:4])
    return f"{began}-04-01" <= day <= f"{began + 1}-03-31"


def recorded_in(year: str, history: list[Cells]) -> list[Cells]:
    return [r for r in history if within(year, r["recorded_on"]) and not r["cancelled_on"]]


def closed_in(year: str, history: list[Cells]) -> list[Cells]:
    decided = (r for r in history if r["outcome_type"] not in {"", "0"} and not r["cancelled_on"])
    return [r for r in decided if within(year, r["outcome_on"])]


def share(rows: list[Cells], outcome: str) -> float:
    return sum(row["outcome_type"] == outcome for row in rows) / len(rows)


@pytest.mark.parametrize("year", YEARS)
def test_totals_are_within_five_per_cent_of_the_published(year: str, history: list[Cells]) -> None:
    recorded, _, assigned, _, _ = PUBLISHED[year]
    assert len(recorded_in(year, history)) == pytest.approx(SCALE * recorded, rel=OF_TOTALS)
    assert len(closed_in(year, history)) == pytest.approx(SCALE * assigned, rel=OF_TOTALS)


@pytest.mark.parametrize("year", YEARS)
def test_shares_are_within_three_points_of_the_published(year: str, history: list[Cells]) -> None:
    recorded, charged, assigned, closed_charged, community = PUBLISHED[year]
    closed = closed_in(year, history)
    on_recorded = share(recorded_in(year, history), "1")
    assert on_recorded == pytest.approx(charged / recorded, abs=OF_SHARES)
    assert share(closed, "1") == pytest.approx(closed_charged / assigned, abs=OF_SHARES)
    assert share(closed, "8") == pytest.approx(community / assigned, abs=OF_SHARES)


def test_violence_weapons_and_drugs_have_their_published_shares(history: list[Cells]) -> None:
    groups = Counter(tables.crime_class(row["offence_code"]).group for row in history)
    whole = groups.total()
    for group, published in (
        ("violence-against-the-person", 0.42),
        ("possession-of-weapons-offences", 0.01),
        ("drug-offences", 0.026),
    ):
        assert groups[group] / whole == pytest.approx(published, abs=OF_SHARES)


def test_every_district_has_its_share_and_no_crime_group_is_empty(history: list[Cells]) -> None:
    places = Counter(
        row["district"] or tables.district_of_lsoa(row["lsoa"]) or tables.OUTSIDE for row in history
    )
    people = {district.gss: district.population for district in tables.districts()}
    rates = {"E06000009": 158, "E07000117": 120, "E07000123": 120, "E06000008": 97,
             "E07000124": 41, "E07000119": 54}  # fmt: skip
    published = {gss: rate * people[gss] / 1000 / 127_028 for gss, rate in rates.items()}
    for gss, expected in published.items():
        assert places[gss] / len(history) == pytest.approx(expected, abs=OF_SHARES)
    assert set(places) == set(tables.places())
    groups = {tables.crime_class(row["offence_code"]).group for row in history}
    assert groups == set(tables.crime_groups()) - {tables.UNASSIGNED}


def days_to(row: Cells) -> int:
    outcome, recorded = (
        date.fromisoformat(row["outcome_on"]),
        date.fromisoformat(row["recorded_on"]),
    )
    return (outcome - recorded).days


def test_delays_are_those_of_the_field(history: list[Cells]) -> None:
    closed = closed_in("2025/26", history)
    charges = sorted(days_to(row) for row in closed if row["outcome_type"] == "1")
    no_suspect = [days_to(row) for row in closed if row["outcome_type"] == "18"]
    assert 21 <= median(charges) <= 42
    assert charges[-len(charges) // 20] > 180, "one charge in twenty takes half a year"
    assert median(no_suspect) <= 7
    assert median(days_to(row) for row in closed) == pytest.approx(14, abs=4)


def test_the_open_backlog_has_every_age_band(history: list[Cells]) -> None:
    still = [r for r in history if r["outcome_type"] in {"", "0"} and not r["cancelled_on"]]
    ages = [(AS_OF.date() - date.fromisoformat(row["recorded_on"])).days for row in still]
    edges = (0, 28, 56, 84, 112, 140, 182, 365, 730, 10_000)
    bands = [sum(low <= age < high for age in ages) for low, high in pairwise(edges)]
    assert all(bands), bands
    assert 0.05 < len(still) / (SCALE * 128_460) < 0.20


def test_crimes_carry_several_themes_and_factors(history: list[Cells]) -> None:
    themes = Counter(theme for row in history for theme in row["themes"].split(";") if theme)
    assert set(themes) == set(THEMES)
    assert any(row["themes"].count(";") >= 1 for row in history)
    assert any(row["factors"].count(";") >= 1 for row in history)


def test_every_row_passes_the_police_adapter(history: list[Cells]) -> None:
    assert tuple(history[0]) == recorded_crime.COLUMNS
    for row in history[::7]:
        recorded_crime.read(row, Context(KEY))


def test_references_are_of_one_crime_each(history: list[Cells]) -> None:
    assert len({row["crime_ref"] for row in history}) == len(history)


def test_weeks_and_seasons_are_modest() -> None:
    shape = lancashire()
    days = [date(2025, 4, 1) + timedelta(days=n) for n in range(365)]
    expected = [shape.expected(day) for day in days]
    mean = sum(expected) / len(expected)
    assert max(expected) < 1.15 * mean
    assert min(expected) > 0.85 * mean
    assert mean * 365 == pytest.approx(128_460, rel=OF_TOTALS)


# One seed, one truth


def written(tmp_path: Path, name: str, **environment: str) -> bytes:
    out = tmp_path / name
    command = [sys.executable, "-m", "producers.cli", "simulate", "history", "--seed", "7"]
    span = ["--from", "2025-12-01", "--to", "2026-01-31", "--scale", "0.05", "--out", str(out)]
    subprocess.run([*command, *span], env=os.environ | environment, check=True, capture_output=True)
    return out.read_bytes()


def test_a_seed_gives_the_same_bytes_in_another_process_and_zone(tmp_path: Path) -> None:
    here = written(tmp_path, "a.csv", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    there = written(tmp_path, "b.csv", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    assert here == there
    assert here.count(b"\n") > 800


def test_another_seed_gives_another_force() -> None:
    one, other = (export(Police(seed, 0.02, date(2026, 1, 1)), AS_OF) for seed in (1, 2))
    assert one != other


def test_a_crime_is_the_same_whichever_range_it_is_asked_in() -> None:
    def at(first: date) -> Mapping[str, Cells]:
        return {r["crime_ref"]: r for r in export(Police(3, 0.05, first), AS_OF)}

    longer, shorter = at(date(2026, 1, 1)), at(date(2026, 6, 1))
    assert shorter.items() <= longer.items()


# Later news

FORCE = Police(5, 0.02, date(2025, 1, 1), date(2023, 1, 1))
instants = st.integers(0, 600 * 24 * 3600).map(
    lambda seconds: datetime(2025, 2, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def unstamped(rows: Iterator[tuple[datetime, Sequence[str]]]) -> Iterator[Cells]:
    for _, cells in rows:
        yield {**named(cells), "exported_at": ""}


@settings(max_examples=8, deadline=None)
@given(st.lists(instants, min_size=2, max_size=2, unique=True).map(sorted))
def test_an_export_is_an_earlier_one_and_the_news_between(span: list[datetime]) -> None:
    early, late = span

    def state(at: datetime) -> dict[str, Cells]:
        return {r["crime_ref"]: {**r, "exported_at": ""} for r in export(FORCE, at)}

    told, stamps = state(early), dict[str, str]()
    for _, cells in FORCE.trickle(early, late):
        row = named(cells)
        if row["exported_at"] >= stamps.get(row["crime_ref"], ""):
            stamps[row["crime_ref"]] = row["exported_at"]
            told[row["crime_ref"]] = {**row, "exported_at": ""}
    assert told == state(late)


@settings(max_examples=8, deadline=None)
@given(st.lists(instants, min_size=3, max_size=3, unique=True).map(sorted))
def test_a_trickle_may_be_asked_in_parts(span: list[datetime]) -> None:
    a, b, c = span
    whole = list(FORCE.trickle(a, c))
    assert [*FORCE.trickle(a, b), *FORCE.trickle(b, c)] == whole
    assert whole == sorted(whole, key=lambda news: news[0])


@pytest.fixture(scope="module")
def trickle() -> list[tuple[datetime, Cells]]:
    police = Police(1, 0.2, date(2025, 1, 1))
    span = datetime(2025, 1, 1, tzinfo=UTC), AS_OF
    return [(at, named(cells)) for at, cells in police.trickle(*span)]


def kinds(trickle: list[tuple[datetime, Cells]]) -> Counter[str]:
    """Count what changed between two successive rows of one crime."""
    found, last = Counter[str](), dict[str, Cells]()
    for _, row in trickle:
        before = last.get(row["crime_ref"])
        if before is None or row["exported_at"] > before["exported_at"]:
            found[kind(before, row)] += 1
            last[row["crime_ref"]] = row
        else:
            found["repeated"] += 1
    return found


def kind(before: Cells | None, now: Cells) -> str:
    if before is None:
        return "recorded"
    changed = {column for column in now if now[column] != before[column]} - {"exported_at"}
    if "cancelled_on" in changed:
        return "cancelled" if now["cancelled_on"] else "brought back"
    if "outcome_type" in changed:
        return outcome_kind(before["outcome_type"], now["outcome_type"])
    if changed == {"outcome_on"}:
        return "outcome date corrected"
    return "offence corrected" if "offence_code" in changed else "district corrected"


def outcome_kind(before: str, now: str) -> str:
    match before, now:
        case _, "":
            return "outcome blanked"
        case _, "0":
            return "outcome reset"
        case "" | "0", _:
            return "outcome"
        case _:
            return "replaced by a charge" if now == "1" else "replaced"


CORRECTIONS = {"outcome blanked", "outcome date corrected", "offence corrected",
               "district corrected", "brought back"}  # fmt: skip


def test_every_kind_of_news_is_told(trickle: list[tuple[datetime, Cells]]) -> None:
    found = kinds(trickle)
    assert set(found) == CORRECTIONS | {
        "recorded", "outcome", "outcome reset", "replaced by a charge", "cancelled", "repeated",
    }  # fmt: skip
    assert found["repeated"] / found.total() == pytest.approx(0.09, abs=0.01), "one in ten sent"
    corrected = sum(found[kind] for kind in CORRECTIONS)
    assert corrected / found.total() == pytest.approx(0.01, abs=0.005)


def test_news_is_late_at_times_up_to_four_hundred_days(
    trickle: list[tuple[datetime, Cells]],
) -> None:
    first: dict[str, int] = {}
    for at, row in trickle:
        recorded = date.fromisoformat(row["recorded_on"])
        first.setdefault(row["crime_ref"], (london_day(at) - recorded).days)
    late = [days for days in first.values() if days > 0]
    assert len(late) / len(first) == pytest.approx(0.05, abs=0.015)
    assert 300 < max(late) <= 401


# Contract events


@pytest.fixture(scope="module")
def orderly() -> list[Event]:
    police = Police(1, 0.1, date(2026, 1, 1))
    return list(islice(events(police, datetime(2026, 1, 1, tzinfo=UTC), AS_OF, KEY), 20_000))


def test_events_hold_withdrawals_and_restatements(orderly: list[Event]) -> None:
    assert any(event.withdrawn for event in orderly)
    said = Counter(event.id for event in orderly)
    assert max(said.values()) > 1
    assert {type(event.data).__name__ for event in orderly} == {
        "CrimeRecorded", "OutcomeAssigned", "CrimeCancelled",
    }  # fmt: skip
    assert any(isinstance(e.data, OutcomeAssigned) and e.data.type == 0 for e in orderly)


def standing(said: list[Event]) -> dict[str, Event]:
    found: dict[str, Event] = {}
    for event in said:
        if event.id not in found or version(event) > version(found[event.id]):
            found[event.id] = event
    return found


def test_unruly_events_say_the_same_in_the_end(orderly: list[Event]) -> None:
    told = list(unruly(orderly, 1))
    assert told == list(unruly(orderly, 1))
    assert len(told) == pytest.approx(1.1 * len(orderly), rel=0.02)
    assert standing(told) == standing(orderly)
    place = {id(event): index for index, event in enumerate(orderly)}
    moved = [index - place[id(event)] for index, event in enumerate(told)]
    assert max(map(abs, moved)) > WINDOW / 4


# The command


def simulate(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "producers.cli", "simulate", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_live_files_hold_all_news_once_and_in_order(tmp_path: Path) -> None:
    span = ["--from", "2026-06-01T00:00:00+00:00", "--to", "2026-06-02T00:00:00+00:00"]
    words = ["--first", "2026-03-01", "--scale", "0.2", "--every", "5", "--speed", "720"]
    done = simulate("live", *span, *words, "--into", str(tmp_path / "live"))
    assert done.returncode == 0, done.stderr
    files = sorted((tmp_path / "live").iterdir())
    assert len(files) == 24
    told = [
        tuple(row) for file in files for row in list(csv.reader(file.read_text().splitlines()))[1:]
    ]
    police = Police(1, 0.2, date(2026, 3, 1))
    until = datetime(2026, 6, 2, tzinfo=UTC)
    assert told == [cells for _, cells in police.trickle(until - timedelta(days=1), until)]
    assert len(told) > 50


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--from", "2026-02-01", "--to", "2026-01-01", "--out", "x.csv"], "after --to"),
        (["--from", "2026-01-01", "--to", "2026-01-01", "--out", "/no/where.csv"], "cannot write"),
        (["--scale", "0", "--out", "x.csv"], "above 0"),
        (["--exported-at", "2026-01-01T00:00:00", "--out", "x.csv"], "offset from UTC"),
    ],
)
def test_what_cannot_be_simulated_is_said(words: list[str], hint: str) -> None:
    done = simulate("history", *words)
    assert done.returncode == 2
    assert hint in done.stderr
