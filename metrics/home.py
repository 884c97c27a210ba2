"""Where the files are that an office agrees on and keeps: those of `LCJB_HOME`.

Read at the edge by `lcjb export`, `thresholds`, `release`, `board` and `grafana`.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from producers import settings


def thresholds_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Give the file of the agreed levels; `LCJB_THRESHOLDS` names another."""
    named = environment.get("LCJB_THRESHOLDS")
    return Path(named) if named else _home(environment) / "thresholds.yaml"


def remarks_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Give the file of the secretariat's remarks."""
    return _home(environment) / "remarks.yaml"


def extracts_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Give the file in which extracts are noted."""
    return _home(environment) / "extracts.jsonl"


def _home(environment: Mapping[str, str]) -> Path:
    return settings.read(environment).home
