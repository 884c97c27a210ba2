"""Which place a court is: the courts of one town and tier are one. Pure."""

from functools import cache

from producers.reference import courts
from producers.reference.tables import OUTSIDE, UNKNOWN

WITHIN = "within"
_TITLE = {"magistrates": "Magistrates' Court", "crown": "Crown Court"}


@cache
def places(tier: str) -> tuple[str, ...]:
    """Name the area's courts of a tier."""
    towns = sorted({court.town for court in courts.courts() if court.tier == tier})
    return tuple(f"{town} {_TITLE[tier]}" for town in towns)


@cache
def place(tier: str, code: str | None) -> str:
    """Name a court's place; the message says the tier, the code only where (domain, section 1)."""
    if not code or code == UNKNOWN:
        return UNKNOWN
    found = courts.court(code)
    if found is None:
        return OUTSIDE
    named = f"{found.town} {_TITLE[tier]}"
    return named if named in places(tier) else UNKNOWN


def reach(one: str, other: str) -> str:
    """Say whether a transfer stays within the area: then the area counts no move (R8)."""
    return "" if OUTSIDE in {one, other} else WITHIN
