"""Writes dashboards, rules and docs/metrics.md, or says what drifted: `python -m dashboards.build`.

`--check` writes nothing, lists the files that differ from what the code says, and exits with 1.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from dashboards import (
    alerts,
    charging,
    courts,
    crime_and_charge,
    custody,
    data_quality,
    glossary,
    heading,
    health,
    limits,
    operations,
    overview,
    partners,
    probation,
    reoffending,
    wall,
)
from metrics import thresholds
from metrics.exporter.thresholds import SHIPPED

HERE = Path(__file__).parent
HEAD = "# Written by `python -m dashboards.build` from dashboards/{source}; edit that, not this.\n"

BOARDS = {
    "overview": overview,
    "wall": wall,
    "crime-and-charge": crime_and_charge,
    "charging-and-bail": charging,
    "courts-and-the-backlog": courts,
    "custody-time-limits": custody,
    "probation": probation,
    "reoffending": reoffending,
    "data-quality": data_quality,
    "operations": operations,
}
"""The modules of the boards, by file name: their uid is that, after `lcjb-`."""


class _Dumper(yaml.SafeDumper):
    """Writes many lines as many lines."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(*groups: alerts.Rule) -> str:
    """Write rule groups as Prometheus reads them."""
    return yaml.dump({"groups": list(groups)}, Dumper=_Dumper, sort_keys=False, width=1000)


def files() -> Iterator[tuple[Path, str]]:
    """Give every generated file and what it should hold."""
    levels = thresholds.read(SHIPPED.read_text(encoding="utf-8"))
    rules = HERE / "rules"
    yield HERE.parent / "docs/metrics.md", glossary.page()
    yield (
        rules / "backlog.yml",
        HEAD.format(source="alerts.py") + as_yaml(alerts.backlog_group(levels)),
    )
    yield rules / "heading.yml", HEAD.format(source="heading.py") + as_yaml(heading.group())
    yield rules / "health.yml", HEAD.format(source="health.py") + as_yaml(health.group())
    yield rules / "partners.yml", HEAD.format(source="partners.py") + as_yaml(partners.group())
    yield rules / "limits.yml", HEAD.format(source="limits.py") + as_yaml(limits.group())
    for name, board in BOARDS.items():
        yield HERE / f"grafana/{name}.json", as_json(board.dashboard())


def as_json(dashboard: object) -> str:
    """Write a dashboard as Grafana reads it."""
    return json.dumps(dashboard, cls=JSONEncoder, indent=2, sort_keys=True) + "\n"


def drifted() -> list[Path]:
    """Give the files that are not what the code says."""
    return [path for path, text in files() if not path.exists() or path.read_text() != text]


def main(arguments: list[str] | None = None) -> int:
    """Write, or check; 0 when all is as it should be, else 1."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, list what differs")
    if parser.parse_args(arguments).check:
        return _report(drifted())
    for path, text in files():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(HERE.parent))  # noqa: T201 - a program's output
    return 0


def _report(paths: list[Path]) -> int:
    for path in paths:
        print(  # noqa: T201 - a program's output
            f"{path.relative_to(HERE.parent)} differs: run `python -m dashboards.build`.",
            file=sys.stderr,
        )
    return 1 if paths else 0


if __name__ == "__main__":
    raise SystemExit(main())
