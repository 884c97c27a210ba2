"""S03, S05, S07 and S34 as the courts' own messages: published, through Kafka, to `/metrics`.

One broker and one ledger for all. On each day asked, every court of the area is looked at: what
another scenario has open on it is said beside it.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias
from urllib.request import urlopen

import pytest

from infra.native import Kafka
from producers.partners.courts.case_register import COLUMNS
from tests.integration.commands import Commands, QuickCommands, value
from tests.spec.common_platform_messages import (
    BAIL,
    FINE,
    SENT,
    WARRANT,
    Heard,
    created,
    hearing,
    sent,
)
from tests.spec.spi_messages import seq_048, seq_115

pytestmark = pytest.mark.timeout(400)
Page: TypeAlias = Callable[[str], str]
"""What `/metrics` says as of a day."""

AREA = "Lancashire"
BARROW, BURNLEY, LANCASTER, PRESTON = (
    f"{town} Crown Court" for town in ("Barrow-in-Furness", "Burnley", "Lancaster", "Preston")
)
BLACKBURN_LOWER, PRESTON_LOWER = (f"{town} Magistrates' Court" for town in ("Blackburn", "Preston"))
YEAR = {"period": "rolling-year"}

# Common Platform tells no receipt at the Crown Court: the day of sending is it, and the sheet says
# to which court. Nor does it tell an execution (no result in the national list is one): the next
# hearing that the defendant attends is it. Both are readings of docs/definitions.md.
_URN, _LOWER, _CROWN = "04EB0045624", ("MAGISTRATES", "B04HQ00"), ("CROWN", "C04LA00")
S03 = [
    created(_URN, "2024-10-14", "A"),
    hearing(_URN, "2024-11-04", _LOWER, Heard("A", SENT)),
    sent(_URN, "2024-11-04", "A", to=LANCASTER),
    hearing(_URN, "2025-05-12", _CROWN, Heard("A", WARRANT, came=False)),
    hearing(_URN, "2025-09-01", _CROWN, Heard("A", BAIL)),
]

# The register of a court tells all three outright; so it gives S03 again, at a court of its own.
# No message of Common Platform or SPI tells a transfer: S05 can only come from a register.
REGISTER = """
04EB0045725 received         2024-11-04 crown C04BF00 -       1
04EB0045725 warrant-issued   2025-05-12 -     -       -       1
04EB0045725 warrant-executed 2025-09-01 -     -       -       1
04EA0055525 received         2025-03-03 crown C04PR00 -       1
04EA0055525 transferred      2025-07-14 -     C04PR00 C04BU00 -
"""

_URN7, _LOWER7 = "04EA0077726", ("MAGISTRATES", "B04BP00")
S07 = [
    created(_URN7, "2026-01-12", "A", "B"),
    hearing(_URN7, "2026-02-09", _LOWER7, Heard("A", SENT), Heard("B", BAIL)),
    sent(_URN7, "2026-02-09", "A", to=PRESTON),
    hearing(_URN7, "2026-03-02", _LOWER7, Heard("B", FINE)),
]

# In the samples' order, and in another at a court of its own.
S34 = [*seq_048("04EA0004811", "B04KO00"), *seq_115("04EA0011508", "B04KO00")]
S34_AGAIN = [
    *reversed(seq_048("04EA0004911", "B04BP00")),
    *reversed(seq_115("04EA0011608", "B04BP00")),
]


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    folder = tmp_path_factory.mktemp("courts")
    with Kafka(folder / "kafka") as broker:
        made = QuickCommands(folder / "home", broker.bootstrap, topics="lcjb.courts.v1")
        yield made
        made.end()


@pytest.fixture(scope="module")
def told(commands: Commands) -> str:
    """Publish all that the courts sent; give what the command said of it."""
    files = written(commands.folder)
    commands("init")
    said = commands("publish", *map(str, files))
    for stage in ("magistrates", "crown"):
        complete = ("--agency", "courts", "--stage", stage, "--from", "2005-01-01")
        commands("declare", "history-complete", *complete)
    return said


@pytest.fixture(scope="module")
def page(commands: Commands, told: str) -> Page:
    """Give each day's page once; the worker has read everything."""
    commands.start("worker")
    commands.await_read(sum(map(int, re.findall(r"(\d+) events acknowledged", told))) + 2)

    @cache
    def of(day: str) -> str:
        _, url = commands.serve("export", "--as-of", day)
        with urlopen(url) as reply:  # noqa: S310 - our own address
            text = str(reply.read().decode())
        commands.end_last()
        return text

    return of


def written(folder: Path) -> Iterator[Path]:
    """Write the messages as partners would have them: files, folders, lines, a table."""
    yield in_folder(folder / "s03", ".json", (json.dumps(each, indent=1).encode() for each in S03))
    lines = folder / "s07.jsonl"
    lines.write_text("".join(json.dumps(each) + "\n" for each in S07))
    yield lines
    yield in_folder(folder / "s34", ".xml", S34)
    yield in_folder(folder / "s34-again", ".xml", S34_AGAIN)
    register = folder / "register.csv"
    with register.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for line in REGISTER.split("\n")[1:-1]:
            cells = ("" if cell == "-" else cell for cell in line.split())
            names = ("case_ref", "event", "on", "tier", "court", "to_court", "defendant_ref")
            row = dict(zip(names, cells, strict=True))
            writer.writerow(row | {"exported_at": "2026-07-01T06:00:00+01:00"})
    yield register


def in_folder(folder: Path, suffix: str, messages: Iterable[bytes]) -> Path:
    folder.mkdir()
    for number, message in enumerate(messages):
        (folder / f"{number:02}{suffix}").write_bytes(message)
    return folder


def there(page: str, name: str, stage: str, **labels: str) -> dict[str, float]:
    """Give a figure at each place where it is not 0; it must be told of the area."""
    value(page, name, place=AREA, stage=stage, **labels)
    wanted = labels | {"stage": stage}
    found = {}
    for line in page.splitlines():
        given = dict(re.findall(r'(\w+)="([^"]*)"', line))
        place = given.pop("place", None)
        n = float(line.rsplit(" ", 1)[1]) if line.startswith(name + "{") else 0
        if n and place is not None and given == wanted:
            found[place] = n
    return found


def is_open(page: str, stage: str = "crown") -> dict[str, float]:
    return there(page, "lcjb_backlog_open", stage)


def flow(page: str, name: str, **labels: str) -> dict[str, float]:
    return there(page, "lcjb_backlog_flow", flow=name, **YEAR, **labels)


def test_what_was_published_was_guessed_and_taken_whole(told: str) -> None:
    assert re.findall(r"s07.jsonl: read as common-platform: 4 messages, 0 refused", told)
    assert re.findall(r"register.csv: read as case-register: 5 rows, 0 refused", told)
    assert len(re.findall(r"read as common-platform: 1 messages, 0 refused, 0 not", told)) == 5
    assert len(re.findall(r"read as spi: 1 messages, 0 refused, 0 not counted", told)) == 12


S03_OPEN = {
    "2025-05-11": {LANCASTER: 1, BARROW: 1, PRESTON: 1, AREA: 3},  # S05's at Preston
    "2025-05-12": {PRESTON: 1, AREA: 1},
    "2025-08-31": {BURNLEY: 1, AREA: 1},
    "2025-09-01": {LANCASTER: 1, BARROW: 1, BURNLEY: 1, AREA: 3},
    "2025-11-03": {LANCASTER: 1, BARROW: 1, BURNLEY: 1, AREA: 3},
    "2025-11-04": {LANCASTER: 1, BARROW: 1, BURNLEY: 1, AREA: 3},
}
S03_BANDS = {
    "2025-05-11": (188, "6 months to 1 year"),
    "2025-09-01": (301, "6 months to 1 year"),
    "2025-11-03": (364, "6 months to 1 year"),
    "2025-11-04": (365, "1 to 2 years"),
}


@pytest.mark.parametrize("day", S03_OPEN)
def test_s03_open_and_out_on_warrant(page: Page, day: str) -> None:
    assert is_open(page(day)) == S03_OPEN[day]
    away = {LANCASTER: 1, BARROW: 1, AREA: 2} if day in {"2025-05-12", "2025-08-31"} else {}
    assert there(page(day), "lcjb_backlog_out_on_warrant", "crown") == away


@pytest.mark.parametrize("day", S03_BANDS)
@pytest.mark.parametrize("court", [LANCASTER, BARROW])
def test_s03_keeps_the_clock_of_its_receipt(page: Page, day: str, court: str) -> None:
    age, band = S03_BANDS[day]
    at = {"place": court, "stage": "crown"}
    assert value(page(day), "lcjb_backlog_oldest_days", **at) == age
    assert value(page(day), "lcjb_backlog_open_by_age", **at, band=band) == 1


def test_s03_issue_and_execution_are_no_receipt_and_no_disposal(page: Page) -> None:
    last = page("2025-11-04")
    both = {LANCASTER: 1, BARROW: 1, AREA: 2}
    assert there(page("2025-05-11"), "lcjb_backlog_receipts", "crown", **YEAR) == (
        both | {PRESTON: 1, AREA: 3}
    )
    assert there(last, "lcjb_backlog_receipts", "crown", **YEAR) == {PRESTON: 1, AREA: 1}  # S05's
    assert there(last, "lcjb_backlog_disposals", "crown", **YEAR) == {}
    assert flow(last, "issued", stage="crown") == both
    assert flow(last, "executed", stage="crown") == both


def test_s05_a_transfer_moves_the_case_with_its_clock(page: Page) -> None:
    assert is_open(page("2025-07-13")) == {PRESTON: 1, AREA: 1}  # S03's are out on warrant
    assert is_open(page("2025-07-14")) == {BURNLEY: 1, AREA: 1}
    at = {"place": BURNLEY, "stage": "crown"}
    assert value(page("2025-07-14"), "lcjb_backlog_oldest_days", **at) == 133
    assert value(page("2025-07-14"), "lcjb_backlog_open_by_age", **at, band="16 to 20 weeks") == 1


def test_s05_transferred_out_and_in_are_neither_receipt_nor_disposal(page: Page) -> None:
    end = page("2025-12-31")
    assert there(end, "lcjb_backlog_receipts", "crown", **YEAR) == {PRESTON: 1, AREA: 1}
    assert there(end, "lcjb_backlog_disposals", "crown", **YEAR) == {}
    assert flow(end, "transferred-out", stage="crown") == {PRESTON: 1}
    assert flow(end, "transferred-in", stage="crown") == {BURNLEY: 1}


BEFORE_S07 = {LANCASTER: 1, BARROW: 1, BURNLEY: 1}


@pytest.mark.parametrize("day", ["2026-02-08", "2026-02-09", "2026-03-01", "2026-03-02"])
def test_s07_one_case_is_open_at_both_tiers(page: Page, day: str) -> None:
    below = {BLACKBURN_LOWER: 1, AREA: 1} if day < "2026-03-02" else {}
    above = {PRESTON: 1, AREA: 4} if day > "2026-02-08" else {AREA: 3}
    assert is_open(page(day), "magistrates") == below
    assert is_open(page(day)) == BEFORE_S07 | above


def test_s07_one_disposal_below_on_the_last_defendants_day_and_a_receipt_at_each(
    page: Page,
) -> None:
    last, before = page("2026-03-02"), page("2026-03-01")
    once = {BLACKBURN_LOWER: 1, AREA: 1}
    assert there(before, "lcjb_backlog_disposals", "magistrates", **YEAR) == {}
    assert there(last, "lcjb_backlog_disposals", "magistrates", **YEAR) == once
    assert there(last, "lcjb_backlog_receipts", "magistrates", **YEAR) == once
    received = there(last, "lcjb_backlog_receipts", "crown", **YEAR)
    assert received == {PRESTON: 2, AREA: 2}  # S05's is of 3 March 2025


# A resulted message tells no receipt: the cases are first seen at a hearing, of unknown age.
BOTH_ORDERS = {PRESTON_LOWER: 1, BLACKBURN_LOWER: 1, AREA: 2}
S34_OPEN = {
    "2008-11-01": BOTH_ORDERS,
    "2009-05-07": BOTH_ORDERS,
    "2009-05-08": {},
    "2011-10-07": BOTH_ORDERS,
    "2011-10-08": {},
}


@pytest.mark.parametrize("day", S34_OPEN)
def test_s34_in_either_order_of_arrival(page: Page, day: str) -> None:
    assert is_open(page(day), "magistrates") == S34_OPEN[day]


@pytest.mark.parametrize("day", ["2009-05-08", "2011-10-08"])
def test_s34_one_disposal_and_an_entry_without_receipt(page: Page, day: str) -> None:
    said = page(day)
    assert there(said, "lcjb_backlog_disposals", "magistrates", **YEAR) == BOTH_ORDERS
    assert flow(said, "receipt-unknown", stage="magistrates") == BOTH_ORDERS
    assert there(said, "lcjb_backlog_receipts", "magistrates", **YEAR) == {}


def test_s34_what_is_adjourned_after_its_final_result_is_flagged(page: Page) -> None:
    flagged = there(page("2009-05-08"), "lcjb_adjourned_after_final", "magistrates", **YEAR)
    assert flagged == {PRESTON_LOWER: 2, BLACKBURN_LOWER: 2, AREA: 4}


@pytest.mark.parametrize(
    ("measure", "days"), [("charge-to-completion", 310), ("offence-to-completion", 314)]
)
@pytest.mark.parametrize("court", [PRESTON_LOWER, BLACKBURN_LOWER])
def test_s34_days_taken(page: Page, measure: str, days: int, court: str) -> None:
    at = {"place": court, "measure": measure, "stat": "median", **YEAR}
    assert value(page("2011-10-08"), "lcjb_timeliness_days", **at) == days
