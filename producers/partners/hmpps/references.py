"""References and codes of probation: the same from a domain event and from the register."""

from datetime import date

from producers.contract.lists import BREACH_OUTCOMES, BreachOutcome
from producers.reference import probation
from producers.tokens import TokenKey

_OUTCOMES: dict[str, BreachOutcome] = {each: each for each in BREACH_OUTCOMES}


def order_token(key: TokenKey, crn: str, number: str) -> str:
    """Give the token of an order: the number of the event that it is, of its person."""
    return key.token("order", f"{crn}|{number.upper()}")


def proceedings_token(key: TokenKey, crn: str, number: str, on: date) -> str:
    """Give the token of a breach or recall.

    The day is in it, because the number may be that of the order, which can be breached again.
    """
    return key.token("proceedings", f"{crn}|{number.upper()}|{on}")


def end_reason(code: str) -> str | None:
    """Say why an order ended; nothing when the code is not listed."""
    return probation.meaning("end", code)


def breach_outcome(code: str) -> BreachOutcome | None:
    """Say how a breach ended; nothing when the code is not listed."""
    return _OUTCOMES.get(probation.meaning("breach", code) or "")
