"""Counts the slow way from the acknowledged log. Shares no code with streams or metrics.

Reads the messages as JSON, keeps the greatest version of each id, and asks of every crime what
was true at the end of a day.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

Key = tuple[str, ...]
ORDER = {"crime-recorded": 0, "outcome-assigned": 1, "crime-cancelled": 2}


def _version(message: dict[str, Any]) -> tuple[int, datetime, bytes]:
    content = {
        "data": message["data"],
        "time": message["time"],
        "withdrawn": message.get("withdrawn", False),
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    recorded = datetime.fromisoformat(message["recordedtime"])
    return message["revision"], recorded, hashlib.sha256(canonical.encode()).digest()


def standing(log: Iterable[bytes]) -> dict[str, list[dict[str, Any]]]:
    """Give the messages that stand, by subject."""
    best: dict[str, dict[str, Any]] = {}
    for raw in log:
        message = json.loads(raw)
        kept = best.get(message["id"])
        if kept is None or _version(message) > _version(kept):
            best[message["id"]] = message
    subjects = defaultdict(list)
    for message in best.values():
        if not message.get("withdrawn"):
            subjects[message["subject"]].append(message)
    return subjects


def count(log: Iterable[bytes], as_of: str) -> Counter[Key]:
    """Count crimes recorded, open, and charged on both bases, by district, as of a day."""
    out: Counter[Key] = Counter()
    for messages in standing(log).values():
        facts = [(_day(m), ORDER.get(m["type"].split(".")[3], 9), m) for m in messages]
        true = [m for day, _, m in sorted(facts, key=lambda f: f[:2]) if day <= as_of]
        if any("crime-cancelled" in m["type"] for m in true):
            continue
        outcomes = [m["data"] for m in true if "outcome-assigned" in m["type"]]
        last = outcomes[-1] if outcomes else {"group": "not-yet-assigned"}
        if last["group"] == "charged":
            # An outcome whose crime is not here counts on the closed basis only.
            out["charged in", last["on"][:7]] += 1
        for recorded in (m["data"] for m in true if "crime-recorded" in m["type"]):
            out["recorded", recorded["district"]] += 1
            out["open", recorded["district"]] += last["group"] == "not-yet-assigned"
            out["charged", recorded["district"]] += last["group"] == "charged"
    return +out


def _day(message: dict[str, Any]) -> str:
    data = message["data"]
    return str(data.get("recorded_on") or data.get("on") or data.get("from") or data.get("day"))
