"""Look-ups over the shipped code lists: pure, loaded when first asked for.

Called by the partners' adapters, `metrics.crime`, `producers.simulation` and the dashboards.
Sources and licences: README.md beside this module.
"""

import csv
import gzip
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

UNASSIGNED = "unassigned"
OUTSIDE = "outside"
UNKNOWN = "unknown"
AREA = "area/lancashire"

_YES = "yes"
_CODE = re.compile(r"0*(?P<number>[0-9]+)(?P<letter>[A-Z]?)(?:[/.]0*(?P<sub>[0-9]+))?")


class CrimeClass(NamedTuple):
    """What a crime counts as: its group, whether it is in the headline, whether it has a victim."""

    group: str
    headline: bool
    victim_based: bool


class District(NamedTuple):
    """One district of the area: GSS code, name, police division, people (Census 2021)."""

    gss: str
    place: str
    division: str
    population: int


_NO_CLASS = CrimeClass(UNASSIGNED, headline=True, victim_based=False)


@lru_cache(4096)
def crime_class(offence: str) -> CrimeClass:
    """Classify a Home Office code (`8N`, `37/2`, `008/64`); `unassigned` when it is not listed.

    The code itself decides, else its class, else its number where all classes of it agree.
    """
    code = canonical_offence(offence)
    known = _offences()
    whole, _, _ = code.partition("/")
    for candidate in (code, whole, whole.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")):
        if candidate in known:
            return known[candidate]
    return _NO_CLASS


@lru_cache(4096)
def canonical_offence(code: str) -> str:
    """Spell a code as the contract does: `037/02`, `37.2` and `37/2` are one code."""
    upper = code.strip().upper()
    found = _CODE.fullmatch(upper)
    if found is None:
        return upper
    sub = f"/{found['sub']}" if found["sub"] else ""
    return f"{found['number']}{found['letter']}{sub}"


def crime_type(word: str) -> CrimeClass:
    """Classify an open-data crime type (`vehicle-crime`); types of two groups are `unassigned`."""
    return _crime_types().get(word, _NO_CLASS)


def crime_type_of_label(label: str) -> str | None:
    """Give the word for an open-data label (`Vehicle crime`), or nothing when it is unknown."""
    return _crime_type_labels().get(label.casefold())


def outcome_group(label: str) -> str | None:
    """Give the contract's outcome group for an open-data label, or nothing when it is unknown."""
    return _outcome_labels().get(label.casefold())


def district_of_lsoa(lsoa: str) -> str | None:
    """Give the GSS code of the district that a lower-layer area is in; nothing when outside."""
    return _lsoas().get(lsoa)


def lsoas_of(gss: str) -> tuple[str, ...]:
    """List the lower-layer areas of a district; none where it has none."""
    return tuple(lsoa for lsoa, district in _lsoas().items() if district == gss)


def district_named(name: str) -> str | None:
    """Give the GSS code of a district by its name, in any case."""
    return _district_names().get(name.casefold())


@cache
def crime_groups() -> tuple[str, ...]:
    """List every value of the label `crime_group`."""
    return tuple(row["group"] for row in rows("groups.csv"))


@cache
def groups_without_victim() -> tuple[str, ...]:
    """List the crime groups whose crimes are against society, or of no single group."""
    return tuple(row["group"] for row in rows("groups.csv") if row["victim_based"] != _YES)


@cache
def cancellation_reasons() -> Mapping[str, str]:
    """Give the reasons that a recorded crime may be cancelled for, each by itself."""
    return {row["reason"]: row["reason"] for row in rows("cancellation_reasons.csv")}


@cache
def districts() -> tuple[District, ...]:
    """List the districts of the area, in the order of their codes."""
    return tuple(
        District(row["gss"], row["place"], row["division"], int(row["population"]))
        for row in rows(f"{AREA}/districts.csv")
    )


@cache
def places() -> Mapping[str, str]:
    """Name every value of the label `district`: the districts, `outside` and `unknown`."""
    named = {district.gss: district.place for district in districts()}
    return named | {OUTSIDE: "Outside the area", UNKNOWN: "Unknown"}


@cache
def divisions() -> Mapping[str, str]:
    """Name the police divisions of the area, by the contract's word for each."""
    named = sorted({district.division for district in districts()})
    return {division.casefold(): f"{division} division" for division in named}


@cache
def probation_units() -> Mapping[str, str]:
    """Name the probation delivery units of the area, by their codes."""
    return {row["code"]: row["place"] for row in rows(f"{AREA}/probation_units.csv")}


@cache
def _offences() -> Mapping[str, CrimeClass]:
    return {
        row["code"]: CrimeClass(row["group"], row["headline"] == _YES, row["victim_based"] == _YES)
        for row in rows("offences.csv")
    }


@cache
def _crime_types() -> Mapping[str, CrimeClass]:
    """Read the types; every one is a headline crime, for fraud is not published by street."""
    return {
        row["crime_type"]: CrimeClass(
            row["group"], headline=True, victim_based=row["victim_based"] == _YES
        )
        for row in rows("crime_types.csv")
    }


@cache
def _crime_type_labels() -> Mapping[str, str]:
    return {row["label"].casefold(): row["crime_type"] for row in rows("crime_types.csv")}


@cache
def _outcome_labels() -> Mapping[str, str]:
    return {row["label"].casefold(): row["group"] for row in rows("outcome_labels.csv")}


@cache
def _lsoas() -> Mapping[str, str]:
    return {row["lsoa"]: row["gss"] for row in rows(f"{AREA}/lsoa.csv")}


@cache
def _district_names() -> Mapping[str, str]:
    return {district.place.casefold(): district.gss for district in districts()}


def rows(name: str) -> list[dict[str, str]]:
    """Read a shipped table; one whose name ends in `.gz` is unpacked."""
    packed = files("producers.reference").joinpath(name).read_bytes()
    data = gzip.decompress(packed) if name.endswith(".gz") else packed
    return list(csv.DictReader(data.decode().splitlines()))
