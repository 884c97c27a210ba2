"""What the simulated police system tells: whole exports, and a trickle of news. Pure.

A row is a dictionary of the columns of docs/partners/recorded-crime.md. Called by
`producers.simulate_cli` and `traffic`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from zlib import crc32

from producers.contract.days import london_day, start_of
from producers.simulation.lives import Row, Version, lives
from producers.simulation.shape import Shape, lancashire

Cells = tuple[str, ...]
COLUMNS = (*Row._fields, "exported_at")
_ONE_DAY = timedelta(days=1)
_REPEAT_WITHIN = 7200
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Police:
    """A simulated police system: a seed, a part of Lancashire's volume, and what it holds.

    It holds the crimes recorded from `first` on, and those recorded from `open_since` on that
    were still open on the morning of `first`: what a force back-loads.
    """

    seed: int
    scale: float
    first: date
    open_since: date | None = None

    def export(self, last: date, exported_at: datetime) -> Iterator[Cells]:
        """Give what the rows of the crimes recorded up to `last` say at an instant."""
        instant, stamp = int(exported_at.timestamp()), _stamp(exported_at)
        for life in self._lives(min(last, london_day(exported_at))):
            if known := _said(life, instant):
                yield (*known.row, stamp)

    def trickle(self, after: datetime, until: datetime) -> Iterator[tuple[datetime, Cells]]:
        """Give each row that news changes, when it does: after an instant, up to another.

        In the order of the police system's time; one in ten is sent again within two hours.
        """
        begin, end = int(after.timestamp()), int(until.timestamp())
        for at, stamped, row in self._in_order(begin, end):
            if begin < at <= end:
                yield _instant(at), (*row, _stamp(_instant(stamped)))

    def expected(self, last: date) -> float:
        """Give about how many crimes an export up to `last` holds."""
        shape, days = lancashire(), range((last - self.first).days + 1)
        return self.scale * sum(shape.expected(self.first + timedelta(days=n)) for n in days)

    def _in_order(self, begin: int, end: int) -> Iterator[tuple[int, int, Row]]:
        """Merge the lives of day after day; what a day still has to tell waits in a heap."""
        waiting: list[tuple[int, int, Row]] = []
        shape, last = lancashire(), london_day(_instant(end))
        day = self.open_since or self.first
        while day <= last:
            for life in self._of(shape, day):
                for each in self._sent(life):
                    if begin < each[0] <= end:
                        heappush(waiting, each)
            day += _ONE_DAY
            told = int(start_of(day).timestamp())
            while waiting and waiting[0][0] < told:
                yield heappop(waiting)
        yield from sorted(waiting)

    def _sent(self, life: list[Version]) -> Iterator[tuple[int, int, Row]]:
        """Give when each version is sent, when it was exported, and the row; some twice."""
        share = int(lancashire().habits["repeated"].share * _MILLION)
        for at, row in life:
            yield at, at, row
            draw = crc32(f"{self.seed}/{row.crime_ref}/{at}".encode())
            if draw % _MILLION < share:
                yield at + 1 + draw // _MILLION % _REPEAT_WITHIN, at, row

    def _lives(self, last: date) -> Iterator[list[Version]]:
        shape, day = lancashire(), self.open_since or self.first
        while day <= last:
            yield from self._of(shape, day)
            day += _ONE_DAY

    def _of(self, shape: Shape, day: date) -> list[list[Version]]:
        found = lives(shape, self.seed, self.scale, day)
        if day >= self.first:
            return found
        morning = int(start_of(self.first).timestamp())
        return [life for life in found if _is_open(_said(life, morning))]


def _said(life: list[Version], instant: int) -> Version | None:
    """Give the version of an instant; nothing when the crime was not known yet."""
    known = None
    for version in life:
        if version.at > instant:
            break
        known = version
    return known


def _is_open(version: Version | None) -> bool:
    if version is None or version.row.cancelled_on:
        return False
    return version.row.outcome_type in {"", "0"}


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
