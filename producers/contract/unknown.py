"""Fields that are not in the contract, at any depth: dropped and counted, or told to a sender."""

import difflib
from collections.abc import Iterator
from functools import cache
from typing import Any

from msgspec import Struct, inspect


def known(value: Any, of: type[Struct]) -> tuple[Any, int]:
    """Keep of a decoded value what its type knows; say how many fields were dropped."""
    return _known(value, _of(of))


@cache
def _of(struct: type[Struct]) -> inspect.Type:
    return inspect.type_info(struct)


def _known(value: Any, of: inspect.Type) -> tuple[Any, int]:
    match of:
        case inspect.StructType() if isinstance(value, dict):
            types = {field.encode_name: field.type for field in of.fields}
            kept = {n: _known(each, types[n]) for n, each in value.items() if n in types}
            dropped = len(value) - len(kept) + sum(more for _, more in kept.values())
            return {name: each for name, (each, _) in kept.items()}, dropped
        case inspect.VarTupleType() if isinstance(value, list):
            told = [_known(each, of.item_type) for each in value]
            return [each for each, _ in told], sum(more for _, more in told)
        case inspect.UnionType():  # an object or nothing
            return _known(value, of.types[0])
    return value, 0


def nearest(named: str, of: type[Struct]) -> str:
    """Name the field that was meant, at whatever depth, or the fields that there are."""
    names = [field.encode_name for field in _at_all_depths(_of(of))]
    near = difflib.get_close_matches(named, names, n=1)
    return f"`{near[0]}`" if near else "one of " + ", ".join(f"`{n}`" for n in dict.fromkeys(names))


def _at_all_depths(of: inspect.Type) -> Iterator[inspect.Field]:
    match of:
        case inspect.StructType():
            for field in of.fields:
                yield field
                yield from _at_all_depths(field.type)
        case inspect.VarTupleType():
            yield from _at_all_depths(of.item_type)
        case inspect.UnionType():
            yield from _at_all_depths(of.types[0])
