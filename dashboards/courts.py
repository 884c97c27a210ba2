"""The dashboard "Courts and the backlog": magistrates' courts, then the Crown Court.

Each tier has a court chosen of its own. Written to `grafana/courts-and-the-backlog.json` by
`dashboards.build`; how a board is made: `boards`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from grafana_foundation_sdk.models import dashboard as models

from dashboards import court_tables, panels, queries
from dashboards.boards import STATES, WORDS_OF_TREND, Board, Choice, period
from dashboards.links import COURTS_UID
from dashboards.panels import COUNT, DAYS, SHARE, WEEKS, Ask, Query
from dashboards.queries import PERIOD, YEAR, chosen, each, largest_first, one, trend
from dashboards.wording import described, threshold
from metrics.catalogue import AREA, BANDS, CROWN, MAGISTRATES

PURPOSE = """\
**Purpose:** how many cases wait at each court, how old they are, and whether more come in than go \
out, so that the board sees a queue grow while it can still be worked off.
**Owner:** the board's performance office. \
**This is management information, not an official statistic.** Late news restates past periods. \
Court stages are by court, cases of other forces included; police stages are by force. \
Magistrates' figures exclude single justice cases. Cases out on warrant stand beside open ones.
"""


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of the courts: its stage, how a question names its cases, its first panel id."""

    stage: str
    cases: str
    backlog: str
    label: str
    first: int

    @property
    def at(self) -> tuple[str, str]:
        """Match the tier at the court chosen for it."""
        return queries.of(self.stage), chosen(self.stage)

    def said(self, *figures: str) -> str:
        """Describe figures as they are of this tier."""
        return "\n\n".join(described(figure, self.stage) for figure in figures)


TIERS = (
    Tier(MAGISTRATES, "magistrates' cases", "magistrates' backlog", "Magistrates' court", 10),
    Tier(CROWN, "Crown Court cases", "Crown Court backlog", "Crown Court", 30),
)


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    return Board(
        uid=COURTS_UID,
        title="Courts and the backlog",
        description="Open cases, flows, trials and timeliness of the area's courts.",
        purpose=PURPOSE,
        partners=("courts",),
        choices=(
            *(Choice(t.stage, t.label, _open_of(t), "place", AREA) for t in TIERS),
            period(f'lcjb_backlog_receipts{{{queries.of(CROWN)}, place!=""}}'),
        ),
        headline=chain.from_iterable(map(_headline, TIERS)),
        trend=chain.from_iterable(map(_trend, TIERS)),
        breakdown=chain.from_iterable(map(_breakdown, TIERS)),
        tables=court_tables.tables(),
    ).build()


def _open_of(tier: Tier) -> str:
    return f"lcjb_backlog_open{{{queries.of(tier.stage)}}}"


def _now(tier: Tier) -> list[Query]:
    beside = [Query(one("backlog_out_on_warrant", *tier.at), "Out on warrant, beside")]
    return [Query(one("backlog_open", *tier.at), "Open"), *(beside if tier.stage == CROWN else [])]


def _now_figures(tier: Tier) -> tuple[str, ...]:
    return ("backlog_open", "backlog_out_on_warrant")[: len(_now(tier))]


def _headline(tier: Tier) -> Iterator[panels.Panel]:
    said = tier.said(*_now_figures(tier))
    question = f"How many {tier.cases} are open?"
    yield panels.number(Ask(tier.first, question, said, COUNT, _now(tier), width=4))
    yield panels.state(
        Ask(
            tier.first + 1,
            f"Is the {tier.backlog} above its threshold?",
            threshold(tier.stage),
            "none",
            [Query(queries.severities_above(*tier.at), "State")],
            width=4,
        ),
        STATES,
    )
    yield panels.number(_pace(tier))
    yield panels.number(
        Ask(
            tier.first + 3,
            f"How many weeks of {tier.cases} are open?",
            tier.said("backlog_weeks_of_work"),
            WEEKS,
            [Query(one("backlog_weeks_of_work", *tier.at), "Weeks")],
            width=4,
            decimals=1,
        )
    )
    yield panels.number(_a_year_or_more(tier))
    yield panels.number(
        Ask(
            tier.first + 5,
            f"How old is the oldest of the {tier.cases}?",
            tier.said("backlog_oldest_days"),
            DAYS,
            [Query(one("backlog_oldest_days", *tier.at), "Oldest")],
            width=4,
        )
    )


def _pace(tier: Tier) -> Ask:
    parts = [
        Query(one("backlog_receipts", *tier.at, PERIOD), "Received", COUNT),
        Query(one("backlog_disposals", *tier.at, PERIOD), "Disposed of", COUNT),
        Query(one("backlog_clearance_ratio", *tier.at, PERIOD), "Disposed of, of received", SHARE),
    ]
    said = tier.said("backlog_receipts", "backlog_disposals", "backlog_clearance")
    question = f"How many {tier.cases} came in and went out?"
    return Ask(tier.first + 2, question, said, COUNT, parts, width=4)


def _a_year_or_more(tier: Tier) -> Ask:
    figure = "backlog_year_or_more"
    parts = [
        Query(one(f"{figure}_ratio", *tier.at), "Share", SHARE),
        Query(one(f"{figure}_numerator", *tier.at), "A year or more", COUNT),
        Query(one(f"{figure}_denominator", *tier.at), "Of known age", COUNT),
    ]
    question = f"How many {tier.cases} wait a year or more?"
    return Ask(tier.first + 4, question, tier.said(figure), SHARE, parts, width=4)


def _trend(tier: Tier) -> Iterator[panels.Panel]:
    lines = [
        Query(trend("backlog_open", *tier.at), "Open"),
        Query(queries.level("warning", *tier.at), "Warning threshold"),
        Query(queries.level("critical", *tier.at), "Critical threshold"),
    ]
    if tier.stage == CROWN:
        lines.append(Query(trend("backlog_out_on_warrant", *tier.at), "Out on warrant, beside"))
    moves = [
        Query(trend(f"backlog_{name}_12_weeks", *tier.at), title)
        for name, title in (("receipts", "Received"), ("disposals", "Disposed of"))
    ]
    for id_, question, figures, asked in (
        (6, f"How has the {tier.backlog} changed?", _now_figures(tier), lines),
        (
            7,
            f"Do more {tier.cases} come in than go out?",
            ("backlog_receipts", "backlog_disposals"),
            moves,
        ),
    ):
        said = f"{tier.said(*figures)}\n\n{WORDS_OF_TREND}"
        yield panels.line(Ask(tier.first + id_, question, said, COUNT, asked, width=12, height=9))


def _breakdown(tier: Tier) -> Iterator[panels.Panel]:
    bands = [Query(one("backlog_open_by_age", *tier.at, f'band="{band}"'), band) for band in BANDS]
    asked = [
        (8, f"How old are the open {tier.cases}?", "backlog_open_by_age", bands),
        (9, f"How are defendants of {tier.cases} remanded?", "backlog_open_by_remand", None),
        (
            10,
            f"What else moved {tier.cases} in a year?",
            "backlog_flow",
            [Query(largest_first(each("flow", "backlog_flow", *tier.at, YEAR)), "{{flow}}")],
        ),
    ]
    if tier.stage == CROWN:
        asked.append((11, "How did the open cases come here?", "backlog_open_by_kind", None))
    for id_, question, figure, bars in asked:
        parts = bars or [_by(figure.rpartition("_by_")[2], figure, tier)]
        said = tier.said(figure)
        width = panels.WIDTH // len(asked)
        yield panels.bars(
            Ask(tier.first + id_, question, said, COUNT, parts, width=width, height=11)
        )


def _by(label: str, figure: str, tier: Tier) -> Query:
    return Query(largest_first(each(label, figure, *tier.at)), f"{{{{{label}}}}}")
