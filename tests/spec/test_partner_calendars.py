"""How long a partner has been silent: by its own calendar, less what it declared as a pause."""

from datetime import UTC, date, datetime, timedelta

import pytest

from metrics import partner, silence
from metrics.book import book_of
from producers.contract.facts import FeedPaused
from producers.contract.lists import AGENCIES
from producers.reference.working_days import speaks_on

HOUR = 3600.0


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def silent(agency: str, heard: str, now: str, *paused: FeedPaused) -> float:
    said = partner.contributions(agency, paused)
    return silence.silent({agency: at(heard)}, silence.pauses(book_of(said)), at(now))[agency]


@pytest.mark.parametrize("agency", AGENCIES)
def test_every_agency_has_a_calendar(agency: str) -> None:
    assert any(speaks_on(agency, date(2026, 11, 23) + timedelta(days=n)) for n in range(7))


@pytest.mark.parametrize(
    ("agency", "heard", "now", "hours"),
    [
        ("police", "2026-11-21T18:00", "2026-11-23T06:00", 36),  # a Saturday to a Monday
        ("courts", "2026-11-21T18:00", "2026-11-23T06:00", 12),  # less the Sunday
        ("cps", "2026-11-20T18:00", "2026-11-23T06:00", 12),  # less the weekend
        ("courts", "2026-12-31T18:00", "2027-01-02T06:00", 12),  # less a bank holiday
        ("police", "2026-12-24T18:00", "2026-12-26T18:00", 48),
        ("police", "2026-10-24T12:00", "2026-10-25T12:00", 24),  # the day of 25 hours
        ("police", "2026-11-21T18:00", "2026-11-21T18:00", 0),
        ("police", "2026-11-21T18:00", "2026-11-21T17:00", 0),  # a clock that was set back
    ],
)
def test_silence_is_of_the_days_on_which_a_partner_should_speak(
    agency: str, heard: str, now: str, hours: int
) -> None:
    assert silent(agency, heard, now) == hours * HOUR


def test_a_declared_pause_is_no_silence_its_last_day_included() -> None:
    pause = FeedPaused(from_=date(2026, 11, 22), until=date(2026, 11, 23))
    assert silent("police", "2026-11-21T18:00", "2026-11-24T06:00", pause) == 12 * HOUR
    assert silent("police", "2026-11-21T18:00", "2026-11-24T06:00") == 60 * HOUR


def test_a_pause_of_one_partner_is_none_of_anothers() -> None:
    said = partner.contributions(
        "cps", [FeedPaused(from_=date(2026, 1, 1), until=date(2027, 1, 1))]
    )
    paused = silence.pauses(book_of(said))
    assert set(paused) == {"cps"}
    told = silence.silent({"police": at("2026-11-21T18:00")}, paused, at("2026-11-22T18:00"))
    assert told == {"police": 24 * HOUR}
