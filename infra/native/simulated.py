"""The extracts of the demo's police force: a history, then live ones, by `lcjb simulate`.

Called by `demo`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: Runs one of our commands and gives what it said.
Lcjb = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Extracts:
    """Where the files go, and the part of Lancashire's volume in them."""

    folder: Path
    scale: float
