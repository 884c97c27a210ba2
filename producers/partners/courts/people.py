"""A defendant as a person, and remand."""

from collections.abc import Mapping

from producers.contract.facts import Identifier, Person
from producers.contract.lists import REMANDS, Remand, Scheme, Sex
from producers.partners.courts.reading import Reading
from producers.partners.messages import Node
from producers.partners.persons import age_band, known
from producers.reference import courts

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
    """Make tokens of the well-formed identifiers, and note what is doubtful."""
    found = known(said, reading.key, reading.said_in)
    reading.doubts.update(found.doubts)
    return found.tokens


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
