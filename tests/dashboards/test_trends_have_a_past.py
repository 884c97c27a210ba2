"""Whatever exact figure a trend panel draws has a back-filled past: the first day has trends."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest

from metrics.backfill import Series, past
from metrics.book import book_of
from metrics.calendar import ROLLING_YEAR
from metrics.catalogue import CATALOGUE, PROTECTED
from tests.spec.full_area import of_everything
from tests.spec.test_backfill import DEPENDS, declared, happened

FOLDER = Path(__file__).resolve().parents[2] / "dashboards/grafana"
OVER_TIME = re.compile(r"last_over_time\((lcjb_[a-z_0-9]+)\{([^}]*)\}\[1d\]\)")
MATCHER = re.compile(r'(\w+)="([^"]*)"')
WITH_A_PAST = {
    series
    for metric in CATALOGUE
    if metric not in PROTECTED and metric.kind != "estimated"
    for series, _ in metric.series(metric.suffix(None if metric.now else ROLLING_YEAR))
}


def drawn() -> Iterator[tuple[str, str, str]]:
    """Give each figure that is drawn as known day by day: its board, series and matchers."""
    for path in sorted(FOLDER.glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel.get("targets", ()):
                found = OVER_TIME.findall(target["expr"])
                yield from ((path.stem, *each) for each in found if each[0] in WITH_A_PAST)


DRAWN = sorted(set(drawn()))


@pytest.fixture(scope="module")
def back() -> dict[str, list[Series]]:
    dice = Random(11)
    said = [each for series in of_everything() for each in happened(dice, series)]
    book = book_of([*said, *(declared(*each) for each in DEPENDS)])
    return past(book, None, date(2026, 6, 30)).families


def test_boards_draw_trends() -> None:
    assert len(DRAWN) > 15
    assert len({board for board, _, _ in DRAWN}) >= 5


@pytest.mark.parametrize(("board", "name", "matchers"), DRAWN)
def test_what_a_trend_draws_is_back_filled(
    back: dict[str, list[Series]], board: str, name: str, matchers: str
) -> None:
    wanted = {label: value for label, value in MATCHER.findall(matchers) if "$" not in value}
    found = [s for s in back.get(name, ()) if wanted.items() <= s.labels.items()]
    asked = {label for label, _ in MATCHER.findall(matchers)}
    assert found, board
    assert all(asked <= set(series.labels) for series in found)
    assert any(np.isfinite(series.values).sum() > 300 for series in found)
