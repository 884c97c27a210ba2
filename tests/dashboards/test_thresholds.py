"""The thresholds file: what is refused, what is served, and how it is changed."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from dashboards.thresholds import PLACES as ALL_PLACES
from dashboards.thresholds import Change, by_hand, changes, check, put, record_of
from metrics import thresholds
from metrics.exporter.thresholds import SHIPPED, ThresholdCollector
from metrics.forecast import Trend
from metrics.thresholds import Threshold
from producers.contract.errors import ContractViolation

HEAD = "# Where a backlog becomes a matter for the board.\n"
ROW = (
    "- {stage: investigation, place: Preston, severity: warning, set: 1000, clear: 900,"
    " for: 1h, owner: police}\n"
)
PLACES = {"investigation": ("Preston", "Wyre")}
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def critical(row: str) -> str:
    return row.replace("warning", "critical")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- {", "threshold-unreadable"),
        ("- 1", "threshold-malformed"),
        (ROW.replace("stage: investigation, ", ""), "threshold-malformed"),
        (ROW.replace("investigation", "inquiry"), "threshold-malformed"),
        (ROW.replace("owner", "keeper"), "threshold-malformed"),
        (ROW.replace("1h", "an hour"), "threshold-malformed"),
        (ROW.replace("900", "-1"), "threshold-malformed"),
        (ROW.replace("900", "1000"), "threshold-levels"),
        (ROW + ROW, "threshold-twice"),
        (ROW + critical(ROW), "threshold-order"),
        (ROW + ROW.replace("Preston", "Wyre").replace("1h", "2h"), "threshold-for"),
    ],
)
def test_a_slip_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(ContractViolation) as refused:
        thresholds.read(text)
    assert refused.value.code == code


def test_a_place_that_the_reference_does_not_have_is_refused(file: Path) -> None:
    with pytest.raises(ContractViolation, match="threshold-place"):
        check(file, {"investigation": ("Wyre",), "crown": ("Preston",)})


def test_what_is_written_is_read_back_the_same() -> None:
    rows = thresholds.read(SHIPPED.read_text())
    assert rows
    assert thresholds.read(thresholds.write(rows)) == rows


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "thresholds.yaml"
    path.write_text(HEAD + ROW)
    yield path
    assert {entry.name for entry in tmp_path.iterdir()} <= {path.name, record_of(path).name}


def row(set_: int, clear: int, place: str = "Preston") -> Threshold:
    return Threshold("investigation", place, "warning", set_, clear, "1h", "police")


def test_a_change_keeps_the_head_and_records_who_when_from_and_to(file: Path) -> None:
    was = put(file, Change("A. Member", NOON, row(1200, 1100)), PLACES)
    assert was == row(1000, 900)
    assert file.read_text() == HEAD + ROW.replace("1000", "1200").replace("900", "1100")
    said = json.loads(record_of(file).read_text())
    assert (said["who"], said["when"]) == ("A. Member", "2026-07-01T12:00:00Z")
    assert (said["from"]["set"], said["to"]["set"]) == (1000, 1200)


@pytest.mark.parametrize("bad", [row(1000, 1000), row(10, 5, "Prestn")])
def test_a_refused_change_leaves_file_and_record_as_they_were(file: Path, bad: Threshold) -> None:
    with pytest.raises(ContractViolation):
        put(file, Change("A. Member", NOON, bad), PLACES)
    assert file.read_text() == HEAD + ROW
    assert not record_of(file).exists()


def test_the_record_is_read_back_oldest_first(file: Path) -> None:
    put(file, Change("A. Member", NOON, row(1200, 1100)), PLACES)
    put(file, Change("B. Member", NOON, row(1300, 1100)), PLACES)
    put(file, Change("B. Member", NOON, row(10, 5, "Wyre")), PLACES)
    told = changes(file)
    assert [(each.who, each.was and each.was.set_, each.to.set_) for each in told] == [
        ("A. Member", 1000, 1200),
        ("B. Member", 1200, 1300),
        ("B. Member", None, 10),
    ]


def test_an_edit_by_hand_is_seen_and_a_recorded_one_is_none(file: Path) -> None:
    assert by_hand(file), "this one nobody recorded"
    put(file, Change("A. Member", NOON, row(1200, 1100)), PLACES)
    assert not by_hand(file)
    file.write_text(file.read_text().replace("1200", "1201"))
    assert by_hand(file)


def test_a_record_tampered_with_is_refused_and_not_quoted(file: Path) -> None:
    put(file, Change("A. Member", NOON, row(1200, 1100)), PLACES)
    record_of(file).write_text('{"who": "A. Member"}\n')
    with pytest.raises(ContractViolation, match="line 1 of the record") as refused:
        changes(file)
    assert "A. Member" not in str(refused.value)


def test_of_changes_made_at_once_none_is_lost(file: Path) -> None:
    wanted = [row(1000 + number, 900) for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda to: put(file, Change("A", NOON, to), PLACES), wanted))
    told = changes(file)
    assert all(a.to == b.was for a, b in pairwise(told))
    assert {each.to for each in told} == set(wanted)
    assert thresholds.read(file.read_text()) == (told[-1].to,)


def served(collector: ThresholdCollector) -> dict[tuple[str, ...], float]:
    return {
        (sample.name.removeprefix("lcjb_backlog_"), *sample.labels.values()): sample.value
        for family in collector.collect()
        for sample in family.samples
    }


def test_both_levels_are_served_with_their_owner(file: Path) -> None:
    assert served(ThresholdCollector(file)) == {
        ("threshold", "investigation", "Preston", "warning", "set", "police"): 1000,
        ("threshold", "investigation", "Preston", "warning", "clear", "police"): 900,
        ("threshold_readable",): 1,
    }


def test_when_a_level_is_reached_goes_by_the_trend_and_the_level_in_force(file: Path) -> None:
    trends = {("investigation", "Preston"): Trend(930, 2.0), ("crown", "Preston"): Trend(1, 2.0)}
    collector = ThresholdCollector(file, trends=lambda: trends)
    key = ("weeks_until_threshold", "investigation", "Preston", "warning", "police")
    assert served(collector)[key] == 5
    put(file, Change("A. Member", NOON, row(1070, 900)), PLACES)
    assert served(collector)[key] == 10
    put(file, Change("A. Member", NOON, row(930, 900)), PLACES)
    assert key not in served(collector)


def test_a_change_is_served_at_the_next_scrape(file: Path) -> None:
    collector = ThresholdCollector(file)
    served(collector)
    put(file, Change("A. Member", NOON, row(1200, 1100)), PLACES)
    assert 1200 in served(collector).values()


def test_a_slip_leaves_the_last_good_levels_and_says_so(file: Path) -> None:
    collector = ThresholdCollector(file)
    before = served(collector)
    file.write_text(ROW.replace("900", "9000"))
    assert served(collector) == before | {("threshold_readable",): 0}
    assert served(collector) == before | {("threshold_readable",): 0}
    file.write_text(HEAD + ROW)
    assert served(collector) == before


def test_until_levels_are_agreed_the_shipped_ones_hold(tmp_path: Path) -> None:
    agreed = tmp_path / "home/thresholds.yaml"
    collector = ThresholdCollector(agreed)
    key = ("threshold", "investigation", "Lancashire", "warning", "set", "police")
    assert served(collector)[key] > 0
    lancashire = row(777, 700, "Lancashire")
    put(agreed, Change("A. Member", NOON, lancashire), ALL_PLACES)
    assert served(collector)[key] == 777
    assert len(served(collector)) == len(served(ThresholdCollector(tmp_path / "none")))


def test_an_agreed_file_that_is_lost_leaves_its_levels_in_force(file: Path) -> None:
    collector = ThresholdCollector(file)
    before = served(collector)
    text = file.read_text()
    file.unlink()
    assert served(collector) == before | {("threshold_readable",): 0}
    file.write_text(text)


def test_with_no_file_at_all_there_is_no_level_and_it_says_so(tmp_path: Path) -> None:
    nowhere = ThresholdCollector(tmp_path / "none", shipped=tmp_path / "neither")
    assert served(nowhere) == {("threshold_readable",): 0}


@pytest.mark.parametrize("row", thresholds.read(SHIPPED.read_text()), ids=lambda row: row.where)
def test_five_per_cent_of_noise_about_a_shipped_level_ends_no_alert(row: Threshold) -> None:
    assert row.clear < 0.95 * row.set_
