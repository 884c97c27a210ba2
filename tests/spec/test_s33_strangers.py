"""S33: a placeholder of the real samples, in messages about two people, joins nobody: in figures.

One person enters the cohort of January to March 2025, another is convicted there of an offence of
20 February. Both messages come through the adapters; if they were of one person, that one would
have reoffended.
"""

import json
import re
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from producers import reading
from producers.contract.events import Event
from producers.contract.identifiers import canonical
from producers.contract.lists import Scheme
from producers.partners.rows import Context, Said
from producers.tokens import TokenKey
from tests.spec.common_platform_messages import COMMUNITY, Heard, hearing
from tests.spec.person_facts import cohort
from tests.spec.spi_messages import offence, resulted

SAMPLES = Path(__file__).parents[2].parent / "shared/samples"
CONTEXT = Context(TokenKey(bytes(32)))
PLACEHOLDERS = (
    *("TFL1", "TFL", "007007", "arrest123", "XVITYX8RAIHZ", "33629585-8"),
    *("1234567", "B0000W4DP6", "Test PNC", "12345"),
)
WELL_FORMED: dict[Scheme, str] = {
    "pnc": "2002/0073319Z",
    "cro": "065656/91H",
    "asn": "1101ZD0100000410799E",
}
OWN: dict[Scheme, tuple[str, str]] = {
    "asn": ("2504EA0100000000001A", "2504EA0100000000002A"),
    "cro": ("000001/91A", "000002/91A"),
}
"""What each of the two is known by beside, and apart."""
Identifiers = Mapping[str, str]


class Way(NamedTuple):
    """How a partner tells of a person: the file, its text, and by what it may know them."""

    file: str
    text: Callable[[Identifiers], str]
    schemes: frozenset[Scheme]


def _table(**cells: str) -> str:
    return "\n".join((",".join(cells), ",".join(cells.values())))


def _cautioned(by: Identifiers) -> str:
    cells = {"caution_ref": "CA/1", "on": "2025-02-10", "offence_codes": "TH68010", **by}
    return _table(**cells, exported_at="2026-07-01T06:00:00+01:00")


def _released(by: Identifiers) -> str:
    cells = {"noms": "A1234BC", "event": "released", "on": "2025-02-10", "reason": "sentence"}
    return _table(**cells, **by, crn=by["pnc"], exported_at="2026-07-01T06:00:00+01:00")


def _by_common_platform(by: Identifiers) -> str:
    names = {"pnc": "pncId", "cro": "croNumber", "asn": "arrestSummonsNumber"}
    known = {names[scheme]: value for scheme, value in by.items()}
    heard = Heard("B", COMMUNITY, committed="2025-02-20", convicted="2025-03-05", known_by=known)
    return json.dumps(hearing("04EA0012325", "2025-03-05", ("MAGISTRATES", "B04BP00"), heard))


def _by_spi(by: Identifiers) -> str:
    said = f"<CROnumber>{by.get('cro', '')}</CROnumber><PersonDefendant>"
    said += f"<PNCidentifier>{by.get('pnc', '')}</PNCidentifier></PersonDefendant>"
    guilty = "<ConvictionDate>2025-03-05</ConvictionDate><Finding>G</Finding>"
    one = offence(1, COMMUNITY, final="Y", more=guilty, days=("2025-02-20", "2025-02-21"))
    return resulted("2025-03-05", one, reference=by.get("asn", ""), known=said).decode()


def _by_register(by: Identifiers) -> str:
    cells = {"case_ref": "04EA0012325", "event": "hearing", "on": "2025-03-05"}
    cells |= {"tier": "magistrates", "court": "B04BP00", "defendant_ref": by["asn"]}
    cells |= {"offence_ref": "1", "offence_code": "TH68010", "committed_from": "2025-02-20"}
    cells |= {"result": "final", "disposal": "community-order", "convicted_on": "2025-03-05"}
    return _table(**cells, exported_at="2026-07-01T06:00:00+01:00")


ALL = frozenset(WELL_FORMED)
ENTERS = (
    Way("cautions.csv", _cautioned, ALL),
    Way("movements.csv", _released, frozenset({"pnc"})),
)
CONVICTED = (
    Way("hearing.json", _by_common_platform, ALL),
    Way("result.xml", _by_spi, ALL),
    Way("register.csv", _by_register, frozenset({"asn"})),
)
BY_TWO_WAYS = pytest.mark.parametrize(
    ("first", "second", "scheme"),
    [
        pytest.param(first, second, scheme, id=f"{first.file}-{second.file}-{scheme}")
        for first, second in product(ENTERS, CONVICTED)
        for scheme in sorted(first.schemes & second.schemes)
    ],
)


def told(way: Way, by: Identifiers, folder: Path) -> list[Event]:
    """Read a message as `lcjb publish` does: it is taken whole."""
    file = folder / way.file
    file.write_text(way.text(by))
    with reading.opened(str(file), None, CONTEXT) as found:
        said = [each for taken in found.taken for each in taken]
    assert all(isinstance(each, Said) for each in said)
    return [event for each in said if isinstance(each, Said) for event in each.events]


def apart_and_together(
    first: Way, second: Way, said: dict[str, str], folder: Path
) -> tuple[list[int], list[int]]:
    """Give offenders, reoffenders, reoffences of the two people: one by one, and of both."""
    own: Scheme = "cro" if "asn" in said else "asn"
    one, other = (
        told(way, {**said, own: mine}, folder)
        for way, mine in zip((first, second), OWN[own], strict=True)
    )
    alone = cohort(one, "2025-Q1"), cohort(other, "2025-Q1")
    return [sum(each) for each in zip(*alone, strict=True)], [*cohort([*one, *other], "2025-Q1")]


@BY_TWO_WAYS
def test_s33_a_placeholder_joins_nobody(
    first: Way, second: Way, scheme: Scheme, tmp_path: Path
) -> None:
    for placeholder in PLACEHOLDERS:
        apart, together = apart_and_together(first, second, {scheme: placeholder}, tmp_path)
        assert together == apart, placeholder


@BY_TWO_WAYS
def test_s33_a_well_formed_identifier_would_have_joined_them(
    first: Way, second: Way, scheme: Scheme, tmp_path: Path
) -> None:
    apart, together = apart_and_together(first, second, {scheme: WELL_FORMED[scheme]}, tmp_path)
    assert (apart, together) == ([2, 0, 0], [1, 1, 1])


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the partners' samples are not here")
def test_s33_the_placeholders_are_those_of_the_samples() -> None:
    """Every identifier of the samples that is not well formed is one that is tried here."""
    found = {
        value.strip()
        for path in SAMPLES.rglob("*.*")
        if path.suffix in {".json", ".xml"} and "schemas" not in path.parts
        for scheme, name in NAMES.items()
        for value in re.findall(name, path.read_text(errors="replace"))
        if not _well_formed(scheme, value)
    }
    assert found - {""} == set(PLACEHOLDERS)


NAMES: dict[Scheme, str] = {
    "asn": r'(?:arrestSummonsNumber" *: *"|ProsecutorReference>)([^"<]+)',
    "pnc": r'(?:"pnc(?:Id)?" *: *"|PNCidentifier>)([^"<]+)',
    "cro": r'(?:"cro(?:Number)?" *: *"|CROnumber>)([^"<]+)',
}


def _well_formed(scheme: Scheme, value: str) -> bool:
    try:
        canonical(scheme, value)
    except ValueError:
        return False
    return True
