"""The dashboard "Reoffending": proven rates whose follow-up is over, and apart those so far.

Its figures are protected: they come from the latest release, rounded, and stand still until the
next. Written to `grafana/reoffending.json` by `dashboards.build`; how a board is made: `boards`.
"""

from collections.abc import Iterator

from grafana_foundation_sdk.models import dashboard as models

from dashboards import estimates, panels
from dashboards.boards import Board
from dashboards.links import REOFFENDING_UID
from dashboards.panels import COUNT, DAY, SHARE, Ask, Query
from dashboards.queries import OF_AREA, each, largest_first, one, series
from dashboards.wording import described, of_monitor
from metrics.calendar import MATURE_YEAR, ROLLING_YEAR
from metrics.catalogue import INTERIM, MATURE

PURPOSE = """\
**Purpose:** how many of those who were cautioned, sentenced or released go on to a proven \
reoffence, by home district, disposal, age and offence.
**Owner:** the board. **This is management information, not an official statistic.** A figure is \
*mature* when the 18 months after its last cohort are over, and *interim* until then: so far, and \
bound to rise; the two are never on one panel. What later cohorts may come to is *estimated*, and \
says so. All are rounded to 5 and frozen at the release of \
the day below: no step here is one person's.
"""
RATE, PER_REOFFENDER, PER_OFFENDER = (
    "reoffending",
    "reoffences_per_reoffender",
    "reoffences_per_offender",
)
YEAR = f'period="{MATURE_YEAR}"'
QUARTERS = 'period=~"[0-9]+-Q[1-4]"'
OFFENDERS, REOFFENDERS = f"{RATE}_denominator", f"{RATE}_numerator"
FROZEN = "release_as_of_seconds"


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    return Board(
        uid=REOFFENDING_UID,
        title="Reoffending",
        description="Proven reoffending, mature and interim, as of the latest release.",
        purpose=PURPOSE,
        partners=("police", "courts", "prisons"),
        headline=_headline(),
        trend=_trend(),
        breakdown=_breakdown(),
        tables=_tables(),
    ).build()


def _of(maturity: str) -> str:
    return f'maturity="{maturity}"'


def _rate(period: str, maturity: str) -> list[Query]:
    matchers = (OF_AREA, f'period="{period}"', _of(maturity))
    return [
        Query(one(f"{RATE}_ratio", *matchers), "Reoffended", SHARE),
        Query(one(REOFFENDERS, *matchers), "Reoffenders"),
        Query(one(OFFENDERS, *matchers), "Offenders"),
    ]


def _headline() -> Iterator[panels.Panel]:
    frozen = [Query(f"max({series(FROZEN)}) * 1000", "Day")]
    question = "Frozen at the release of which day?"
    yield panels.number(Ask(10, question, of_monitor(FROZEN), DAY, frozen, width=4))
    question = "What share reoffended (mature year)?"
    asked = _rate(MATURE_YEAR, MATURE)
    yield panels.number(Ask(11, question, described(RATE), COUNT, asked, width=7))
    question = "What share has reoffended so far (interim year)?"
    asked = _rate(ROLLING_YEAR, INTERIM)
    yield panels.number(Ask(12, question, described(RATE), COUNT, asked, width=7))
    question = "How often do they reoffend (mature year)?"
    asked = [
        Query(one(f"{name}_ratio", OF_AREA, YEAR), said)
        for name, said in ((PER_REOFFENDER, "Per reoffender"), (PER_OFFENDER, "Per offender"))
    ]
    said = f"{described(PER_REOFFENDER)}\n\n{described(PER_OFFENDER)}"
    yield panels.number(Ask(13, question, said, COUNT, asked, decimals=2))
    question = "What share is estimated to reoffend?"
    yield estimates.panel(14, question, "reoffending_estimated")


def _trend() -> Iterator[panels.Panel]:
    for id_, maturity, question in (
        (20, MATURE, "What share of each quarter's offenders reoffended (mature)?"),
        (21, INTERIM, "And of later quarters, so far (interim)?"),
    ):
        shares = each("period", f"{RATE}_ratio", OF_AREA, QUARTERS, _of(maturity))
        asked = [Query(shares, f"Reoffended ({maturity})")]
        ask = Ask(id_, question, described(RATE), SHARE, asked, width=12, height=9)
        yield panels.columns(ask, "period")


def _breakdown() -> Iterator[panels.Panel]:
    for id_, label, question in (
        (30, "disposal", "Who reoffends, by disposal (mature year)?"),
        (31, "age", "Who reoffends, by age (mature year)?"),
        (32, "offence_group", "Who reoffends, by index offence (mature year)?"),
    ):
        shares = largest_first(each(label, f"{RATE}_ratio", YEAR, _of(MATURE)))
        asked = [Query(shares, f"{{{{{label}}}}}")]
        yield panels.bars(Ask(id_, question, described(RATE), SHARE, asked, width=8, height=11))


def _tables() -> Iterator[panels.Panel]:
    def by_district(figure: str) -> str:
        return each("place", figure, YEAR, _of(MATURE))

    columns = [
        Query(by_district(f"{RATE}_ratio"), "Reoffended", SHARE),
        Query(by_district(REOFFENDERS), "Reoffenders"),
        Query(by_district(OFFENDERS), "Offenders"),
        Query(by_district(f"{PER_REOFFENDER}_ratio"), "Reoffences per reoffender"),
        Query(by_district(f"{PER_OFFENDER}_ratio"), "Reoffences per offender"),
    ]
    said = "\n\n".join(map(described, (RATE, PER_REOFFENDER, PER_OFFENDER)))
    question = "How do the districts compare (mature year)?"
    ask = Ask(40, question, said, COUNT, columns, width=24, height=12, decimals=2)
    yield panels.table(ask, "place", "Home district")
