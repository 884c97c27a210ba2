"""What every part of one message shares while it is read: the key, its day, and its doubts."""

from dataclasses import dataclass, field
from datetime import date

from producers.contract.identifiers import canonical
from producers.partners.messages import Node
from producers.tokens import TokenKey


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one case of a message.

    `day` is the day of the event, for ages; `said_in` the year in which it was said. `doubts` name
    what is doubtful in what is taken all the same: an unlisted code, a wrong check letter.
    """

    key: TokenKey
    day: date
    said_in: int
    doubts: set[str] = field(default_factory=set)

    def token(self, scheme: str, of: Node) -> str:
        """Give the token of an id that the system made; refuses none."""
        text = of.required_text("an id").upper()
        return self.key.token(scheme, text)

    def case(self, reference: Node) -> str:
        """Give the token of a case's reference: a URN, else what the prosecutor calls it."""
        text = reference.required_text("a URN as 04EA0012326, or the prosecutor's reference")
        return self.key.token("urn", canonical("urn", text))

    def doubt(self, name: str) -> None:
        """Note that something is doubtful."""
        self.doubts.add(name)
