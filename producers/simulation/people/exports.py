"""What police, CPS, probation and prisons send of the simulated people: messages and rows. Pure.

`People` is to them what `exports.Police` and `courts.exports.Courts` are to theirs: the same seed,
scale and days are the same crimes, cases and people. Called by `producers.simulate_people` and
`traffic`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import NamedTuple

from producers.contract.days import london_day, start_of
from producers.simulation.courts.steps import Journey
from producers.simulation.draws import uniforms
from producers.simulation.people import cps, hmpps, rows
from producers.simulation.people.charging import File
from producers.simulation.people.days import Day, draw_day, people
from producers.simulation.people.lives import Life
from producers.simulation.people.orders import Order
from producers.simulation.people.shape import shape
from producers.simulation.people.suspects import ordinal
from producers.simulation.persons import Person

CPS, HMPPS, REVIEWS = "cps-charging.jsonl", "hmpps-domain-events.jsonl", "reviews"
COLUMNS = {
    "suspects.csv": rows.SUSPECTS,
    "cautions.csv": rows.CAUTIONS,
    "supervision.csv": rows.SUPERVISION,
    "prison-movements.csv": rows.MOVEMENTS,
}
SUSPECTS, CAUTIONS, SUPERVISION, MOVEMENTS = COLUMNS
_HOUR = 3600
_A_DAY = 24 * _HOUR
_EARLY, _BY_DAY, _SPREAD = 5, 9, 7  # hours
_WITHIN = 10 * _A_DAY
_DRAWS = 5


class Sent(NamedTuple):
    """One message or row, when it is sent, and of which file it is a line.

    `of` is the case of a review response, which names none.
    """

    at: datetime
    file: str
    line: bytes | tuple[str, ...]
    of: str = ""


class _Line(NamedTuple):
    """A line to send: of which day, and how it is made at the instant of its happening."""

    file: str
    day: int
    key: str
    made: Callable[[datetime], bytes] | rows.Cells
    of: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """The simulated people: a seed, a part of Lancashire's volume, and what is back-loaded.

    Told is what began from `first` on, and of what began from `open_since` on all that was not over
    on the morning of `first`, from its beginning.
    """

    seed: int
    scale: float
    first: date
    open_since: date | None = None

    def told(self, after: datetime, until: datetime) -> list[Sent]:
        """Give what is sent after an instant, up to another, in order: some late, some twice."""
        begin, end = int(after.timestamp()), int(until.timestamp())
        found: list[tuple[int, int, Sent]] = []
        for line in self._lines(london_day(until)):
            for at, instant in self._sendings(line):
                if begin < at <= end:
                    sent = Sent(_instant(at), line.file, _made(line, at, instant), line.of)
                    found.append((at, len(found), sent))
        return [sent for _, _, sent in sorted(found, key=lambda each: each[:2])]

    def days(self, last: date) -> Iterator[Day]:
        """Give what happened, day by day: the truth, to count what is told against."""
        on = self.open_since or self.first
        while on <= last:
            yield draw_day(self.seed, self.scale, on)
            on += timedelta(days=1)

    def _lines(self, last: date) -> Iterator[_Line]:
        """Give every line that anybody sends of what began by a day."""
        first, cases = self.first.toordinal(), list[Journey]()
        for each in self.days(last):
            cases += each.cases
            yield from _of_day(each, first)
        for one in people(self.seed, cases):
            yield from _of_life(one, first)

    def _sendings(self, line: _Line) -> Iterator[tuple[int, int]]:
        """Give when a line is sent, and when what it tells of happened; a message may be resent."""
        u, rates = uniforms(f"{self.seed}/{line.file}/{line.key}/{line.day}", _DRAWS), shape().rates
        is_row = isinstance(line.made, dict)
        hour = 24 + _EARLY if is_row else _BY_DAY + _SPREAD * u[0]
        happened = at = _midnight(line.day) + int(hour * _HOUR)
        if u[1] < rates["late"]:
            at += int(shape().delays["late"].at(u[2])) * _A_DAY
        yield at, happened
        if not is_row and u[3] < rates["reshared"]:
            yield at + 1 + int(u[4] * _WITHIN), happened


def _of_day(told: Day, first: int) -> Iterator[_Line]:
    for file in told.files():
        if file.end >= first:
            yield from _of_file(file)
    for caution in told.cautions():
        on = ordinal(caution.crime.outcome_on)
        if on >= first:
            yield _row(CAUTIONS, on, rows.cautioned(*caution))
    for suspect in told.suspects():
        if suspect.statuses[-1].day >= first:
            for status in suspect.statuses:
                yield _row(SUSPECTS, status.day, rows.suspected(suspect.crime, status))


def _of_file(file: File) -> Iterator[_Line]:
    if file.reviewed:
        made = partial(cps.review, file)
        yield _Line(REVIEWS, file.end, file.urn, made, file.urn)
        return
    for number, each in enumerate(file.rounds):
        key = f"{file.urn}/{number}"
        yield _Line(CPS, each.asked, f"{key}?", partial(cps.request, file, number))
        yield _Line(CPS, each.answered, key, partial(cps.answer, file, number))
    if file.finalised:
        yield _Line(CPS, file.finalised, f"{file.urn}/f", partial(cps.finalised, file))


def _of_life(told: Life, first: int) -> Iterator[_Line]:
    for number, order in enumerate(told.orders, 1):
        if order.end >= first:
            yield from _of_order(told.person, number, order)
    for stay in told.stays:
        if stay.end >= first:
            person = told.person
            arrived = partial(hmpps.received, person, stay.received)
            yield _Line(HMPPS, stay.day, f"{person.noms}/in", arrived)
            yield _row(MOVEMENTS, stay.day, rows.moved(person, "received", stay.day, stay.received))
            yield _Line(HMPPS, stay.end, f"{person.noms}/out", partial(hmpps.released, person))
            yield _row(MOVEMENTS, stay.end, rows.moved(person, "released", stay.end, stay.released))


def _of_order(person: Person, number: int, order: Order) -> Iterator[_Line]:
    yield _row(SUPERVISION, order.day, rows.started(person, number, order))
    for day, hours in order.worked:
        yield _row(SUPERVISION, day, rows.worked(person, number, day, hours))
    if breach := order.breach:
        yield from _proceedings(person, number, "breach.raised", breach.raised)
        yield from _proceedings(
            person, number, "breach.concluded", breach.concluded, breach.outcome
        )
    if order.recalled:
        yield from _proceedings(person, number, "recall.raised", order.recalled)
    ended = partial(hmpps.ended, person, number, order.reason)
    yield _Line(HMPPS, order.end, f"{person.crn}/{number}/end", ended)


def _proceedings(
    person: Person, number: int, what: str, day: int, outcome: str = ""
) -> Iterator[_Line]:
    """Tell of a breach or recall: the domain event at once, the register with its order."""
    reference = f"25{person.number:07}{number:02}"
    made = partial(hmpps.proceedings, what, person, reference, outcome=outcome.upper())
    yield _Line(HMPPS, day, f"{person.crn}/{number}/{what}", made)
    event = what.replace(".", "-")
    yield _row(SUPERVISION, day, rows.proceedings(person, number, event, day, reference, outcome))


def _row(file: str, day: int, cells: rows.Cells) -> _Line:
    return _Line(file, day, "|".join(list(cells.values())[:4]), cells)


def _made(line: _Line, at: int, happened: int) -> bytes | tuple[str, ...]:
    if not isinstance(line.made, dict):
        return line.made(_instant(happened))
    said = line.made | {"exported_at": _instant(at).isoformat()}
    return tuple(said.get(column, "") for column in COLUMNS[line.file])


@lru_cache(100_000)
def _midnight(day: int) -> int:
    """Give the first second of a London day."""
    return int(start_of(date.fromordinal(day)).timestamp())


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
