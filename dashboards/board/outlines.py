"""The districts on a map: outlines from the reference, shaded by one figure. Pure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import cos, radians
from typing import NamedTuple, TypeAlias

from dashboards.board import words
from dashboards.board.source import Shown
from metrics.catalogue import METRICS
from metrics.views import Figure
from producers.reference.tables import AREA, districts

WIDTH = 600
SHADES = 4
SOURCE = (
    "Outlines: Office for National Statistics, simplified, licensed under the Open Government "
    "Licence v3.0. Contains OS data © Crown copyright and database right."
)
_NONE = "none"

Ring: TypeAlias = Sequence[tuple[float, float]]


class Outline(NamedTuple):
    """A district's outline as an SVG path, and where its label stands."""

    place: str
    path: str
    x: float
    y: float


class Shape(NamedTuple):
    """An outline with what is said of it."""

    place: str
    path: str
    x: float
    y: float
    text: str
    shade: str


@dataclass(frozen=True, slots=True)
class Map:
    """A map as it is drawn; `key` says what each shade means."""

    title: str
    box: str
    shapes: tuple[Shape, ...]
    key: tuple[str, ...]
    source: str = SOURCE


def drawn(shown: Shown, figure: str, period: str | None) -> Map:
    """Shade every district by a figure: the more, the darker, in equal steps."""
    box, all_outlines = _outlines()
    found = {o.place: shown.one(figure, period, {"place": o.place}) for o in all_outlines}
    known = [figure.value for figure in found.values() if figure.value is not None]
    edges = _edges(known)
    shapes = tuple(
        Shape(*each, words.value(found[each.place]), _shade(found[each.place].value, edges))
        for each in all_outlines
    )
    area = next(iter(found.values()))
    key = tuple(_key(area._replace(value=low), area._replace(value=high)) for low, high in edges)
    return Map(f"{METRICS[figure].title}, by district", box, shapes, key)


def _edges(known: Sequence[float]) -> list[tuple[float, float]]:
    if not known:
        return []
    low, step = min(known), (max(known) - min(known)) / SHADES
    return [(low + n * step, low + (n + 1) * step) for n in range(SHADES)]


def _shade(value: float | None, edges: Sequence[tuple[float, float]]) -> str:
    if value is None:
        return _NONE
    return str(max((n for n, (low, _) in enumerate(edges) if value >= low), default=0))


def _key(low: Figure, high: Figure) -> str:
    return f"{words.value(low)} to {words.value(high)}"


@cache
def _outlines() -> tuple[str, tuple[Outline, ...]]:
    """Read the outlines, and lay them on a plane of `WIDTH` units, north up."""
    text = (files("producers.reference") / AREA / "districts.geojson").read_text("utf-8")
    names = {district.gss: district.place for district in districts()}
    rings = {
        names[each["properties"]["gss"]]: list(_rings(each["geometry"]))
        for each in json.loads(text)["features"]
    }
    points = [point for some in rings.values() for ring in some for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = cos(radians((south + north) / 2))  # a degree east is shorter than one north
    scale = WIDTH / ((east - west) * squeeze)

    def laid(ring: Ring) -> Ring:
        return [((x - west) * squeeze * scale, (north - y) * scale) for x, y in ring]

    made = tuple(_outline(place, [laid(ring) for ring in some]) for place, some in rings.items())
    return f"0 0 {WIDTH} {(north - south) * scale:.0f}", made


def _rings(geometry: dict[str, object]) -> Iterator[Ring]:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        coordinates = [coordinates]
    for polygon in coordinates:  # type: ignore[attr-defined]
        yield from polygon


def _outline(place: str, rings: Sequence[Ring]) -> Outline:
    path = "".join("M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in ring) + "Z" for ring in rings)
    main = max(rings, key=lambda ring: abs(_twice_area(ring)))
    x, y = _centre(main)
    return Outline(place, path, round(x), round(y))


def _twice_area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def _centre(ring: Ring) -> tuple[float, float]:
    """Give the centre of gravity of a ring."""
    total, x, y = _twice_area(ring), 0.0, 0.0
    for a, b in pairwise(ring):
        cross = a[0] * b[1] - b[0] * a[1]
        x, y = x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    return x / (3 * total), y / (3 * total)
