"""Native messages through adapter and fold to figures: S34, what a receipt leaves out, themes."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

import pytest

from metrics import aggregate
from metrics.book import Book, book_of
from producers.contract.events import Event, event
from producers.contract.facts import SuspectCharged
from producers.partners import systems
from producers.partners.police import recorded_crime
from producers.partners.rows import Context
from producers.tokens import TokenKey
from tests.spec import common_platform_messages as common_platform
from tests.spec.common_platform_messages import BAIL, FINE, SENT, Heard, Message
from tests.spec.court_facts import (
    AREA,
    PRESTON,
    PRESTON_MAGISTRATES,
    Told,
    heard,
    received,
    transferred,
)
from tests.spec.cps_messages import request
from tests.spec.spi_messages import offence, resulted, seq_048, seq_115

CONTEXT = Context(TokenKey(bytes(range(32))))
SAMPLES = Path(__file__).parents[2].parent / "shared/samples/spi"
LOWER = "magistrates"


@dataclass(frozen=True)
class Arrived(Told):
    """What the ledger would hold once these events have arrived, in their order."""

    said: Mapping[str, aggregate.Events] = field(default_factory=dict)

    def book(self) -> Book:
        handed_on = {subject: aggregate.themes(events) for subject, events in self.said.items()}
        folded = (
            aggregate.contributions(subject, events, aggregate.inherited(events, handed_on))
            for subject, events in self.said.items()
        )
        return book_of(contribution for each in folded for contribution in each)


def arrived(events: Iterable[Event]) -> Arrived:
    said: dict[str, aggregate.Events] = defaultdict(dict)
    for each in events:
        aggregate.merge(said[each.subject], each)
    return Arrived(said=said)


def read(*messages: bytes) -> list[Event]:
    """Read each message as `lcjb publish` does."""
    found: list[Event] = []
    for message in messages:
        system = systems.guess(message)
        assert system is not None
        told = system.read(message, CONTEXT)
        assert told.errors == ()
        found += (each for said in told.said for each in said.events)
    return found


def real(journey: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted((SAMPLES / journey).glob("*.xml")))


here = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
OUTSIDE = "Outside the area"
"""Where the samples' court is."""


@pytest.mark.parametrize(
    ("journey", "place"),
    [(seq_048(), AREA), pytest.param("seq_048", OUTSIDE, marks=here)],
    ids=["invented", "sample"],
)
def test_s34_a_remand_marked_final_leaves_the_case_open(
    journey: tuple[bytes, ...] | str, place: str
) -> None:
    messages = real(journey) if isinstance(journey, str) else journey
    at, days = {"place": place}, ("2011-09-25", "2011-09-26", "2011-10-07", "2011-10-08")
    assert arrived(read(*messages[:2])).open(*days, stage=LOWER, **at) == [0, 1, 1, 1]
    for order in permutations(messages):
        told = arrived(read(*order))
        assert told.open(*days, stage=LOWER, **at) == [0, 1, 1, 0]
        assert told.value("backlog_disposals", days[-1], "2011-10", stage=LOWER, **at) == 1
        assert told.flow("receipt-unknown", "2011-09", days[-1], LOWER, place) == 1
        for measure, taken in (("charge-to-completion", 310), ("offence-to-completion", 314)):
            asked = at | {"measure": measure, "stat": "median"}
            assert told.value("timeliness_days", days[-1], "2011-10", **asked) == taken


@pytest.mark.parametrize(
    ("journey", "place"),
    [(seq_115(), AREA), pytest.param("seq_115", OUTSIDE, marks=here)],
    ids=["invented", "sample"],
)
def test_s34_complete_on_the_last_day_whatever_arrives_first(
    journey: tuple[bytes, ...] | str, place: str
) -> None:
    messages = real(journey) if isinstance(journey, str) else journey
    at, days = {"place": place}, ("2008-10-31", "2008-11-01", "2009-05-07", "2009-05-08")
    for order in permutations(messages):
        told = arrived(read(*order))
        assert told.open(*days, stage=LOWER, **at) == [0, 1, 1, 0]
        assert told.value("backlog_disposals", days[-1], "rolling-year", stage=LOWER, **at) == 1
        assert told.value("backlog_disposals", days[-1], "2009-05", stage=LOWER, **at) == 1
        assert told.value("adjourned_after_final", days[-1], "2009-05", stage=LOWER, **at) == 2


CASE = "04EA0077726"
BLACKBURN = "Blackburn Magistrates' Court"


def on_platform(*messages: Message) -> list[Event]:
    return read(*(json.dumps(each).encode() for each in messages))


def test_r25_a_receipt_that_names_no_court_is_of_the_first_that_is_known() -> None:
    made = common_platform.created(CASE, "2026-01-12", "A")
    first = common_platform.hearing(
        CASE, "2026-02-09", (LOWER.upper(), "B04BP00"), Heard("A", BAIL)
    )
    next_one = common_platform.hearing(
        CASE, "2026-02-16", (LOWER.upper(), PRESTON_MAGISTRATES), Heard("A", BAIL)
    )
    only, whole = arrived(on_platform(made)), arrived(on_platform(made, first, next_one))
    at = {"stage": LOWER, "place": BLACKBURN}
    assert only.open("2026-01-12", stage=LOWER) == [1]
    assert only.open("2026-01-12", stage=LOWER, place="Unknown") == [1]
    assert whole.open("2026-01-11", "2026-01-12", "2026-02-16", **at) == [0, 1, 1]
    assert whole.value("backlog_receipts", "2026-02-16", "2026-01", **at) == 1
    assert whole.open("2026-02-16", stage=LOWER) == [1]


def test_r25_a_transfer_tells_the_court_too() -> None:
    told = Told([[received("2025-03-03", court="unknown"), transferred("2025-07-14", "C04BU00")]])
    assert told.open("2025-07-13", place="Preston Crown Court") == [1]
    assert told.flow("transferred-out", "2025-07", "2025-07-14", place="Preston Crown Court") == 1


def test_r33_who_was_sent_is_on_the_remand_told_below_until_heard_at_the_crown_court() -> None:
    lower = (LOWER.upper(), PRESTON_MAGISTRATES)
    both = common_platform.hearing(CASE, "2026-02-09", lower, Heard("A", SENT), Heard("B", BAIL))
    sheet = common_platform.sent(CASE, "2026-02-09", "A", to="Preston Crown Court")
    fined = common_platform.hearing(CASE, "2026-03-02", lower, Heard("B", FINE))
    up = common_platform.hearing(CASE, "2026-03-09", ("CROWN", PRESTON), Heard("A", FINE))
    sent_only = arrived(on_platform(both, sheet, fined))
    whole = arrived(on_platform(both, sheet, fined, up))
    for told in (sent_only, whole):
        on_bail = {"stage": "crown", "remand": "bail"}
        assert told.value("backlog_open_by_remand", "2026-03-01", **on_bail) == 1
    assert whole.open("2026-02-08", "2026-02-09", "2026-03-08", "2026-03-09") == [0, 1, 1, 0]


def test_r30_who_was_sent_in_custody_has_a_limit_before_the_first_crown_hearing() -> None:
    told = Told([[heard("2026-01-12", "sent", tier="magistrates", remand="custody")]])
    limits = {day: told.value("custody_time_limits", day, within="7-days") for day in LIMIT}
    assert limits == LIMIT


LIMIT = {"2026-07-05": 0, "2026-07-06": 1, "2026-07-13": 1, "2026-07-14": 0}
"""182 days from the sending is Monday 13 July."""


def crime(reference: str, themes: str) -> list[Event]:
    cells = {"crime_ref": reference, "offence_code": "8N", "district": "Preston"}
    dated = {"recorded_on": "2010-11-29", "exported_at": "2011-09-26T06:00:00+01:00"}
    return list(recorded_crime.read(cells | dated | {"themes": themes}, CONTEXT).events)


def charged(case: str, *crimes: str) -> Event:
    """Say in the contract's own words who was charged with what: no native message names a crime.

    Neither SPI nor Common Platform has a place for the force's crime reference.
    """
    key = CONTEXT.key
    fact = SuspectCharged(
        defendant=key.token("asn", "1104EA0100000000001A"),
        on=date(2010, 12, 2),
        method="charge",
        offences=(),
        crimes=tuple(key.token("crime", each) for each in crimes),
    )
    return event(
        fact,
        subject=f"case:{key.token('urn', case)}",
        source="/police/lancashire",
        recordedtime=datetime(2010, 12, 2, 18, tzinfo=UTC),
        tokenkey=key.id,
    )


def test_a_case_inherits_the_themes_of_the_crimes_that_its_charge_names() -> None:
    """From the row of a crime and a court's message, joined by the charge, in any order."""
    at_court = read(resulted("2011-09-26", offence(1, "4027", final="N")))
    parts = [crime("CR/1", "domestic-abuse"), [charged("04EA0012326", "CR/1")], at_court]
    for order in permutations(parts):
        told = arrived(each for part in order for each in part)
        assert themes(told) == {"domestic-abuse": 1}
    other = arrived([*crime("CR/1", "domestic-abuse"), *at_court, charged("04EA0012326", "CR/2")])
    assert themes(other) == {}


def test_a_file_at_cps_has_the_themes_of_the_crimes_that_its_request_names() -> None:
    """However the reference is typed, and whichever comes first; without one it has none."""
    asked = request(1, "26/09/2011", ("Suspect", "ONE"))
    named = read(json.dumps(asked | {"crimeReferences": ["cr/1"]}).encode())
    for order in permutations([crime("CR/1", "domestic-abuse;hate-crime"), named]):
        told = arrived(each for part in order for each in part)
        assert themes(told, "charging") == {"domestic-abuse": 1, "hate-crime": 1}
    unnamed = read(json.dumps(asked).encode())
    told = arrived([*crime("CR/1", "domestic-abuse"), *unnamed])
    assert themes(told, "charging") == {}


def themes(told: Told, stage: str = LOWER) -> dict[str, float | None]:
    names = ("domestic-abuse", "hate-crime", "knife-crime")
    found = {
        name: told.figure("backlog_open", "2011-09-26", stage=stage, theme=name) for name in names
    }
    return {name: figure.value for name, figure in found.items() if figure and figure.value}
