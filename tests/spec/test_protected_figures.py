"""Protected figures leave by no side door: no live scrape, no items, no exact count in a table."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from rich.console import Console

from metrics import calendar, items, release_cli, serving
from metrics.book import Contribution, Numbers, book_of, pack_rows, unpack_rows
from metrics.catalogue import METRICS
from metrics.exporter.server import LedgerCollector, periods_of, served
from metrics.figures import as_table, rows
from metrics.store.ledger import Ledger
from metrics.views import Figure, View, figures
from producers.contract.events import Event
from producers.contract.facts import HistoryComplete
from producers.contract.lists import Stage
from tests.conformance.police_feed import hear
from tests.conformance.police_feed import said as told
from tests.spec.court_facts import day, token
from tests.spec.person_facts import caution, convicted, released

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


NOW = datetime(2026, 7, 1, 6, tzinfo=UTC)
DECLARED: dict[Stage, str] = {
    "cautions": "/police/lancashire",
    "magistrates": "/courts/lancashire",
    "crown": "/courts/lancashire",
    "custody": "/prisons/north-west",
}


def declared() -> list[Event]:
    return [
        told(HistoryComplete(stage=stage, from_=day("2020-01-01")), f"partner:{agency}", source)
        for stage, source in DECLARED.items()
        for agency in [source.split("/")[1]]
    ]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger of 43 persons cautioned in a quarter whose follow-up is over; 14 reoffended."""
    monkeypatch.setenv("LCJB_HOME", str(tmp_path))
    made = Ledger.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    cautioned = [caution("2024-08-01", f"P{n}") for n in range(43)]
    again = [convicted("2024-12-01", "2024-11-01", "fine", f"P{n}") for n in range(14)]
    hear(made, *declared(), *cautioned, *again)
    return made


def scraped(ledger: Ledger) -> tuple[list[str], list[str]]:
    """Give what a scrape says: protected series, and the rest."""
    registry = CollectorRegistry()
    registry.register(LedgerCollector(serving.reads(ledger), NOW.date))
    registry.register(serving.releases_of(ledger))
    lines = generate_latest(registry).decode().splitlines()
    names = re.compile(rf"lcjb_({'|'.join(PROTECTED)})_")
    is_protected = [bool(names.search(line)) for line in lines]
    return (
        [line for line, there in zip(lines, is_protected, strict=True) if there],
        [line for line, there in zip(lines, is_protected, strict=True) if not there],
    )


def test_without_a_release_a_scrape_has_no_data_of_them(ledger: Ledger) -> None:
    assert scraped(ledger)[0] == []


def test_no_live_step_of_one_person_is_in_any_scrape(ledger: Ledger) -> None:
    release_cli.make(ledger, NOW.date(), NOW)
    protected_before, rest_before = scraped(ledger)
    one = (caution("2024-08-02", "Q"), convicted("2024-12-01", "2024-11-01", "fine", "Q"))
    hear(ledger, *one, released("2025-10-01", who="Q"))
    protected_now, rest_now = scraped(ledger)
    assert protected_now == protected_before != []
    assert rest_now != rest_before


def test_after_a_release_rounded_figures_only(ledger: Ledger) -> None:
    release_cli.make(ledger, NOW.date(), NOW)
    before = scraped(ledger)[0]
    more = [caution("2024-08-02", f"Q{n}") for n in range(3)]
    hear(ledger, *more)
    release_cli.make(ledger, NOW.date(), NOW + timedelta(days=7))
    now = scraped(ledger)[0]
    quarter = 'lcjb_reoffending_denominator{maturity="mature",period="2024-Q3",'
    counts = [float(x.split()[-1]) for x in before if x.startswith(quarter)]
    assert counts == [45]
    assert [float(x.split()[-1]) for x in now if x.startswith(quarter)] == [45]
    told_counts = [float(x.split()[-1]) for x in now if "_numerator{" in x or "_denominator{" in x]
    assert {count % 5 for count in told_counts} == {0}
    assert "lcjb_release_number 2.0" in scraped(ledger)[1]


def test_a_release_that_is_not_what_was_kept_is_served_as_none(ledger: Ledger) -> None:
    release_cli.make(ledger, NOW.date(), NOW)
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE releases SET sha256 = 'another'")
    assert scraped(ledger)[0] == []
