"""`lcjb grafana sync`: what files cannot provision, brought to where it should be.

Exit codes: 0 in step; 1 a board is not there yet, or Grafana refused; 2 no answer, or settings or
a source of annotations that cannot be read.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from dashboards import grafana_sync, happenings
from dashboards.build import BOARDS
from dashboards.grafana_client import Grafana, GrafanaFault
from dashboards.happenings import Happening
from metrics import home
from metrics.store.ledger import Ledger
from producers.contract.errors import ContractViolation

OUT, ERR = Console(), Console(stderr=True)
DONE, WAITS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which Grafana, and as whom."""

    url: str = "http://127.0.0.1:3000"
    """Grafana's address (LCJB_GRAFANA_URL)."""
    token_file: Path
    """File with the token of a service account, role Admin (LCJB_GRAFANA_TOKEN_FILE)."""
    ledger: str = "sqlite:///.lcjb/ledger.db"
    """Where the partners' declarations are (LCJB_LEDGER)."""


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from `LCJB_*`. Raises `ValueError`."""
    file = environment.get("LCJB_GRAFANA_TOKEN_FILE")
    if not file:
        raise ValueError("LCJB_GRAFANA_TOKEN_FILE is not set: the file with Grafana's token")
    default = Settings(token_file=Path(file))
    return Settings(
        url=environment.get("LCJB_GRAFANA_URL") or default.url,
        token_file=default.token_file,
        ledger=environment.get("LCJB_LEDGER") or default.ledger,
    )


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("grafana", help="folder, home, permissions, annotations of Grafana")
    kinds = parser.add_subparsers(metavar="WHAT", required=True)
    sync = kinds.add_parser("sync", help="bring what files cannot say into step")
    sync.add_argument("--check", action="store_true", help="change nothing, say what would be")
    sync.add_argument("--json", action="store_true", help="for machines")
    sync.set_defaults(func=_sync)


def _sync(arguments: argparse.Namespace) -> int:
    try:
        chosen = read()
        happened = list(_happened(chosen))
        grafana = Grafana(chosen.url, chosen.token_file.read_text(encoding="utf-8").strip())
        return _synced(grafana, happened, arguments)
    except GrafanaFault as fault:
        ERR.print(f"Grafana at {chosen.url}: {fault}", markup=False)
        return WAITS if fault.refused else UNREADABLE
    except SQLAlchemyError as error:
        ERR.print(f"the ledger cannot be read: {type(error).__name__}")
        return UNREADABLE
    except (OSError, ValueError, ContractViolation) as error:
        ERR.print(str(error), markup=False)
        return UNREADABLE


def _happened(chosen: Settings) -> Iterator[Happening]:
    yield from happenings.policy_changes()
    yield from happenings.threshold_changes(home.thresholds_file())
    ledger = Ledger.existing(chosen.ledger)
    yield from happenings.back_loads(ledger)
    yield from happenings.kept_releases(ledger)
    ledger.close()


def _synced(grafana: Grafana, happened: list[Happening], arguments: argparse.Namespace) -> int:
    version = grafana.health()["version"]
    missing = grafana_sync.missing(grafana, [f"lcjb-{name}" for name in BOARDS])
    changed: list[str] = []
    for step in grafana_sync.steps(grafana, happened):
        if not arguments.check:
            step.do()
        changed.append(step.said)
        if not arguments.json:
            OUT.print(step.said, markup=False, highlight=False)
    if arguments.json:
        said = {"grafana": version, "changed": changed, "missing": missing}
        OUT.print_json(json.dumps(said))
    else:
        OUT.print(f"Grafana {version}: {len(changed)} {_what(check=arguments.check)}.")
    if missing:
        ERR.print(f"Not there yet, see that Grafana reads its files: {', '.join(missing)}.")
    return WAITS if missing else DONE


def _what(*, check: bool) -> str:
    return "would be changed" if check else "changed"
