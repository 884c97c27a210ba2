"""The command `lcjb`: offers the verbs of the rooms that are installed."""

import argparse
import importlib.metadata
import sys
from collections.abc import Sequence

GROUP = "lcjb.commands"
EPILOG = (
    "exit codes: 0 done; 1 done, but something was refused or waits; 2 usage or unreadable input"
)
_OPTIONAL = frozenset(
    {
        "alembic",
        "faust",
        "grafana_api",
        "jinja2",
        "numpy",
        "prometheus_client",
        "psycopg",
        "sqlalchemy",
        "waitress",
        "werkzeug",
        "yaml",
    }
)


def main() -> int:
    """Run one command; give its exit code."""
    arguments = parser(sys.argv[1:]).parse_args()
    code: int = arguments.func(arguments)
    return code


def parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Make the parser of what the installed rooms register; of one room, if its verb is asked.

    An entry point is named after a verb, and gives what registers all verbs of its room.
    """
    made = argparse.ArgumentParser(
        prog="lcjb", description="Criminal justice performance monitor.", epilog=EPILOG
    )
    verbs = made.add_subparsers(metavar="COMMAND", required=True)
    entries = sorted(importlib.metadata.entry_points(group=GROUP), key=lambda each: each.value)
    asked = [entry for entry in entries if entry.name in words[:1]] or entries
    for entry in {entry.value: entry for entry in asked}.values():
        try:
            register = entry.load()
        except ModuleNotFoundError as missing:
            # A partner's install has no monitor: its verbs are left out. Else it is a fault.
            if (missing.name or "").partition(".")[0] not in _OPTIONAL:
                raise
            continue
        register(verbs)
    return made


if __name__ == "__main__":
    sys.exit(main())
