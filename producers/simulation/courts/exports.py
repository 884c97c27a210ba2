"""What the simulated courts' systems send: native messages, and rows of what neither tells. Pure.

Called by `producers.simulate_cli` and tests. `Courts` is to the courts what `exports.Police` is to
the police: the same seed and scale are the same simulated people.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from producers.contract.days import london_day, start_of
from producers.simulation.courts import common_platform, rows, spi
from producers.simulation.courts.journeys import journeys
from producers.simulation.courts.shape import shape
from producers.simulation.courts.steps import Entered, Hearing, Journey, Moved, Reopened, Step
from producers.simulation.draws import uniforms
from producers.simulation.shape import lancashire

Cells = tuple[str, ...]
_ONE_DAY = timedelta(days=1)
_HOUR = 3600
_A_DAY = 24 * _HOUR
_BACK_AFTER, _HEARD_BY, _EARLY = 17, 15, 5  # hours
_WITHIN = 10 * _A_DAY
_ADJOURNED = ("4506",)
_DRAWS = 6
_OF_REGISTER = (Entered, Moved, Reopened)


class _Sending(NamedTuple):
    """One message to send: when, of which step; `again` when it was sent before."""

    at: int
    journey: Journey
    step: Step
    made: int
    again: bool


@dataclass(frozen=True, slots=True)
class Courts:
    """The simulated courts: a seed, a part of Lancashire's volume, and what they back-load.

    They tell the cases received from `first` on, and of those received from `open_since` on the
    ones of which something was still to come on the morning of `first`.
    """

    seed: int
    scale: float
    first: date
    open_since: date | None = None

    def messages(self, after: datetime, until: datetime) -> Iterator[tuple[datetime, bytes]]:
        """Give the native messages sent after an instant, up to another, in order.

        JSON of Common Platform, or XML of SPI on one line; one in ten is sent again, some are late.
        """
        for sending in self._in_order(after, until, _sendings):
            message = _message(sending)
            if message is not None:
                yield _instant(sending.at), message

    def register(self, after: datetime, until: datetime) -> Iterator[tuple[datetime, Cells]]:
        """Give rows of the courts' register: receipts at the Crown Court, transfers, reopenings."""
        for sending in self._in_order(after, until, _registered):
            at = _instant(sending.at)
            yield at, rows.register(sending.journey.case, sending.step, at)

    def charges(self, after: datetime, until: datetime) -> Iterator[tuple[datetime, Cells]]:
        """Give the police's rows of who was charged with which crimes, the morning after."""
        for sending in self._in_order(after, until, _charged):
            at = _instant(sending.at)
            for row in rows.charges(sending.journey.case, at):
                yield at, row

    def journeys(self, day: date) -> list[Journey]:
        """Give the journeys that belong to a day: the truth, to count what is told against."""
        first = self.first.toordinal()
        found = journeys(lancashire(), self.seed, self.scale, day)
        return [each for each in found if each.case.day >= first or each.end >= first]

    def _in_order(
        self,
        after: datetime,
        until: datetime,
        sendings: Callable[["Courts", Journey], Iterator[_Sending]],
    ) -> Iterator[_Sending]:
        """Merge the cases of day after day; what they still have to send waits in a heap."""
        begin, end = int(after.timestamp()), int(until.timestamp())
        waiting: list[tuple[int, int, _Sending]] = []
        day, last, number = self.open_since or self.first, london_day(until), 0
        while day <= last:
            for each in (each for one in self.journeys(day) for each in sendings(self, one)):
                if begin < each.at <= end:
                    number += 1
                    heappush(waiting, (each.at, number, each))
            day += _ONE_DAY
            told = _midnight(day.toordinal())
            while waiting and waiting[0][0] < told:
                yield heappop(waiting)[2]
        yield from (each for _, _, each in sorted(waiting, key=lambda one: one[:2]))


def _sendings(courts: Courts, journey: Journey) -> Iterator[_Sending]:
    """Give when each step is told; some late, some twice, and what was wrong the first time."""
    rates = shape().rates
    for number, step in enumerate(journey.steps):
        if isinstance(step, _OF_REGISTER):
            continue
        u = uniforms(f"{courts.seed}/{journey.case.urn}/{number}", _DRAWS)
        hour, spread = (_HEARD_BY, 3) if isinstance(step, Hearing) else (_BACK_AFTER, 5)
        made = at = _midnight(step.day) + hour * _HOUR + int(u[0] * spread * _HOUR)
        if u[1] < rates["late"]:
            at += int(shape().delays["late"].at(u[2])) * _A_DAY
        twice = u[3] < rates["reshared"]
        wrong = twice and isinstance(step, Hearing) and u[4] < rates["amended"]
        said = step._replace(codes=_ADJOURNED) if wrong and isinstance(step, Hearing) else step
        yield _Sending(at, journey, said, made, again=False)
        if twice:
            yield _Sending(at + 1 + int(u[5] * _WITHIN), journey, step, made, again=True)


def _registered(_: Courts, journey: Journey) -> Iterator[_Sending]:
    for step in journey.steps:
        if isinstance(step, _OF_REGISTER):
            yield _Sending(_morning(step.day), journey, step, step.day, again=False)


def _charged(_: Courts, journey: Journey) -> Iterator[_Sending]:
    day = journey.case.day
    yield _Sending(_morning(day), journey, journey.steps[0], day, again=False)


def _message(sending: _Sending) -> bytes | None:
    case, step = sending.journey.case, sending.step
    made, shared = _instant(sending.made), _instant(sending.at)
    if case.spi:
        return spi.told(case, step, made, shared)
    return common_platform.told(case, step, made, shared, again=sending.again)


def _morning(day: int) -> int:
    return _midnight(day + 1) + _EARLY * _HOUR


@lru_cache(100_000)
def _midnight(ordinal: int) -> int:
    """Give the first second of a London day."""
    return int(start_of(date.fromordinal(ordinal)).timestamp())


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
