"""What facts say of persons: who is named together, who is linked, and what befell them. Pure.

A hearing is stored once, under its case, and speaks of several persons; `said` reads what one
aggregate says of anybody, `shares` puts the words of many aggregates together, person by person.
Called by `metrics.aggregate` for `streams.persons`, the rebuild and `lcjb figures --events`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from metrics import reoffending
from metrics.book import NO_CLOCK, Contribution
from metrics.partner import ALWAYS
from metrics.person import Flag, Statement, Together, identify, pair_of
from metrics.reoffending import UNKNOWN, Kind, Word
from producers.contract.facts import (
    CautionGiven,
    Fact,
    HearingResulted,
    Identifier,
    Person,
    PersonsLinked,
    PersonsUnlinked,
    PrisonerReceived,
    PrisonerReleased,
    SupervisionStarted,
)
from producers.contract.lists import Scheme

SPEAKING: tuple[type[Fact], ...] = (
    HearingResulted,
    CautionGiven,
    SupervisionStarted,
    PersonsLinked,
    PersonsUnlinked,
    PrisonerReceived,
    PrisonerReleased,
)
"""The facts that name persons."""

Keyed: TypeAlias = tuple[Fact, str]
"""A fact that stands, and the id of the key that its tokens were made with."""


class Mention(NamedTuple):
    """One person named in one event, and what it says of them."""

    together: Together
    word: Word


class Said(NamedTuple):
    """What one aggregate says of persons."""

    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()

    def groups(self) -> Iterator[frozenset[str]]:
        """Give the tokens that it brings together, whether or not they will stand for one person.

        What is linked is so brought, and what is unlinked: both may change who is who.
        """
        for mention in self.mentions:
            yield frozenset(each.value for each in mention.together.identifiers)
        for statement in self.statements:
            yield frozenset(statement.pair)

    def tokens(self) -> frozenset[str]:
        """Give every token that it names."""
        return frozenset().union(*self.groups())

    def rows(self) -> frozenset[str]:
        """Give the rows that may keep what it says: those of its tokens."""
        return frozenset(map(row_of, self.tokens()))


def said(subject: str, facts: Iterable[Keyed]) -> Said:
    """Read what an aggregate says of persons; a person without tokens is nobody's."""
    kind, _, token = subject.partition(":")
    told = list(facts)
    found = _in_case(told) if kind == "case" else _of_person(token, told)
    mentions = tuple(m for m in found if m.together.identifiers)
    return Said(mentions, tuple(_statements(fact for fact, _ in told)))


def shares(told: Iterable[Said]) -> dict[str, list[Contribution]]:
    """Say what each person adds to the book, by the subject in whose row it is kept."""
    everything = list(told)
    mentions = [mention for each in everything for mention in each.mentions]
    statements = (statement for each in everything for statement in each.statements)
    identity = identify((mention.together for mention in mentions), statements)
    words: dict[str, list[Word]] = defaultdict(list)
    for mention in mentions:
        words[identity.whose(mention.together.identifiers)].append(mention.word)
    out = {who: reoffending.contributions(of_one) for who, of_one in words.items()}
    for who, flag in identity.flagged.items():
        out[who] = [*out.get(who, ()), _not_joined(flag)]
    return {row_of(who): rows for who, rows in out.items() if rows}


def row_of(token: str) -> str:
    """Name the row that keeps what is known by a token: a person's is that of their smallest."""
    return f"person:{token}"


def _not_joined(flag: Flag) -> Contribution:
    return Contribution(("persons-not-joined", UNKNOWN, flag), NO_CLOCK, ALWAYS, +1)


def _in_case(told: Iterable[Keyed]) -> Iterator[Mention]:
    """Read hearings; a defendant told without identifiers is who they were at another one."""
    hearings = [(fact, key) for fact, key in told if isinstance(fact, HearingResulted)]
    known: dict[str, Together] = {}
    for hearing, key in hearings:
        for each in hearing.defendants:
            if each.person and each.person.tokens:
                known[each.defendant] = Together(each.person.tokens, key)
    for hearing, key in hearings:
        for each in hearing.defendants:
            own = Together(_tokens(each.person), key)
            together = own if own.identifiers else known.get(each.defendant, own)
            yield Mention(
                together, Word(hearing.sitting_day, "hearing", each.person, each.offences)
            )


def _of_person(token: str, told: Iterable[Keyed]) -> Iterator[Mention]:
    """Read cautions, orders and movements; the last two are of the one whom they are about."""
    for fact, key in told:
        match fact:
            case CautionGiven():
                word = Word(fact.on, "caution", fact.person, fact.offences)
                yield Mention(Together(fact.person.tokens, key), word)
            case SupervisionStarted():
                yield _about("crn", token, key, Word(fact.on, "other", fact.person))
            case PrisonerReceived():
                yield _about("noms", token, key, Word(fact.on, "other", fact.person))
            case PrisonerReleased():
                kind: Kind = "release" if fact.from_ == "sentence" else "other"
                yield _about("noms", token, key, Word(fact.on, kind, fact.person))


def _about(scheme: Scheme, token: str, key: str, word: Word) -> Mention:
    own = Identifier(scheme=scheme, value=token)
    return Mention(Together((own, *_tokens(word.person)), key), word)


def _tokens(person: Person | None) -> tuple[Identifier, ...]:
    return person.tokens if person else ()


def _statements(facts: Iterable[Fact]) -> Iterator[Statement]:
    for fact in facts:
        if isinstance(fact, PersonsLinked | PersonsUnlinked):
            yield Statement(pair_of(fact.a, fact.b), fact.on, isinstance(fact, PersonsLinked))
