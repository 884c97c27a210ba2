"""Who is before the court, as the contract may say it: tokens, age and sex, never a name.

Only a well-formed identifier makes a person's token (S33): a placeholder would join strangers.
"""

from collections.abc import Iterable
from datetime import date

from producers.contract.facts import Identifier, Person
from producers.contract.identifiers import canonical
from producers.contract.lists import AgeBand, Scheme, Sex
from producers.tokens import TokenKey

_BANDS: tuple[tuple[int, AgeBand], ...] = (
    (50, "50+"),
    (40, "40-49"),
    (30, "30-39"),
    (25, "25-29"),
    (21, "21-24"),
    (18, "18-20"),
    (15, "15-17"),
    (10, "10-14"),
)
_OLDEST = 120


def person(
    key: TokenKey, told: Iterable[tuple[Scheme, str]], born: date | None, on: date, sex: Sex | None
) -> Person:
    """Make a person of the identifiers that are well formed; age is at the day of the event."""
    tokens = ((scheme, token(key, scheme, value)) for scheme, value in told)
    return Person(
        tokens=tuple(Identifier(scheme=scheme, value=value) for scheme, value in tokens if value),
        age=age_band(born, on),
        sex=sex,
    )


def token(key: TokenKey, scheme: Scheme, value: str) -> str | None:
    """Give the token of an identifier, or nothing when it is not well formed."""
    try:
        return key.token(scheme, canonical(scheme, value))
    except ValueError:
        return None


def age_band(born: date | None, on: date) -> AgeBand:
    """Give the age band on a day; a day of birth that cannot be one is `unknown`."""
    if born is None:
        return "unknown"
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    known = next((band for least, band in _BANDS if age >= least), None)
    return known if known and age <= _OLDEST else "unknown"
