"""The simulated courts: the same for a seed, of the police's cases, like what is published.

The tolerances were fixed before the rates were: producers/simulation/courts/published.csv.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.contract.days import london_day
from producers.contract.events import Event
from producers.contract.facts import CaseReceived, HearingResulted, SuspectCharged
from producers.partners.courts import case_register, common_platform, spi
from producers.partners.files import ADAPTERS, guess
from producers.partners.police import charges
from producers.partners.rows import Context, Said
from producers.partners.told import Told
from producers.simulation.courts.exports import Courts
from producers.simulation.courts.held import Held, held
from producers.simulation.courts.shape import rows
from producers.simulation.courts.steps import (
    MAGISTRATES,
    Entered,
    Hearing,
    Journey,
    Moved,
    Reopened,
    Sent,
)
from producers.simulation.exports import COLUMNS, Police
from producers.tokens import TokenKey

CONTEXT = Context(TokenKey(bytes(32)))
FIRST, LAST = date(2025, 7, 1), date(2025, 12, 31)
SINCE = date(2023, 7, 1)
BEGIN, END = datetime(2023, 7, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
SIMULATED = Courts(1, 0.1, FIRST, SINCE)


def read(message: bytes) -> Told:
    if message.startswith(b"<"):
        return spi.read(message, CONTEXT)
    return common_platform.read(message, CONTEXT)


def journeys(simulated: Courts) -> list[Journey]:
    days = [SINCE + timedelta(days=n) for n in range((LAST - SINCE).days + 1)]
    return [journey for day in days for journey in simulated.journeys(day)]


@pytest.fixture(scope="module")
def messages() -> list[tuple[datetime, bytes]]:
    return list(SIMULATED.messages(BEGIN, END))


@pytest.fixture(scope="module")
def told(messages: list[tuple[datetime, bytes]]) -> list[Told]:
    return [read(message) for _, message in messages]


@pytest.fixture(scope="module")
def truth() -> list[Journey]:
    return journeys(SIMULATED)


# Like what is published


@pytest.fixture(scope="module")
def table() -> dict[str, Held]:
    """All of Lancashire, the year 2025, and what was open when it began."""
    found = held(Courts(1, 1.0, date(2025, 1, 1), date(2021, 1, 1)), date(2025, 12, 31))
    return {each.measure: each for each in found}


@pytest.mark.parametrize("measure", [row["measure"] for row in rows("published")])
def test_a_figure_is_within_its_tolerance_of_the_published(
    measure: str, table: dict[str, Held]
) -> None:
    assert table[measure].holds, table[measure]


# One seed, one truth


def written(tmp_path: Path, name: str, **environment: str) -> dict[str, bytes]:
    folder = tmp_path / name
    words = [
        "--seed",
        "7",
        "--scale",
        "0.05",
        "--first",
        "2025-12-01",
        "--open-since",
        "2025-06-01",
    ]
    span = ["--to", "2026-01-01T00:00:00+00:00", "--into", str(folder)]
    command = [sys.executable, "-m", "producers.cli", "simulate", "courts", *words, *span]
    subprocess.run(command, env=os.environ | environment, check=True, capture_output=True)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_seed_gives_the_same_bytes_in_another_process_and_zone(tmp_path: Path) -> None:
    here = written(tmp_path, "a", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    there = written(tmp_path, "b", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    assert here == there
    assert {name: text.count(b"\n") > 20 for name, text in here.items()} == {
        "common-platform.jsonl": True, "spi.xmls": True, "register.csv": True, "charges.csv": True,
    }  # fmt: skip
    assert [guess(here[n].decode().split("\n")[0].split(",")) for n in ("charges.csv",)] == [
        ADAPTERS["charges"]
    ]


def test_another_seed_gives_other_courts() -> None:
    span = datetime(2025, 7, 1, tzinfo=UTC), datetime(2025, 7, 8, tzinfo=UTC)
    one, other = (list(Courts(s, 0.1, FIRST).messages(*span)) for s in (1, 2))
    assert one != other


@settings(max_examples=5, deadline=None)
@given(st.lists(st.integers(0, 180 * 24 * 3600), min_size=3, max_size=3, unique=True).map(sorted))
def test_messages_may_be_asked_in_parts(seconds: list[int]) -> None:
    small = Courts(3, 0.02, FIRST, date(2025, 4, 1))
    a, b, c = (datetime(2025, 7, 1, tzinfo=UTC) + timedelta(seconds=s) for s in seconds)
    whole = list(small.messages(a, c))
    assert [*small.messages(a, b), *small.messages(b, c)] == whole
    assert [at for at, _ in whole] == sorted(at for at, _ in whole)


# Of the police's crimes


def named(columns: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return dict(zip(columns, row, strict=True))


def test_every_crime_that_is_charged_is_named_by_one_case() -> None:
    """As known five years later, when nothing more becomes known of the crimes of the half-year."""
    at = datetime(2031, 1, 1, tzinfo=UTC)
    named_by = Counter[tuple[str, str]]()
    for _, row in Courts(1, 0.03, FIRST).charges(BEGIN, at):
        said = charges.read(named(charges.COLUMNS, row), CONTEXT)
        fact = said.events[0].data
        assert isinstance(fact, SuspectCharged)
        named_by.update({(token, said.subject) for token in fact.crimes})
    cases = Counter(token for token, _ in named_by)
    exported = [named(COLUMNS, row) for row in Police(1, 0.03, FIRST).export(LAST, at)]
    crimes = {CONTEXT.key.token("crime", row["crime_ref"]): row for row in exported}
    charged = {t for t, r in crimes.items() if r["outcome_type"] == "1" and not r["cancelled_on"]}
    assert crimes.keys() & cases.keys() == charged
    assert {cases[token] for token in charged} == {1}
    assert len(charged) > 100


def test_a_third_of_the_cases_are_of_recorded_crimes(truth: list[Journey]) -> None:
    received = [each for each in truth if FIRST.toordinal() <= each.case.day <= LAST.toordinal()]
    recorded = sum(each.case.recorded for each in received)
    assert recorded / len(received) == pytest.approx(0.40, abs=0.03)
    assert len({each.case.urn for each in truth}) == len(truth)


# Through the adapters


def test_every_message_is_read_and_nothing_of_it_is_doubtful(told: list[Told]) -> None:
    assert [each.errors for each in told if each.errors] == []
    assert Counter(flag for each in told for said in each.said for flag in said.flags) == {}
    assert Counter(each.kind for each in told).keys() == {
        "prosecution-case-created", "hearing-resulted", "sending-sheet-completed", "trial-vacated",
        "NewCaseMessage", "ResultedCaseMessage",
    }  # fmt: skip


def events(told: list[Told]) -> list[Event]:
    return [event for each in told for said in each.said for event in said.events]


def test_what_the_adapters_read_is_what_happened(told: list[Told], truth: list[Journey]) -> None:
    """Receipts told by the end are those of the journeys, but for what is still on its way."""
    receipts = {e.id: e.data for e in events(told) if isinstance(e.data, CaseReceived)}
    spells = [s for each in truth for s in each.spells if s.kind != "reopened"]
    true = [s for s in spells if s.tier == MAGISTRATES and s.day <= LAST.toordinal()]
    assert len(true) * 0.97 <= len(receipts) <= len(true)
    heard = [e.data for e in events(told) if isinstance(e.data, HearingResulted)]
    results = Counter(o.result for fact in heard for d in fact.defendants for o in d.offences)
    assert results.keys() == {"final", "adjourned", "sent", "committed-for-sentence"}
    assert {d.remand for fact in heard for d in fact.defendants} == {
        "bail", "custody", "not-applicable",
    }  # fmt: skip
    assert any(d.limit for fact in heard for d in fact.defendants)
    assert any(d.warrant and d.attended is False for fact in heard for d in fact.defendants)
    assert {fact.trial.outcome for fact in heard if fact.trial} == {
        "effective", "cracked", "ineffective",
    }  # fmt: skip


def test_one_message_in_ten_is_sent_again_and_some_were_wrong(
    messages: list[tuple[datetime, bytes]],
) -> None:
    bodies = [json.loads(m) for _, m in messages if m.startswith(b"{") and b"sharedTime" in m]
    again = [body for body in bodies if body["isReshare"]]
    assert len(again) / len(bodies) == pytest.approx(0.09, abs=0.015)
    first = {b["hearing"]["id"]: b for b in bodies if not b["isReshare"]}
    told_twice = [(first[b["hearing"]["id"]], b) for b in again if b["hearing"]["id"] in first]
    wrong = [one for one, two in told_twice if one["hearing"] != two["hearing"]]
    assert len(wrong) / len(told_twice) == pytest.approx(0.20, abs=0.06)


def sitting(body: dict[str, Any]) -> date:
    return date.fromisoformat(body["hearing"]["hearingDays"][0]["sittingDay"][:10])


def test_some_messages_are_late_up_to_four_hundred_days(
    messages: list[tuple[datetime, bytes]],
) -> None:
    hearings = [(at, json.loads(m)) for at, m in messages if b'"isReshare":false' in m]
    late = [(london_day(at) - sitting(body)).days for at, body in hearings]
    assert sum(days > 0 for days in late) / len(late) == pytest.approx(0.05, abs=0.015)
    assert 100 < max(late) <= 401


def test_rows_of_the_register_and_of_charges_are_read_and_not_doubtful() -> None:
    for adapter, told_ in (
        (case_register, SIMULATED.register(BEGIN, END)),
        (charges, SIMULATED.charges(BEGIN, END)),
    ):
        said = [adapter.read(named(adapter.COLUMNS, row), CONTEXT) for _, row in told_]
        assert len(said) > 50
        assert not any(each.flags for each in said if isinstance(each, Said))


# Journeys of every kind


def test_journeys_are_of_every_kind(truth: list[Journey]) -> None:
    steps = [step for journey in truth for step in journey.steps]
    assert {s.kind for s in steps if isinstance(s, Entered)} == {
        "either-way", "indictable-only", "committed-for-sentence", "appeal",
    }  # fmt: skip
    assert any(isinstance(s, Moved) for s in steps)
    assert any(isinstance(s, Reopened) for s in steps)
    assert any(spell.away[0] for journey in truth for spell in journey.spells)
    assert any(s.tier == MAGISTRATES and "4576" in s.codes for s in steps if isinstance(s, Hearing))


def test_a_co_defendant_may_stay_behind(truth: list[Journey]) -> None:
    def left(journey: Journey) -> bool:
        sent = {number for step in journey.steps if isinstance(step, Sent) for number in step.who}
        return bool(sent) and len(sent) < len(journey.case.people)

    assert any(map(left, truth))


def test_the_first_morning_finds_the_open_cases_and_no_other(truth: list[Journey]) -> None:
    first = FIRST.toordinal()
    before = [each for each in truth if each.case.day < first]
    assert len(before) > 200
    assert all(each.end >= first for each in before)
    assert any(each.case.day < first - 365 for each in before)
    alone = {j.case.urn for j in journeys(Courts(1, 0.1, FIRST)) if j.case.day >= first}
    assert alone == {each.case.urn for each in truth if each.case.day >= first}


def test_steps_are_in_the_journeys_order_and_courts_sit_on_working_days(
    truth: list[Journey],
) -> None:
    for journey in truth:
        heard = [step.day for step in journey.steps if isinstance(step, Hearing)]
        assert min(heard) > journey.case.day
        assert all(date.fromordinal(day).weekday() < 5 for day in heard)
        assert journey.end >= max(heard)


# The command


def test_news_may_be_written_in_folders_to_send_in_turn(tmp_path: Path) -> None:
    words = ["--scale", "0.1", "--first", "2025-07-01", "--minutes", "720"]
    span = ["--from", "2025-09-01T00:00:00+00:00", "--to", "2025-09-04T00:00:00+00:00"]
    command = [sys.executable, "-m", "producers.cli", "simulate", "courts", *words, *span]
    subprocess.run([*command, "--into", str(tmp_path)], check=True, capture_output=True)
    folders = sorted(tmp_path.iterdir())
    assert len(folders) == 6
    files = [file for folder in folders for file in folder.iterdir()]
    assert all(file.stat().st_size for file in files), "an empty file is no message: refused"
    native = [file for file in files if file.suffix != ".csv"]
    lines = [line for file in native for line in file.read_bytes().splitlines()]
    until = datetime(2025, 9, 4, tzinfo=UTC)
    sent = [m for _, m in Courts(1, 0.1, FIRST).messages(until - timedelta(days=3), until)]
    assert sorted(lines) == sorted(sent)
    assert len(sent) > 30


def test_a_span_that_is_none_is_said(tmp_path: Path) -> None:
    words = ["--first", "2025-07-01", "--to", "2025-06-01T00:00:00+00:00", "--into", str(tmp_path)]
    command = [sys.executable, "-m", "producers.cli", "simulate", "courts", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--to before --from" in done.stderr
