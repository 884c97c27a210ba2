"""Look-ups over the courts' code lists: pure, loaded when first asked for, never an exception.

Called by `producers.partners.courts` and `metrics`. What a list does not have is None or `unknown`;
the adapters count it. Sources and licences: README.md beside this module.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal, NamedTuple, get_args

from producers.reference.tables import AREA, UNASSIGNED, UNKNOWN, rows

OTHER_COURT = "other-court"

Result = Literal["final", "adjourned", "sent", "committed-for-sentence", "remitted", "none"]
Disposal = Literal[  # most severe first
    "custody",
    "suspended-sentence",
    "community-order",
    "fine",
    "conditional-discharge",
    "absolute-discharge",
    "caution",
    "other",
]
List = Literal["hearing", "plea", "verdict", "remand", "mode", "initiation"]

_RESULTS: dict[str, Result] = {word: word for word in get_args(Result)}
_DISPOSALS: dict[str, Disposal] = {word: word for word in get_args(Disposal)}
_SEVERITY = tuple(_DISPOSALS)
_COURT = re.compile(r"([A-Z][0-9]{2}[A-Z0-9]{2})(?:[A-Z0-9]{2})?")
_FIRST_ANCILLARY = "3000"  # from here on a result goes with another: costs, a requirement
_PRECEDENCE = (
    "sent",
    "committed-for-sentence",
    "remitted",
    "final",
    "adjourned",
    "ancillary",
    "none",
)
_AS_SUFFIXED = 8  # MD71131C: seven characters and how it was done (attempt, aid, conspire)


class Court(NamedTuple):
    """A court of the area: organisation-unit code, name, town, and the tier of its code."""

    ou: str
    name: str
    town: str
    tier: str


class Meaning(NamedTuple):
    """What results do to an offence: its disposal, a warrant, and which codes are not listed."""

    result: Result
    disposal: Disposal | None = None
    warrant: bool = False
    unlisted: tuple[str, ...] = ()


class ResultCode(NamedTuple):
    """One listed result: its type (F, I, P or blank), what it does, its disposal when final."""

    code: str
    type: str
    result: Result
    disposal: Disposal | None
    warrant: bool


class TrialReason(NamedTuple):
    """Why a trial cracked, was ineffective or was vacated."""

    id: str
    outcome: str
    code: str
    description: str


class CourtOffence(NamedTuple):
    """An offence's Home Office class (`92/31`), MoJ offence group, and way of trial, if known."""

    ho_class: str | None
    group: str
    mode: str | None


_NO_OFFENCE = CourtOffence(None, UNASSIGNED, None)


def canonical_court(code: str) -> str | None:
    """Give the seven characters of a court house: `B01LY` and a court room's `b01ly03` are one.

    Nothing where it is no organisation-unit code of a court.
    """
    found = _COURT.fullmatch("".join(code.split()).upper())
    return f"{found[1]}00" if found else None


def court(code: str) -> Court | None:
    """Find a court of the area by seven or five characters; nothing for another area's."""
    return _courts().get(canonical_court(code) or "")


def court_label(code: str) -> str:
    """Give a court's label: its code in the area, `other-court` elsewhere, `unknown` for none."""
    canonical = canonical_court(code)
    if canonical is None:
        return UNKNOWN
    return canonical if canonical in _courts() else OTHER_COURT


@cache
def courts() -> tuple[Court, ...]:
    """List the courts of the area."""
    return tuple(_courts().values())


@lru_cache(4096)
def meaning(name: List, code: str) -> str | None:
    """Give the contract's word for a code of a list, by CJS code, SPI code or description.

    A description may carry more after a hyphen or in brackets (`Mention - Defendant to Attend`).
    """
    text = " ".join(code.split()).casefold()
    listed = _codes(name)
    brief = text.partition(" (")[0]
    tries = (text, text.lstrip("0"), brief, brief.partition(" - ")[0], text.replace("_", " "))
    return next((listed[each] for each in tries if each in listed), None)


def result_code(code: str) -> ResultCode | None:
    """Find a listed result by its CJS code."""
    return _results().get(code.strip().zfill(4))


def outcome(codes: Iterable[str]) -> Meaning:
    """Say what all the results that one hearing gave to one offence do to it.

    Sending and remitting go before all. A sentence or acquittal goes before an adjournment (of the
    rest: costs, confiscation), an adjournment before an ancillary order that stands alone.
    """
    given = list(codes)
    found = sorted(filter(None, map(result_code, given)), key=_precedence)
    unlisted = tuple(code for code in given if result_code(code) is None)
    first = found[0].result if found else "none"
    disposals = [each.disposal for each in found if each.result == "final" and each.disposal]
    disposal = min(disposals, key=_SEVERITY.index) if first == "final" and disposals else None
    return Meaning(first, disposal, any(each.warrant for each in found), unlisted)


def _precedence(found: ResultCode) -> int:
    alone = found.result == "final" and found.code >= _FIRST_ANCILLARY
    return _PRECEDENCE.index("ancillary" if alone else found.result)


@lru_cache(1024)
def trial_reason(
    *, row: str = "", outcome: str = "", code: str = "", crown: bool = True
) -> TrialReason | None:
    """Find a reason by row id, else by type in any case and code, in the tier's own list first."""
    by_id, by_code = _trial_reasons()
    if row.casefold() in by_id:
        return by_id[row.casefold()]
    kind, short = outcome.strip().casefold(), code.strip().upper()
    own = by_code.get((kind, short, "CC" if crown else "M"))
    return own or by_code.get((kind, short, "CCM"))


@lru_cache(4096)
def offence(code: str) -> CourtOffence:
    """Classify a CJS offence code; one with a suffix that has no class of its own as its base."""
    text, listed = code.strip().upper(), _offences()
    found = listed.get(text, _NO_OFFENCE)
    if found.ho_class is None and len(text) == _AS_SUFFIXED and text[-1].isalpha():
        base = listed.get(text[:-1], _NO_OFFENCE)
        return base._replace(mode=found.mode or base.mode)
    return found


def offence_is_listed(code: str) -> bool:
    """Say whether the list has the code, or its base; what it has not is counted as doubtful."""
    text = code.strip().upper()
    return text in _offences() or (len(text) == _AS_SUFFIXED and text[:-1] in _offences())


@cache
def offence_groups() -> dict[str, str]:
    """Name every value of the label `offence_group`."""
    return {row["group"]: row["label"] for row in rows("offence_groups.csv")}


@cache
def _courts() -> dict[str, Court]:
    listed = (Court(r["ou"], r["name"], r["town"], r["tier"]) for r in rows(f"{AREA}/courts.csv"))
    return {court.ou: court for court in listed}


@cache
def _codes(name: List) -> dict[str, str]:
    listed = [row for row in rows("court_codes.csv") if row["list"] == name]
    words = {row["description"].casefold(): row["meaning"] for row in listed}
    spi = {row["spi"].casefold(): row["meaning"] for row in listed if row["spi"]}
    return words | spi | {row["code"].casefold(): row["meaning"] for row in listed}


@cache
def _results() -> dict[str, ResultCode]:
    return {
        r["code"]: ResultCode(
            code=r["code"],
            type=r["type"],
            result=_RESULTS[r["result"]],
            disposal=_DISPOSALS.get(r["disposal"]),
            warrant=r["warrant"] == "issued",
        )
        for r in rows("result_codes.csv")
    }


@cache
def _trial_reasons() -> tuple[dict[str, TrialReason], dict[tuple[str, str, str], TrialReason]]:
    by_id, by_code = {}, {}
    for row in rows("trial_reasons.csv"):
        found = TrialReason(row["id"], row["outcome"], row["code"], row["description"])
        by_id[row["id"]] = by_code[row["outcome"], row["code"], row["jurisdiction"]] = found
    return by_id, by_code


@cache
def _offences() -> dict[str, CourtOffence]:
    return {
        r["code"]: CourtOffence(r["ho_class"] or None, r["group"] or UNASSIGNED, r["mode"] or None)
        for r in rows("court_offences.csv.gz")
    }
