"""What the CPS decided about a suspect: its own code, and what that means (`cps_decisions.csv`)."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from producers.contract.lists import DECISION_KINDS, DecisionKind
from producers.partners.cps.suspects import Suspects
from producers.partners.messages import Node
from producers.reference import cps

_KINDS: dict[str, DecisionKind] = {each: each for each in DECISION_KINDS}
_CODE = re.compile(r"[A-Z0-9]{1,3}")  # no room for a word
_OUTCOME = re.compile(r"[A-Z]+(_[A-Z]+){1,7}")
_PREVAILS: tuple[DecisionKind, ...] = (
    "charge",
    "out-of-court",
    "further-evidence",
    "no-prosecution-evidential",
    "no-prosecution-public-interest",
    "unclassified",
)
"""Of several decisions about one suspect in a message: one charge charges; what is still asked for
leaves the suspect undecided; what cannot be read yields to what can."""


class Decided(NamedTuple):
    """A decision about a suspect, and where it stands; `finalised`: closed without one."""

    suspect: str
    code: str
    kind: DecisionKind
    at: Node
    listed: bool = True
    finalised: bool = False


def decided(decision: Node, suspects: Suspects) -> Decided:
    """Read one suspect's decision. An unlisted code is taken as unclassified."""
    suspect = suspects.decided(decision, decision["id"])
    if "administrative" in decision["decisionDescription"].text().casefold():
        return Decided(suspect, "", "unclassified", decision, finalised=True)
    said = decision["reasonCode"] if decision["reasonCode"].text() else decision["decision"]
    return _meant(suspect, _code(said), decision)


def reviewed(suspect: Node, suspects: Suspects) -> Decided | None:
    """Read one suspect of a review; without an outcome there is no decision yet.

    The code is the outcome's initials: FULL_CODE_TEST_MET is FCTM. The known shape has no name; a
    partner adds one, as `defendantName`, to say which suspect of the request it is about.
    """
    outcome = suspect["codeTestAnalysis"]["codeTestOutcome"]
    if not outcome.text():
        return None
    if not _OUTCOME.fullmatch(outcome.text()):
        raise outcome.refused("an outcome as FULL_CODE_TEST_MET")
    code = "".join(word[0] for word in outcome.text().split("_"))
    found = _meant(suspects.decided(suspect, suspect["suspectId"]), code, suspect)
    if found.kind == "charge" and not list(suspect["authorisedCharges"]):
        return found._replace(kind="unclassified", listed=False)
    return found


def principal(found: Iterable[Decided]) -> list[Decided]:
    """Keep one decision a suspect: a message may decide on each of several charges."""
    kept: dict[str, Decided] = {}
    for each in found:
        before = kept.get(each.suspect)
        if before is None or _PREVAILS.index(each.kind) < _PREVAILS.index(before.kind):
            kept[each.suspect] = each
    return list(kept.values())


def _meant(suspect: str, code: str, at: Node) -> Decided:
    listed = cps.decisions().get(code)
    if listed is None:
        return Decided(suspect, code, "unclassified", at, listed=False)
    return Decided(suspect, code, _KINDS[listed.kind], at)


def _code(said: Node) -> str:
    """Give the code in one spelling; where there is none, the number of the decision serves."""
    code = str(said.value) if isinstance(said.value, int) else said.text().upper()
    if not _CODE.fullmatch(code):
        raise said.refused("the code of the decision, as A")
    return code
