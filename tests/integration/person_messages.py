"""S23, S25 and S26 as the partners' own messages about invented people: a table, a message a line.

A person has a number; their identifiers follow from it. Called by the tests through Kafka.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any, TypeAlias

from producers.contract.identifiers import asn_letter, pnc_letter
from tests.spec.common_platform_messages import (
    BAIL,
    COMMUNITY,
    CUSTODY,
    SUSPENDED,
    Heard,
    Message,
    hearing,
)
from tests.spec.spi_messages import offence, resulted

EXPORTED = "2026-07-01T06:00:00+01:00"
THEFT = "TH68010"
BLACKBURN = "B04BP00"

Part: TypeAlias = tuple[str, Any]
"""The file that it belongs to, and a row of it, or a message."""


def pnc(n: int) -> str:
    return f"1990/{n:07}{pnc_letter(1990, n)}"


def asn(n: int) -> str:
    digits = f"2504EA01{n:011}"
    return digits + asn_letter(digits)


def noms(n: int) -> str:
    return f"A{n:04}AA"


def c1(n: int) -> str:
    """Give the CRN of the first of the two people of S26."""
    return f"C{n:06}"


def c2(n: int) -> str:
    """Give that of the second."""
    return f"D{n:06}"


def cro(n: int) -> str:
    return f"SF90/{n}Z"


def urn(n: int, serial: int, unit: str = "EA") -> str:
    return f"04{unit}{n:04}{serial}25"


def cautioned(n: int, on: str, **known_by: str) -> Part:
    row = {"caution_ref": f"CA/{n}", "on": on, "offence_codes": THEFT, "exported_at": EXPORTED}
    return "cautions.csv", row | known_by


def convicted(
    n: int, serial: int, on: str, committed: str, sentence: str = BAIL, *, sat: str = ""
) -> Part:
    """Give the hearing that convicted, and sentenced if it did; `sat` on another day, if said."""
    heard = Heard(
        "A",
        sentence,
        committed=committed,
        convicted=on,
        known_by={"pncId": pnc(n)},
    )
    court = ("MAGISTRATES", BLACKBURN)
    return "hearings.jsonl", hearing(urn(n, serial), sat or on, court, heard)


def fined(n: int, serial: int, on: str, committed: str) -> Part:
    """Give it as a court's register has it: by arrest/summons number."""
    row = {"case_ref": urn(n, serial), "event": "hearing", "on": on, "tier": "magistrates"}
    row |= {"court": BLACKBURN, "defendant_ref": asn(n), "offence_ref": "1", "offence_code": THEFT}
    row |= {"committed_from": committed, "convicted_on": on, "result": "final", "disposal": "fine"}
    return "register.csv", row | {"exported_at": EXPORTED}


def found_guilty(n: int, serial: int, on: str, committed: str) -> Part:
    """Give a conviction still without sentence, as SPI has it: by arrest/summons number."""
    guilty = f"<ConvictionDate>{on}</ConvictionDate><Finding>G</Finding>"
    one = offence(1, "4027", final="N", more=guilty, days=(committed, on))
    said = resulted(on, one, case=urn(n, serial), court=BLACKBURN, reference=asn(n))
    return "results.xmls", said.decode().replace("\n", "")


def released(n: int, on: str, reason: str = "sentence", **known_by: str) -> Part:
    row = {"noms": noms(n), "event": "released", "on": on, "reason": reason}
    return "movements.csv", row | known_by | {"exported_at": EXPORTED}


def went_out(n: int, on: str, reason: str) -> Part:
    """Give the prison's domain event, which does not say from what a person was released."""
    identifiers = [{"type": "NOMS", "value": noms(n)}]
    return _domain_event(
        "prison-offender-events.prisoner.released", on, {"reason": reason}, identifiers
    )


def supervised(number: str, on: str, **known_by: str) -> Part:
    row = {"crn": number, "event": "started", "on": on, "order_ref": "1", "kind": "licence"}
    return "supervision.csv", row | known_by | {"exported_at": EXPORTED}


def merged(one: str, other: str, on: str) -> Part:
    more = {"sourceCRN": one, "targetCRN": other}
    return _domain_event("probation-case.merge.completed", on, more, [_crn(other)])


def unmerged(one: str, other: str, on: str) -> Part:
    more = {"unmergedCRN": one, "reactivatedCRN": other}
    return _domain_event("probation-case.unmerge.completed", on, more, [_crn(one)])


def _crn(number: str) -> dict[str, str]:
    return {"type": "CRN", "value": number}


def _domain_event(
    kind: str, on: str, more: Mapping[str, str], identifiers: list[dict[str, str]]
) -> Part:
    event = {
        "eventType": kind,
        "version": 1,
        "occurredAt": f"{on}T12:00:00Z",
        "personReference": {"identifiers": identifiers},
        "additionalInformation": more,
    }
    wrapped: Message = {"Type": "Notification", "Message": json.dumps(event)}
    return "domain-events.jsonl", wrapped


def s23(p: int, q: int) -> list[Part]:
    """Tell of P, each time by another system, and of Q, whose release two systems tell."""
    resolved = {"crime_ref": f"CR/{p}", "offence_code": "8N", "district": "Preston"}
    resolved |= {"recorded_on": "2025-04-10", "outcome_type": "8", "outcome_on": "2025-04-15"}
    return [
        cautioned(p, "2025-02-10", pnc=pnc(p), asn=asn(p)),
        convicted(p, 1, "2025-03-05", "2025-01-20", COMMUNITY),
        ("crimes.csv", resolved | {"exported_at": EXPORTED}),  # it is about a crime, and nobody
        fined(p, 2, "2025-05-20", "2025-04-01"),
        found_guilty(p, 3, "2025-09-10", "2025-06-01"),
        went_out(q, "2025-03-20", "RELEASED"),
        released(q, "2025-03-20"),
    ]


def s25(i: int, ii: int, iii: int, iv: int, v: int) -> list[Part]:
    return [
        convicted(i, 1, "2025-01-10", "2024-11-01", CUSTODY),
        released(i, "2025-04-04", pnc=pnc(i)),
        convicted(i, 2, "2025-03-03", "2025-02-01"),
        convicted(i, 3, "2025-08-01", "2025-05-01"),
        released(ii, "2025-04-10", "remand"),
        released(iii, "2025-04-11", "temporary"),
        went_out(iii, "2025-04-11", "TEMPORARY_ABSENCE_RELEASE"),
        released(iv, "2024-02-01"),
        released(iv, "2025-05-06", "recall"),
        convicted(v, 1, "2025-06-02", "2025-01-01", SUSPENDED),
    ]


def s26(n: int) -> tuple[list[Part], list[Part]]:
    """Give how probation knows c1 and c2, whom police and courts know; and what is then told.

    No message of the courts names a CRN and probation merges by nothing else, so what probation
    merges reaches a caution by its CRO number and a conviction by its PNC number.
    """
    one, other = c1(n), c2(n)
    known = [
        supervised(one, "2025-02-03", cro=cro(n)),
        supervised(other, "2025-02-03", pnc=pnc(n)),
    ]
    return known, [
        cautioned(n, "2025-02-10", cro=cro(n)),
        convicted(n, 1, "2025-03-05", "2025-02-20"),
        convicted(n, 1, "2025-03-05", "2025-02-20", COMMUNITY, sat="2025-03-06"),
        merged(one, other, "2025-04-01"),
        unmerged(other, one, "2025-05-01"),
        merged(other, one, "2025-06-01"),
    ]


def files(parts: Iterable[Part]) -> dict[str, str]:
    """Give the text of each file that the parts belong to."""
    found: dict[str, list[Any]] = defaultdict(list)
    for name, part in parts:
        found[name].append(part)
    return {name: _text(name, of_it) for name, of_it in found.items()}


def _text(name: str, parts: list[Any]) -> str:
    if name.endswith(".csv"):
        out = StringIO()
        writer = csv.DictWriter(out, list({column: None for row in parts for column in row}))
        writer.writeheader()
        writer.writerows(parts)
        return out.getvalue()
    lines = (part if isinstance(part, str) else json.dumps(part) for part in parts)
    return "".join(line + "\n" for line in lines)
