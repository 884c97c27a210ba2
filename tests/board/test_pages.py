"""The pages as HTML: what is on them, what is never on them, and what is refused."""

import csv
import gzip
import io
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import Client

from dashboards.board.server import PAGES
from dashboards.board.stages import STAGES
from metrics.catalogue import METRICS
from tests.board.conftest import TODAY

VIEWS = (*PAGES, *(f"/stages/{stage}" for stage in STAGES))


def page(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, (path, reply.get_data(as_text=True))
    return reply.get_data(as_text=True)


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_says_what_it_is_and_asks_nothing_of_others(client: Client, path: str) -> None:
    reply = client.get(path)
    text = reply.get_data(as_text=True)
    assert "Management information, not an official statistic" in text
    assert "24 November 2026" in text
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    loaded = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert all(address.startswith(("/", "#")) for address in loaded)
    assert not re.findall(r"<style|<script>| style=| on\w+=", text)


def test_every_catalogued_figure_has_a_definition_and_a_file(client: Client) -> None:
    text = page(client, "/figures")
    for name, metric in METRICS.items():
        assert metric.title.replace("'", "&#39;") in text
        assert f'href="/extract.csv?figure={name}"' in text


def test_every_catalogued_figure_is_shown_by_some_view(client: Client) -> None:
    """In a table or a headline, whose file has it: the list of all figures does not count."""
    shown: set[str] = set()
    for path in set(VIEWS) - {"/figures"}:
        for address in re.findall(r'href="(/extract\.csv[^"]+)"', page(client, path)):
            shown.update(parse_qs(urlsplit(address.replace("&amp;", "&")).query)["figure"])
    assert shown == set(METRICS)


@pytest.mark.parametrize("path", VIEWS)
def test_a_table_has_its_file_beside_it(client: Client, path: str) -> None:
    text = page(client, path)
    tables = re.findall(r'<table id="table-(\w+)', text)
    assert tables
    without = {"fresh", "changed"}  # these are of no catalogued figure
    files = re.findall(r'<p class="files">.*?href="(/extract[^"]+)"', text, re.DOTALL)
    assert len(files) >= len([name for name in tables if name not in without])
    for address in files:
        named = parse_qs(urlsplit(address.replace("&amp;", "&")).query)["figure"]
        assert set(named) <= set(METRICS)


def test_a_file_has_what_the_page_shows(client: Client) -> None:
    reply = client.get("/extract.csv?figure=backlog_open")
    assert reply.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(reply.get_data(as_text=True))))
    assert {row["metric"] for row in rows} == {"backlog_open"}
    now = next(
        row
        for row in rows
        if (row["stage"], row["place"], row["period"]) == ("crown", "Lancashire", "")
    )
    crown = page(client, "/").partition("Is the Crown Court backlog growing?")[2]
    assert f'<span class="number">{now["n"]}</span>' in crown


def test_the_extract_of_all_is_tidy(client: Client) -> None:
    rows = csv.DictReader(io.StringIO(client.get("/extract.csv").get_data(as_text=True)))
    named = {row["metric"] for row in rows}
    assert named == set(METRICS)


def test_charge_rates_are_three_figures_each_by_its_own_name(client: Client) -> None:
    text = page(client, "/charge-rates")
    for name in ("charge_rate_recorded", "charge_rate_closed", "charge_rate_cps"):
        assert f'<th scope="col">{METRICS[name].title}</th>' in text
    assert "Charge rate</" not in text


def test_what_nobody_told_is_no_data_and_never_0(client: Client) -> None:
    told = page(client, "/").partition("Charging decisions")[2].partition("</tr>")[0]
    assert re.findall(r"<td>([^<]*)</td>", told) == ["no data"] * 9


def test_what_people_write_is_escaped(client: Client) -> None:
    text = page(client, "/")
    assert "Two rooms &lt;shut&gt; &amp; more." in text
    assert "<shut>" not in text


def test_the_headline_answers_a_stranger(client: Client) -> None:
    crown = page(client, "/").partition("Is the Crown Court backlog growing?")[2]
    crown = crown.partition("</section>")[0]
    asked = re.findall(r"<dt>(.*?)</dt>", crown)
    for question in (
        "Is it growing?",
        "Is that unusual?",
        "Which court?",
        "Since when?",
        "What is known?",
        "How fresh is it?",
    ):
        assert question in asked
    assert "Sit on Saturdays. (Court Service)" in crown
    assert re.search(r"Target</dt><dd>30 by 31 March 2027: now [\d,]+ (above|below) it\.", crown)


def test_a_rate_says_in_words_whether_it_rises(client: Client) -> None:
    text = page(client, "/").partition("What share of recorded crime is charged?")[2]
    answer = re.search(r"<dt>Is it rising\?</dt><dd>(.*?)</dd>", text)
    assert answer
    assert re.fullmatch(
        r"(Much the same|Yes|No, it is falling): .*% a year before \(the year up to .*\)\.",
        answer[1],
    )


def test_a_past_day_and_a_release_stay_in_every_link(client: Client) -> None:
    day = (TODAY - timedelta(days=100)).isoformat()
    for kept in (f"as_of={day}", "release=1"):
        text = page(client, f"/?{kept}")
        links = re.findall(r'href="(/[^"]*)"', text)
        assert all(kept in link for link in links if not link.startswith("/static"))


def test_a_release_is_read_back_as_it_was(client: Client) -> None:
    text = page(client, "/?release=1")
    assert "Release 1: figures as of 16 November 2026, as known on 17 November 2026" in text
    assert "Nothing has been said of it yet." in text, "it has no remarks, whatever is said now"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/stages/nothing", 404),
        ("/?release=7", 404),
        ("/?release=x", 404),
        ("/?as_of=2026-11-31", 400),
        ("/?as_of=2030-01-01", 400),
        ("/charge-rates?place=Preston+Crown+Court", 400),
        ("/charge-rates?theme=weather", 400),
        ("/extract.csv?figure=nothing", 400),
        ("/static/nothing.js", 404),
        ("/static/../server.py", 404),
    ],
)
def test_what_is_not_there_is_said(client: Client, path: str, code: int) -> None:
    reply = client.get(path)
    assert reply.status_code == code
    assert reply.get_data(as_text=True).endswith(".\n")


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    first = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(first.get_data()).startswith(b"<!doctype html>")
    again = client.get(
        "/", headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": "gzip"}
    )
    assert (again.status_code, again.get_data()) == (304, b"")


def test_it_only_reads(client: Client) -> None:
    assert client.post("/").status_code == 405
    assert client.get("/healthz").get_data() == b"ok\n"
