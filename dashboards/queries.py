"""PromQL as the panels ask it: names of the catalogue in, expressions out. Pure.

A gauge of the monitor has only one value a label set, but `backfill` writes it without the labels
of a scrape: `max by (…)` makes one line of both.
"""

from collections.abc import Mapping

from metrics.catalogue import AREA, PASSED

PERIOD = 'period="$period"'
YEAR = 'period="rolling-year"'
OF_AREA = f'place="{AREA}"'
MONTHS = 'period=~"[0-9]{4}-[0-9]{2}"'
QUARTERS = 'period=~"[0-9]{4}-Q[1-4]"'
DAY = "1d"
"""The step of back-filled figures: a panel of a trend asks for no finer one."""
FOUR_WEEKS, A_YEAR = "4w", "52w"
"""How long before: whole weeks, so that a Sunday stands beside a Sunday."""


def chosen(variable: str) -> str:
    """Match the place that a variable of the dashboard holds."""
    return f'place="${variable}"'


def sent_by(agency: str) -> str:
    """Match an agency."""
    return f'agency="{agency}"'


def of(stage: str) -> str:
    """Match a stage."""
    return f'stage="{stage}"'


def series(figure: str, *matchers: str) -> str:
    """Select a figure's series."""
    return f"lcjb_{figure}{{{', '.join(matchers)}}}"


def one(figure: str, *matchers: str) -> str:
    """Give one number."""
    return f"max({series(figure, *matchers)})"


def or_nought(figure: str, place: str, *matchers: str) -> str:
    """Give one number of a figure that leaves out a place with nothing in it: 0 where it is known.

    It is known where the area has the figure.
    """
    return f"{one(figure, place, *matchers)} or {one(figure, OF_AREA, *matchers)} * 0"


def each(label: str, figure: str, *matchers: str) -> str:
    """Give a number each value of a label."""
    given = f'{label}!=""'
    return f"max by ({label}) ({series(figure, *matchers, given)})"


def each_theme(figure: str, *matchers: str) -> str:
    """Give a number each theme and that of all, to read them against: one may have several."""
    whole = f'label_replace({one(figure, *matchers, OF_AREA)}, "theme", "all", "", "")'
    return f"{each('theme', figure, *matchers)} or {whole}"


def or_of_area(expression: str, figure: str, *matchers: str) -> str:
    """Give the whole area's number where no part of it is left: parts of 0 may be left out."""
    return f"{expression} or on () {each('place', figure, OF_AREA, *matchers)}"


def largest_first(expression: str) -> str:
    """Sort as bars are read."""
    return f"sort_desc({expression})"


def trend(figure: str, *matchers: str) -> str:
    """Give what was known day by day; a back-filled sample is a day from the next."""
    return f"max(last_over_time({series(figure, *matchers)}[{DAY}]))"


def then(ago: str, figure: str, *matchers: str) -> str:
    """Give what a number was so long before."""
    return f"max(last_over_time({series(figure, *matchers)}[{DAY}] offset {ago}))"


def in_order(expressions: Mapping[str, str], label: str) -> str:
    """Give several numbers as one vector, in this order, each under its name."""
    named = (f'label_replace({e}, "{label}", "{name}", "", "")' for name, e in expressions.items())
    return " or ".join(named)


def agency(expression: str) -> str:
    """Give what is counted by topic by agency."""
    return f'label_replace({expression}, "agency", "$1", "topic", "lcjb.(.*).v1")'


def total(name: str, *matchers: str, known_by: str = "") -> str:
    """Add up what the monitor says of itself; 0 where nothing is, and `known_by` is there."""
    added = f"sum({series(name, *matchers)})"
    return f"{added} or sum({series(known_by)}) * 0" if known_by else added


def a_second(selected: str, label: str) -> str:
    """Give how fast a counter of the monitor grows, each value of a label."""
    return f"sum by ({label}) (rate({selected}[$__rate_interval]))"


def in_a_day(counter: str) -> str:
    """Give by how much a counter of the monitor grew within a day."""
    return f"sum(increase({series(counter)}[1d]))"


def level(severity: str, stage: str, place: str) -> str:
    """Give the count at which an alert is raised for a stage and place (matchers)."""
    return (
        "max(last_over_time(lcjb:backlog_threshold:in_force"
        f'{{{stage}, {place}, severity="{severity}", level="set"}}[{DAY}]))'
    )


def severities_above(stage: str, place: str) -> str:
    """Count the severities that fire at a stage and place: 0, 1 or 2; nothing where none is set."""
    return (
        f'count(ALERTS{{alertname="BacklogAboveThreshold", alertstate="firing", {stage}, {place}}})'
        f" or max(lcjb:backlog_threshold:in_force{{{stage}, {place}}} * 0)"
    )


def gravest_limit(place: str) -> str:
    """Say 2 where a custody time limit has passed, 1 where one ends within 7 days, else 0."""
    passed, soon = (f'within="{within}"' for within in (PASSED, "7-days"))
    figure = "custody_time_limits"
    return (
        f"max(clamp_max({series(figure, place, passed)}, 1) * 2"
        f" or clamp_max({series(figure, place, soon)}, 1)"
        f" or {series(figure, OF_AREA)} * 0)"
    )
