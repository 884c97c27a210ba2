"""HTML becomes a PDF, by the Chromium of the machine. The shell of `lcjb pack --pdf`.

The same HTML printed by the same Chromium with the same fonts is the same PDF, byte for byte: the
dates that Chromium writes into it are set to the instant of what is printed.
"""

import os
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 60
FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:[0-9]{14}[^)]*\)")


class NoChromium(OSError):
    """There is no Chromium, or it could not print."""


def program() -> str:
    """Find Chromium: `LCJB_CHROMIUM`, else on the path. Raises `NoChromium`."""
    named = os.environ.get("LCJB_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise NoChromium("there is no Chromium: install it, or name it in LCJB_CHROMIUM")
    return found


def flags() -> list[str]:
    """Give the flags; root has no sandbox to itself."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def pdf(html: bytes, at: datetime) -> bytes:
    """Print a page that loads nothing. Raises `NoChromium`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page, printed = folder / "pack.html", folder / "pack.pdf"
        page.write_bytes(html)
        words = [
            program(),
            *flags(),
            f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ]
        try:
            subprocess.run(words, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - words of ours
        except (subprocess.SubprocessError, OSError) as error:
            raise NoChromium(f"Chromium could not print: {type(error).__name__}") from error
        return dated(printed.read_bytes(), at)


def dated(printed: bytes, at: datetime) -> bytes:
    """Set the dates of a PDF; their length stays, so that its table of offsets holds."""
    stamp = f"(D:{at.astimezone(UTC):%Y%m%d%H%M%S}+00'00')".encode()

    def set_date(found: re.Match[bytes]) -> bytes:
        new = b"/" + found[1] + b" " + stamp
        return new if len(new) == len(found[0]) else found[0]

    return _DATE.sub(set_date, printed)
