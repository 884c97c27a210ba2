"""The main job in one command: two simulated years in, figures and a live trickle out.

`__main__` calls it for `make demo`. Everything goes the way a partner's facts go: a simulated
extract is published as a file, the worker folds it, the exporter serves it. The demo has a
stack, a token key and a ledger of its own under .native/demo, and takes them along at its end.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from rich.console import Console

from infra.native import bundles
from infra.native.places import NATIVE, VENV, StackFault
from infra.native.process import Command, run, tail
from infra.native.stack import Stack

HOME = NATIVE / "demo"
YEARS = 2
#: The longest a fresh stack may take to fold two years of all of Lancashire.
CATCH_UP = 600.0
#: Seconds between two live extracts.
BEAT = 5.0


@dataclass(frozen=True)
class Demo:
    """A demo: its stack, the part of Lancashire's volume, seconds to go on (None: until ^C)."""

    stack: Stack
    scale: float
    seconds: float | None

    @classmethod
    def fresh(cls, scale: float, seconds: float | None) -> "Demo":
        """Give a demo with nothing left of an earlier one. Raises StackFault while one runs."""
        stack = Stack(home=HOME, ledger=_ledger(), lcjb_home=str(HOME / "lcjb"))
        if stack.record.running():
            raise StackFault("a demo runs already. To mend: stop it with Ctrl-C where it runs")
        shutil.rmtree(HOME, ignore_errors=True)
        return cls(Stack(home=HOME, ledger=_ledger(), lcjb_home=str(HOME / "lcjb")), scale, seconds)

    def lcjb(self, *words: str) -> str:
        """Run one of our commands against the demo's stack and give what it said."""
        done = subprocess.run(
            [str(VENV / "bin/lcjb"), *words],
            env={**os.environ, **self.stack.addresses()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode > 1:
            raise StackFault(f"`lcjb {' '.join(words)}` failed:\n{done.stderr or done.stdout}")
        return done.stdout

    def status(self) -> dict[str, Any]:
        """Give what `lcjb status` says."""
        told: dict[str, Any] = json.loads(self.lcjb("status", "--json"))
        return told


def _ledger() -> str:
    return f"sqlite:///{HOME / 'lcjb/ledger.db'}"
