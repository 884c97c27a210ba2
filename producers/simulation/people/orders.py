"""An order that a person serves under probation: its time, unpaid work, breaches. Pure.

Called by `lives`; a licence is an order that follows a release. Days are ordinals.
"""

from typing import NamedTuple

from producers.simulation.people.sentences import Sentence
from producers.simulation.people.shape import Draws

KINDS = ("community-order", "suspended-sentence")
LICENCE = "licence"
_A_DAY = 7.0  # hours of unpaid work
_FIRST_WORK = 21
_A_YEAR = 365


class Breach(NamedTuple):
    """A breach, raised on a day and concluded on another."""

    raised: int
    concluded: int
    outcome: str


class Order(NamedTuple):
    """An order or licence: from a day until it ends; `recalled` is the day of a recall, if any."""

    kind: str
    day: int
    end: int
    reason: str
    hours: int = 0
    worked: tuple[tuple[int, float], ...] = ()
    breach: Breach | None = None
    recalled: int = 0


def of_sentence(dice: Draws, sentence: Sentence) -> Order:
    """Draw what becomes of a community or suspended sentence order."""
    length, hours = dice.days(sentence.disposal), 0
    worked: tuple[tuple[int, float], ...] = ()
    if dice.happens("unpaid-work"):
        hours = dice.days("hours")
        worked = _worked(sentence.day + _FIRST_WORK, dice.days("apart"), hours)
    end = max(sentence.day + length, worked[-1][0] if worked else 0)
    breach = _breach(dice, sentence.day, length) if dice.happens("breach") else None
    revoked = breach and breach.outcome == "proved" and dice.happens("revoked")
    reason = "COMPLETED"
    if breach and revoked and breach.concluded < end:
        end, reason = breach.concluded, "REVOKED"
        worked = tuple(each for each in worked if each[0] <= end)
    return Order(sentence.disposal, sentence.day, end, reason, hours, worked, breach)


def licence(dice: Draws, day: int, served: int) -> Order:
    """Draw the licence after a release: as long as the time served, a year at the least."""
    length = max(_A_YEAR, served)
    recalled = day + 1 + int(length * dice.amount("to-recall")) if dice.happens("recalled") else 0
    end = day + length
    return Order(LICENCE, day, end, "COMPLETED", recalled=recalled if recalled < end else 0)


def _worked(first: int, apart: int, hours: int) -> tuple[tuple[int, float], ...]:
    """Spread the hours over days so far apart; the last day has what is left."""
    days, left = divmod(hours, _A_DAY)
    done = [_A_DAY] * int(days) + ([left] if left else [])
    return tuple((first + apart * number, each) for number, each in enumerate(done))


def _breach(dice: Draws, day: int, length: int) -> Breach:
    raised = day + 1 + int(length * dice.amount("to-breach"))
    outcome = "proved"
    if not dice.happens("proved"):
        outcome = "withdrawn" if dice.happens("withdrawn") else "not-proved"
    return Breach(raised, raised + dice.days("breach-heard"), outcome)
