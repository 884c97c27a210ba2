"""A defendant as a person: tokens of what is well formed, age at the event, and remand.

No name, address or date of birth leaves here (docs/contract.md, "Tokens"; S33, S39).
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date

from producers.contract.facts import Identifier, Person
from producers.contract.identifiers import canonical, check_letter_is_right
from producers.contract.lists import AGE_BANDS, REMANDS, AgeBand, Remand, Scheme, Sex
from producers.partners.courts.reading import Reading
from producers.partners.messages import Node
from producers.reference import courts

_AGES = (10, 15, 18, 21, 25, 30, 40, 50)
_CHECKED = ("pnc", "cro", "asn")
_SEXES: dict[str, Sex] = {"MALE": "male", "FEMALE": "female"}
_REMANDS: dict[str, Remand] = {remand: remand for remand in REMANDS}
_BAIL_WORDS = {"in custody": "custody", "bailed": "bail"}  # of the older events; in no list


def person(defendant: Node, reading: Reading) -> Person | None:
    """Read the person of a defendant in any shape; a company is none."""
    own = defendant["personDefendant"]
    details = own["personDetails"] if own.value is not None else defendant["person"]
    if details.value is None:
        return None
    said: dict[Scheme, str] = {
        "pnc": (defendant["pncId"].text() or own["pncId"].text()),
        "cro": defendant["croNumber"].text(),
        "asn": own["arrestSummonsNumber"].text(),
        "defendant": defendant["masterDefendantId"].text(),
    }
    return Person(
        tokens=identifiers(said, reading),
        age=age_band(details["dateOfBirth"].day(), reading.day),
        sex=_SEXES.get(details["gender"].text().upper()),
    )


def identifiers(said: Mapping[Scheme, str], reading: Reading) -> tuple[Identifier, ...]:
    """Make tokens of the well-formed identifiers; a placeholder would join strangers."""
    found = []
    for scheme, value in said.items():
        if not value:
            continue
        try:
            one = canonical(scheme, value, reading.said_in)
        except ValueError:
            reading.doubt(f"{scheme}-not-well-formed")
            continue
        if scheme in _CHECKED and not check_letter_is_right(scheme, one):
            reading.doubt(f"{scheme}-check-letter")
        found.append(Identifier(scheme=scheme, value=reading.key.token(scheme, one)))
    return tuple(found)


def age_band(born: date | None, on: date) -> AgeBand:
    """Give the band of an age in whole years; under ten is unknown, as no date is."""
    if born is None:
        return "unknown"
    before_birthday = (on.month, on.day) < (born.month, born.day)
    band = bisect_right(_AGES, on.year - born.year - before_birthday)
    return AGE_BANDS[band - 1] if band else "unknown"


def remand(status: Node, reading: Reading) -> Remand | None:
    """Read a bail status, an object of code and description or a word; nothing when not said."""
    told = [status] if isinstance(status.value, str) else [status["code"], status["description"]]
    texts = [each.text() for each in told if each.text()]
    for text in texts:
        word = courts.meaning("remand", text) or _BAIL_WORDS.get(_plain(text), "")
        if word in _REMANDS:
            return _REMANDS[word]
    if not texts:
        return None
    reading.doubt("bail-status-unlisted")
    return "unknown"


def _plain(text: str) -> str:
    return text.replace("_", " ").casefold()
