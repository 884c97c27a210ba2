"""The series of the feeds: the ledger's counters as they are."""

from dataclasses import replace
from datetime import UTC, datetime

from metrics.exporter.feeds import Fed, families, heard, of_partners
from metrics.store.ledger import DeadLetter, Position, Recount

TOPIC = "lcjb.police.v1"
POSITION = Position(
    topic_id="t",
    next_offset=90,
    log_end=100,
    read=90,
    applied=60,
    duplicate=15,
    superseded=10,
    dead_lettered=3,
    parked=2,
    conflicts=4,
    dropped_fields=7,
)
LETTER = DeadLetter(
    topic=TOPIC,
    partition=3,
    offset=7,
    parked=True,
    code="crash",
    pointer="",
    got="",
    expected="",
    mend="",
    body=None,
    refused_at=datetime(2026, 7, 1, tzinfo=UTC),
)


def served(
    positions: dict[tuple[str, int], Position], letters: list[DeadLetter]
) -> dict[str, float]:
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in families(Fed(positions, letters))
        for sample in family.samples
    }


def test_what_was_read_and_what_became_of_it_by_topic() -> None:
    another = replace(POSITION, log_end=90)
    assert served({(TOPIC, 3): POSITION, (TOPIC, 4): another}, []) == {
        f"lcjb_feed_read_total {TOPIC}": 180,
        f"lcjb_feed_events_total {TOPIC} applied": 120,
        f"lcjb_feed_events_total {TOPIC} duplicate": 30,
        f"lcjb_feed_events_total {TOPIC} superseded": 20,
        f"lcjb_feed_events_total {TOPIC} dead-lettered": 6,
        f"lcjb_feed_events_total {TOPIC} parked": 4,
        f"lcjb_feed_unaccounted {TOPIC}": 0,
        f"lcjb_feed_behind {TOPIC}": 10,
        f"lcjb_feed_conflicts_total {TOPIC}": 8,
        f"lcjb_feed_dropped_fields_total {TOPIC}": 14,
    }


def test_two_partitions_do_not_make_up_for_each_other() -> None:
    less, more = (replace(POSITION, read=POSITION.read + n) for n in (-1, +1))
    told = served({(TOPIC, 3): less, (TOPIC, 4): more}, [])
    assert told[f"lcjb_feed_unaccounted {TOPIC}"] == 2


def test_a_refused_message_waits_until_it_is_put_back() -> None:
    back = replace(LETTER, redriven_at=datetime(2026, 7, 2, tzinfo=UTC))
    letters = [LETTER, LETTER, back, replace(LETTER, code="unknown-type")]
    assert served({}, letters) == {
        f"lcjb_feed_refused_waiting {TOPIC} crash": 2,
        f"lcjb_feed_refused_waiting {TOPIC} unknown-type": 1,
    }


def test_an_agency_was_heard_when_its_last_partition_was() -> None:
    at = {
        (TOPIC, 3): replace(POSITION, heard_at=1_000),
        (TOPIC, 4): replace(POSITION, heard_at=2_000),
        ("lcjb.cps.v1", 0): POSITION,  # never
        ("an-old-topic", 0): replace(POSITION, heard_at=3_000),
    }
    assert heard(at) == {"police": datetime.fromtimestamp(2_000, UTC)}
    told = [s for f in of_partners(heard(at), {"police": 60.0}) for s in f.samples]
    assert [(s.name, s.labels, s.value) for s in told] == [
        ("lcjb_partner_last_event_timestamp_seconds", {"agency": "police"}, 2_000),
        ("lcjb_partner_silent_seconds", {"agency": "police"}, 60),
    ]


def test_what_the_last_reconciliation_found() -> None:
    found = [Recount("case", 1_000, 80, 2), Recount("crime", 1_000, 900, 0)]
    told = [s for f in families(Fed({}, [], found)) for s in f.samples]
    assert {" ".join([s.name, *s.labels.values()]): s.value for s in told} == {
        "lcjb_reconciliation_recounted case": 80,
        "lcjb_reconciliation_recounted crime": 900,
        "lcjb_reconciliation_differing case": 2,
        "lcjb_reconciliation_differing crime": 0,
        "lcjb_reconciliation_timestamp_seconds": 1_000,
    }
