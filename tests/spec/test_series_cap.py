"""A scrape is small, even where everything there is has happened at every place in every month."""

from datetime import UTC, date, datetime

from metrics import release
from metrics.book import Contribution, book_of
from metrics.exporter.releases import frozen
from metrics.exporter.server import families, periods_of, served
from metrics.views import View
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
    counted = [sum(len(each.samples) for each in told) for told in (live, of_release)]
    assert counted[0] > 4_000
    assert counted[1] > 400
    assert sum(counted) <= CAP
