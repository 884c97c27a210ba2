"""Every stage of the process in its order, for the boards that have all of them: of the whole area.

What is open is asked alike, whatever figure counts it: of supervision the caseload, of unpaid work
what is late. Called by `overview` and `wall`.
"""

from dataclasses import dataclass

from dashboards import queries
from dashboards.panels import SHARE, Query
from dashboards.queries import A_YEAR, OF_AREA, YEAR, of, one, series, severities_above, then
from dashboards.wording import described, threshold
from metrics.calendar import MATURE_YEAR
from metrics.catalogue import CHARGING, CROWN, MAGISTRATES, UNPAID_WORK
from metrics.catalogue import STAGE as INVESTIGATION

YEAR_BEFORE = "A year before"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its name in the figures and to a reader, and what counts its open items."""

    name: str
    title: str
    figure: str = "backlog_open"
    is_queue: bool = True

    @property
    def at(self) -> tuple[str, ...]:
        """Match the stage in the whole area."""
        return (of(self.name), OF_AREA) if self.figure == "backlog_open" else (OF_AREA,)

    def now(self) -> str:
        """Ask what is open."""
        return one(self.figure, *self.at)

    def before(self, ago: str) -> str:
        """Ask what was open so long before."""
        return then(ago, self.figure, *self.at)

    def above(self) -> str:
        """Ask how many of the thresholds are passed."""
        return severities_above(of(self.name), OF_AREA)

    def said(self) -> str:
        """Describe what is open."""
        return described(self.figure, self.name if self.figure == "backlog_open" else "")


STAGES = (
    Stage(INVESTIGATION, "Investigation"),
    Stage(CHARGING, "Charging"),
    Stage(MAGISTRATES, "Magistrates' courts"),
    Stage(CROWN, "Crown Court"),
    Stage("supervision", "Supervision, a caseload", "supervision_open", is_queue=False),
    Stage(UNPAID_WORK, "Unpaid work past 12 months", "unpaid_work_late"),
)
QUEUES = tuple(stage for stage in STAGES if stage.is_queue)
BACKLOGS = tuple(stage for stage in STAGES if stage.figure == "backlog_open")
_CROWN = next(stage for stage in STAGES if stage.name == CROWN)
_RATE, _REOFFENDING = "charge_rate_recorded", "reoffending"
MATURE = (f'period="{MATURE_YEAR}"', 'maturity="mature"')


def backlog() -> tuple[str, list[Query]]:
    """Describe and ask the headline of the backlog."""
    asked = [Query(_CROWN.now(), "Now"), Query(_CROWN.before(A_YEAR), YEAR_BEFORE)]
    return _CROWN.said(), asked


def charge_rate() -> tuple[str, list[Query]]:
    """Describe and ask the headline of the charge rate."""
    figure = f"{_RATE}_ratio"
    asked = [
        Query(one(figure, OF_AREA, YEAR), "Year up to today"),
        Query(then(A_YEAR, figure, OF_AREA, YEAR), YEAR_BEFORE),
        published(_RATE),
    ]
    return described(_RATE), asked


def reoffending() -> tuple[str, list[Query]]:
    """Describe and ask the headline of reoffending: of the last year whose follow-up is over."""
    asked = [Query(one(f"{_REOFFENDING}_ratio", OF_AREA, *MATURE), "Last mature year")]
    return described(_REOFFENDING), [*asked, published(_REOFFENDING)]


def published(figure: str, stage: str = "") -> Query:
    """Ask what was published of England and Wales, named with its period."""
    matchers = [f'figure="{figure}"', 'place="England and Wales"', *([of(stage)] if stage else [])]
    return Query(series("published_ratio", *matchers), "{{place}}, {{period}}", SHARE)


def said_of_thresholds() -> str:
    """Describe the states of all thresholds."""
    return "\n\n".join(threshold(stage.name) for stage in QUEUES)


def in_order(expressions: dict[str, str]) -> str:
    """Give a number a stage as one vector, in the order of the process."""
    return queries.in_order(expressions, "stage")
