"""The adapters: what a row says, what is refused and how, and real files where they are."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest

from producers.contract import wire
from producers.contract.events import Event
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.memory import Memory, Row, news
from producers.partners.files import ADAPTERS, Refusal, guess, rows
from producers.partners.police import recorded_crime
from producers.partners.rows import Context, Said
from producers.tokens import TokenKey

KEY = TokenKey(b"k" * 32)
SAMPLES = Path(__file__).parents[2].parent / "shared/samples/police_open_data"
real = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the partners' samples are not here")
HEADER = ",".join(recorded_crime.COLUMNS)


def reading(text: str) -> list[Said | Refusal | None]:
    reader = csv.DictReader(io.StringIO(text))
    return list(rows(reader, guess(reader.fieldnames or ()), Context(KEY)))


def row(**cells: str) -> str:
    said = {
        "crime_ref": "TRY/1/26",
        "offence_code": "8N",
        "recorded_on": "2026-04-02",
        "district": "Preston",
        "exported_at": "2026-07-01T06:00:00+01:00",
    } | cells
    return HEADER + "\n" + ",".join(said.get(c, "") for c in recorded_crime.COLUMNS) + "\n"


def events(text: str) -> list[Event]:
    (said,) = reading(text)
    assert isinstance(said, Said)
    return list(said.events)


def test_a_row_says_the_recording_the_outcome_and_the_cancellation() -> None:
    told = events(row(outcome_type="14", outcome_on="2026-05-01", cancelled_on="2026-05-25"))
    assert [each.data.fact for each in told] == [
        "crime-recorded",
        "outcome-assigned",
        "crime-cancelled",
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"recorded_on": "2 April"}, "recorded_on"),
        ({"district": "Canary Street 1"}, "district"),
        ({"themes": "Canary"}, "themes"),
        ({"outcome_type": "99", "outcome_on": "2026-05-01"}, "outcome_type"),
        ({"outcome_type": "1"}, "outcome_on"),
        ({"outcome_on": "2026-05-01"}, "outcome_type"),
        ({"recorded_on": "2026-08-01"}, "recorded_on"),
        ({"offence_code": "Canary"}, "offence_code"),
        ({"crime_ref": ""}, "crime_ref"),
        ({"exported_at": ""}, "exported_at"),
    ],
)
def test_a_bad_cell_is_refused_with_its_column_and_never_its_value(
    cells: dict[str, str], column: str
) -> None:
    (refusal,) = reading(row(**cells))
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.column) == (2, column)
    assert "Canary" not in str(refusal)
    assert refusal.expected


def test_the_good_rows_go_on() -> None:
    text = row(recorded_on="never") + row().splitlines()[1] + "\n"
    kinds = [type(each) for each in reading(text)]
    assert kinds == [Refusal, Said]


def test_an_unknown_column_is_never_read() -> None:
    text = row().replace("\n", ",name\n", 1).rstrip() + ",Canary Person\n"
    assert all(b"Canary" not in wire.encode(each) for each in events(text))


def test_what_a_newer_export_no_longer_says_is_withdrawn() -> None:
    def told(text: str, memory: Memory | None) -> tuple[list[tuple[str, bool]], Memory]:
        (said,) = reading(text)
        assert isinstance(said, Said)
        found = news(Row(recorded_crime.SOURCE, said.subject, said.events), memory)
        return [(e.data.fact, e.withdrawn) for e in found.events], found.memory

    first, memory = told(row(outcome_type="14", outcome_on="2026-05-01"), None)
    assert first == [("crime-recorded", False), ("outcome-assigned", False)]
    repeated, memory = told(row(outcome_type="14", outcome_on="2026-05-01"), memory)
    assert repeated == []
    later = row(exported_at="2026-07-02T06:00:00+01:00")
    assert told(later, memory)[0] == [("outcome-assigned", True)]


@real
def test_every_label_of_the_real_files_is_understood() -> None:
    for path in sorted(SAMPLES.glob("*.csv")):
        assert not [each for each in reading(path.read_text()) if isinstance(each, Refusal)]


@real
def test_s42_a_repeated_row_is_one_crime() -> None:
    told = [
        each
        for each in reading((SAMPLES / "2016-11-lancashire-outcomes.sample.csv").read_text())
        if isinstance(each, Said)
    ]
    ids = {
        event.id: json.loads(wire.encode(event))["data"]["group"]
        for each in told
        for event in each.events
    }
    assert len(told) == 7
    assert Counter(ids.values()) == {
        "charged": 2,
        "no-suspect": 1,
        "formal": 1,
        "taken-into-consideration": 1,
        "informal": 1,
    }


def test_what_an_adapter_says_is_of_its_topic() -> None:
    for adapter in ADAPTERS.values():
        agency = TOPIC_OF_SOURCE[adapter.source].agency
        assert all(agency in fact.agencies for fact in adapter.emits)
