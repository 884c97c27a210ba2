"""A person as partners tell of one: tokens of what is well formed, and the age at the event.

No name, address or date of birth leaves here (docs/contract.md, "Tokens"; S33, S39). Used by the
adapters of courts, police, probation and prisons.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from producers.contract.facts import Identifier
from producers.contract.identifiers import canonical, check_letter_is_right
from producers.contract.lists import AGE_BANDS, AgeBand, Scheme
from producers.tokens import TokenKey

_AGES = (10, 15, 18, 21, 25, 30, 40, 50)
_CHECKED = ("pnc", "cro", "asn")


class Known(NamedTuple):
    """The identifiers by which a person is known, and what is doubtful about those said."""

    tokens: tuple[Identifier, ...]
    doubts: tuple[str, ...]


def known(said: Mapping[Scheme, str], key: TokenKey, year: int) -> Known:
    """Make tokens of the well-formed identifiers; a placeholder would join strangers.

    `year` is that in which they were said. What is not said, is left out.
    """
    found: list[Identifier] = []
    doubts: list[str] = []
    for scheme, value in said.items():
        if not value:
            continue
        try:
            one = canonical(scheme, value, year)
        except ValueError:
            doubts.append(f"{scheme}-not-well-formed")
            continue
        if scheme in _CHECKED and not check_letter_is_right(scheme, one):
            doubts.append(f"{scheme}-check-letter")
        found.append(Identifier(scheme=scheme, value=key.token(scheme, one)))
    return Known(tuple(found), tuple(doubts))


def age_band(born: date | None, on: date) -> AgeBand:
    """Give the band of an age in whole years; under ten is unknown, as no date is."""
    if born is None:
        return "unknown"
    before_birthday = (on.month, on.day) < (born.month, born.day)
    band = bisect_right(_AGES, on.year - born.year - before_birthday)
    return AGE_BANDS[band - 1] if band else "unknown"
