"""The dashboards as Grafana reads them: whole, of the house's rules, and of known keys only."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from dashboards.panels import COLOURS

FOLDER = Path(__file__).resolve().parents[2] / "dashboards/grafana"
FILES = sorted(FOLDER.glob("*.json"))
JSONObject = dict[str, Any]


def read(path: Path) -> JSONObject:
    return dict(json.loads(path.read_text()))


BOARDS = [read(path) for path in FILES]
PANELS = [panel for board in BOARDS for panel in board["panels"] if panel["type"] != "row"]
ASKING = [panel for panel in PANELS if panel["type"] != "text"]
EXPRESSIONS = [target["expr"] for panel in ASKING for target in panel["targets"]]


def name(panel: JSONObject) -> str:
    return str(panel["title"])


def keys(value: object) -> set[str]:
    match value:
        case dict():
            return set(value) | {k for inner in value.values() for k in keys(inner)}
        case list():
            return {k for inner in value for k in keys(inner)}
    return set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_models_of_grafana_know_every_key(path: Path) -> None:
    register_default_plugins()
    board = read(path)
    again = json.loads(json.dumps(Dashboard.from_json(board), cls=JSONEncoder))
    assert again == board


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board["uid"])
def test_a_dashboard_is_of_the_files_and_nobody_elses(board: JSONObject) -> None:
    assert re.fullmatch(r"[a-z-]{1,40}", board["uid"])
    assert not {"id", "version"} & set(board)
    assert board["editable"] is False
    assert "${DS_" not in json.dumps(board)
    assert "libraryPanel" not in keys(board)
    sources = [v for v in board["templating"]["list"] if v["type"] == "datasource"]
    assert [(v["name"], v["label"]) for v in sources] == [("datasource", "Data Source")]
    asked = [v for v in board["templating"]["list"] if v["type"] == "query"]
    assert all(v["refresh"] == 2 for v in asked), "refreshed on time change"


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board["uid"])
def test_panel_ids_are_set_once_each(board: JSONObject) -> None:
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    assert all(isinstance(number, int) and number > 0 for number in ids)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board["uid"])
def test_it_opens_with_what_it_is_for_and_what_it_is_not(board: JSONObject) -> None:
    first = board["panels"][0]
    assert first["type"] == "text"
    words = first["options"]["content"]
    assert all(word in words for word in ("Purpose", "Owner", "not an official statistic"))


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board["uid"])
def test_the_order_is_headline_trend_breakdown_table(board: JSONObject) -> None:
    rows = [panel["title"] for panel in board["panels"] if panel["type"] == "row"]
    assert rows == ["Headline", "Trend", "Breakdown", "Tables"]


@pytest.mark.parametrize("panel", PANELS, ids=name)
def test_a_title_is_a_question_of_ten_words_or_fewer(panel: JSONObject) -> None:
    assert panel["title"].endswith("?")
    assert len(panel["title"].split()) <= 10


@pytest.mark.parametrize("panel", ASKING, ids=name)
def test_a_panel_has_description_unit_and_target(panel: JSONObject) -> None:
    for part in ("Definition", "Unit", "Source", "Population", "Caveats"):
        assert f"**{part}:**" in panel["description"]
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["targets"]


@pytest.mark.parametrize("panel", PANELS, ids=name)
def test_a_panel_and_its_targets_use_the_one_data_source(panel: JSONObject) -> None:
    used = [panel["datasource"], *(target["datasource"] for target in panel.get("targets", []))]
    assert all(ref == {"type": "prometheus", "uid": "${datasource}"} for ref in used)


@pytest.mark.parametrize("panel", ASKING, ids=name)
def test_what_is_missing_reads_no_data(panel: JSONObject) -> None:
    assert panel["fieldConfig"]["defaults"]["noValue"] == "No data"


def test_there_are_no_pies_and_no_stacks() -> None:
    assert "piechart" not in {panel["type"] for panel in PANELS}
    stacks = [panel["options"].get("stacking", "none") for panel in PANELS]
    stacks += [
        panel["fieldConfig"]["defaults"].get("custom", {}).get("stacking", {}).get("mode", "none")
        for panel in ASKING
    ]
    assert set(stacks) == {"none"}


@pytest.mark.parametrize("kind", ["bargauge", "barchart", "timeseries"])
def test_bars_and_lines_begin_at_zero(kind: str) -> None:
    found = [panel for panel in PANELS if panel["type"] == kind]
    assert found
    assert all(panel["fieldConfig"]["defaults"]["min"] == 0 for panel in found)


def test_colours_are_those_of_the_analysis_function() -> None:
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", json.dumps(BOARDS)))
    assert used <= set(COLOURS)


def states(panel: JSONObject) -> list[str]:
    words = panel["fieldConfig"]["defaults"]["mappings"][0]["options"]
    return [words[str(n)]["text"] for n in range(3)]


def test_a_state_is_said_in_words() -> None:
    found = [panel for panel in ASKING if "above its threshold" in panel["title"]]
    said = ["Below threshold", "Above warning threshold", "Above critical threshold"]
    assert [states(panel) for panel in found] == [said] * 5, "a stage each"
    limits = next(panel for panel in ASKING if "end soon?" in panel["title"] and panel["id"] == 10)
    assert states(limits) == ["None within 7 days", "One within 7 days", "One has passed"]


MAGISTRATES = re.compile(
    r'stage="magistrates"|lcjb_(trials|trials_effective_ratio|timeliness_\w+|custody_time_limits)\{'
)


def asking(what: re.Pattern[str]) -> list[JSONObject]:
    return [p for p in ASKING if any(what.search(t["expr"]) for t in p["targets"])]


@pytest.mark.parametrize("panel", asking(MAGISTRATES), ids=name)
def test_what_counts_magistrates_cases_says_that_single_justice_is_left_out(
    panel: JSONObject,
) -> None:
    assert "Excluding single justice cases." in panel["description"]


@pytest.mark.parametrize("panel", asking(re.compile(r'stage="(?!unpaid-work)')), ids=name)
def test_a_stage_says_whether_it_is_by_court_or_by_force(panel: JSONObject) -> None:
    assert "Court stages are by court, police stages by force." in panel["description"]


def test_what_is_out_on_warrant_stands_beside_open() -> None:
    courts = next(board for board in BOARDS if board["uid"] == "lcjb-courts-and-the-backlog")
    beside = [p for p in courts["panels"] if "out_on_warrant" in json.dumps(p.get("targets", []))]
    assert [panel["type"] for panel in beside] == ["stat", "timeseries", "table"]
    for panel in beside:
        asked = [target["expr"] for target in panel["targets"]]
        assert any("lcjb_backlog_open{" in expression for expression in asked)


def test_a_trend_asks_for_the_last_of_a_day_at_steps_of_a_day() -> None:
    trends = [panel for panel in ASKING if panel["type"] == "timeseries"]
    assert trends
    for panel in trends:
        assert panel["interval"] == "1d"
        assert all("last_over_time(" in t["expr"] and "[1d]" in t["expr"] for t in panel["targets"])


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board["uid"])
def test_nothing_is_asked_more_often_than_it_is_scraped(board: JSONObject) -> None:
    seconds = {"s": 1, "m": 60}[board["refresh"][-1]] * int(board["refresh"][:-1])
    assert seconds >= 15


def test_counters_stand_inside_a_rate_with_the_interval_of_grafana() -> None:
    for expression in EXPRESSIONS:
        bare = re.sub(r"(rate|increase)\([^()]*\[\$__rate_interval\]\)", "", expression)
        assert "_total" not in bare
        assert "rate(" not in bare
