"""The dashboards as Grafana reads them: whole, of the house's rules, and of known keys only."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from dashboards import alerts, build
from dashboards.monitor_series import MONITOR_SERIES
from dashboards.panels import COLOURS
from dashboards.stages import STAGES
from metrics.catalogue import AT_END, CATALOGUE, IN_WINDOW

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "dashboards/grafana"
ROWS_OF_A_SCREEN = 26
"""Of Grafana's grid, on 1,080 lines without its frame."""
FIGURES = {name for m in CATALOGUE for end in ("", IN_WINDOW, AT_END) for name, _ in m.series(end)}
OWN = {n if n.startswith(("up", "scrape", "ALERTS")) else f"lcjb_{n}" for n in MONITOR_SERIES}
KNOWN = FIGURES | OWN | {alerts.LEVEL_IN_FORCE}
FILES = sorted(FOLDER.glob("*.json"))
JSONObject = dict[str, Any]


def read(path: Path) -> JSONObject:
    return dict(json.loads(path.read_text()))


def shown(board: JSONObject) -> list[JSONObject]:
    return [panel for panel in board["panels"] if panel["type"] != "row"]


BOARDS = [read(path) for path in FILES]
WALL = next(board for board in BOARDS if board["uid"] == "lcjb-wall")
OF_THE_MONITOR = {"lcjb-data-quality", "lcjb-operations"}
PANELS = [panel for board in BOARDS for panel in shown(board)]
ASKING = [panel for panel in PANELS if panel["type"] not in {"text", "annolist"}]
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
    assert board["tags"] == ["lcjb"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_its_uid_is_its_files_name(path: Path) -> None:
    assert read(path)["uid"] == f"lcjb-{path.stem}"
    assert path.stem in build.BOARDS


def test_titles_are_unique_in_the_one_folder() -> None:
    assert len({board["title"] for board in BOARDS}) == len(BOARDS) == len(build.BOARDS)


@pytest.mark.parametrize("board", [b for b in BOARDS if b is not WALL], ids=lambda b: b["uid"])
def test_variables_are_the_data_source_and_what_is_chosen(board: JSONObject) -> None:
    variables = board["templating"]["list"]
    sources = [v for v in variables if v["type"] == "datasource"]
    assert [(v["name"], v["label"]) for v in sources] == [("datasource", "Data Source")]
    asked = [v for v in variables if v["type"] == "query"]
    assert all(v["refresh"] == 2 for v in asked), "refreshed on time change"
    assert {f"${v['name']}" for v in asked} == set(re.findall(r"\$[a-z]+", asked_for(board)))


def asked_for(board: JSONObject) -> str:
    exprs = [t["expr"] for panel in shown(board) for t in panel.get("targets", [])]
    return " ".join(exprs).replace("$__rate_interval", "")


@pytest.mark.parametrize("board", [b for b in BOARDS if b is not WALL], ids=lambda b: b["uid"])
def test_it_marks_what_happened_and_leads_to_the_others(board: JSONObject) -> None:
    [marks] = board["annotations"]["list"]
    assert marks["datasource"] == {"type": "grafana", "uid": "-- Grafana --"}
    assert marks["enable"]
    assert (marks["target"]["type"], marks["target"]["tags"]) == ("tags", ["lcjb"])
    assert [link["tags"] for link in board["links"]] == [["lcjb"]]


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
    assert rows == ([] if board is WALL else ["Headline", "Trend", "Breakdown", "Tables"])


KINDS = {
    "Headline": {"stat"},
    "Trend": {"timeseries", "barchart"},
    "Breakdown": {"bargauge", "barchart", "stat", "annolist"},
    "Tables": {"table"},
}


@pytest.mark.parametrize("board", [b for b in BOARDS if b is not WALL], ids=lambda b: b["uid"])
def test_a_row_has_panels_of_its_kind(board: JSONObject) -> None:
    row = ""
    for panel in board["panels"][3:]:
        row = panel["title"] if panel["type"] == "row" else row
        assert panel["type"] in {"row", *KINDS[row]}


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board["uid"])
def test_panels_lie_in_their_order_side_by_side_and_none_on_another(board: JSONObject) -> None:
    at = [panel["gridPos"] for panel in board["panels"]]
    cells = [
        (x, y)
        for g in at
        for x in range(g["x"], g["x"] + g["w"])
        for y in range(g["y"], g["y"] + g["h"])
    ]
    assert len(set(cells)) == len(cells), "one lies on another"
    assert max(x for x, _ in cells) < 24
    assert [(g["y"], g["x"]) for g in at] == sorted((g["y"], g["x"]) for g in at)
    for y in {g["y"] for g in at}:
        beside = [g for g in at if g["y"] == y]
        assert sum(g["w"] for g in beside) == 24, "a gap in a row"
        assert len({g["h"] for g in beside}) == 1, "a ragged row"


def test_the_wall_has_nothing_to_choose_and_fits_a_screen() -> None:
    assert not WALL["templating"].get("list")
    assert "$" not in json.dumps(WALL)
    bottom = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in WALL["panels"])
    assert bottom <= ROWS_OF_A_SCREEN
    assert {panel["type"] for panel in WALL["panels"]} == {"text", "stat"}
    tiles = [panel for panel in WALL["panels"] if panel["type"] == "stat"]
    assert {panel["options"]["textMode"] for panel in tiles} == {"value_and_name"}, "named large"


def test_the_walls_data_source_is_the_provisioned_one() -> None:
    provisioned = ROOT / "infra/grafana/provisioning/datasources/prometheus.yml"
    [source] = yaml.safe_load(provisioned.read_text())["datasources"]
    used = {panel["datasource"]["uid"] for panel in shown(WALL)}
    used |= {t["datasource"]["uid"] for p in shown(WALL) for t in p.get("targets", [])}
    assert used == {source["uid"]}


@pytest.mark.parametrize("uid", ["lcjb-overview", "lcjb-wall"])
def test_stages_stand_in_the_order_of_the_process(uid: str) -> None:
    board = next(board for board in BOARDS if board["uid"] == uid)
    names = [stage.title for stage in STAGES]
    said = [p["title"] for p in board["panels"]] if uid == "lcjb-wall" else legends(board)
    found = [next((n for n in names if each.startswith(n)), "") for each in said]
    order = list(dict.fromkeys(filter(None, found)))
    assert order == names


def legends(board: JSONObject) -> list[str]:
    panel = next(p for p in board["panels"] if "change in four weeks" in p["title"])
    return [target["legendFormat"] for target in panel["targets"]]


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
    uid = "lcjb-prometheus" if panel in shown(WALL) else "${datasource}"
    assert all(ref == {"type": "prometheus", "uid": uid} for ref in used)


@pytest.mark.parametrize("panel", PANELS, ids=name)
def test_every_panel_has_a_description(panel: JSONObject) -> None:
    assert len(panel["description"]) > 20


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
    together = [p for p in ASKING if p["title"].endswith(("above threshold?", "their threshold?"))]
    assert [states(panel) for panel in together] == [said] * 6, "the overview, and the wall's five"
    limits = [panel for panel in ASKING if "custody_time_limits" in only_query(panel)]
    of_state = [panel for panel in limits if "mappings" in panel["fieldConfig"]["defaults"]]
    words = ["None within 7 days", "One within 7 days", "One has passed"]
    assert [states(panel) for panel in of_state] == [words] * 3


def only_query(panel: JSONObject) -> str:
    return str(panel["targets"][0]["expr"]) if len(panel["targets"]) == 1 else ""


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
    of_figures = [board for board in BOARDS if board["uid"] not in OF_THE_MONITOR]
    trends = [p for board in of_figures for p in shown(board) if p["type"] == "timeseries"]
    assert trends
    for panel in trends:
        assert panel["interval"] == "1d"
        assert all("last_over_time(" in t["expr"] and "[1d]" in t["expr"] for t in panel["targets"])


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board["uid"])
def test_nothing_is_asked_more_often_than_it_is_scraped(board: JSONObject) -> None:
    seconds = {"s": 1, "m": 60}[board["refresh"][-1]] * int(board["refresh"][:-1])
    assert seconds >= 15


def test_counters_stand_inside_a_rate_with_the_interval_of_grafana() -> None:
    """Or inside the increase of a day, where a number is of a day."""
    inside = re.compile(r"(rate\([^()]*\[\$__rate_interval\]|increase\([^()]*\[1d\])\)")
    known = re.compile(r"sum\(lcjb_feed_read_total\{\}\) \* 0")  # whether it is known, not how many
    assert any(inside.search(expression) for expression in EXPRESSIONS)
    for expression in EXPRESSIONS:
        bare = known.sub("", inside.sub("", expression))
        assert "_total" not in bare
        assert "rate(" not in bare


@pytest.mark.parametrize("expression", sorted(set(EXPRESSIONS)))
def test_only_named_series_are_asked_for(expression: str) -> None:
    asked = set(re.findall(r"\b(lcjb[_:][a-z_:0-9]+|ALERTS|up|scrape_[a-z_]+)\{", expression))
    assert asked
    assert asked <= KNOWN
