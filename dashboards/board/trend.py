"""A trend as a small drawing, for print: the line, what is usual, and the target. Pure."""

from dataclasses import dataclass

from dashboards.board import words
from dashboards.board.usual import Series, limits_of
from metrics.views import Figure

WIDTH, HEIGHT, EDGE = 420, 110, 6


@dataclass(frozen=True, slots=True)
class Trend:
    """A drawing in a box of `WIDTH` by `HEIGHT`: where lines run, and what the ends say."""

    points: str
    usual: tuple[float, ...]
    target: float | None
    first: str
    last: str
    low: str
    high: str


def trend(series: Series, target: float | None, like: Figure) -> Trend | None:
    """Draw a run of months; nothing with fewer than two. `like` says how a value is written."""
    if len(series) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    usual = [at for _, at in limits_of(series)]
    values = [value for _, value in series]
    all_of = [*values, *usual, *([target] if target is not None else [])]
    low, high = min(all_of), max(all_of)

    def height(value: float) -> float:
        part = (value - low) / (high - low) if high > low else 0.5
        return round(HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE), 1)

    step = WIDTH / (len(series) - 1)
    return Trend(
        points=" ".join(f"{n * step:.1f},{height(value)}" for n, value in enumerate(values)),
        usual=tuple(map(height, usual)),
        target=None if target is None else height(target),
        first=words.span(series[0][0]),
        last=words.span(series[-1][0]),
        low=words.value(like._replace(value=low, status="ok")),
        high=words.value(like._replace(value=high, status="ok")),
    )
