"""S33: what may link. Every verified value of the contract, and the samples' placeholders."""

import pytest

from producers.contract.identifiers import canonical, check_letter_is_right, scheme_of

VERIFIED = [
    ("pnc", "2002/0073319Z"),
    ("pnc", "1979/0163001B"),
    ("pnc", "1981/0000034U"),
    ("pnc", "2000/0000223R"),
    ("pnc", "2001/0012345H"),
    ("cro", "065656/91H"),
    ("cro", "SF05/482703J"),
    ("cro", "SF83/50058Z"),
    ("asn", "1101ZD0100000410799E"),
]


@pytest.mark.parametrize(("scheme", "value"), VERIFIED)
def test_s33_a_verified_identifier_is_canonical_and_its_letter_right(
    scheme: str, value: str
) -> None:
    assert canonical(scheme, value) == value
    assert check_letter_is_right(scheme, value)
    assert not check_letter_is_right(scheme, value[:-1] + "A")
    assert scheme_of(value) == scheme


def test_s33_a_wrong_letter_is_doubtful_and_well_formed() -> None:
    assert canonical("cro", "085227/65G") == "085227/65G"
    assert not check_letter_is_right("cro", "085227/65G")  # 65 and 085227 give L


@pytest.mark.parametrize(
    ("written", "said_in", "one"),
    [
        ("02/73319Z", 2026, "2002/0073319Z"),
        ("79/163001b", 2026, "1979/0163001B"),
        ("26/34U", 2026, "2026/0000034U"),
        ("27/34U", 2026, "1927/0000034U"),
        ("2002/73319Z", None, "2002/0073319Z"),
        ("20020073319z", None, "2002/0073319Z"),
    ],
)
def test_a_pnc_identifier_has_one_spelling(written: str, said_in: int | None, one: str) -> None:
    assert canonical("pnc", written, said_in) == one


def test_a_cro_number_has_one_spelling() -> None:
    assert canonical("cro", "65656/91h") == "065656/91H"


@pytest.mark.parametrize(
    ("scheme", "placeholder"),
    [
        ("asn", "TFL1"),
        ("asn", "TFL"),
        ("asn", "007007"),
        ("asn", "arrest123"),
        ("asn", "XVITYX8RAIHZ"),
        ("asn", "12456ABC"),
        ("pnc", "33629585-8"),
        ("pnc", "1234567"),
        ("pnc", "1234567A"),
        ("pnc", "79/163001B"),  # of which century nobody says
        ("cro", "B0000W4DP6"),
        ("defendant", "DEFENDANT_ID"),
        ("noms", "A1234"),
        ("crn", "1234567"),
    ],
)
def test_s33_a_placeholder_makes_no_token(scheme: str, placeholder: str) -> None:
    with pytest.raises(ValueError, match=f"not a well-formed {scheme}"):
        canonical(scheme, placeholder)
