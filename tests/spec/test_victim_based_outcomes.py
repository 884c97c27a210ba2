"""What became of crimes with a victim: the Home Office's split, on the recorded basis."""

from datetime import date

from metrics import crime
from metrics.book import book_of
from metrics.calendar import parse
from metrics.views import figures
from producers.contract.facts import CrimeRecorded, OutcomeAssigned
from producers.contract.lists import GROUP_OF_OUTCOME
from producers.reference import tables

THEFT, ASSAULT, DRUGS, FRAUD = "45", "8N", "92D", "51"
AS_OF = date(2026, 7, 31)
CRIMES = [
    (THEFT, 18), (THEFT, 18), (THEFT, 1), (THEFT, None),
    (ASSAULT, 16), (ASSAULT, 14), (ASSAULT, 15), (ASSAULT, 1),
    (DRUGS, 1), (DRUGS, 18), (FRAUD, 1),
]  # fmt: skip


def shares(**labels: str) -> dict[str, tuple[float | None, float | None]]:
    day = date(2026, 4, 10)
    book = book_of(
        contribution
        for offence, number in CRIMES
        for contribution in crime.contributions(
            crime.fold(
                [
                    CrimeRecorded(recorded_on=day, district="E07000123", offence=offence),
                    *(
                        [OutcomeAssigned(on=day, type=number, group=GROUP_OF_OUTCOME[number])]
                        if number
                        else []
                    ),
                ]
            )
        )
    )
    found = figures(
        book, AS_OF, [parse("2026-Q2", AS_OF)], complete=True, only="victim_based_outcomes"
    )
    told = [f for f in found if labels.items() <= f.labels.items()]
    return {f.labels["outcome"]: (f.n, f.d) for f in told}


def test_three_outcomes_over_the_crimes_with_a_victim() -> None:
    assert shares(place="Lancashire") == {
        "charged": (2, 8),
        "no-suspect": (2, 8),
        "evidential-victim-does-not-support": (2, 8),
    }


def test_by_crime_group() -> None:
    assert shares(crime_group="theft-offences")["no-suspect"] == (2, 4)
    assert shares(crime_group="drug-offences") == {}


def test_a_class_has_a_victim_as_its_group_has() -> None:
    of_group = {row["group"]: row["victim_based"] for row in tables.rows("groups.csv")}
    assert all(of_group[r["group"]] == r["victim_based"] for r in tables.rows("offences.csv"))
