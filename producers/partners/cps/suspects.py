"""Suspects of one case as the CPS names them: tokens that join nobody across cases."""

from dataclasses import dataclass, field

from producers.partners.messages import Node
from producers.tokens import TokenKey

_AT_LARGE = frozenset(
    {"", "bail", "bailed", "on bail", "released under investigation", "voluntary attendance"}
)


@dataclass(frozen=True, slots=True)
class Suspects:
    """The suspects of a case; `doubts` gather what is doubtful about what is taken of them.

    A request gives a suspect no number, so the name within the case is what requests and decisions
    have in common. It leaves only as a token, made with the partners' key, of case and name.
    """

    key: TokenKey
    urn: str
    doubts: set[str] = field(default_factory=set)
    _numbers: dict[str, object] = field(default_factory=dict)

    def named(self, suspect: Node, place: int) -> str:
        """Give the token of the suspect at a place of a request."""
        parts = (suspect["firstNames"].text(), suspect["surname"].text())
        if not any(parts):
            raise suspect["surname"].refused("the suspect's name")
        return self._token(" ".join(parts), place)

    def decided(self, decision: Node, number: Node) -> str:
        """Give the token of a decision's suspect; unnamed, of its number within the case."""
        name = decision["defendantName"].text()
        return self._token(name, number.value) if name else self.numbered(number)

    def numbered(self, number: Node) -> str:
        """Give the token of a suspect who has a number and no name: no request knows that one."""
        if not isinstance(number.value, int | str) or number.value == "":
            raise number.refused("the suspect's name or number")
        self.doubts.add("suspect-unnamed")
        return self._token(str(number.value), number.value)

    def _token(self, of: str, number: object) -> str:
        token = self.key.token("suspect", f"{self.urn}|{' '.join(of.upper().split())}")
        if self._numbers.setdefault(token, number) != number:
            self.doubts.add("suspects-share-a-name")
        return token


def in_custody(remand: Node, suspects: Suspects) -> bool:
    """Say whether a suspect is detained while the CPS decides."""
    text = " ".join(remand.text().casefold().split())
    detained = "custody" in text or "detained" in text
    if not detained and text not in _AT_LARGE:
        suspects.doubts.add("remand-status-unlisted")
    return detained
