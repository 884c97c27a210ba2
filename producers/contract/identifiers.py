"""Canonical forms of the identifiers that become tokens. Pure; raises `ValueError`.

Only what is well formed may link: a placeholder would join strangers. A wrong check letter is a
quality flag (`check_letter_is_right`), not a refusal.
"""

import re

_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
_URN = re.compile(r"^(\d{2}[A-Z0-9]{2}\d{7})(?:(?:M|\(M\)|S|\(S\))?(?:/\d{1,2})?)$")
_PNC = re.compile(r"^(\d{4})/?(\d{1,7})([A-Z])$")
_FORMS = {
    "asn": re.compile(r"^[0-9]{2}[A-Z0-9]{6,7}[0-9]{11}[A-HJ-NP-RT-Z]$"),
    "noms": re.compile(r"^[A-Z]\d{4}[A-Z]{2}$"),
    "crn": re.compile(r"^[A-Z]\d{6}$"),
    "cro": re.compile(r"^(\d{6}/\d{2}|SF\d{2}/\d{1,6})[A-Z]$"),
}
SCHEMES = ("urn", "pnc", "cro", "asn", "noms", "crn", "crime")


def canonical(scheme: str, value: str) -> str:
    """Give the one spelling of an identifier. Raises `ValueError` when it has another form."""
    text = "".join(value.split()).upper()
    if scheme == "crime" and text:
        return text
    if scheme == "urn" and text:
        found = _URN.match(text)
        return found[1] if found else text
    if scheme == "pnc" and (found := _PNC.match(text)):
        return f"{found[1]}/{int(found[2]):07}{found[3]}"
    if scheme in _FORMS and _FORMS[scheme].match(text):
        return text
    raise ValueError(f"not a well-formed {scheme}: text of {len(text)} characters")


def pnc_letter(year: int, number: int) -> str:
    """Give the check letter of a PNC identifier: two digits of the year and seven, mod 23."""
    return _LETTERS[int(f"{year % 100:02}{number:07}") % len(_LETTERS)]


def scheme_of(value: str) -> str:
    """Guess the scheme of an identifier; what nothing else fits is a case reference."""
    for scheme in ("asn", "noms", "crn", "cro", "pnc"):
        try:
            canonical(scheme, value)
        except ValueError:
            continue
        return scheme
    return "urn"
