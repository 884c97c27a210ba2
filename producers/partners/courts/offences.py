"""An offence as a hearing of Common Platform left it: plea, verdict, result, disposal."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from producers.contract.errors import ContractViolation
from producers.contract.facts import HeardOffence
from producers.contract.lists import DISPOSALS, PLEAS, VERDICTS, Disposal, Plea, Result, Verdict
from producers.partners.courts.reading import Reading
from producers.partners.messages import Node
from producers.reference import courts, tables

MAX_RESULTS = 200  # of one offence; real ones have a few dozen at most
_CODE = re.compile(r"[A-Z0-9]{3,12}")
_PLEAS: dict[str, Plea] = {plea: plea for plea in PLEAS}
_VERDICTS: dict[str, Verdict] = {verdict: verdict for verdict in VERDICTS}
_DISPOSALS: dict[str, Disposal] = {disposal: disposal for disposal in DISPOSALS}
_LEAVES = ("sent", "committed-for-sentence", "remitted")


class Given(NamedTuple):
    """A result that a court gave: its code in the national list, and its category."""

    code: str
    category: str
    adjourns: bool

    @property
    def listed(self) -> Result | None:
        """Say what the list says the code does, ancillary orders apart."""
        found = courts.result_code(self.code) if self.code else None
        return found.result if found else None

    @property
    def ends(self) -> bool:
        """Say whether it is final by its category, and its code does not say otherwise.

        A remand marked final ends nothing, nor does a legal aid order.
        """
        if self.category:
            return self.category == "FINAL" and self.listed in (None, "final")
        return bool(self.code) and courts.outcome([self.code]).result == "final"

    @property
    def puts_off(self) -> bool:
        """Say whether it adjourns the offence."""
        between = self.category == "INTERMEDIARY" and self.listed in (None, "final", "adjourned")
        return self.adjourns or self.listed == "adjourned" or between


def given(results: Iterable[Node]) -> list[Given]:
    """Read the results that were not deleted; the older events name them by label alone."""
    found = []
    for count, each in enumerate(results):
        if count >= MAX_RESULTS:
            raise ContractViolation(
                "too-large",
                each.pointer,
                got="another result",
                expected=f"at most {MAX_RESULTS} results of an offence",
            )
        if not each["isDeleted"].flag():
            found.append(_given(each))
    return found


def _given(result: Node) -> Given:
    return Given(
        code=result["cjsCode"].text() or _code_of_label(result["label"].text()),
        category=result["category"].text().upper(),
        adjourns=bool(result["isAdjournmentResult"].flag()),
    )


def _code_of_label(label: str) -> str:
    return _codes().get(label.casefold(), "")


@cache
def _codes() -> dict[str, str]:
    return {row["description"].casefold(): row["code"] for row in tables.rows("result_codes.csv")}


def issues_warrant(results: Iterable[Given]) -> bool:
    """Say whether a bench warrant was issued."""
    return courts.outcome(each.code for each in results).warrant


def offence(node: Node, results: Sequence[Given], reading: Reading) -> HeardOffence:
    """Read one offence with the results that the hearing gave to it."""
    plea, pleaded = _plea(node, reading)
    concluded = bool(node["proceedingsConcluded"].flag())
    result, disposal = outcome(results, reading, concluded=concluded)
    return HeardOffence(
        offence=reading.token("offence", node["id"]),
        code=_code(node.first("offenceCode", "code"), reading),
        committed_from=node["startDate"].day(),
        committed_to=node["endDate"].day(),
        charged_on=node.first("chargeDate", "laidDate").day(),
        plea=plea,
        plea_on=pleaded.day() if plea else None,
        verdict=_verdict(node["verdict"], reading),
        convicted_on=node["convictionDate"].day(),
        acquitted_on=node.first("aquittalDate", "acquittalDate").day(),
        result=result,
        disposal=disposal,
    )


def outcome(
    results: Sequence[Given], reading: Reading, *, concluded: bool
) -> tuple[Result, Disposal | None]:
    """Say what the results do to an offence: what sends it away goes first, then what ends it."""
    by_code = courts.outcome([each.code for each in results if each.code])
    if by_code.unlisted:
        reading.doubt("result-unlisted")
    if any(each.category == "FINAL" and each.listed == "adjourned" for each in results):
        reading.doubt("result-category")
    if by_code.result in _LEAVES:
        return by_code.result, None
    ends = [each.code for each in results if each.ends]
    if ends or concluded:
        return "final", _DISPOSALS.get(courts.outcome(filter(None, ends)).disposal or "")
    return ("adjourned" if any(each.puts_off for each in results) else "none"), None


def _code(node: Node, reading: Reading) -> str:
    code = node.required_text("the offence's code in the national list, as CA03012").upper()
    if not _CODE.fullmatch(code):
        raise node.refused("a code of the national list, as CA03012")
    if not courts.offence_is_listed(code):
        reading.doubt("offence-unlisted")
    return code


def _plea(node: Node, reading: Reading) -> tuple[Plea | None, Node]:
    """Read the plea, else the one indicated before venue: a guilty one is entered as such."""
    entered, indicated = node["plea"], node["indicatedPlea"]
    said = entered.first("pleaValue", "value").text()
    day = entered.first("pleaDate", "date")
    if not said:
        said = indicated.first("indicatedPleaValue", "value").text().removeprefix("INDICATED_")
        day = indicated["indicatedPleaDate"]
    if not said or said == "NO_INDICATION":
        return None, day
    word = _PLEAS.get(courts.meaning("plea", said) or "")
    if word is None:
        reading.doubt("plea-unlisted")
    return word, day


def _verdict(node: Node, reading: Reading) -> Verdict | None:
    """Read a verdict; guilty of a lesser offence is guilty, for the offence here is then that."""
    told = node["verdictType"]
    said = told["categoryType"].text() or node["verdictCategory"].text()
    code = told["cjsVerdictCode"].text()
    if not said and not code:
        return None
    lesser = "guilty" if said.startswith("GUILTY_") else ""
    word = lesser or courts.meaning("verdict", said) or courts.meaning("verdict", code) or ""
    if word not in _VERDICTS:
        reading.doubt("verdict-unlisted")
    return _VERDICTS.get(word)
