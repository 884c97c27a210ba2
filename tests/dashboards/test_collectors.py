"""What stands beside the figures in a scrape: published rates, and what is asked but seldom."""

from datetime import date
from typing import NamedTuple

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from metrics.exporter.published import PublishedCollector
from metrics.exporter.seldom import SECONDS, QualityCollector


def published(on: date) -> dict[tuple[str, str, str], float]:
    return {
        (said["figure"], said["place"], said["period"]): sample.value
        for family in PublishedCollector(lambda: on).collect()
        for sample in family.samples
        for said in [sample.labels]
    }


def test_a_published_rate_stands_with_its_place_and_period() -> None:
    found = published(date(2026, 11, 25))
    assert found["charge_rate_recorded", "Lancashire, as published", "2025/26"] == pytest.approx(
        12_935 / 128_460
    )
    assert found["backlog_year_or_more", "England and Wales", "2025-12-31"] == pytest.approx(
        21_002 / 75_799
    )


def test_a_day_of_the_past_has_what_was_of_a_period_before_it() -> None:
    periods = {period for _, _, period in published(date(2025, 3, 1))}
    assert "2023/24" in periods
    assert not {"2024/25", "2025/26"} & periods


class Found(NamedTuple):
    unmatched: int
    exits: int


class Ledger:
    def __init__(self) -> None:
        self.asked = 0

    def ask(self) -> Found:
        self.asked += 1
        return Found(unmatched=self.asked, exits=7)


def test_the_ledger_is_asked_once_a_minute_at_most() -> None:
    ledger, now = Ledger(), [0.0]
    collector = QualityCollector(ledger.ask, lambda: now[0])
    for now[0] in (0.0, 1.0, SECONDS - 1):
        assert b"lcjb_feed_unmatched 1.0" in scraped(collector)
    now[0] = SECONDS
    assert b"lcjb_feed_unmatched 2.0" in scraped(collector)
    assert b"lcjb_worker_exits_total 7.0" in scraped(collector)
    assert ledger.asked == 2


def scraped(collector: QualityCollector) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return generate_latest(registry)
