"""Every ledger keeps these promises: one class, SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from msgspec.structs import replace

from metrics.book import book_of
from metrics.store import engines, tables
from metrics.store.ledger import Aggregate, Ledger, Recount
from producers.contract import wire
from producers.contract.events import Event, event
from producers.contract.facts import (
    CaseReceived,
    ControlTotal,
    CrimeRecorded,
    Fact,
    OutcomeAssigned,
    SuspectCharged,
)
from producers.contract.topics import TOPIC_OF_SOURCE
from streams import nightly, rebuild, steps
from streams.steps import Gap, Record
from tests.spec.person_facts import S26

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
TOPIC = "lcjb.police.v1"
IDS = {TOPIC: "topic-one"}
CRIME = "crime:" + "a" * 32
RECORDED = CrimeRecorded(recorded_on=date(2026, 4, 2), district="E07000123", offence="8N")
CHARGED = OutcomeAssigned(on=date(2026, 4, 20), group="charged", type=1)


def said(fact: Fact, *, subject: str = CRIME, revision: int = 1, withdrawn: bool = False) -> Event:
    return event(
        fact,
        subject=subject,
        source="/police/lancashire",
        recordedtime=NOW,
        tokenkey="0000",
        revision=revision,
        withdrawn=withdrawn,
    )


def records(*said_in_order: Event | bytes, start: int = 0) -> list[Record]:
    raw = (each if isinstance(each, bytes) else wire.encode(each) for each in said_in_order)
    return [Record(TOPIC, 0, start + n, value) for n, value in enumerate(raw)]


def total(ledger: Ledger, metric: str) -> int:
    book = ledger.book()
    return sum(int(row[3]) for row in book.rows if book.series[row[0]][0] == metric)


class TestLedger:
    def test_which_token_keys_were_used_is_known_by_topic(self, ledger: Ledger) -> None:
        other = replace(said(CHARGED), tokenkey="1111")
        for n, each in enumerate([said(RECORDED), said(CHARGED), other]):
            steps.apply(ledger, records(each, start=n), IDS, NOW)
        with ledger.snapshot() as reading:
            assert reading.token_keys() == {(TOPIC, "0000"), (TOPIC, "1111")}

    def test_what_was_declared_is_held_against_what_came(self, ledger: Ledger) -> None:
        total = ControlTotal(on=NOW.date(), counts={"crime-recorded": 1, "outcome-assigned": 1})
        steps.apply(ledger, records(said(total, subject="partner:police")), IDS, NOW)
        for n, complete in ((1, None), (2, NOW.date()), (3, NOW.date())):
            each = said(RECORDED) if n == 1 else said(CHARGED)
            steps.apply(ledger, records(each, start=n), IDS, NOW)
            with ledger.snapshot() as reading:
                assert reading.complete_to() == {"police": complete}

    def test_a_message_counts_once_however_often_it_is_read(self, ledger: Ledger) -> None:
        for _ in range(3):
            steps.apply(ledger, records(said(RECORDED)), IDS, NOW)
        assert total(ledger, "recorded") == 1
        with ledger.snapshot() as reading:
            position = reading.positions()[TOPIC, 0]
        assert (position.read, position.applied, position.next_offset) == (1, 1, 1)

    def test_the_fates_add_up_to_what_was_read(self, ledger: Ledger) -> None:
        batch = records(
            said(RECORDED, revision=2),
            said(RECORDED, revision=2),
            said(RECORDED, revision=1),
            b"{",
            wire.encode(said(RECORDED)).replace(b"crime-recorded.v1", b"crime-recorded.v9"),
        )
        steps.apply(ledger, batch, IDS, NOW)
        with ledger.snapshot() as reading:
            at = reading.positions()[TOPIC, 0]
            codes = [letter.code for letter in reading.dead_letters()]
        fates = (at.applied, at.duplicate, at.superseded, at.dead_lettered, at.parked)
        assert fates == (1, 1, 1, 1, 1)
        assert at.read == sum(fates)
        assert codes == ["not-json", "unknown-type"]

    def test_a_gap_is_refused_whole(self, ledger: Ledger) -> None:
        steps.apply(ledger, records(said(RECORDED)), IDS, NOW)
        with pytest.raises(Gap) as gap:
            steps.apply(ledger, records(said(CHARGED), start=5), IDS, NOW)
        assert (gap.value.start, gap.value.stop) == (1, 5)
        assert total(ledger, "outcome-recorded") == 0

    def test_a_failed_step_leaves_nothing_behind(self, ledger: Ledger) -> None:
        def fail() -> None:
            with ledger.step() as step:
                step.fell(TOPIC, 0, 1)
                raise OSError("the database went away")

        with pytest.raises(OSError, match="went away"):
            fail()
        with ledger.step() as step:
            assert step.exits() == {}

    def test_after_three_exits_a_message_is_parked_and_the_rest_goes_on(
        self, ledger: Ledger
    ) -> None:
        for _ in range(3):
            with ledger.step() as step:
                step.fell(TOPIC, 0, 0)
        steps.apply(ledger, records(said(RECORDED), said(CHARGED)), IDS, NOW)
        with ledger.snapshot() as reading:
            letters = reading.dead_letters()
            at = reading.positions()[TOPIC, 0]
        assert [letter.code for letter in letters] == ["crash"]
        assert (at.parked, at.applied) == (1, 1)

    def test_a_parked_message_can_be_put_back(self, ledger: Ledger) -> None:
        for _ in range(3):
            with ledger.step() as step:
                step.fell(TOPIC, 0, 0)
        steps.apply(ledger, records(said(RECORDED)), IDS, NOW)
        with ledger.snapshot() as reading:
            (letter,) = reading.dead_letters()
        steps.redrive(ledger, letter, NOW)
        with ledger.snapshot() as reading:
            at = reading.positions()[TOPIC, 0]
        assert (at.parked, at.applied, at.read) == (0, 1, 1)
        assert total(ledger, "recorded") == 1

    def test_a_follower_sees_what_the_whole_book_says(self, ledger: Ledger) -> None:
        steps.apply(ledger, records(said(RECORDED)), IDS, NOW)
        with ledger.snapshot() as reading:
            seen = reading.follow(None)
        steps.apply(ledger, records(said(CHARGED), start=1), IDS, NOW)
        steps.apply(ledger, records(said(CHARGED, revision=2, withdrawn=True), start=2), IDS, NOW)
        with ledger.snapshot() as reading:
            followed = reading.follow(seen)
        assert followed.book.rows.tolist() == ledger.book().rows.tolist()
        assert total(ledger, "outcome-recorded") == 0

    def test_a_partner_is_heard_by_a_good_event_and_not_by_a_refused_one(
        self, ledger: Ledger
    ) -> None:
        later = NOW + timedelta(hours=1)
        steps.apply(ledger, records(said(RECORDED)), IDS, NOW)
        steps.apply(ledger, records(b"{", start=1), IDS, later)
        with ledger.snapshot() as reading:
            assert reading.positions()[TOPIC, 0].heard_at == NOW.timestamp()
        steps.apply(ledger, records(said(RECORDED), start=2), IDS, later)
        with ledger.snapshot() as reading:
            assert reading.positions()[TOPIC, 0].heard_at == later.timestamp()

    def test_a_reconciliation_counts_what_is_right_and_keeps_it(self, ledger: Ledger) -> None:
        charge = SuspectCharged(
            defendant="d" * 32, on=date(2026, 4, 20), method="charge", offences=()
        )
        case = said(charge, subject="case:" + "b" * 32)
        steps.apply(ledger, records(said(RECORDED), case), IDS, NOW)
        found = rebuild.reconcile(ledger, NOW)
        at = int(NOW.timestamp())
        assert found == [Recount("case", at, 1, 0), Recount("crime", at, 1, 0)]
        with ledger.snapshot() as reading:
            assert sorted(reading.recounts()) == found

    def test_a_reconciliation_finds_what_is_wrong_and_mends_nothing(self, ledger: Ledger) -> None:
        steps.apply(ledger, records(said(RECORDED)), IDS, NOW)
        with ledger.step() as step:
            step.keep({s: replace_rows(each) for s, each in step.every_aggregate()})
        for _ in range(2):
            assert [each.differing for each in rebuild.reconcile(ledger, NOW)] == [1]
        rebuild.rebuild(ledger)
        assert [each.differing for each in rebuild.reconcile(ledger, NOW)] == [0]

    def test_the_nightly_reconciliation_is_made_once_a_night(self, ledger: Ledger) -> None:
        steps.apply(ledger, records(said(RECORDED)), IDS, NOW)
        night = datetime(2026, 7, 2, 2, 15, tzinfo=UTC)  # 03:15 on London's clocks
        looks = (NOW, NOW, night - timedelta(minutes=1), night, night + timedelta(hours=23))
        done = [nightly.reconcile_if_due(ledger, now) for now in looks]
        assert done == [True, False, False, True, False]

    def test_a_rebuild_changes_nothing_that_was_right(self, ledger: Ledger) -> None:
        steps.apply(ledger, records(said(RECORDED), said(CHARGED)), IDS, NOW)
        before = ledger.book()
        assert rebuild.rebuild(ledger) == (1, 0)
        assert ledger.book().rows.tolist() == before.rows.tolist()

    def test_a_rebuild_mends_what_was_wrong(self, ledger: Ledger) -> None:
        steps.apply(ledger, records(said(RECORDED), said(CHARGED)), IDS, NOW)
        before = ledger.book()
        with ledger.step() as step:
            kept = step.aggregates([CRIME])[CRIME]
            step.keep({CRIME: type(kept)(kept.key, kept.events, b"")})
        assert len(ledger.book().rows) == 0
        assert rebuild.rebuild(ledger) == (1, 1)
        assert ledger.book().rows.tolist() == before.rows.tolist()


def test_an_empty_book_is_a_book() -> None:
    assert len(book_of([]).rows) == 0


CASE = "case:" + "c" * 32
DEFENDANT = "d" * 32


def of_courts(fact: Fact) -> Event:
    source = "/police/lancashire" if isinstance(fact, SuspectCharged) else "/courts/lancashire"
    return event(fact, subject=CASE, source=source, recordedtime=NOW, tokenkey="0000")


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    def opened(n: int) -> None:
        engines.create(f"sqlite:///{tmp_path / f'{n // 8}.db'}").connect().close()

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(opened, range(80)))) == 80


class TestNames:
    """Who names whom, be it more than a statement has places for."""

    def test_many_names_at_once(self, ledger: Ledger) -> None:
        many = [f"crime:{n}" for n in range(70_000)]
        with ledger.step() as step:
            step.note_names({"case:a": many, "case:b": many[:1]})
        with ledger.step() as step:
            step.note_names({"case:b": many[:2]})
            assert step.naming(many) == {"case:a", "case:b"}
            assert step.naming(many[2:]) == {"case:a"}
            assert step.naming(["crime:nobody"]) == set()


class TestInheritance:
    """A case has the themes of the crimes that it names, whichever comes first."""

    CHARGE = SuspectCharged(
        defendant=DEFENDANT,
        on=date(2026, 4, 20),
        method="charge",
        offences=(),
        crimes=(CRIME.removeprefix("crime:"),),
    )
    RECEIVED = CaseReceived(tier="magistrates", court="B04KO00", on=date(2026, 4, 21))

    def themes(self, ledger: Ledger) -> dict[str, int]:
        book = ledger.book()
        told = [(book.series[row[0]], int(row[3])) for row in book.rows]
        return {s[2]: n for s, n in told if s[:2] == ("open-by-theme", "magistrates")}

    def hear(self, ledger: Ledger, *said_in_order: Event) -> None:
        """Apply one at a time, each in its agency's topic."""
        for each in said_in_order:
            topic = "lcjb.courts.v1" if each.source.startswith("/courts") else TOPIC
            with ledger.snapshot() as reading:
                at = reading.positions().get((topic, 0))
            here = Record(topic, 0, at.next_offset if at else 0, wire.encode(each))
            steps.apply(ledger, [here], {topic: "one"}, NOW)

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_in_any_order_of_arrival(self, ledger: Ledger, order: tuple[int, ...]) -> None:
        crime = replace(RECORDED, themes=("hate-crime",))
        all_said = [said(crime), of_courts(self.CHARGE), of_courts(self.RECEIVED)]
        self.hear(ledger, *(all_said[at] for at in order))
        assert self.themes(ledger) == {"hate-crime": 1}

    def test_a_crime_that_changes_changes_its_cases(self, ledger: Ledger) -> None:
        first = said(replace(RECORDED, themes=("hate-crime",)))
        later = said(replace(RECORDED, themes=("knife-crime",)), revision=2)
        self.hear(ledger, first, of_courts(self.CHARGE), of_courts(self.RECEIVED), later)
        assert self.themes(ledger) == {"knife-crime": 1}
        assert rebuild.rebuild(ledger) == (2, 0)


class TestPersons:
    """A person's share of the book goes by who is one person now, whatever came first."""

    def hear(self, ledger: Ledger, *said_in_order: Event) -> None:
        """Apply one at a time, each in its agency's topic."""
        for each in said_in_order:
            topic = TOPIC_OF_SOURCE[each.source].name
            with ledger.snapshot() as reading:
                at = reading.positions().get((topic, 0))
            here = Record(topic, 0, at.next_offset if at else 0, wire.encode(each))
            steps.apply(ledger, [here], {topic: "one"}, NOW)

    def counts(self, ledger: Ledger) -> tuple[int, ...]:
        return tuple(total(ledger, name) for name in ("entered-cohort", "first-proof", "reoffence"))

    @pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
    def test_s26_merged_unmerged_and_merged_again(
        self, ledger: Ledger, order: tuple[int, ...]
    ) -> None:
        self.hear(ledger, *(S26[at] for at in order))
        assert self.counts(ledger) == (1, 1, 1)
        self.hear(ledger, S26[4])
        assert self.counts(ledger) == (2, 0, 0)
        self.hear(ledger, S26[5])
        assert self.counts(ledger) == (1, 1, 1)
        assert not any(each.differing for each in rebuild.reconcile(ledger, NOW))
        assert rebuild.rebuild(ledger)[1] == 0

    def test_a_link_that_is_taken_back_was_never_said(self, ledger: Ledger) -> None:
        back = replace(S26[3], revision=S26[3].revision + 1, withdrawn=True)
        self.hear(ledger, *S26[:4], back)
        assert self.counts(ledger) == (2, 0, 0)

    def test_a_rebuild_finds_persons_that_an_older_version_did_not(self, ledger: Ledger) -> None:
        self.hear(ledger, *S26[:3])
        with ledger.step() as step:
            kept = dict(step.every_aggregate())
            step.keep({s: replace_rows(each) for s, each in kept.items()})
        with ledger.engine.begin() as connection:
            connection.execute(tables.names.delete())
        rebuild.rebuild(ledger)
        self.hear(ledger, S26[3])
        assert self.counts(ledger) == (1, 1, 1)

    def test_one_batch_is_as_good_as_one_at_a_time(self, ledger: Ledger) -> None:
        topics = {TOPIC_OF_SOURCE[each.source].name for each in S26}
        whole = [
            Record(topic, 0, n, wire.encode(each))
            for topic in topics
            for n, each in enumerate(e for e in S26 if TOPIC_OF_SOURCE[e.source].name == topic)
        ]
        steps.apply(ledger, whole, dict.fromkeys(topics, "one"), NOW)
        assert self.counts(ledger) == (1, 1, 1)


def replace_rows(kept: Aggregate) -> Aggregate:
    return Aggregate(kept.key, kept.events, b"")
