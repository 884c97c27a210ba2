"""The pieces of a page, each by itself: words, a table as HTML, the map, the agreed files."""

import logging
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboards.board import outlines, rendering, words
from dashboards.board.agreed import Agreed
from dashboards.board.look import Look
from dashboards.board.page import Page
from dashboards.board.rendering import View
from dashboards.board.source import Shown
from dashboards.board.tables import Asked, Column, Row, table
from dashboards.board.trend import HEIGHT, trend
from metrics import remarks
from metrics.calendar import Period, last_months, parse
from metrics.catalogue import DISTRICTS
from metrics.comparators import Key
from metrics.forecast import Trends
from metrics.views import Figure

DAY = date(2026, 11, 24)
RATE = Figure(
    "charge_rate_recorded", {"place": "Preston"}, DAY, "2026-Q2", 13, 124, 13 / 124, "provisional"
)
COUNT = Figure(
    "crimes_recorded", {"place": "Preston"}, DAY, "2026-11", 1234, None, 1234.0, "incomplete"
)
GOLDEN = """\
<tr><th scope="row"><a href="/x?a=1&amp;b=2">Preston &lt;1&gt;</a></th>\
<td data-value="0.10483870967741936" data-standing="provisional">\
10.5\u202f% <small>13 of 124, provisional</small></td>\
<td data-value="1234.0" data-standing="running">1,234 <small>not over yet</small></td>\
<td>no data</td></tr>"""


class Two:
    """A source of two figures."""

    release = None
    as_of = DAY

    def of(self, name: str) -> list[Figure]:
        return [figure for figure in (RATE, COUNT) if figure.metric == name]

    def before(self, _: str) -> dict[Key, Figure]:
        return {}

    def trends(self) -> Trends:
        return {}


def test_a_row_of_a_table_as_html() -> None:
    shown = Shown(Two())
    columns = [
        Column("Rate", "charge_rate_recorded", period="2026-Q2", line="main"),
        Column("Crimes", "crimes_recorded", period="2026-11"),
        Column("Open", "backlog_open", {"stage": "investigation"}),
    ]
    rows = [Row("Preston <1>", {"place": "Preston"}, href="/x?a=1&b=2")]
    made = table(shown, Asked("t", "T", "Place"), rows, columns)
    html = rendering.html(
        Page(title="T", lead="", tables=(made,)), Look(shown=shown), View("/", "")
    )
    assert GOLDEN in html
    assert '<th scope="col" data-line="main">Rate</th>' in html


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (words.value(RATE), "10.5\u202f%"),
        (words.value(RATE._replace(value=None, status="too-few")), "too few to say"),
        (words.value(RATE._replace(value=None, status="no-data")), "no data"),
        (words.behind(Figure("reoffending", {}, DAY, None, 0, 30, 0.0, "ok")), "under 3 of 30"),
        (words.value(COUNT), "1,234"),
        (words.signed(-12), "\u221212"),
        (words.signed(0), "no change"),
        (words.moved(RATE, 0.0123), "+1.2 points"),
        (words.moved(COUNT, -3), "\u22123"),
        (words.span(parse("2026-Q2", DAY)), "Apr to Jun 2026"),
        (words.span(parse("2025/26", DAY)), "Apr 2025 to Mar 2026"),
        (words.dated("up since 2026-05, 2026-11-24"), "up since May 2026, 24 November 2026"),
        (words.instant(datetime(2026, 7, 1, 5, tzinfo=UTC)), "1 July 2026 at 06:00"),
        (words.name("knife-crime"), "Knife crime"),
        (words.name("anti-social-behaviour"), "Anti-social behaviour"),
        (words.name("Preston Crown Court"), "Preston Crown Court"),
    ],
)
def test_figures_in_words(said: str, meant: str) -> None:
    assert said == meant


class Every:
    """A source of one rate for each district but one, which has no data."""

    release = None
    as_of = DAY

    def of(self, _: str) -> list[Figure]:
        return [
            RATE._replace(labels={"place": place}, period=None, value=n / 100)
            for n, place in enumerate(sorted(set(DISTRICTS) - {"Wyre"}))
        ]

    def before(self, _: str) -> dict[Key, Figure]:
        return {}

    def trends(self) -> Trends:
        return {}


def test_a_map_has_every_district_within_its_box_and_shades_by_value() -> None:
    drawn = outlines.drawn(Shown(Every()), "charge_rate_recorded", None)
    _, _, width, height = map(float, drawn.box.split())
    shade = {shape.place: shape.shade for shape in drawn.shapes}
    assert set(shade) == set(DISTRICTS) - {"Outside the area", "Unknown"}
    assert (shade["Blackburn with Darwen"], shade["Wyre"]) == ("0", "none")
    assert shade["West Lancashire"] == "3"
    for shape in drawn.shapes:
        numbers = [float(each) for each in re.findall(r"\d+", shape.path)]
        assert max(numbers[::2]) <= width
        assert max(numbers[1::2]) <= height
        assert 0 < shape.x < width


def test_a_trend_keeps_its_target_in_the_picture() -> None:
    series = [(period, 100.0 + n) for n, period in enumerate(last_months(DAY, 25))]
    drawn = trend(series, 60, COUNT)
    assert drawn is not None
    assert (drawn.first, drawn.last, drawn.low) == ("Nov 2024", "Nov 2026", "60")
    assert drawn.target is not None
    assert drawn.target < HEIGHT
    assert trend([(Period("2026-11", 1, 30), 5.0)], None, COUNT) is None


def test_a_slip_in_a_file_leaves_what_was_good(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "remarks.yaml"
    agreed = Agreed(lambda: file, remarks.read)
    assert agreed.rows() == ()
    file.write_text("- {headline: charge-rate, commentary: Good.}\n")
    assert [row.commentary for row in agreed.rows()] == ["Good."]
    file.write_text("- {headline: weather}\n")
    with caplog.at_level(logging.WARNING):
        assert [row.commentary for row in agreed.rows() + agreed.rows()] == ["Good.", "Good."]
    assert len(caplog.records) == 1
