"""A release: every figure as the board saw it, with its remarks, as one body of bytes. Pure.

"As known on" is read back from a release, never asked of the ledger: what is known later restates
the ledger's figures, not these. `metrics.store` keeps the bodies; `lcjb release`, `lcjb figures
--release`, the exporter (protected figures) and the page read them.

The body is JSON lines in UTF-8: a head (number, days, definitions, remarks, the columns of what
follows), then one figure a line as an array, in the order of the catalogue.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

import msgspec

from metrics import calendar
from metrics.book import Book
from metrics.calendar import Period
from metrics.catalogue import AREA, CATALOGUE, CROWN, MAGISTRATES, METRICS, Kind
from metrics.views import CompleteTo, Figure, View

MONTHS, QUARTERS, YEARS = 25, 9, 3
"""Months enough for two years of control limits and a first one to compare with."""
TWENTIETH, STEP_OF_COUNT, STEP_OF_SHARE, TINY = 0.05, 5, 0.005, 1e-9
"""A change is told from these on: of a count 5 and a twentieth, of a share half a percent point."""


class Headline(NamedTuple):
    """One of the figures that the board steers by: its metric, and its stage where it has one."""

    metric: str
    stage: str = ""


HEADLINES: dict[str, Headline] = {
    "backlog-crown": Headline("backlog_open", CROWN),
    "backlog-magistrates": Headline("backlog_open", MAGISTRATES),
    "charge-rate": Headline("charge_rate_recorded"),
    "reoffending": Headline("reoffending"),
}
"""What a remark may be about, in the order in which the board sees them."""


class Remark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the secretariat says of a headline: where it is to go, why it stands so, who does what.

    `target` is in the figure's own unit (a rate from 0 to 1), to be reached `by` a day: a
    trajectory; without a day it is a level to keep.
    """

    headline: str
    target: float | None = None
    by: date | None = None
    commentary: str = ""
    action: str = ""
    owner: str = ""


class Release(msgspec.Struct, frozen=True):
    """All figures as of a day, as known at the instant of the release."""

    number: int
    as_of: date
    released_at: datetime
    definitions: str
    """Digest of the catalogue: what changes in a definition changes it."""
    figures: tuple[Figure, ...]
    remarks: tuple[Remark, ...] = ()


class _Head(msgspec.Struct, frozen=True):
    number: int
    as_of: date
    released_at: datetime
    definitions: str
    remarks: tuple[Remark, ...]
    columns: tuple[str, ...] = Figure._fields


def definitions() -> str:
    """Give the version of the definitions: a digest of all that the catalogue says."""
    return hashlib.sha256(msgspec.json.encode(CATALOGUE, order="sorted")).hexdigest()[:16]


def periods(as_of: date) -> list[Period]:
    """Give the standard periods: months, quarters, financial years, and the two rolling years."""
    first = as_of.year - YEARS + (as_of.month > 3)  # noqa: PLR2004 - the year begins in April
    years = (f"{year}/{(year + 1) % 100:02}" for year in range(first, first + YEARS))
    names = (*years, calendar.ROLLING_YEAR, calendar.MATURE_YEAR)
    months, quarters = (
        calendar.last_months(as_of, MONTHS),
        calendar.last_quarters(as_of, QUARTERS),
    )
    return [*months, *quarters, *(calendar.parse(name, as_of) for name in names)]


def made(
    book: Book,
    as_of: date,
    released_at: datetime,
    remarks: Iterable[Remark],
    number: int = 0,
    complete_to: CompleteTo | None = None,
) -> Release:
    """Make a release of a book; the ledger gives it its number when it keeps it."""
    found = tuple(View(book, as_of, periods(as_of), complete_to=complete_to).all())
    return Release(number, as_of, released_at, definitions(), found, tuple(remarks))


def written(release: Release) -> bytes:
    """Write a release as the body that is kept: the same bytes for the same release."""
    head = _Head(
        release.number,
        release.as_of,
        release.released_at,
        release.definitions,
        release.remarks,
    )
    lines = (head, *release.figures)
    return b"".join(msgspec.json.encode(line, order="sorted") + b"\n" for line in lines)


def read(body: bytes) -> Release:
    """Read a body. Raises `ValueError` where it is none."""
    first, *rest = body.splitlines()
    head = msgspec.json.decode(first, type=_Head)
    decoder = msgspec.json.Decoder(Figure)
    figures = tuple(map(decoder.decode, rest))
    return Release(
        head.number, head.as_of, head.released_at, head.definitions, figures, head.remarks
    )


Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...], str]


def _key(figure: Figure) -> Key:
    return figure.metric, tuple(sorted(figure.labels.items())), figure.period or ""


class Change(NamedTuple):
    """One figure in two releases; `restated` where its period was over in both."""

    before: Figure
    after: Figure
    headline: str
    """The headline it is, empty where it is none."""
    restated: bool

    @property
    def by(self) -> float | None:
        """Give how far the value moved; None where either has no value."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


def changed(before: Release, after: Release) -> list[Change]:
    """Say what changed: headlines first, then in the order of the catalogue, greatest first.

    Told is what moved by a twentieth (a count: by 5 at least; a share: by half a percentage point;
    a custody time limit: at all), and what was no data and is some, or the other way round. Of a
    month, quarter or year that was not over before, nothing is told: the rolling year tells it.
    """
    were = {_key(figure): figure for figure in before.figures}
    both = ((were[_key(now)], now) for now in after.figures if _key(now) in were)
    found = [_change(was, now) for was, now in both if _worth_telling(was, now)]
    return sorted(found, key=_rank)


def _change(was: Figure, now: Figure) -> Change:
    restated = now.period is not None and now.period not in calendar.MOVING
    return Change(was, now, headline_of(now), restated)


def headline_of(figure: Figure) -> str:
    """Give the headline that a figure of the whole area is of, else nothing."""
    if figure.labels.get("place") != AREA:
        return ""
    of = Headline(figure.metric, figure.labels.get("stage", ""))
    return next((name for name, headline in HEADLINES.items() if headline == of), "")


def _worth_telling(was: Figure, now: Figure) -> bool:
    return _was_over(now.period, was.as_of) and _moved(was, now)


def _was_over(period: str | None, on: date) -> bool:
    if period is None or period in calendar.MOVING:
        return True
    return calendar.parse(period, on).last <= on.toordinal()


def _moved(was: Figure, now: Figure) -> bool:
    if was.value is None or now.value is None:
        return was.value is not now.value
    step = abs(now.value - was.value)
    return step > TINY and step >= _least(METRICS[now.metric].kind, abs(was.value)) - TINY


def _least(kind: Kind, was: float) -> float:
    """Give the least step of a value that is told."""
    match kind:
        case "limits":
            return 1
        case "rate" | "year-or-more" | "estimated":
            return STEP_OF_SHARE
        case "count" | "bands" | "over":
            return max(STEP_OF_COUNT, TWENTIETH * was)
        case _:
            return TWENTIETH * was


_ORDER = {name: number for number, name in enumerate(METRICS)}


def _rank(change: Change) -> tuple[int, int, bool, float]:
    names = list(HEADLINES)
    first = names.index(change.headline) if change.headline else len(names)
    size = abs(change.by or 0) / (abs(change.before.value or 0) or 1)
    return first, _ORDER[change.after.metric], change.restated, -size


def of_periods(release: Release, names: Iterable[str]) -> Iterator[Figure]:
    """Give a release's figures of some periods, of none the figures as things stood.

    Raises `ValueError` for a period that the release does not have.
    """
    wanted = set(names)
    there = {figure.period for figure in release.figures if figure.period is not None}
    if missing := wanted - there:
        raise ValueError(f"--period: {sorted(missing)} not in this release; has {sorted(there)}")
    return (f for f in release.figures if (f.period in wanted if wanted else f.period is None))
