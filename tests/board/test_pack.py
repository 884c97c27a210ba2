"""The pack: a release and nothing else, the same bytes whenever it is read back."""

import argparse
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboards.board import changes, cli, printing, rendering
from dashboards.board.pack import pack
from metrics import release
from metrics.release import Release
from metrics.store import releases
from metrics.store.ledger import Ledger
from metrics.views import Figure
from tests.board.conftest import NOW, TODAY


def kept(ledger: Ledger, number: int) -> Release:
    return release.read(releases.body(ledger, number))


def lcjb(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    arguments = parser.parse_args(words)
    code: int = arguments.func(arguments)
    return code


def test_a_pack_says_what_the_release_holds(ledger: Ledger) -> None:
    html = rendering.printed(pack(kept(ledger, 2), kept(ledger, 1))).decode()
    assert "Figures as of 23 November 2026, as known on 24 November 2026 at 06:00." in html
    assert "What changed since the last meeting" in html
    assert "From release 1 (16 November 2026) to release 2." in html
    assert "Two rooms &lt;shut&gt; &amp; more." in html
    assert "Sit on Saturdays. (Court Service)" in html
    assert re.search(r"<dt>Target</dt><dd>30 by 31 March 2027", html)
    assert '<line class="target"' in html
    assert "State</th>" not in html, "levels of today are no part of a release"


def test_a_pack_loads_nothing(ledger: Ledger) -> None:
    html = rendering.printed(pack(kept(ledger, 2), None)).decode()
    assert not re.findall(r"(?:src|href)=|url\(|@import|<script", html)
    assert "What changed" not in html


def test_a_pack_is_the_same_whenever_it_is_printed(ledger: Ledger, tmp_path: Path) -> None:
    url = ledger.engine.url.render_as_string(hide_password=False)
    made = []
    for turn in ("a", "b"):
        html, pdf = tmp_path / f"{turn}.html", tmp_path / f"{turn}.pdf"
        words = ("--release", "2", "--out", str(html), "--pdf", str(pdf))
        assert lcjb("pack", "--ledger", url, *words) == 0
        made.append((html.read_bytes(), pdf.read_bytes()))
    assert made[0] == made[1]
    html, pdf = made[0]
    assert pdf.startswith(b"%PDF")
    assert b"(D:20261124060000+00'00')" in pdf, "it is of the day of the release"


@pytest.mark.parametrize("words", [(), ("--out", "x.html", "--release", "9")])
def test_what_cannot_be_printed_is_said(ledger: Ledger, words: tuple[str, ...]) -> None:
    url = ledger.engine.url.render_as_string(hide_password=False)
    assert lcjb("pack", "--ledger", url, *words) == 2


def test_without_chromium_the_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LCJB_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(printing.NoChromium):
        printing.pdf(b"<p>", NOW)


def test_the_dates_of_a_pdf_are_set_in_place() -> None:
    was = b"<</CreationDate (D:20261125141502+00'00') /ModDate (D:20261125141502+00'00')>>"
    new = printing.dated(was, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert new == was.replace(b"20261125141502", b"20260102030405")


def test_what_is_told_is_of_the_whole_area_and_of_periods_that_were_over() -> None:
    before, after = (_release(n, by) for n, by in ((1, 100), (2, 150)))
    told = changes.table(before, after)
    assert [(row[0].text, row[1].text, row[4].text) for row in told.rows] == [
        ("Open Crown Court cases", "now", "+50"),
        ("Open Crown Court cases", "October 2026", "+50"),
    ]


def _release(number: int, value: int) -> Release:
    def figure(period: str | None, **labels: str) -> Figure:
        return Figure("backlog_open", labels, TODAY, period, value, None, float(value), "ok")

    figures = (
        figure(None, stage="crown", place="Lancashire"),
        figure("2026-10", stage="crown", place="Lancashire"),
        figure("2026-11", stage="crown", place="Lancashire"),
        figure(None, stage="crown", place="Preston Crown Court"),
        figure(None, stage="crown", theme="rape"),
    )
    day = TODAY - timedelta(days=7 * (2 - number))
    return Release(number, day, NOW, "", figures)
