"""A scrape is small, even where everything there is has happened at every place in every month."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from prometheus_client.core import Metric

from metrics import forecast, release
from metrics.book import Book, Contribution, book_of
from metrics.exporter import feeds
from metrics.exporter.complete import CompleteCollector
from metrics.exporter.published import PublishedCollector
from metrics.exporter.releases import frozen
from metrics.exporter.seldom import QualityCollector
from metrics.exporter.server import families, periods_of, served
from metrics.exporter.thresholds import SHIPPED, ThresholdCollector
from metrics.store.ledger import DeadLetter, Position, Quality, Recount
from metrics.views import View
from producers.contract.topics import PARTITIONS
from streams.settings import LIVE_TOPICS
from tests.spec.full_area import declared, of_everything, of_persons

CAP = 6_000
AS_OF = date(2026, 6, 30)
LATE, EVERY = AS_OF.toordinal() + 5, range(AS_OF.toordinal() - 800, AS_OF.toordinal(), 28)


def test_no_more_than_six_thousand_series_a_scrape() -> None:
    series = list(of_everything())
    said = [Contribution(each, day, day, +1, 30) for each in series for day in EVERY]
    soon = [Contribution(each, LATE, EVERY[0], +1) for each in series if each[0] == "limit"]
    persons = [Contribution(each, day, day, +1) for each in of_persons() for day in EVERY]
    book = book_of([*said, *soon, *persons, *declared()])
    live = families(served(View(book, AS_OF, periods_of(AS_OF)).all(), AS_OF))
    of_release = families(frozen(release.made(book, AS_OF, datetime(2026, 7, 1, tzinfo=UTC), ())))
    counted = [sum(len(each.samples) for each in told) for told in (live, of_release, beside(book))]
    assert counted[0] > 4_000
    assert counted[1] > 400
    assert counted[2] > 100
    assert sum(counted) <= CAP


def beside(book: Book) -> Iterator[Metric]:
    """Give what is served beside figures, of every topic, partition, code and threshold."""
    positions = {
        (topic, n): Position("one", heard_at=1) for topic in LIVE_TOPICS for n in range(PARTITIONS)
    }
    recounts = [
        Recount(kind, 1, 1, 0) for kind in ("case", "crime", "partner", "person", "suspect")
    ]
    letters = [letter(topic, code) for topic in LIVE_TOPICS for code in ("crash", *CODES)]
    heard = feeds.heard(positions)
    yield from feeds.families(feeds.Fed(positions, letters, recounts))
    yield from feeds.of_partners(heard, dict.fromkeys(heard, 0.0))
    trends = forecast.trends(book, AS_OF)
    yield from ThresholdCollector(SHIPPED, trends=lambda: trends).collect()
    yield from PublishedCollector(lambda: AS_OF).collect()
    yield from QualityCollector(lambda: Quality(0, 0)).collect()
    yield from CompleteCollector(lambda: dict.fromkeys(heard, AS_OF)).collect()


KINDS = ("case", "crime", "partner", "person", "suspect")
CODES = ("not-json", "unknown-type", "not-an-envelope", "future", "wrong-partition", "too-large")
"""Reasons of which there may be one a topic: more at a time would be a feed that is all poison."""


def letter(topic: str, code: str) -> DeadLetter:
    at = datetime(2026, 6, 30, tzinfo=UTC)
    words = {"pointer": "", "got": "", "expected": "", "mend": ""}
    where = {"topic": topic, "partition": 0, "offset": 0, "parked": False, "code": code}
    return DeadLetter(**where, **words, body=None, refused_at=at)
