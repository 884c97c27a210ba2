"""Probation's codes as data: why an order ended, how a breach did (`probation_codes.csv`)."""

from collections.abc import Mapping
from functools import cache

from producers.reference.tables import rows


def meaning(list_: str, code: str) -> str | None:
    """Give the contract's word for a code of a list (`end`, `breach`); nothing if not listed."""
    return _meanings().get((list_, "_".join(code.replace("-", " ").split()).upper()))


@cache
def _meanings() -> Mapping[tuple[str, str], str]:
    return {(row["list"], row["code"]): row["meaning"] for row in rows("probation_codes.csv")}
