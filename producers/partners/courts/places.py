"""Where a hearing is: its tier, as the message says it, and its court, by code or by name."""

import re

from producers.contract.lists import TIERS, Tier
from producers.partners.courts.reading import Reading
from producers.partners.messages import Node
from producers.reference import courts
from producers.reference.tables import UNKNOWN

_TIERS: dict[str, Tier] = {tier: tier for tier in TIERS}
_KIND_OF_COURT = re.compile(r"(crown|magistrates'?|combined) court(s| centre)?|justice centre")


def tier(hearing: Node) -> Tier:
    """Read the tier: as said, else by the court's name. The code only gives the place."""
    said = hearing["jurisdictionType"]
    name = _name(hearing["courtCentre"]).casefold()
    word = said.text().casefold() or next((each for each in TIERS if each in name), "")
    if word not in _TIERS:
        raise said.refused("MAGISTRATES or CROWN", "Say which, or name the court in full.")
    return _TIERS[word]


def court(centre: Node, of: Tier, reading: Reading) -> str:
    """Give the court's code of seven characters; `unknown` where nothing tells it."""
    found = courts.canonical_court(centre["code"].text()) or named(_name(centre), of)
    if found is None:
        reading.doubt("court-unknown")
    return found or UNKNOWN


def _name(centre: Node) -> str:
    return centre.first("name", "courtCentreName").text()


def named(name: str, of: Tier) -> str | None:
    """Find a court of the area by its name, with or without what kind of court it is."""
    plain = " ".join(_KIND_OF_COURT.sub(" ", name.casefold()).split())
    here = [each for each in courts.courts() if each.tier == of]
    by_name = [each.ou for each in here if plain == each.name.casefold()]
    by_town = [each.ou for each in here if plain == each.town.casefold()]
    return next((each[0] for each in (by_name, by_town) if len(each) == 1), None)
