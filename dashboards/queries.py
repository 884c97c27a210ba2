"""PromQL as the panels ask it: names of the catalogue in, expressions out. Pure.

A gauge of the monitor has only one value a label set, but `backfill` writes it without the labels
of a scrape: `max by (…)` makes one line of both.
"""

PLACE = 'place="$place"'
PERIOD = 'period="$period"'
YEAR = 'period="rolling-year"'
STAGE = 'stage="investigation"'
DAY = "1d"
"""The step of back-filled figures: a panel of a trend asks for no finer one."""


def series(figure: str, *matchers: str) -> str:
    """Select a figure's series."""
    return f"lcjb_{figure}{{{', '.join(matchers)}}}"


def one(figure: str, *matchers: str) -> str:
    """Give one number."""
    return f"max({series(figure, *matchers)})"


def each(label: str, figure: str, *matchers: str) -> str:
    """Give a number each value of a label."""
    given = f'{label}!=""'
    return f"max by ({label}) ({series(figure, *matchers, given)})"


def largest_first(expression: str) -> str:
    """Sort as bars are read."""
    return f"sort_desc({expression})"


def trend(figure: str, *matchers: str) -> str:
    """Give what was known day by day; a back-filled sample is a day from the next."""
    return f"max(last_over_time({series(figure, *matchers)}[{DAY}]))"


def level(severity: str) -> str:
    """Give the count at which an alert is raised for the chosen place."""
    return (
        "max(last_over_time(lcjb:backlog_threshold:in_force"
        f'{{{STAGE}, {PLACE}, severity="{severity}", level="set"}}[{DAY}]))'
    )


def severities_above() -> str:
    """Count the severities that fire for the chosen place: 0, 1 or 2; nothing where none is set."""
    return (
        f'count(ALERTS{{alertname="BacklogAboveThreshold", alertstate="firing", {STAGE}, {PLACE}}})'
        f" or max(lcjb:backlog_threshold:in_force{{{STAGE}, {PLACE}}} * 0)"
    )
