"""The contract as JSON Schema 2020-12: one schema for each type and version. Pure.

Generated from the types of `facts` and `events`, so it cannot say anything else than the decoder;
`producers.contract.build` writes it down. One rule no schema can say: a fact is not true on a day
after that of `recordedtime` (code `future`).
"""

from typing import Any

import msgspec

from producers.contract.events import Envelope
from producers.contract.facts import FACT_OF_TYPE, NO_MORE, CrimeRecorded, Fact, OutcomeAssigned
from producers.contract.lists import GROUP_OF_OUTCOME, OUTCOME_GROUPS
from producers.contract.topics import TOPICS

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TOKEN = "[0-9a-f]{32}"  # noqa: S105 - a form, not a secret


def schema(name: str) -> Schema:
    """Give the schema of a type's events, as `schema("uk.lcjb.police.crime-recorded.v1")`."""
    fact, agency = FACT_OF_TYPE[name], name.split(".")[2]
    whole = _object(Envelope)
    told = whole["properties"]
    told["type"] = {"const": name}
    told["source"] = {"enum": [s for t in TOPICS.values() if t.agency == agency for s in t.sources]}
    told["subject"] = _subject(fact, agency)
    told["data"] = _object(fact) | _rules(fact)
    head = {"$schema": DIALECT, "$id": f"urn:lcjb:{name}", "title": name}
    return head | {"description": fact.__doc__, "x-owner": agency} | whole


def _object(of: type[msgspec.Struct]) -> Schema:
    """Give a struct's schema whole: what it holds stands in its place, not among definitions."""
    defs: Schema = msgspec.json.schema(of)["$defs"]
    whole: Schema = _inlined(defs[of.__name__], defs)
    return whole


def _inlined(told: Any, defs: Schema) -> Any:
    match told:
        case {"$ref": str(ref)}:
            return _inlined(defs[ref.rpartition("/")[2]], defs)
        case {"properties": _}:
            kept = {k: v for k, v in told.items() if k not in {"title", "description"}}
            return {k: _inlined(v, defs) for k, v in kept.items()}
        case dict():
            return {k: _inlined(v, defs) for k, v in told.items()}
        case list():
            return [_inlined(each, defs) for each in told]
    return told


def _subject(fact: type[Fact], agency: str) -> Schema:
    if fact.aggregate == "partner":
        return {"const": f"partner:{agency}"}
    return {"type": "string", "pattern": f"^{fact.aggregate}:{_TOKEN}{NO_MORE}"}


def _rules(fact: type[Fact]) -> Schema:
    """Say what a fact's fields must be to each other: the rules of `wire` on facts."""
    if fact is CrimeRecorded:
        return {"oneOf": [_said("offence"), _said("crime_type")]}
    if fact is OutcomeAssigned:
        return {"allOf": [_of_group(group) for group in OUTCOME_GROUPS]}
    return {}


def _said(name: str) -> Schema:
    return {"properties": {name: {"type": "string"}}, "required": [name]}


def _of_group(group: str) -> Schema:
    numbers = [number for number, its in GROUP_OF_OUTCOME.items() if its == group]
    of_group = {"properties": {"group": {"const": group}}, "required": ["group"]}
    return {"if": of_group, "then": {"properties": {"type": {"enum": [*numbers, None]}}}}


def breaks(old: Schema, new: Schema) -> list[str]:
    """Say what a change would break for those who write or read events of the old schema.

    A schema may only gain optional fields and sources: whatever was there stays as it was.
    """
    return _breaks(old, new, "")


def _breaks(old: Schema, new: Schema, where: str) -> list[str]:
    if "properties" in old and "properties" in new:
        return _object_breaks(old, new, where)
    if "items" in old and old | {"items": 0} == new | {"items": 0}:
        return _breaks(old["items"], new["items"], where)
    if "anyOf" in old and "anyOf" in new:  # an object or nothing
        rest = old["anyOf"][1:] == new["anyOf"][1:]
        return _breaks(old["anyOf"][0], new["anyOf"][0] if rest else {}, where)
    if where == "/source" and set(old.get("enum", ())) <= set(new.get("enum", ())):
        return []  # one more may speak: those who did still may
    return [] if old == new else [f"{where}: changed or gone"]


def _object_breaks(old: Schema, new: Schema, where: str) -> list[str]:
    before, after = old["properties"], new["properties"]
    needed, needs = set(old["required"]), set(new["required"])
    inside = [_breaks(before[n], after.get(n, {}), f"{where}/{n}") for n in before]
    return [
        *(found for each in inside for found in each),
        *(f"{where}/{n}: now required" for n in sorted(needs - needed)),
        *(f"{where}/{n}: no longer required" for n in sorted(needed - needs)),
        *(f"{where}: its {r} changed" for r in ("oneOf", "allOf") if old.get(r) != new.get(r)),
    ]
