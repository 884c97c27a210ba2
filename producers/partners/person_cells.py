"""A person in the cells of a row, as each register may tell of one beside the identifier it keeps.

The date of birth is read for the age at the event, on the partner's own machine, and goes no
further (S39).
"""

from collections.abc import Mapping
from datetime import date

from producers.contract.facts import Identifier, Person
from producers.contract.identifiers import canonical
from producers.contract.lists import Scheme, Sex
from producers.partners.persons import age_band, known
from producers.partners.rows import Cells, cell, day, refused, required, word
from producers.reference import tables
from producers.tokens import TokenKey

COLUMNS = ("date_of_birth", "sex", "home_district")

_SEXES: dict[str, Sex] = {"female": "female", "f": "female", "male": "male", "m": "male"}


def person(
    cells: Cells, said: Mapping[Scheme, str], on: date, key: TokenKey
) -> tuple[Person, tuple[str, ...]]:
    """Read the person of an event on a day, known by the identifiers said; and what is doubtful."""
    found = known(said, key, on.year)
    who = Person(
        tokens=found.tokens,
        age=age_band(day(cells, "date_of_birth"), on),
        sex=word(cells, "sex", _SEXES),
        home_district=_home(cells),
    )
    return who, found.doubts


def identifiers(cells: Cells, *schemes: Scheme) -> dict[Scheme, str]:
    """Take the identifiers from the columns that are named after their schemes."""
    return {scheme: cell(cells, scheme) for scheme in schemes}


def kept(cells: Cells, scheme: Scheme, key: TokenKey) -> tuple[str, Identifier]:
    """Give the identifier that a register keeps people by, and its token. Refuses a placeholder."""
    expected = f"a well-formed {scheme.upper()}"
    text = required(cells, scheme, expected)
    try:
        one = canonical(scheme, text)
    except ValueError:
        raise refused(scheme, text, expected) from None
    return one, Identifier(scheme=scheme, value=key.token(scheme, one))


def _home(cells: Cells) -> str | None:
    named = cell(cells, "home_district")
    if not named:
        return None
    found = named if named in tables.places() else tables.district_named(named)
    if found is None:
        expected = "a district's GSS code or name, `outside` or `unknown`"
        raise refused("home_district", named, expected)
    return found
