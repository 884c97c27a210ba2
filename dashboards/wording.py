"""What stands behind a panel, in words: definition, unit, source, population, caveats.

The catalogue says it of every figure; of the thresholds, which are no figure, it is said here.
"""

from collections.abc import Mapping

from dashboards.monitor_series import MONITOR_SERIES
from metrics.catalogue import CROWN, MAGISTRATES, Metric, counted_at, watched_at
from producers.reference.tables import rows

SINGLE_JUSTICE = "Excluding single justice cases."
AGENCIES: dict[str, str] = {
    "police": "Police",
    "cps": "Crown Prosecution Service",
    "courts": "Courts",
    "probation": "Probation",
    "prisons": "Prisons",
}
"""In the order of the process."""
FLAGS = {"two-pncs": "Two PNC numbers", "too-many-tokens": "More than 50 identifiers"}
"""Why identifiers are not joined into a person."""
BY_COURT_OR_FORCE = "Court stages are by court, police stages by force."
_THRESHOLD = {
    "Definition": "The count at which a warning or critical alert is raised, agreed by the board; "
    "it ends below a lower one, so that a count that wavers is one message.",
    "Unit": "State of the alert.",
    "Source": "thresholds.yaml; `lcjb thresholds list` shows it.",
}
_NO_THRESHOLD = "No data where no threshold is set for the place and there is no default."
_TURNS = "It turns when an alert fires, so after the time that the threshold asks for."


def described(figure: str, stage: str = "") -> str:
    """Give the description of a figure, of the stage where several have it, as a panel shows it."""
    metric = counted_at(figure, stage)
    return _written(
        {
            "Definition": f"{metric.definition} Counted by: {metric.basis}.",
            "Unit": f"{metric.unit}.",
            "Source": metric.source,
            "Population": _population(metric),
            "Caveats": metric.caveats,
        }
    )


def threshold(stage: str) -> str:
    """Give the description of the state of a stage's threshold."""
    metric = watched_at(stage)
    said = _THRESHOLD | {"Population": _population(metric), "Caveats": _NO_THRESHOLD}
    said["Definition"] += f" What is counted: {metric.definition}"
    return f"{_written(said)}\n\n{_TURNS}"


def reasons(stage: str) -> dict[str, str]:
    """Say what a tier's codes of trials mean: a code of one tier alone is not in the other's."""
    other = {MAGISTRATES: "CC", CROWN: "M"}[stage]
    listed = [row for row in rows("trial_reasons.csv") if row["jurisdiction"] != other]
    said = {f"{r['outcome']}-{r['code']}": _reason(r) for r in listed}
    return said | {"not-given": "Not given", "unlisted": "Not in HMCTS's list"}


def _reason(row: Mapping[str, str]) -> str:
    return f"{row['outcome'].capitalize()}: {row['description']} ({row['code']})"


def of_monitor(*names: str) -> str:
    """Give the description of what the monitor says of itself."""
    return "\n\n".join(_written(MONITOR_SERIES[name].words()) for name in names)


def _population(metric: Metric) -> str:
    said = metric.population
    if ("courts", MAGISTRATES) in metric.depends_on and SINGLE_JUSTICE not in said:
        said += f" {SINGLE_JUSTICE}"
    by_court = any(agency == "courts" for agency, _ in metric.depends_on)
    return f"{said} {BY_COURT_OR_FORCE}" if metric.stage or by_court else said


def _written(said: dict[str, str]) -> str:
    return "\n\n".join(f"**{name}:** {words}" for name, words in said.items())
