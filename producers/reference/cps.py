"""The CPS's decisions as data (`cps_decisions.csv`): what each code says, and if it is legal."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from producers.reference.tables import rows


class Decision(NamedTuple):
    """A listed decision; a legal one ends the matter for its suspect (R14)."""

    code: str
    kind: str
    legal: bool


@cache
def decisions() -> Mapping[str, Decision]:
    """Give the listed decisions by their codes."""
    listed = (
        Decision(row["code"], row["kind"], row["legal"] == "yes")
        for row in rows("cps_decisions.csv")
    )
    return {each.code: each for each in listed}
