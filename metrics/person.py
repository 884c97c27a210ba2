"""Who is who: which tokens stand for one person, by what is known now (R20, R31). Pure.

A person is a class of tokens, not a key. Tokens told together and pairs that a partner linked are
edges; of the statements about a pair the last one stands, on one day `unlinked`, which also parts
two tokens that were told together. Called by `metrics.mentions`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias, get_args

from producers.contract.facts import Identifier
from producers.contract.lists import Scheme

MOST_TOKENS = 50
"""More tokens than this are no one person's."""

Pair: TypeAlias = tuple[str, str]
"""Two tokens, the smaller first."""

Flag: TypeAlias = Literal["two-pncs", "too-many-tokens"]
FLAGS: tuple[Flag, ...] = get_args(Flag)
_SCHEMES: tuple[Scheme, ...] = ("pnc", "cro", "noms", "crn", "defendant", "asn")
"""By how surely they name one person."""


class Together(NamedTuple):
    """Identifiers told of one person in one event, and the key that their tokens were made with."""

    identifiers: tuple[Identifier, ...]
    tokenkey: str


class Statement(NamedTuple):
    """A partner says from a day on that a pair is one person, or is not."""

    pair: Pair
    day: date
    linked: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose each token is. A person goes by the smallest of their tokens."""

    person_of: Mapping[str, str]
    flagged: Mapping[str, Flag]
    """What was not joined and why, by the smallest of its tokens: there each is its own person."""

    def whose(self, identifiers: Iterable[Identifier]) -> str:
        """Give the person whom an event is about, one even where its tokens are apart."""
        told = min(identifiers, key=lambda each: (_SCHEMES.index(each.scheme), each.value))
        return self.person_of[told.value]


def pair_of(one: str, other: str) -> Pair:
    """Put a pair in its one order."""
    return (one, other) if one <= other else (other, one)


def identify(told: Iterable[Together], statements: Iterable[Statement]) -> Identity:
    """Join what is one person, whatever the order in which it was told."""
    together = set(told)
    keys_of = _keys_of_pncs(together)
    person_of: dict[str, str] = {}
    flagged: dict[str, Flag] = {}
    for tokens in _components(_neighbours(together, set(statements))):
        smallest = min(tokens)
        if flag := _flag(tokens, [key for token in tokens for key in keys_of.get(token, ())]):
            flagged[smallest] = flag
        person_of |= {token: token if flag else smallest for token in tokens}
    return Identity(person_of, flagged)


def _keys_of_pncs(together: Iterable[Together]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for told in together:
        for each in told.identifiers:
            if each.scheme == "pnc":
                out.setdefault(each.value, set()).add(told.tokenkey)
    return out


def _flag(tokens: set[str], keys_of_pncs: list[str]) -> Flag | None:
    """Say why a component is no one person. One PNC number has a token under each key."""
    if len(tokens) > MOST_TOKENS:
        return "too-many-tokens"
    return "two-pncs" if len(keys_of_pncs) > len(set(keys_of_pncs)) else None


def standing(statements: Iterable[Statement]) -> dict[Pair, bool]:
    """Give what stands of each pair: the latest day's word; of one day's, that it is not linked."""
    ordered = sorted(statements, key=lambda said: (said.day, not said.linked))
    return {said.pair: said.linked for said in ordered}


def _neighbours(
    together: Iterable[Together], statements: Iterable[Statement]
) -> dict[str, set[str]]:
    stands = standing(statements)
    linked = [pair for pair, is_linked in stands.items() if is_linked]
    out: dict[str, set[str]] = {}
    for group in (*_groups(together), *linked):
        for token in group:
            out.setdefault(token, set())
        for one, other in combinations(sorted(group), 2):
            if stands.get((one, other), True):
                out[one].add(other)
                out[other].add(one)
    return out


def _groups(together: Iterable[Together]) -> set[frozenset[str]]:
    return {frozenset(each.value for each in told.identifiers) for told in together}


def _components(neighbours: Mapping[str, set[str]]) -> Iterator[set[str]]:
    left = set(neighbours)
    while left:
        found: set[str] = set()
        edge = {left.pop()}
        while edge:
            found |= edge
            edge = set().union(*(neighbours[token] for token in edge)) - found
        left -= found
        yield found
