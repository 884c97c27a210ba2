"""A scrape is small, even where everything there is has happened at every place in every month."""

from datetime import date

from metrics.book import Contribution, book_of
from metrics.exporter.server import families, periods_of, served
from metrics.views import View
from tests.spec.full_area import of_everything

CAP = 6_000
AS_OF = date(2026, 6, 30)
LATE, EVERY = AS_OF.toordinal() + 5, range(AS_OF.toordinal() - 800, AS_OF.toordinal(), 28)


def test_no_more_than_six_thousand_series_a_scrape() -> None:
    series = list(of_everything())
    said = [Contribution(each, day, day, +1, 30) for each in series for day in EVERY]
    soon = [Contribution(each, LATE, EVERY[0], +1) for each in series if each[0] == "limit"]
    view = View(book_of([*said, *soon]), AS_OF, periods_of(AS_OF), complete=True)
    told = families(served(view.all(), AS_OF))
    assert 4_000 < sum(len(family.samples) for family in told) <= CAP
