"""What a figure stands beside: a year before, England and Wales, what was published of it. Pure.

Last year is this monitor's own figure as it stood a year before, of the period a year before: both
are as far along. What was published is in `published.csv`, its sources and their licences in
`published_sources.csv`; where nothing is there, nothing is said. Called by the board page and the
pack, which draw `points` within the limits of `metrics.xmr`.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypeAlias

from metrics import calendar, views
from metrics.book import Book
from metrics.calendar import Period
from metrics.catalogue import AREA, PLACES, Metric, counted_at
from metrics.views import Figure
from metrics.xmr import Point
from producers.reference import tables

LAST_YEAR = "Last year"
_ITSELF = "This monitor"
_SAME_LENGTH = 3
"""Days by which two periods may differ and be of one length: 365 and 366, 90 and 92."""
_NOT_APART = {"place", "stage", "maturity"}

Key: TypeAlias = tuple[str, frozenset[tuple[str, str]], str | None]
"""A figure's name, labels and period."""


class Comparator(NamedTuple):
    """What stands beside a figure, with the period and the day of publication to say with it.

    `per_1000` is a count's, where the people of its place are known.
    """

    name: str
    n: float | None
    d: float | None
    value: float
    per_1000: float | None
    period: str
    source: str
    published_on: date | None


class Published(NamedTuple):
    """A published number of a place and a span of days; a rate has `d`."""

    place: str
    period: str
    first: int
    last: int
    n: float
    d: float | None
    source: str
    published_on: date | None


def last_year(
    book: Book,
    as_of: date,
    periods: Sequence[Period],
    *,
    complete: bool = False,
    only: str | None = None,
) -> dict[Key, Figure]:
    """Give the figures of a year before, each under the key of the one that it stands beside."""
    earlier = {calendar.year_before(period, as_of): period.name for period in periods}
    then = calendar.a_year_before(as_of)
    found = views.figures(book, then, list(earlier), complete=complete, only=only)
    names = {period.name: name for period, name in earlier.items()}
    return {_key(f, names.get(f.period)): f for f in found}


def of_then(found: Iterable[Figure]) -> dict[Key, Figure]:
    """Give what a release of a year before said of the periods that move on with the day."""
    return {_key(f, f.period): f for f in found if f.period in calendar.MOVING}


def beside(figure: Figure, before: Mapping[Key, Figure]) -> list[Comparator]:
    """Give what a figure stands beside: last year first (of `last_year`), then the published."""
    metric = counted_at(figure.metric, figure.labels.get("stage", ""))
    then = before.get(_key(figure, figure.period))
    told = [] if then is None else _of_last_year(then)
    return [*told, *(_of_published(metric, row) for row in _newest(metric, figure))]


def per_1000(figure: Figure) -> float | None:
    """Give a count for each 1,000 people of its place; nothing for a rate or an unknown place."""
    metric = counted_at(figure.metric, figure.labels.get("stage", ""))
    return _per_1000(metric, figure.labels.get("place", ""), figure.value)


def points(told: Iterable[Figure], labels: Mapping[str, str]) -> list[Point]:
    """Give one figure's periods that are over, in the order in which they were asked for."""
    return [
        Point(figure.period, figure.value)
        for figure in told
        if figure.period is not None and figure.value is not None
        if figure.labels == labels and figure.status != "incomplete"
    ]


def _key(figure: Figure, period: str | None) -> Key:
    # a cohort is interim or mature by its age: the same one of last year may be of the other
    labels = {name: said for name, said in figure.labels.items() if name != "maturity"}
    return figure.metric, frozenset(labels.items()), period


def _of_last_year(then: Figure) -> list[Comparator]:
    if then.value is None:
        return []
    period = then.as_of.isoformat() if then.period is None else then.period
    if then.period == calendar.ROLLING_YEAR:
        period = f"the year up to {then.as_of.isoformat()}"
    if then.period == calendar.MATURE_YEAR:
        period = f"the cohorts that were final on {then.as_of.isoformat()}"
    rate = per_1000(then)
    return [Comparator(LAST_YEAR, then.n, then.d, then.value, rate, period, _ITSELF, None)]


def _of_published(metric: Metric, row: Published) -> Comparator:
    name = f"{row.place}, as published" if row.place in PLACES else row.place
    value = row.n if row.d is None else row.n / row.d
    rate = _per_1000(metric, row.place, value)
    return Comparator(name, row.n, row.d, value, rate, row.period, row.source, row.published_on)


def _newest(metric: Metric, figure: Figure) -> list[Published]:
    """Give the latest row of each place that ended by the figure's last day."""
    if set(figure.labels) - _NOT_APART or "place" not in figure.labels:
        return []
    span = _span(metric, figure)
    found: dict[str, Published] = {}
    for row in _published().get((metric.name, metric.stage), ()):
        is_near = row.place == figure.labels["place"] or row.place not in PLACES
        if is_near and row.last <= span.last and _alike(metric, row, span):
            found[row.place] = row
    return list(found.values())


def _span(metric: Metric, figure: Figure) -> Period:
    if figure.period is None:
        at = calendar.now if metric.is_stock else calendar.window
        return at(figure.as_of)
    return calendar.parse(figure.period, figure.as_of)


def _alike(metric: Metric, row: Published, span: Period) -> bool:
    """Say whether two may be held together: a count of days only with one of as many."""
    if metric.is_stock or row.d is not None:
        return True
    return abs((row.last - row.first) - (span.last - span.first)) <= _SAME_LENGTH


def _per_1000(metric: Metric, place: str, value: float | None) -> float | None:
    people = _people().get(place)
    if metric.kind != "count" or value is None or people is None:
        return None
    return 1000 * value / people


@cache
def _people() -> Mapping[str, float]:
    own = {district.place: district.population for district in tables.districts()}
    wider = {row.place: row.n for row in _published()["people", ""]}
    return own | {AREA: sum(own.values())} | wider


@cache
def _published() -> Mapping[tuple[str, str], list[Published]]:
    """Read the published numbers, by figure and stage; of a place, the older come first."""
    sources = {row["source"]: row for row in _read("published_sources.csv")}
    out: dict[tuple[str, str], list[Published]] = {}
    for row in _read("published.csv"):
        told = _row(row, sources[row["source"]])
        out.setdefault((row["metric"], row["stage"]), []).append(told)
    return out


def _row(row: Mapping[str, str], source: Mapping[str, str]) -> Published:
    return Published(
        row["place"],
        row["period"],
        date.fromisoformat(row["first"]).toordinal(),
        date.fromisoformat(row["last"]).toordinal(),
        float(row["n"]),
        float(row["d"]) if row["d"] else None,
        f"{source['publisher']}: {source['title']}",
        date.fromisoformat(source["published_on"]) if source["published_on"] else None,
    )


def _read(name: str) -> list[dict[str, str]]:
    text = files("metrics").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
