"""Protected figures leave by no side door: no live scrape, no items, no exact count in a table."""

from io import StringIO

from rich.console import Console

from metrics import calendar, items
from metrics.book import Contribution, Numbers, book_of, pack_rows, unpack_rows
from metrics.catalogue import METRICS
from metrics.exporter.server import periods_of, served
from metrics.figures import as_table, rows
from metrics.views import Figure, View, figures
from tests.spec.court_facts import day, token

AS_OF = day("2018-09-30")
LABELS = ("E07000117", "fine", "adult", "theft-and-handling")
INDEX, PROOF = day("2016-07-01").toordinal(), day("2016-12-01").toordinal()
SAID = [
    *(Contribution(("entered-cohort", *LABELS), INDEX, INDEX, 1) for _ in range(951)),
    Contribution(("first-proof", *LABELS), INDEX, PROOF, 1),
]
PROTECTED = {name for name, metric in METRICS.items() if metric.disclosure == "protected"}


def protected() -> list[Figure]:
    found = figures(book_of(SAID), AS_OF, [calendar.parse("2016/17", AS_OF)], complete=True)
    return [figure for figure in found if figure.metric in PROTECTED]


def test_no_scrape_has_them_live() -> None:
    told = View(book_of(SAID), AS_OF, periods_of(AS_OF), complete=True).all()
    assert {figure.metric for figure in told} >= PROTECTED
    assert not {figure.metric for figure in served(told, AS_OF)} & PROTECTED


def test_nobody_is_named_behind_them() -> None:
    numbers = Numbers()
    packed = unpack_rows(pack_rows(SAID, numbers))
    said = items.owned(numbers.series, [(f"person:{token('P')}", packed)])
    assert protected()
    assert all(each == ([], None) for each in items.behind(said, AS_OF, protected()))


def test_every_count_is_of_five_and_a_small_one_is_told_as_under_three() -> None:
    assert {n % 5 for figure in protected() for n in (figure.n, figure.d) if n is not None} == {0}
    out = StringIO()
    Console(file=out, width=200).print(as_table(rows(protected(), None)))
    assert "under 3" in out.getvalue()


def test_the_estimate_is_told_to_a_tenth_of_a_percent_and_never_live() -> None:
    today = AS_OF.toordinal()
    said = [
        Contribution((what, *LABELS), today - back, today - back + age, n)
        for back in (548, 183)
        for what, age, n in (("entered-cohort", 0, 41), ("first-proof", 183, 7))
    ]
    found = figures(book_of(said), AS_OF, [], complete=True, only="reoffending_estimated")
    values = [figure.value for figure in found]
    exact = 1 - (41 - 7) / 41
    assert values[0] == round(exact, 3) != exact
    assert values == [round(value or 0, 3) for value in values]
    assert {figure.status for figure in found} == {"estimated"}
    assert not list(served(found, AS_OF))
