"""From a bare checkout to one that can work: what must exist before anything else can run.

    python3 infra/native/bootstrap.py

Called by `make setup`. Standard library only. Done again only when a lock file has changed.
As root it installs what is missing with apt-get; else one message names it and the mend.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements/dev.txt"
STAMP = VENV / ".lcjb-setup"
NEEDED = (3, 11)


def missing(*, browser: bool) -> list[str]:
    """Name the Debian packages whose programs are not here; the tests want a browser, too."""
    wanted = []
    if browser and not shutil.which("chromium"):
        wanted += ["chromium", "fonts-liberation"]
    if not _has_venv():
        wanted.append("python3-venv")
    if not shutil.which("mvn") and not (ROOT / ".native/kafka").exists():
        wanted.append("maven")
    return wanted


def _has_venv() -> bool:
    return (VENV / "bin/pip").exists() or importlib.util.find_spec("ensurepip") is not None


def provide(packages: list[str]) -> None:
    """Install packages as root; else end with the one message that says what to do."""
    if not packages:
        return
    mend = f"apt-get install --no-install-recommends -y {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Missing: {', '.join(packages)}. To mend, as root: {mend}")
    say(f"installing {', '.join(packages)}")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(mend.split(), check=True, env=quiet)


def fingerprint() -> str:
    """Digest what the environment is made from."""
    files = (LOCK, ROOT / "pyproject.toml")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def environment() -> None:
    """Make .venv from the hashed lock file, and the project in it as it lies here."""
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    say("making .venv from requirements/dev.txt")
    if not (VENV / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip = [str(VENV / "bin/python"), "-m", "pip", "install", "-q"]
    subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    STAMP.write_text(fingerprint())


def say(what: str) -> None:
    """Tell what takes time now."""
    print(f"set-up: {what} …", flush=True)  # noqa: T201  (before rich is there)


def main() -> None:
    """Provide packages, environment and programs."""
    if sys.version_info < NEEDED:
        sys.exit("Python 3.11 or later is needed. To mend: make PYTHON=/path/to/python3.11 …")
    provide(missing(browser="--browser" in sys.argv))
    environment()
    postgres = ["--postgres"] if "--postgres" in sys.argv else []
    fetch = [str(VENV / "bin/python"), "-m", "infra.native", "fetch", *postgres]
    sys.exit(subprocess.run(fetch, cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    main()
