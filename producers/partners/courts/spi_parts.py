"""The parts that both SPI messages are made of: sittings, defendants, offences."""

import re
from datetime import date, datetime
from typing import NamedTuple

from producers.contract.days import london_day
from producers.contract.facts import Identifier, Offence, Person
from producers.contract.identifiers import canonical
from producers.contract.lists import Sex, Tier
from producers.partners.courts.people import identifiers
from producers.partners.courts.reading import Reading
from producers.partners.courts.spi_envelope import instant
from producers.partners.courts.xml import Node
from producers.partners.persons import age_band
from producers.reference import courts
from producers.tokens import TokenKey

_CODE = re.compile(r"[A-Z0-9]{3,12}")
_SEX: dict[str, Sex] = {"1": "male", "2": "female"}
_CROWN: Tier = "crown"
_BELOW: Tier = "magistrates"


class Case(NamedTuple):
    """A case: its root reference, which never leaves, and its token."""

    reference: str
    token: str


class Sitting(NamedTuple):
    """Where and when a court sits: court, tier, day, the clock as told, the instant if it is one.

    SPI names no tier: a court's code does, by its first letter where it is another area's.
    """

    court: str
    tier: Tier
    day: date
    clock: str
    at: datetime | None


class Defendant(NamedTuple):
    """A defendant of a case: the token, and the person if it is not an organisation."""

    token: str
    person: Person | None


def case_of(node: Node, key: TokenKey) -> Case:
    """Read a case's reference: a URN to its root, anything else as it is (S36)."""
    reference = canonical("urn", node.needed("PTIURN", "the case's reference"))
    return Case(reference, key.token("urn", reference))


def sitting_of(node: Node) -> Sitting:
    """Read a hearing's place and time."""
    code = courts.canonical_court(node.text("CourtHearingLocation"))
    if code is None:
        raise node.refused("CourtHearingLocation", "a court's organisation-unit code, as B04KO00")
    day = node.day("DateOfHearing")
    if day is None:
        raise node.refused("DateOfHearing", "the day of the hearing")
    at = instant(day.isoformat(), node.text("TimeOfHearing"))
    listed = courts.court(code)
    crown = listed.tier == _CROWN if listed else code.startswith("C")
    return Sitting(
        court=code,
        tier=_CROWN if crown else _BELOW,
        day=day,
        clock=node.text("TimeOfHearing")[:5],
        at=at if at and london_day(at) == day else None,
    )


def hearing_of(sitting: Sitting, case: Case, defendant: Defendant, key: TokenKey) -> str:
    """Make a hearing's token: SPI has no id of one, and tells each defendant's by itself."""
    parts = (sitting.court, sitting.day.isoformat(), sitting.clock, case.reference, defendant.token)
    return key.token("hearing", "|".join(parts))


def defendant_of(node: Node, case: Case, reading: Reading) -> Defendant:
    """Read a defendant, by arrest/summons number; by the case and what is told where it is none."""
    reference = node.text("ProsecutorReference")
    individual = node.maybe("CourtIndividualDefendant") or node.maybe("PoliceIndividualDefendant")
    details = individual and individual.maybe("PersonDefendant", "BasePersonDetails")
    born = details.day("Birthdate") if details else None
    asn = identifiers({"asn": reference}, reading)
    told = f"{case.reference}|{reference.upper()}|{born or ''}"
    return Defendant(
        token=asn[0].value if asn else reading.key.token("defendant", told),
        person=_person(individual, asn, born, reading) if individual else None,
    )


def _person(node: Node, asn: tuple[Identifier, ...], born: date | None, reading: Reading) -> Person:
    pnc, cro = node.text("PersonDefendant", "PNCidentifier"), node.text("CROnumber")
    gender = node.text("PersonDefendant", "BasePersonDetails", "Gender")
    return Person(
        tokens=(*identifiers({"pnc": pnc, "cro": cro}, reading), *asn),
        age=age_band(born, reading.day),
        sex=_SEX.get(gender),
    )


def offence_of(node: Node, case: Case, defendant: Defendant, key: TokenKey) -> Offence:
    """Read an offence. Its sequence number is its id in the case; 0 is none, so code and day are.

    An amended code keeps the number, so it stays the same offence.
    """
    details = node.one("BaseOffenceDetails")
    code = details.text("OffenceCode").upper()
    if not _CODE.fullmatch(code):
        raise details.refused("OffenceCode", "a code of the national offence list, as TH68001")
    start = details.day("OffenceTiming", "OffenceStart", "OffenceDateStartDate")
    number = details.text("OffenceSequenceNumber").lstrip("0") or f"{code}|{start or ''}"
    return Offence(
        offence=key.token("offence", f"{case.reference}|{defendant.token}|{number}"),
        code=code,
        committed_from=start,
        committed_to=details.day("OffenceTiming", "OffenceEnd", "OffenceEndDate"),
    )


def charged_on(node: Node) -> date | None:
    """Read the day on which an offence was charged, if it is told."""
    return node.one("BaseOffenceDetails").day("ChargeDate")
