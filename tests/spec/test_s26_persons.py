"""S26, S33: who is one person by what is known now, in every order of arrival."""

from itertools import permutations

import pytest

from metrics.person import MOST_TOKENS, Identity, Statement, Together, identify, pair_of
from producers.partners.courts.people import identifiers
from producers.partners.courts.reading import Reading
from producers.tokens import TokenKey
from tests.spec.court_facts import day, token
from tests.spec.person_facts import (
    S26,
    caution,
    cohort,
    identifier,
    linked,
    shares,
    unlinked,
)

APART, MERGED = (2, 0, 0), (1, 1, 1)


@pytest.mark.parametrize(("said", "counts"), [(3, APART), (4, MERGED), (5, APART), (6, MERGED)])
def test_s26_merge_and_unmerge_in_every_order_of_arrival(
    said: int, counts: tuple[int, ...]
) -> None:
    for order in permutations(S26[:said]):
        assert cohort(order, "2025-Q1") == counts


def test_r31_links_hold_for_every_as_of() -> None:
    assert cohort(S26[:4], "2025-Q1", "2025-03-31")[0] == 1


def test_of_one_day_the_unlinking_stands() -> None:
    told = [*S26[:4], unlinked("c1", "c2", "2025-04-01")]
    assert cohort(told, "2025-Q1") == APART


def joined(*groups: str, links: str = "", cuts: str = "") -> Identity:
    """Identify by names of tokens: each group told in one event, each pair as `a-b`."""
    told = [Together(tuple(map(identifier, group.split())), "key") for group in groups]
    statements = [
        Statement(pair_of(*map(token, pair.split("-"))), day("2025-01-01"), is_link)
        for pairs, is_link in ((links, True), (cuts, False))
        for pair in pairs.split()
    ]
    return identify(told, statements)


def persons(identity: Identity) -> int:
    return len(set(identity.person_of.values()))


def test_tokens_told_together_are_one_person_and_so_on_along_the_chain() -> None:
    assert persons(joined("a b", "b c", "d", links="d-e e-c")) == 1


def test_an_unlinked_pair_is_apart_though_it_was_told_together() -> None:
    assert persons(joined("a b", cuts="a-b")) == 2
    assert persons(joined("a b c", cuts="a-b")) == 1


def test_two_pnc_numbers_are_not_joined_and_each_token_stands_for_itself() -> None:
    identity = joined("pnc1 a", "pnc2 a")
    assert list(identity.flagged.values()) == ["two-pncs"]
    assert persons(identity) == 3
    assert identity.whose([identifier("a"), identifier("pnc1")]) == token("pnc1")


def test_one_pnc_number_under_an_old_and_a_new_key_is_one_person() -> None:
    rotated = identify(
        [Together((identifier("pnc-old"),), "old"), Together((identifier("pnc-new"),), "new")],
        [Statement(pair_of(token("pnc-old"), token("pnc-new")), day("2025-01-01"), linked=True)],
    )
    assert (persons(rotated), rotated.flagged) == (1, {})


@pytest.mark.parametrize(("more", "count"), [(0, 1), (1, MOST_TOKENS + 1)])
def test_more_than_fifty_tokens_are_not_joined(more: int, count: int) -> None:
    chain = " ".join(f"t{n}-t{n + 1}" for n in range(MOST_TOKENS - 1 + more))
    identity = joined("t0", links=chain)
    assert persons(identity) == count
    assert list(identity.flagged.values()) == ["too-many-tokens"] * more


def test_what_is_not_joined_is_counted() -> None:
    told = [caution("2025-02-10", who="pnc1"), caution("2025-02-11", who="pnc2")]
    rows = shares([*told, linked("pnc1", "pnc2", "2025-03-01")]).values()
    found = [row.series for of_one in rows for row in of_one if "joined" in row.series[0]]
    assert found == [("persons-not-joined", "unknown", "two-pncs")]


@pytest.mark.parametrize(
    "placeholder", ["TFL1", "TFL", "007007", "arrest123", "XVITYX8RAIHZ", "33629585-8"]
)
def test_s33_a_placeholder_makes_no_token_and_joins_nobody(placeholder: str) -> None:
    reading = Reading(TokenKey(bytes(32)), day("2026-04-02"), 2026)
    assert identifiers({"asn": placeholder, "pnc": placeholder}, reading) == ()


def test_s33_what_has_the_shape_makes_one_and_a_wrong_letter_is_a_flag() -> None:
    reading = Reading(TokenKey(bytes(32)), day("2026-04-02"), 2026)
    (found,) = identifiers({"asn": "1101ZD0100000410799E"}, reading)
    assert found.scheme == "asn"
