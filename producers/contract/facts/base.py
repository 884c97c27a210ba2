"""What every fact is, and the forms that its fields have. A fact is a frozen type."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta, Struct
from msgspec.structs import fields

from producers.contract.lists import Agency

NO_MORE = r"$(?!\n)"  # `$` alone lets a line feed follow
Token = Annotated[str, Meta(pattern="^[0-9a-f]{32}" + NO_MORE)]
District = Annotated[str, Meta(pattern="^(E0[0-9]{7}|outside|unknown)" + NO_MORE)]
OffenceCode = Annotated[str, Meta(pattern="^[0-9]{1,3}[A-Z]?(/[0-9]{1,2})?" + NO_MORE)]
"""A Home Office counting code, of a crime."""
CjsCode = Annotated[str, Meta(pattern="^[A-Z0-9]{3,12}" + NO_MORE)]
"""A code of the national offence list (CJS code), of an offence charged; it may have a suffix."""
OutcomeType = Annotated[int, Meta(ge=0, le=22)]
Count = Annotated[int, Meta(ge=0)]
Word = Annotated[str, Meta(pattern="^[a-z][a-z-]{0,60}" + NO_MORE)]
CourtCode = Annotated[str, Meta(pattern="^[A-Z0-9]{7}" + NO_MORE)]
"""An organisation-unit code of a court."""
Court = Annotated[str, Meta(pattern="^([A-Z0-9]{7}|unknown)" + NO_MORE)]
"""The court's code; `unknown` where the partner's message names none."""
DecisionCode = Annotated[str, Meta(pattern="^[A-Z0-9]{1,8}" + NO_MORE)]
"""A charging decision as CPS codes it."""
Unit = Annotated[str, Meta(pattern="^[A-Z0-9]{2,12}" + NO_MORE)]
"""A code of a probation delivery unit."""
Reason = Annotated[str, Meta(pattern="^[A-Z0-9]{1,8}" + NO_MORE)]
"""A code of HMCTS for why a trial did not go as listed, as `M1`; read with outcome and tier."""


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What every fact can say about itself."""

    fact: ClassVar[str] = ""
    agencies: ClassVar[tuple[Agency, ...]] = ()
    aggregate: ClassVar[str] = ""
    rank: ClassVar[int] = 0
    true_from: ClassVar[str] = "on"
    """The field that says from which day the fact is true."""

    def day(self) -> date:
        """Give the day from which the fact is true."""
        day: date = getattr(self, self.true_from)
        return day

    def key(self) -> tuple[str, ...]:
        """Give the business key of the fact within its aggregate."""
        return (self.day().isoformat(),)

    @classmethod
    def day_field(cls) -> str:
        """Name the field that says the day, as it is on the wire."""
        return next(each.encode_name for each in fields(cls) if each.name == cls.true_from)
