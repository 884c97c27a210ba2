"""What a sender's spool counts of a day is what the ledger counts of it, to the fact."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import select

from metrics.store import tables
from metrics.store.ledger import Ledger
from producers import publish, reading
from producers.cli import parser
from producers.contract.events import Event
from producers.contract.topics import TOPICS
from producers.contract.totals import Key
from producers.partners.files import Refusal
from producers.partners.rows import Context, Said
from producers.spool import Spool
from producers.tokens import TokenKey
from streams import steps
from streams.steps import Record

TOLD = datetime(2026, 7, 1, 12, tzinfo=UTC)
CONTEXT = Context(TokenKey(bytes(32)))
FIRST, EARLIER, LATER = "2026-01-01", "2026-05-01T06:00:00+00:00", "2026-06-20T06:00:00+00:00"
FILES = {
    "earlier.csv": f"history --from {FIRST} --exported-at {EARLIER} --out {{into}}",
    "later.csv": f"history --from {FIRST} --exported-at {LATER} --out {{into}}",
    "courts": f"courts --first {FIRST} --to {LATER} --into {{into}}",
    "people": f"people --first {FIRST} --to {LATER} --into {{into}}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports of all partners, two of one system, and their events in the contract's own form."""
    made = tmp_path_factory.mktemp("exports")
    for name, words in FILES.items():
        (made / name).mkdir() if "." not in name else None
        asked = words.format(into=made / name).split()
        arguments = parser().parse_args(["simulate", *asked, "--scale", "0.01"])
        assert arguments.func(arguments) == 0
    return made


def said(folder: Path, *names: str) -> Iterator[Said | Event]:
    for word in reading.inputs(str(folder / name) for name in names):
        with reading.opened(word, None, CONTEXT) as found:
            for taken in found.taken:
                for each in taken:
                    assert not isinstance(each, Refusal), each
                    yield each


def contract(folder: Path) -> Iterator[Event]:
    for each in said(folder, *FILES):
        yield from (each,) if isinstance(each, Event) else each.events


def hear(ledger: Ledger, spool: Spool) -> None:
    """Apply all that waits in a spool."""
    at = Counter[str]()
    records = []
    for each in spool.after(0, spool.pending()):
        topic = each.record.topic
        records.append(Record(topic, 0, at[topic], each.record.value))
        at[topic] += 1
    for start in range(0, len(records), 500):
        steps.apply(ledger, records[start : start + 500], dict.fromkeys(at, "one"), TOLD)


def received(ledger: Ledger) -> dict[Key, int]:
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(tables.received))
        return {Key(row.agency, row.fact, row.day): row.n for row in rows}


def counted(spool: Spool, days: set[date]) -> dict[Key, int]:
    """Give what the spool counts of each day."""
    return {
        Key(topic.agency, fact, day): n
        for topic in TOPICS.values()
        for day in days
        for fact, n in spool.totals(topic.sources, day).items()
    }


def test_a_spool_counts_what_the_ledger_will_count(folder: Path, tmp_path: Path) -> None:
    """Of exports that overlap, correct and repeat each other, in and out of order."""
    twice = ("earlier.csv", "courts", "later.csv", "people", "courts", "earlier.csv", "people")
    _agree(tmp_path, said(folder, *twice))


def test_so_it_does_of_events_in_the_contract_s_own_form(folder: Path, tmp_path: Path) -> None:
    _agree(tmp_path, chain(contract(folder), contract(folder)))


def _agree(tmp_path: Path, told: Iterator[Said | Event]) -> None:
    ledger = Ledger.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    with Spool(tmp_path / "spool.db") as spool:
        publish.accept(spool, told, lambda _: None)
        hear(ledger, spool)
        came = received(ledger)
        assert len({key.agency for key in came}) == len({key.day.month for key in came}) - 1 == 5
        assert counted(spool, {key.day for key in came}) == came
    ledger.close()
