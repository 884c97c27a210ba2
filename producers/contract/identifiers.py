"""Canonical forms of the identifiers that become tokens. Pure; raises `ValueError`.

Only what is well formed may link: a placeholder would join strangers. A wrong check letter is a
quality flag (`check_letter_is_right`), not a refusal.
"""

import re

_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
_URN = re.compile(r"^(\d{2}[A-Z0-9]{2}\d{7})(?:(?:M|\(M\)|S|\(S\))?(?:/\d{1,2})?)$")
_PNC = re.compile(r"^((?:19|20)\d{2})(?:/(\d{1,7})|(\d{7}))([A-Z])$")
_SHORT_PNC = re.compile(r"^(\d{2})/(\d{1,7})([A-Z])$")
_CRO = re.compile(r"^(\d{1,6})/(\d{2})([A-Z])$")
_FORMS = {
    "asn": re.compile(r"^[0-9]{2}[A-Z0-9]{6,7}[0-9]{11}[A-HJ-NP-RT-Z]$"),
    "noms": re.compile(r"^[A-Z]\d{4}[A-Z]{2}$"),
    "crn": re.compile(r"^[A-Z]\d{6}$"),
    "cro": re.compile(r"^SF\d{2}/\d{1,6}[A-Z]$"),
    "defendant": re.compile(r"^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$"),
}
SCHEMES = ("urn", "pnc", "cro", "asn", "noms", "crn", "crime", "defendant")


def canonical(scheme: str, value: str, year: int | None = None) -> str:
    """Give the one spelling of an identifier. Raises `ValueError` when it has another form.

    `year` is that in which it was said: a short PNC identifier of a later year is of 19yy.
    """
    text = "".join(value.split()).upper()
    if scheme == "crime" and text:
        return text
    if scheme == "urn" and text:
        found = _URN.match(text)
        return found[1] if found else text
    if scheme == "pnc" and (pnc := _pnc(text, year)):
        return pnc
    if scheme == "cro" and (found := _CRO.match(text)):
        return f"{int(found[1]):06}/{found[2]}{found[3]}"
    if scheme in _FORMS and _FORMS[scheme].match(text):
        return text
    raise ValueError(f"not a well-formed {scheme}: text of {len(text)} characters")


def _pnc(text: str, year: int | None) -> str | None:
    if found := _PNC.match(text):
        return f"{found[1]}/{int(found[2] or found[3]):07}{found[4]}"
    if year is not None and (found := _SHORT_PNC.match(text)):
        century = 2000 if 2000 + int(found[1]) <= year else 1900
        return f"{century + int(found[1])}/{int(found[2]):07}{found[3]}"
    return None


def pnc_letter(year: int, number: int) -> str:
    """Give the check letter of a PNC identifier: two digits of the year and seven, mod 23."""
    return _letter(f"{year % 100:02}{number:07}")


def asn_letter(digits: str) -> str:
    """Give the check letter of an arrest/summons number: year, force, unit, system, 11 digits.

    A system of letters does not count.
    """
    system = digits[6:8] if digits[6:8].isdigit() else ""
    return _letter(digits[2:4] + system + digits[:2] + digits[-11:])


def check_letter_is_right(scheme: str, value: str) -> bool:
    """Say whether the last letter of a canonical PNC, CRO or ASN is the one its digits give."""
    digits, letter = value[:-1], value[-1]
    if scheme == "asn":
        return letter == asn_letter(digits)
    if scheme == "pnc":
        return letter == pnc_letter(int(digits[:4]), int(digits[5:]))
    first, _, second = digits.removeprefix("SF").partition("/")
    return letter == _letter(first + second if digits.startswith("SF") else second + first)


def _letter(digits: str) -> str:
    return _LETTERS[int(digits) % len(_LETTERS)]


def scheme_of(value: str) -> str:
    """Guess the scheme of an identifier; what nothing else fits is a case reference."""
    for scheme in ("asn", "noms", "crn", "cro", "pnc"):
        try:
            canonical(scheme, value)
        except ValueError:
            continue
        return scheme
    return "urn"
