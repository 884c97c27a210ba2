"""S32: complete to the last day before which every day was declared and has come in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from metrics.completeness import complete_to, missing, of_figure, share
from metrics.exporter.complete import CompleteCollector
from metrics.serving import complete_to as complete_to_of
from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.events import Event
from producers.contract.facts import ControlTotal
from producers.contract.totals import Key
from streams import rebuild, steps
from streams.steps import Record
from tests.conformance.police_feed import TOLD, crime, hear, said

FACT = "crime-recorded"
MAY = [date(2026, 5, day) for day in range(1, 6)]
COUNTS = {1: 100, 2: 90, 3: 0, 4: 120, 5: 80}
TOPIC = "lcjb.police.v1"


def recorded(number: int, day: date) -> Event:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return replace(crime(number), recordedtime=at)


def declared(day: date, n: int) -> Event:
    return said(ControlTotal(on=day, counts={FACT: n}), "partner:police")


def crimes() -> Iterator[Event]:
    """Give the crimes of 1 to 5 May."""
    number = 0
    for day, n in COUNTS.items():
        for _ in range(n):
            number += 1
            yield recorded(number, date(2026, 5, day))


def refuse(ledger: Ledger, event: Event) -> None:
    """Send a message that breaks the contract."""
    with ledger.snapshot() as reading:
        offset = reading.positions()[TOPIC, 0].next_offset
    body = wire.encode(event).replace(b'"E07000123"', b'"nowhere"')
    steps.apply(ledger, [Record(TOPIC, 0, offset, body)], {TOPIC: "one"}, TOLD)


def complete(ledger: Ledger) -> date | None:
    with ledger.snapshot() as reading:
        return reading.complete_to().get("police")


def received(ledger: Ledger) -> int:
    with ledger.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT n FROM received WHERE day = '2026-05-04'")
        return int(found.scalar_one())


@pytest.fixture
def of_4_may() -> list[Event]:
    return [each for each in crimes() if each.recordedtime.day == 4]


@pytest.fixture
def ledger(tmp_path: Path, of_4_may: list[Event]) -> Ledger:
    """A ledger where 117 of 120 were applied, one refused, four repeated, and two are missing."""
    made = Ledger.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    hear(made, *(each for each in crimes() if each.recordedtime.day != 4))
    hear(made, *of_4_may[:117], *of_4_may[:4])
    refuse(made, of_4_may[117])
    hear(made, *(declared(day, COUNTS[day.day]) for day in MAY))
    return made


def test_s32_two_are_missing_then_come(ledger: Ledger, of_4_may: list[Event]) -> None:
    assert received(ledger) == 117
    assert complete(ledger) == date(2026, 5, 3)
    hear(ledger, of_4_may[118])
    assert complete(ledger) == date(2026, 5, 3)
    hear(ledger, of_4_may[119])
    assert complete(ledger) == date(2026, 5, 5)


def test_s32_as_prometheus_reads_it(ledger: Ledger) -> None:
    (family,) = CompleteCollector(lambda: complete_to_of(ledger)).collect()
    at = datetime(2026, 5, 3, tzinfo=UTC).timestamp()
    assert [(s.labels, s.value) for s in family.samples] == [({"agency": "police"}, at)]


def test_s32_the_share_of_a_day() -> None:
    day = MAY[3]
    counts, came = {FACT: 120}, {Key("police", FACT, day): 118}
    assert missing("police", day, counts, came) == 2
    assert share("police", day, counts, came) == pytest.approx(0.983, abs=0.0005)
    assert share("police", MAY[2], {FACT: 0}, came) == 1


def test_s32_a_day_without_a_declaration_stops_the_date_too() -> None:
    came = {Key("police", FACT, day): 10 for day in MAY}
    without = {day: {FACT: 10} for day in MAY if day != MAY[2]}
    assert complete_to("police", without, came) == MAY[1]
    assert complete_to("police", {}, came) is None


def test_a_refused_message_that_came_again_counts_once(
    ledger: Ledger, of_4_may: list[Event]
) -> None:
    hear(ledger, of_4_may[117], of_4_may[118])
    assert received(ledger) == 119
    assert complete(ledger) == date(2026, 5, 3)


def test_a_correction_leaves_the_day_it_corrects_complete(
    ledger: Ledger, of_4_may: list[Event]
) -> None:
    hear(ledger, *of_4_may[118:])
    later = of_4_may[0].recordedtime + timedelta(days=30)
    hear(ledger, replace(of_4_may[0], revision=9, recordedtime=later))
    assert complete(ledger) == date(2026, 5, 5)


def test_a_rebuild_counts_what_an_older_version_did_not(
    ledger: Ledger, of_4_may: list[Event]
) -> None:
    hear(ledger, *of_4_may[118:])
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM received")
    assert complete(ledger) is None
    rebuild.rebuild(ledger)
    assert complete(ledger) == date(2026, 5, 5)


def test_a_figure_is_complete_to_the_least_of_what_it_depends_on() -> None:
    depends = (("police", "cautions"), ("courts", "crown"))
    to = {"police": MAY[4], "courts": MAY[1], "prisons": None}
    assert of_figure(depends, to) == MAY[1]
    assert of_figure((*depends, ("prisons", "custody")), to) is None
    assert of_figure((*depends, ("cps", "charging")), to) is None
