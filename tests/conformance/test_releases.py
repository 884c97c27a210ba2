"""Every ledger keeps what the board saw: one class, SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from metrics import release, release_cli, views
from metrics.calendar import parse
from metrics.release import Release
from metrics.store import releases, tables
from metrics.store.ledger import Ledger
from metrics.weekly import parse as weekly
from producers.contract.facts import OutcomeAssigned
from tests.conformance.police_feed import crime, hear, known

AS_OF = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_remarks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LCJB_HOME", str(tmp_path))


def of_april(ledger: Ledger) -> float | None:
    found = views.figures(ledger.book(), AS_OF, [parse("2026-04", AS_OF)], only="crimes_recorded")
    return next(f.value for f in found if f.period and f.labels.get("place") == "Lancashire")


class TestReleases:
    def test_a_release_read_back_after_1000_further_events_is_byte_identical(
        self, ledger: Ledger
    ) -> None:
        known(ledger)
        kept = release_cli.make(ledger, AS_OF, NOW)
        assert kept is not None
        before = releases.body(ledger, kept.number)
        hear(ledger, *(crime(n) for n in range(3, 1003)))
        assert of_april(ledger) == 1002
        assert releases.body(ledger, kept.number) == before
        assert sha256(before).hexdigest() == kept.sha256

    def test_a_late_event_restates_a_period_bar_and_not_the_stored_release(
        self, ledger: Ledger
    ) -> None:
        known(ledger)
        release_cli.make(ledger, AS_OF, NOW)
        hear(ledger, crime(3))
        release_cli.make(ledger, AS_OF, NOW + timedelta(days=7))
        seen = [release.read(releases.body(ledger, number)) for number in (1, 2)]
        assert [_of_april(each) for each in seen] == [2, 3]
        assert of_april(ledger) == 3

    def test_numbers_count_up_and_the_list_says_what_was_kept(self, ledger: Ledger) -> None:
        assert releases.listed(ledger) == []
        assert releases.latest(ledger) is None
        for number in (1, 2, 3):
            releases.keep(ledger, AS_OF, NOW, lambda n: f"release {n}".encode())
            assert releases.body(ledger, number) == f"release {number}".encode()
        listed = releases.listed(ledger)
        assert [(k.number, k.as_of, k.released_at) for k in listed] == [
            (number, AS_OF, NOW) for number in (1, 2, 3)
        ]
        assert releases.latest(ledger) == listed[-1]

    def test_one_that_is_not_there_or_was_tampered_with_is_refused(self, ledger: Ledger) -> None:
        with pytest.raises(releases.ReleaseFault, match="no release 1"):
            releases.body(ledger, 1)
        for text in (b"one", b"another"):
            releases.keep(ledger, AS_OF, NOW, lambda _, text=text: text)
        with ledger.engine.begin() as connection:
            other = tables.releases.select().where(tables.releases.c.number == 2)
            row = connection.execute(other).one()
            connection.execute(tables.releases.update().values(body=row.body))
        assert releases.body(ledger, 2) == b"another"
        with pytest.raises(releases.ReleaseFault, match="not what was kept"):
            releases.body(ledger, 1)

    def test_of_two_that_run_at_once_one_makes_the_weeks_release(self, ledger: Ledger) -> None:
        known(ledger)
        when = weekly("monday 06:00")
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda _: release_cli.look(ledger, when, NOW), range(4)))
        assert [kept.number for kept in made if kept] == [1]
        assert release_cli.look(ledger, when, NOW + timedelta(days=1)) is None

    def test_a_missed_one_is_made_at_the_next_start_as_of_the_day_before_it_was_due(
        self, ledger: Ledger
    ) -> None:
        known(ledger)
        when = weekly("monday 06:00")
        release_cli.look(ledger, when, NOW)
        later = NOW + timedelta(days=15)  # Thursday 16 July: those of the 6th and 13th were missed
        kept = release_cli.look(ledger, when, later)
        assert kept is not None
        assert (kept.number, kept.as_of, kept.released_at) == (2, date(2026, 7, 12), later)

    def test_none_is_made_before_a_partner_has_declared_its_history(self, ledger: Ledger) -> None:
        hear(ledger, crime(1))
        assert release_cli.look(ledger, weekly("monday 06:00"), NOW) is None

    def test_spoilt_remarks_stop_a_release_and_mended_ones_are_in_it(
        self, ledger: Ledger, tmp_path: Path
    ) -> None:
        known(ledger)
        file = tmp_path / "remarks.yaml"
        file.write_text("- headline: charge-rate\n  target: 12\n")
        with pytest.raises(Exception, match="remark-target"):
            release_cli.make(ledger, AS_OF, NOW)
        file.write_text("- headline: charge-rate\n  target: 0.12\n")
        release_cli.make(ledger, AS_OF, NOW)
        (remark,) = release.read(releases.body(ledger, 1)).remarks
        assert (remark.headline, remark.target) == ("charge-rate", 0.12)

    def test_what_changed_since_the_last_meeting(self, ledger: Ledger) -> None:
        known(ledger)
        release_cli.make(ledger, AS_OF, NOW)
        hear(ledger, *(crime(n) for n in range(3, 9)))
        charged = OutcomeAssigned(on=date(2026, 4, 20), group="charged", type=1)
        hear(ledger, crime(1, charged))
        release_cli.make(ledger, AS_OF, NOW + timedelta(days=7))
        before, after = (release.read(releases.body(ledger, n)) for n in (1, 2))
        found = release.changed(before, after)
        assert found[0].headline == "charge-rate"
        restated = [(c.after.metric, c.by) for c in found if c.restated and c.after.n == 8]
        assert ("crimes_recorded", 6) in restated
        assert release.changed(after, replace(after, number=9)) == []


def _of_april(seen: Release) -> float | None:
    found = (f for f in seen.figures if f.metric == "crimes_recorded" and f.period == "2026-04")
    return next(f.value for f in found if f.labels.get("place") == "Lancashire")
