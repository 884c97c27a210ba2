"""What a figure stands beside: last year like with like, and what was published, with its date."""

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from metrics.book import Book, Contribution, book_of
from metrics.calendar import ended_months, parse, rolling_year, year_before
from metrics.catalogue import CATALOGUE
from metrics.comparators import Comparator, beside, last_year, per_1000, points
from metrics.views import Figure, figures
from metrics.xmr import said

METRICS = Path(__file__).parents[2] / "metrics"
SHARED = Path(__file__).parents[2].parent / "shared/published"
PRESTON, GROUP = "E07000123", "theft-offences"
AREA, CROWN = "Lancashire", "Preston Crown Court"


def on(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def crimes(*days: tuple[str, int]) -> Book:
    said_ = (Contribution(("recorded", PRESTON, GROUP), on(day), on(day), n) for day, n in days)
    return book_of(said_)


def open_cases(*days: tuple[str, int]) -> Book:
    series = ("open", "crown", CROWN, "", "", "")
    return book_of(Contribution(series, on(day), on(day), n) for day, n in days)


def told(
    book: Book, metric: str, as_of: str, period: str | None, **labels: str
) -> tuple[Figure, list[Comparator]]:
    day = date.fromisoformat(as_of)
    periods = [parse(period, day)] if period else []
    wanted = {"place": AREA} | labels
    (found,) = [
        each
        for each in figures(book, day, periods, complete=True, only=metric)
        if each.period == period and wanted.items() <= each.labels.items()
    ]
    return found, beside(found, last_year(book, day, periods, complete=True, only=metric))


def of(beside_it: list[Comparator], name: str) -> Comparator:
    (found,) = [each for each in beside_it if each.name == name]
    return found


def test_a_charge_rate_beside_england_and_wales_and_what_was_published_of_it() -> None:
    _, found = told(crimes(("2025-10-01", 100)), "charge_rate_recorded", "2026-07-31", "2025/26")
    wide, own = of(found, "England and Wales"), of(found, "Lancashire, as published")
    assert (wide.n, wide.d, round(100 * wide.value, 2)) == (442_512, 5_143_915, 8.60)
    assert (own.n, own.d, round(100 * own.value, 2)) == (12_935, 128_460, 10.07)
    assert (wide.period, wide.published_on) == ("2025/26", date(2026, 7, 23))
    assert "Home Office" in wide.source


def test_the_newest_that_had_ended_by_then() -> None:
    book = open_cases(("2023-01-02", 1_500))
    _, found = told(book, "backlog_open", "2025-08-15", None, stage="crown", place=CROWN)
    assert of(found, "England and Wales").period == "2025-06-30"
    assert of(found, "England and Wales").value == 77_930
    assert of(found, f"{CROWN}, as published")[:4] == (f"{CROWN}, as published", 2_033, None, 2_033)


def test_a_count_for_each_thousand_people() -> None:
    book = open_cases(("2023-01-02", 2_861))
    figure, found = told(book, "backlog_open", "2026-01-15", None, stage="crown")
    # 2,861 over the 1,531,300 people of the 14 districts; 80,203 over 59,597,300
    assert per_1000(figure) == pytest.approx(1.8683, abs=0.0001)
    assert of(found, "England and Wales").per_1000 == pytest.approx(1.3457, abs=0.0001)


def test_a_rate_is_not_for_each_thousand_people() -> None:
    figure, found = told(crimes(("2025-10-01", 9)), "charge_rate_closed", "2026-07-31", "2025/26")
    assert per_1000(figure) is None
    assert {each.per_1000 for each in found} == {None}


def test_last_year_is_as_far_along() -> None:
    # on 15 June both months are half over; the rest of June 2025 is not in it
    book = crimes(("2025-06-10", 40), ("2025-06-20", 70), ("2026-06-10", 50))
    _, found = told(book, "crimes_recorded", "2026-06-15", "2026-06")
    assert of(found, "Last year") == Comparator(
        "Last year", 40, None, 40, pytest.approx(40 / 1531.3), "2025-06", "This monitor", None
    )


def test_last_year_of_what_stands_now_and_of_the_rolling_year() -> None:
    book = open_cases(("2024-01-02", 300), ("2026-01-05", 25))
    _, found = told(book, "backlog_open", "2026-06-15", None, stage="crown")
    assert (of(found, "Last year").value, of(found, "Last year").period) == (300, "2025-06-15")
    year = crimes(("2024-06-16", 8), ("2025-06-15", 1), ("2025-06-16", 5))
    _, found = told(year, "crimes_recorded", "2026-06-15", "rolling-year")
    assert of(found, "Last year").value == 9
    assert of(found, "Last year").period == "the year up to 2025-06-15"


@pytest.mark.parametrize(
    ("period", "earlier"),
    [
        ("2026-04", "2025-04"),
        ("2026-Q1", "2025-Q1"),
        ("2025/26", "2024/25"),
        ("2000/01", "1999/00"),
    ],
)
def test_the_same_period_a_year_earlier(period: str, earlier: str) -> None:
    as_of = date(2026, 6, 30)
    assert year_before(parse(period, as_of), as_of) == parse(earlier, as_of)
    assert year_before(rolling_year(as_of), as_of) == rolling_year(date(2025, 6, 30))


def test_counts_stand_beside_counts_of_as_many_days() -> None:
    book = crimes(("2026-05-01", 9))
    _, month = told(book, "crimes_recorded", "2026-06-30", "2026-05")
    _, year = told(book, "crimes_recorded", "2026-06-30", "rolling-year")
    assert [each.name for each in month] == ["Last year"]
    assert of(year, "England and Wales").period == "2025/26"


def test_where_nothing_was_published_nothing_is_said() -> None:
    book = crimes(("2026-05-01", 9))
    group, alone = told(book, "crimes_recorded", "2026-06-30", "2026-Q2")
    assert [each.name for each in alone] == ["Last year"]
    assert beside(group._replace(labels={"crime_group": GROUP}), {}) == []


def test_months_that_are_over_are_the_points_of_a_chart() -> None:
    as_of = date(2026, 6, 29)
    book = open_cases(*((f"{year}-{month:02}-10", 10) for year in (2024, 2025) for month in (1, 7)))
    months = ended_months(as_of, 24)
    assert (months[0].name, months[-1].name, len(months)) == ("2024-06", "2026-05", 24)
    assert ended_months(date(2026, 6, 30), 1)[0].name == "2026-06"
    told_ = figures(
        book, as_of, [*months, parse("2026-06", as_of)], complete=True, only="backlog_open"
    )
    chart = points(told_, {"stage": "crown", "place": AREA})
    assert [point.value for point in chart[:3]] == [10, 20, 20]
    assert (chart[-1].period, len(chart)) == ("2026-05", 24)
    assert said(chart).words == "unusually high, shifted up since 2025-07"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


PUBLISHED, SOURCES = rows(METRICS / "published.csv"), rows(METRICS / "published_sources.csv")


def test_every_published_number_is_of_a_figure_and_says_where_it_is_from() -> None:
    known = {(metric.name, metric.stage) for metric in CATALOGUE} | {("people", "")}
    assert {(row["metric"], row["stage"]) for row in PUBLISHED} <= known
    assert {row["source"] for row in PUBLISHED} == {row["source"] for row in SOURCES}
    assert all(row["licence"] == "OGL v3.0" and row["url"] for row in SOURCES)
    assert all(
        date.fromisoformat(row["first"]) <= date.fromisoformat(row["last"]) for row in PUBLISHED
    )


def test_older_rows_come_first() -> None:
    last: dict[tuple[str, ...], str] = {}
    for row in PUBLISHED:
        key = row["metric"], row["stage"], row["place"]
        assert last.get(key, "") < row["last"]
        last[key] = row["last"]


def numbers(metric: str, place: str, stage: str = "") -> dict[str, Mapping[str, str]]:
    wanted = metric, stage, place
    return {r["period"]: r for r in PUBLISHED if (r["metric"], r["stage"], r["place"]) == wanted}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published files are not here")
def test_they_are_the_published_ones() -> None:
    rate, closed = numbers("charge_rate_recorded", AREA), numbers("charge_rate_closed", AREA)
    for row in rows(SHARED / "home_office_lancashire_by_year.csv"):
        year = row["financial_year"]
        assert rate[year]["n"] == row["charged_recorded_basis"]
        assert rate[year]["d"] == row["recorded_crime"]
        assert closed[year]["n"] == row["charged_closed_basis"]
        assert closed[year]["d"] == row["all_assigned_closed_basis"]
    crown = numbers("backlog_open", "England and Wales", "crown")
    old = numbers("backlog_year_or_more", "England and Wales", "crown")
    for row in rows(SHARED / "gold_caseload_age_summary.csv")[-8:]:
        assert float(crown[row["quarter_end"]]["n"]) == float(row["total_cases"])
        assert float(old[row["quarter_end"]]["n"]) == float(row["open_1yr_plus"])
        assert float(old[row["quarter_end"]]["d"]) == float(row["valid_cases"])
    again = numbers("reoffending", "England and Wales")
    for cohort in json.loads((SHARED / "reoffending.json").read_text())["timeSeries"]:
        row = again[cohort["cohort"]]
        assert (int(row["n"]), int(row["d"])) == (cohort["reoffenders"], cohort["offenders"])
        assert round(100 * int(row["n"]) / int(row["d"]), 1) == cohort["reoffendingRate"]
