"""One person's dated words become cohorts entered, reoffences and first proofs. Pure.

`contributions` is told all that cautions, hearings and releases say of one person; who a person is,
is `metrics.person`'s. Called by `metrics.mentions`. Definitions: docs/definitions.md (reoffending),
the Ministry of Justice's proven reoffending; readings R18, R19, R21, R35.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

from dateutil.relativedelta import relativedelta

from metrics.book import Contribution
from producers.contract.facts import HeardOffence, Offence, Person
from producers.contract.lists import DISPOSALS, Disposal
from producers.reference import courts, tables

Kind: TypeAlias = Literal["caution", "hearing", "release", "other"]

FOLLOW_UP, PROOF = relativedelta(months=12), relativedelta(months=18)
UNKNOWN = "unknown"
AGES = ("adult", "juvenile", UNKNOWN)
INDEX_DISPOSALS = tuple(disposal for disposal in DISPOSALS if disposal != "other")
"""What enters a cohort, most severe first; custody enters on release from it (R19)."""
_JUVENILE = ("10-14", "15-17")


class Word(NamedTuple):
    """What one event says of one person on its day.

    A release is one from a custodial sentence; any other event tells age and home alone.
    """

    day: date
    kind: Kind
    person: Person | None
    offences: Sequence[Offence] = ()


class Sentence(NamedTuple):
    """A day's disposal, and the code of the offence it was for."""

    day: date
    disposal: Disposal
    code: str


class Proof(NamedTuple):
    """An offence proven: from when it was committed, and the day of conviction or caution."""

    committed: date
    day: date


def contributions(words: Iterable[Word]) -> list[Contribution]:
    """Say what one person adds to the cohorts, whatever the order of the words."""
    said = list(words)
    heard = _by_offence(said)
    proofs = [proof for told in heard for proof in _proofs(told)]
    entries = sorted(_entries(said, heard), key=lambda entry: (entry.day, _severity(entry)))
    out: list[Contribution] = []
    for _, cohort in groupby(entries, lambda entry: (entry.day.year, (entry.day.month - 1) // 3)):
        index = next(cohort)
        proven = sorted(p.day.toordinal() for p in proofs if is_reoffence(index.day, p))
        out += _entered(index, said, proven)
    return out


def is_reoffence(index: date, proof: Proof) -> bool:
    """Say whether a proven offence counts: both last days are inside, the index day is not."""
    committed_in_time = index < proof.committed <= index + FOLLOW_UP
    return committed_in_time and proof.day <= index + PROOF


def _entered(index: Sentence, said: Sequence[Word], proven: list[int]) -> Iterator[Contribution]:
    age, home = _at(said, index.day)
    labels = (home, index.disposal, age, courts.offence(index.code).group)
    clock = index.day.toordinal()
    yield Contribution(("entered-cohort", *labels), clock, clock, +1)
    for day in proven:
        yield Contribution(("reoffence", *labels), clock, day, +1)
    for day in proven[:1]:
        yield Contribution(("first-proof", *labels), clock, day, +1)


def _at(said: Iterable[Word], index: date) -> tuple[str, str]:
    """Give age and home district as last told by the index day: by the event itself, as a rule."""
    told = [(word.day, word.person) for word in said if word.person and word.day <= index]
    ages = [(day, person.age) for day, person in told if person.age != UNKNOWN]
    homes = [(day, person.home_district) for day, person in told if person.home_district]
    age = max(ages, default=(index, UNKNOWN))[1]
    home = max(homes, default=(index, UNKNOWN))[1]
    group = UNKNOWN if age == UNKNOWN else "juvenile" if age in _JUVENILE else "adult"
    return group, home if home in tables.places() else tables.OUTSIDE


Told: TypeAlias = Sequence[tuple[date, Offence]]
"""What was said of one offence, and when, in no order: it is convicted once, and sentenced once."""


def _by_offence(said: Iterable[Word]) -> list[Told]:
    found: dict[str, list[tuple[date, Offence]]] = {}
    for word in said:
        for offence in word.offences:
            found.setdefault(offence.offence, []).append((word.day, offence))
    return [told for told in found.values() if not _acquitted(told)]


def _acquitted(told: Told) -> bool:
    last = max(day for day, _ in told)
    heard = (each for day, each in told if day == last and isinstance(each, HeardOffence))
    return any(offence.acquitted_on for offence in heard)


def _proofs(told: Told) -> Iterator[Proof]:
    """Give the first proof of an offence; none while it is not known when it was committed."""
    days = [proven for day, offence in told if (proven := _proven(day, offence))]
    committed = [(day, each.committed_from) for day, each in told if each.committed_from]
    if days and committed:
        yield Proof(max(committed)[1], min(days))


def _proven(day: date, offence: Offence) -> date | None:
    """Give the day of conviction, not of sentence; that of the hearing where it is not said."""
    if not isinstance(offence, HeardOffence):
        return day
    guilty = offence.verdict == "guilty" or _disposal(offence) in INDEX_DISPOSALS
    return offence.convicted_on or (day if guilty else None)


def _disposal(offence: Offence) -> Disposal | None:
    if isinstance(offence, HeardOffence) and offence.result == "final":
        return offence.disposal
    return None


def _severity(sentence: Sentence) -> tuple[int, str]:
    return DISPOSALS.index(sentence.disposal), sentence.code


def _entries(said: Sequence[Word], heard: Iterable[Told]) -> Iterator[Sentence]:
    """Give what enters: each day's principal disposal unless it is custody, and each release."""
    given = [*_cautions(said), *(sentence for told in heard for sentence in _sentences(told))]
    given.sort(key=lambda sentence: (sentence.day, _severity(sentence)))
    principal = [next(of_day) for _, of_day in groupby(given, lambda sentence: sentence.day)]
    yield from (each for each in principal if each.disposal not in {"custody", "other"})
    for release in (word.day for word in said if word.kind == "release"):
        codes = [s.code for s in principal if s.disposal == "custody" and s.day <= release]
        yield Sentence(release, "custody", codes[-1] if codes else "")


def _cautions(said: Iterable[Word]) -> Iterator[Sentence]:
    for word in said:
        if word.kind == "caution":
            yield Sentence(word.day, "caution", min((o.code for o in word.offences), default=""))


def _sentences(told: Told) -> list[Sentence]:
    """Give an offence's first disposal, which stands: a conviction still without one is none."""
    given = ((day, _disposal(offence), offence.code) for day, offence in told)
    found = (Sentence(day, disposal, code) for day, disposal, code in given if disposal)
    return sorted(found, key=lambda each: (each.day, _severity(each)))[:1]
