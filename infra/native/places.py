"""Where things lie: the checkout, and the folder for what the stack brings and leaves.

Called by every module of `infra.native`. Imports the standard library only, so that the
bootstrap can use it before there is a virtual environment.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"
VENV = ROOT / ".venv"
#: What is fetched (jars, binaries) and what runs (data, logs, pids). Never committed.
NATIVE = Path(os.environ.get("LCJB_NATIVE", ROOT / ".native")).resolve()
#: What the bringing of programs says.
LOG = NATIVE / "log"


class StackFault(Exception):
    """Something the user can mend: the message says what, and the command to mend it."""
