"""Persons and offences as facts carry them: tokens and codes, never who or what it was."""

from datetime import date

from msgspec import Struct

from producers.contract.facts.base import CjsCode, District, Token
from producers.contract.lists import AgeBand, Scheme, Sex


class Carried(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An object inside a fact: nothing but the contract's fields, as the fact itself."""


class Identifier(Carried, frozen=True, kw_only=True):
    """A token, and the scheme of the identifier that it was made of."""

    scheme: Scheme
    value: Token


class Person(Carried, frozen=True, kw_only=True):
    """A person; without tokens it joins no one and enters no cohort. Age is at the event."""

    tokens: tuple[Identifier, ...]
    age: AgeBand
    sex: Sex | None = None
    home_district: District | None = None


class Offence(Carried, frozen=True, kw_only=True):
    """An offence charged: the token of its id, and its code of the national list."""

    offence: Token
    code: CjsCode
    committed_from: date | None = None
    committed_to: date | None = None
