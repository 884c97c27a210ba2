"""What stands behind a panel, in words: definition, unit, source, population, caveats.

The catalogue says it of every figure; of the thresholds, which are no figure, it is said here.
"""

from metrics.catalogue import METRICS

_THRESHOLD = {
    "Definition": "The count at which a warning or critical alert is raised, agreed by the board; "
    "it ends below a lower one, so that a count that wavers is one message.",
    "Unit": "State of the alert.",
    "Source": "thresholds.yaml; `lcjb thresholds list` shows it.",
    "Population": METRICS["backlog_open"].population,
    "Caveats": "No data where no threshold is set for the place and there is no default.",
}


def described(figure: str) -> str:
    """Give the description of a figure, as a panel shows it."""
    return _written(_said(figure))


def threshold() -> str:
    """Give the description of the threshold's state."""
    return _written(_THRESHOLD)


def _said(figure: str) -> dict[str, str]:
    metric = METRICS[figure]
    return {
        "Definition": f"{metric.definition} Counted by: {metric.basis}.",
        "Unit": f"{metric.unit}.",
        "Source": metric.source,
        "Population": metric.population,
        "Caveats": metric.caveats,
    }


def _written(said: dict[str, str]) -> str:
    return "\n\n".join(f"**{name}:** {words}" for name, words in said.items())
