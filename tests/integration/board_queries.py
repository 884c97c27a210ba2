"""Every query of every board as Grafana sends it, and which of them are left unanswered."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
BOARDS = [json.loads(path.read_text()) for path in (ROOT / "dashboards/grafana").glob("*.json")]
INTERVAL = "1m"
"""What Grafana puts for `$__rate_interval`: four scrapes of 15 seconds."""


class Asked(NamedTuple):
    """One query: the board, the panel and the line that it is for, and what is asked."""

    board: str
    panel: str
    line: str
    expr: str

    def __str__(self) -> str:
        return f"{self.board}: {self.panel} {self.line}"


def asked() -> Iterator[Asked]:
    """Give them with each variable at what it is when the board is opened."""
    for board in BOARDS:
        for panel in board["panels"]:
            for target in panel.get("targets", []):
                expr = filled(target["expr"], chosen(board))
                yield Asked(board["title"], panel["title"], target["legendFormat"], expr)


def chosen(board: dict[str, Any]) -> dict[str, str]:
    """Give the variables of a board, each at its first choice."""
    variables = board["templating"].get("list", [])
    return {v["name"]: v["current"]["value"] for v in variables if v["type"] == "query"}


def filled(expr: str, variables: dict[str, str]) -> str:
    """Put the variables in."""
    expr = expr.replace("$__rate_interval", INTERVAL)
    return re.sub(r"\$([a-z]+)", lambda found: variables[found[1]], expr)


def has_data(answer: list[dict[str, Any]]) -> bool:
    """Say whether an instant query gave a number."""
    return any(float(sample["value"][1]) == float(sample["value"][1]) for sample in answer)


def ask(prometheus: str, expr: str) -> list[dict[str, Any]]:
    """Ask a Prometheus, by its address, what it knows now."""
    with urlopen(f"{prometheus}/api/v1/query?query={quote(expr)}", timeout=10) as answer:  # noqa: S310
        return list(json.load(answer)["data"]["result"])


def choices() -> Iterator[tuple[str, str, str]]:
    """Give of every variable the series and label that it is read from, and its first choice."""
    for board in BOARDS:
        for variable in board["templating"].get("list", []):
            if variable["type"] == "query":
                found = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"])
                assert found
                yield found[1], found[2], variable["current"]["value"]
