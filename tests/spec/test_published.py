"""S14: the published rows of Lancashire give the published rates, read as every figure is."""

import csv
from datetime import date
from pathlib import Path

import pytest

from metrics.book import Contribution, book_of
from metrics.calendar import parse
from metrics.views import Figure, figures

PUBLISHED = Path(__file__).parents[2].parent / "shared/published/home_office_lancashire_by_year.csv"
PRESTON, GROUP = "E07000123", "violence-against-the-person"

pytestmark = pytest.mark.skipif(not PUBLISHED.is_file(), reason="published rows are not here")


def row(year: str) -> dict[str, str]:
    with PUBLISHED.open(newline="") as file:
        return next(r for r in csv.DictReader(file) if r["financial_year"] == year)


def rate(year: str, metric: str, as_of: date) -> Figure:
    """Count the published crimes as if each had been recorded, and decided, on one day."""
    told, day = row(year), date(int(year[:4]), 10, 1).toordinal()
    recorded, charged = int(told["recorded_crime"]), int(told["charged_recorded_basis"])
    closed, closed_charged = (
        int(told["all_assigned_closed_basis"]),
        int(told["charged_closed_basis"]),
    )
    counts = {
        ("recorded", PRESTON, GROUP): recorded,
        ("outcome-recorded", PRESTON, GROUP, "charged"): charged,
        ("outcome-closed", PRESTON, GROUP, "charged"): closed_charged,
        ("outcome-closed", PRESTON, GROUP, "no-suspect"): closed - closed_charged,
    }
    book = book_of(Contribution(series, day, day, n) for series, n in counts.items())
    wanted = {"place": "Lancashire"}
    (found,) = [
        figure
        for figure in figures(book, as_of, [parse(year, as_of)], complete=True)
        if figure.metric == metric and wanted.items() <= figure.labels.items()
        if figure.period == year
    ]
    return found


@pytest.mark.parametrize(
    ("year", "charged", "of", "percent"),
    [
        ("2014/15", 16_644, 92_559, 17.98),
        ("2018/19", 12_481, 166_063, 7.52),
        ("2024/25", 13_293, 128_999, 10.30),
        ("2025/26", 12_935, 128_460, 10.07),
    ],
)
def test_s14_recorded_basis_as_published(year: str, charged: int, of: int, percent: float) -> None:
    figure = rate(year, "charge_rate_recorded", date(2026, 7, 31))
    assert (figure.n, figure.d) == (charged, of)
    assert round(100 * (figure.value or 0), 2) == percent


def test_s14_a_year_is_provisional_until_two_quarters_after_it() -> None:
    def status(year: str, as_of: date) -> str:
        return rate(year, "charge_rate_recorded", as_of).status

    assert status("2025/26", date(2026, 7, 31)) == "provisional"
    assert status("2025/26", date(2026, 10, 1)) == "ok"
    assert status("2024/25", date(2026, 7, 31)) == "ok"


@pytest.mark.parametrize(
    ("year", "charged", "of", "percent"),
    [("2024/25", 13_941, 130_330, 10.70), ("2025/26", 14_629, 128_723, 11.36)],
)
def test_s14_closed_basis_as_published(year: str, charged: int, of: int, percent: float) -> None:
    figure = rate(year, "charge_rate_closed", date(2026, 7, 31))
    assert (figure.n, figure.d) == (charged, of)
    assert round(100 * (figure.value or 0), 2) == percent


def test_s14_the_two_bases_moved_in_opposite_directions() -> None:
    def value(year: str, basis: str) -> float:
        return rate(year, f"charge_rate_{basis}", date(2026, 7, 31)).value or 0

    assert value("2025/26", "recorded") < value("2024/25", "recorded")
    assert value("2025/26", "closed") > value("2024/25", "closed")
