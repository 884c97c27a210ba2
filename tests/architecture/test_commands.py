"""Each verb is an entry point that leads to its room, so that one verb does not load them all."""

import argparse
import importlib
import tomllib
from pathlib import Path

ENTRIES: dict[str, str] = tomllib.loads(Path("pyproject.toml").read_text())["project"][
    "entry-points"
]["lcjb.commands"]


def test_every_verb_is_an_entry_point_of_its_room() -> None:
    registered: dict[str, str] = {}
    for place in sorted(set(ENTRIES.values())):
        module, _, name = place.partition(":")
        verbs = argparse.ArgumentParser().add_subparsers()
        getattr(importlib.import_module(module), name)(verbs)
        registered |= dict.fromkeys(verbs.choices, place)
    assert registered == ENTRIES
