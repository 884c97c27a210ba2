"""Where alerts go: addresses from the environment, rendered into Alertmanager's settings.

Alertmanager 0.25 reads neither a webhook's address nor an e-mail's from a file, so the one
shared script infra/alertmanager/render.sh fills them in, here and in Docker alike.
"""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from infra.native.places import INFRA
from infra.native.process import Command, run


@dataclass(frozen=True, slots=True)
class Receivers:
    """The addresses; an empty one leaves its receiver out, an owner's is then the board's."""

    webhook: str = ""
    email: str = ""
    email_police: str = ""
    email_cps: str = ""
    email_courts: str = ""
    email_probation: str = ""
    email_prisons: str = ""
    email_operators: str = ""
    sender: str = ""
    smarthost: str = ""
    smtp_user: str = ""
    smtp_password_file: str = ""
    grafana: str = ""
    docs: str = ""

    @classmethod
    def from_environment(cls) -> Self:
        """Read `LCJB_ALERT_WEBHOOK`, `LCJB_ALERT_EMAIL` … as docs/operations.md lists them."""
        return cls(**{name: os.environ.get(_variable(name), "") for name in asdict(cls())})

    def environment(self) -> dict[str, str]:
        """Give them as the script reads them."""
        return {_variable(name): value for name, value in asdict(self).items()}


def _variable(name: str) -> str:
    return f"LCJB_ALERT_{name.upper()}"


def render(receivers: Receivers, folder: Path) -> Path:
    """Write alertmanager.yml into a folder (mode 600: an address can be a secret)."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "alertmanager.yml"
    script = INFRA / "alertmanager/render.sh"
    shared = INFRA / "alertmanager/alertmanager.yml"
    words = ["sh", str(script), str(shared), str(target)]
    run(Command(words, folder / "render.log", receivers.environment()))
    return target
