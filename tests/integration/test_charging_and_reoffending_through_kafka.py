"""S15, S23, S25 and S26 as the partners' own messages: published, through Kafka, to the figures.

One broker, one worker and one ledger for all. Figures of persons are protected: `lcjb figures`
shows them to the nearest 5 and no scrape has them, so S23 and S25 are told of five people each,
and S26 of other two people in every order of arrival, whose rows in the ledger are read as well.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, permutations
from typing import NamedTuple, TypeAlias

import pytest

from infra.native import Kafka
from infra.native.process import wait_until
from metrics.book import Contribution
from metrics.store.ledger import Ledger
from producers import tokens
from producers.settings import read
from streams.log import Log
from streams.settings import LIVE_TOPICS
from streams.watch import behind
from tests.integration import person_messages as told_by
from tests.integration.commands import Commands, QuickCommands, value
from tests.integration.person_messages import Part
from tests.spec.cps_messages import URN, decision, finalised, request, review
from tests.spec.person_facts import Counts, counts

pytestmark = pytest.mark.timeout(400)
Page: TypeAlias = Callable[[str], str]
"""What `/metrics` says as of a day."""

STAGES = {
    "charging": "cps",
    "cautions": "police",
    "magistrates": "courts",
    "crown": "courts",
    "custody": "prisons",
}
PEOPLE = 5
"""Of whom S23 and S25 are each told: five times a count is shown as it is."""

A, B = "Suspect ONE", "Suspect TWO"
S15 = [
    request(7001, "02/03/2026", ("Suspect", "ONE"), ("Suspect", "TWO")),
    decision("20/03/2026 16:42", (A, "A"), (B, "H"), decisionRequestedDate="02/03/2026"),
    decision("08/05/2026 11:05", (B, "K"), decisionRequestedDate="10/04/2026"),
    request(7002, "30/03/2026", ("Suspect", "THREE"), serial="00778"),
    finalised("15/04/2026 09:00", "Suspect THREE", "04EA0077826"),
    request(7003, "13/04/2026", ("Suspect", "FOUR"), serial="00779"),
    decision("20/04/2026 10:30", ("Suspect FOUR", "C"), urn="04EA0077926"),
]
REVIEWED = ("--urn", URN, "--exported-at", "2026-06-01T10:00:00+01:00")
"""What a review does not say: its case, and its day."""


class Order(NamedTuple):
    """Two people of S26, and the order in which what is told of them comes."""

    number: int
    parts: list[Part]
    counts: Counts


def orders() -> Iterator[Order]:
    """Give every order of the first four things told, of the first five and of all six."""
    number = 1000
    for said, expected in ((4, Counts(1, 1, 1)), (5, Counts(2, 0, 0)), (6, Counts(1, 1, 1))):
        for order in permutations(range(said)):
            number += 1
            parts = told_by.s26(number)[1]
            yield Order(number, [parts[n] for n in order], expected)


S26 = list(orders())


Figures: TypeAlias = dict[tuple[str, str], Counts]
"""Offenders, reoffenders and reoffences as `lcjb figures` shows them, by as-of and quarter."""
INTERIM, LATE = "2025-06-30", "2030-01-01"
FIRST, SECOND = "2025-Q1", "2025-Q2"


class Told(NamedTuple):
    """All was told: what was said of it, and what the figures were on the way."""

    said: str
    after_s23: Figures
    after_s25: Figures
    after_s26: Figures


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    folder = tmp_path_factory.mktemp("persons")
    with Kafka(folder / "kafka") as broker:
        made = QuickCommands(folder / "home", broker.bootstrap, topics=",".join(LIVE_TOPICS))
        yield made
        made.end()


@pytest.fixture(scope="module")
def told(commands: Commands) -> Told:
    """Publish what each partner sends, and look at the figures after each scenario."""
    commands("init")
    for stage, agency in STAGES.items():
        complete = ("--agency", agency, "--stage", stage, "--from", "2020-01-01")
        commands("declare", "history-complete", *complete)
    commands.start("worker")
    said = published(commands, [("cps.jsonl", each) for each in S15])
    said += published(commands, [("review.json", review(B))], *REVIEWED)
    people = [range(k, k + 7) for k in range(1, 7 * PEOPLE, 7)]
    said += published(commands, chain.from_iterable(told_by.s23(*k[:2]) for k in people))
    after_s23 = figures(commands)
    said += published(commands, chain.from_iterable(told_by.s25(*k[2:]) for k in people))
    after_s25 = figures(commands)
    known = (part for order in S26 for part in told_by.s26(order.number)[0])
    said += published(commands, known)
    for turn in range(6):
        parts = [order.parts[turn] for order in S26 if turn < len(order.parts)]
        said += published(commands, parts)
    return Told(said, after_s23, after_s25, figures(commands))


def published(commands: Commands, parts: Iterable[Part], *words: str) -> str:
    """Publish files of the parts, and wait until the worker has folded all."""
    paths = []
    for name, text in told_by.files(parts).items():
        path = commands.folder / name
        path.write_text(text)
        paths.append(str(path))
    said = commands("publish", *words, *paths)
    await_folded(commands)
    return said


def await_folded(commands: Commands) -> None:
    log = Log(commands.environment["LCJB_KAFKA"], LIVE_TOPICS)
    ledger = Ledger.connect(commands.environment["LCJB_LEDGER"])

    def folded() -> bool:
        with ledger.snapshot() as reading:
            return not behind(reading.positions(), log.extents())

    assert wait_until(folded, 120)
    ledger.close()


def figures(commands: Commands) -> Figures:
    found: Figures = {}
    for as_of in (INTERIM, LATE):
        periods = ("--period", FIRST, "--period", SECOND)
        told = json.loads(commands("figures", "--json", "--as-of", as_of, *periods))
        of = {(row["period"], row["metric"]): row for row in told}
        for period in (FIRST, SECOND):
            rate, again = of[period, "reoffending"], of[period, "reoffences_per_reoffender"]
            found[as_of, period] = Counts(rate["d"], rate["n"], again["n"])
    return found


@pytest.fixture(scope="module")
def page(commands: Commands, told: Told) -> Page:  # noqa: ARG001 - all was told before
    @cache
    def of(day: str) -> str:
        found = commands.metrics(day)
        commands.end_last()
        return found

    return of


def test_what_was_published_was_guessed_and_taken_whole(told: Told) -> None:
    for name, system, parts in READ:
        assert f"{name}: read as {system}: {parts}, 0 refused" in told.said


READ = [
    ("cps.jsonl", "cps-charging", "7 messages"),
    ("review.json", "cps-charging", "1 messages"),
    ("cautions.csv", "cautions", "5 rows"),
    ("hearings.jsonl", "common-platform", "5 messages"),
    ("register.csv", "case-register", "5 rows"),
    ("results.xmls", "spi", "5 messages"),
    ("domain-events.jsonl", "hmpps-domain-events", "5 messages"),
    ("movements.csv", "prison-movements", "5 rows"),
    ("supervision.csv", "supervision", "1728 rows"),
]
"""Of S26, a row for each of two people in each of 864 orders."""

AREA = {"place": "Lancashire"}
S15_OPEN = {"2026-03-19": 1, "2026-03-20": 1, "2026-05-07": 1, "2026-05-08": 0}
SPRING = ("2026-03", "2026-04", "2026-05")


@pytest.mark.parametrize("day", S15_OPEN)
def test_s15_is_open_until_each_suspect_is_decided(page: Page, day: str) -> None:
    assert value(page(day), "lcjb_backlog_open", **AREA, stage="charging") == S15_OPEN[day]


@pytest.mark.parametrize(
    ("months", "as_of", "charged", "legal", "closed"),
    [
        (SPRING[:1], "2026-03-31", 1, 1, 0),
        (SPRING, "2026-05-31", 1, 3, 1),
        ((*SPRING, "2026-06"), "2026-06-30", 2, 3, 1),
        (SPRING, "2026-06-30", 1, 2, 1),
    ],
)
def test_s15_the_newest_decision_counts_in_the_month_of_its_own_day(
    page: Page, months: tuple[str, ...], as_of: str, charged: int, legal: int, closed: int
) -> None:
    said = page(as_of)

    def of(name: str, periods: Iterable[str]) -> float:
        return sum(value(said, name, **AREA, period=period) for period in periods)

    assert of("lcjb_charge_rate_cps_numerator", months) == charged
    assert of("lcjb_charge_rate_cps_denominator", months) == legal
    assert of("lcjb_cps_finalised_administratively", ("rolling-year",)) == closed


S23 = {
    (INTERIM, FIRST): (2, 1, 1),
    (INTERIM, SECOND): (1, 0, 0),
    (LATE, FIRST): (2, 1, 2),
    (LATE, SECOND): (1, 1, 1),
}
S25 = {
    (INTERIM, FIRST): (0, 0, 0),
    (INTERIM, SECOND): (2, 0, 0),
    (LATE, FIRST): (0, 0, 0),
    (LATE, SECOND): (2, 1, 1),
}
ALL_ORDERS = (24 + 2 * 120 + 720, 24 + 720, 24 + 720)
"""Merged in 24 and in 720 orders, apart in 120: offenders, reoffenders, reoffences."""


@pytest.mark.parametrize(("as_of", "quarter"), S23)
def test_s23_in_two_cohorts(told: Told, as_of: str, quarter: str) -> None:
    expected = [PEOPLE * n for n in S23[as_of, quarter]]
    assert [*told.after_s23[as_of, quarter]] == expected


@pytest.mark.parametrize(("as_of", "quarter"), S25)
def test_s25_custody_enters_on_release_from_a_sentence(
    told: Told, as_of: str, quarter: str
) -> None:
    both = zip(S23[as_of, quarter], S25[as_of, quarter], strict=True)
    assert [*told.after_s25[as_of, quarter]] == [PEOPLE * (n + more) for n, more in both]


@pytest.mark.parametrize(("as_of", "quarter"), S23)
def test_s26_merge_and_unmerge_is_shown_of_all_orders(told: Told, as_of: str, quarter: str) -> None:
    before, orders = told.after_s25[as_of, quarter], ALL_ORDERS if quarter == FIRST else (0, 0, 0)
    exact = [n + more for n, more in zip(before, orders, strict=True)]
    assert [*told.after_s26[as_of, quarter]] == [5 * ((n + 2) // 5) for n in exact]


def test_s26_merge_and_unmerge_in_every_order_of_arrival(commands: Commands, told: Told) -> None:
    assert told.after_s26
    rows = of_each_order(commands)
    wrong = [order.number for order in S26 if counts(rows[order.number], FIRST) != order.counts]
    assert (len(S26), wrong) == (24 + 120 + 720, [])


def of_each_order(commands: Commands) -> dict[int, list[Contribution]]:
    """Read in the ledger what the two people of each order add to the cohorts, unrounded."""
    key = tokens.load(read(commands.environment).key_file)
    known_by = [
        ("cro", told_by.cro),
        ("pnc", told_by.pnc),
        ("crn", told_by.c1),
        ("crn", told_by.c2),
    ]
    number_of = {
        f"person:{key.token(scheme, identifier(order.number))}": order.number
        for order in S26
        for scheme, identifier in known_by
    }
    found: dict[int, list[Contribution]] = defaultdict(list)
    with Ledger.connect(commands.environment["LCJB_LEDGER"]).snapshot() as reading:
        series = reading.series()
        for subject, rows in reading.items():
            said = (Contribution(series[s], *rest) for s, *rest in rows.tolist())
            found[number_of.get(subject, 0)] += said
    return found


def test_figures_of_persons_are_in_no_scrape(page: Page) -> None:
    assert "lcjb_reoffen" not in page("2026-06-30")
