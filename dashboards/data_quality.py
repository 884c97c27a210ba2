"""The dashboard "Data quality": what each partner sends, how late, and what of it cannot be used.

Written to `grafana/data-quality.json` by `dashboards.build`; how a board is made: `boards`.
"""

from collections.abc import Iterator

from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels
from dashboards.boards import Board
from dashboards.links import DATA_QUALITY_UID
from dashboards.panels import COUNT, DAY, RATE, SECONDS, SINCE, Ask, Query
from dashboards.queries import (
    OF_AREA,
    YEAR,
    a_second,
    agency,
    each,
    largest_first,
    one,
    series,
    total,
)
from dashboards.wording import AGENCIES, FLAGS, described, of_monitor

PURPOSE = """\
**Purpose:** whether the figures can be trusted today: when each partner was last heard, what it \
sends that is refused, doubtful or matches nothing, so that missing news is never read as \
improvement. **Owner:** the board's performance office, with each partner's data lead. \
**This is management information, not an official statistic.** `lcjb deadletters list` says of \
each refused message what is wrong with it and how to mend it.
"""
HEARD, SILENT = "partner_last_event_timestamp_seconds", "partner_silent_seconds"
COMPLETE = "feed_complete_to_seconds"
READ, FATES, BEHIND = "feed_read_total", "feed_events_total", "feed_behind"
WAITING = "feed_refused_waiting"
CONFLICTS, DROPPED = "feed_conflicts_total", "feed_dropped_fields_total"
UNMATCHED = "feed_unmatched"
ADDS_UP = GAP, UNACCOUNTED, DIFFERING, RECOUNTED = (
    "invariant_gap",
    "feed_unaccounted",
    "reconciliation_differing",
    "reconciliation_timestamp_seconds",
)
NOT_JOINED, UNCLASSIFIED = "persons_not_joined", "cps_unclassified"
REFUSED = 'fate="dead-lettered"'


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    return Board(
        uid=DATA_QUALITY_UID,
        title="Data quality",
        description="What each partner sends, how late, and what of it cannot be used.",
        purpose=PURPOSE,
        partners=tuple(AGENCIES),
        since="now-7d",
        headline=_headline(),
        trend=_trend(),
        breakdown=_breakdown(),
        tables=_tables(),
    ).build()


def _headline() -> Iterator[panels.Panel]:
    waiting = Query(total(WAITING, known_by=READ), "Waiting")
    unknown = Query(one(UNCLASSIFIED, OF_AREA, YEAR), "In a year")
    unmatched = Query(one(UNMATCHED), "Crimes")
    for id_, question, said, asked in (
        (10, "How many refused messages wait?", of_monitor(WAITING), waiting),
        (11, "How many CPS decisions have an unknown code?", described(UNCLASSIFIED), unknown),
        (12, "How many named crimes have no police record?", of_monitor(UNMATCHED), unmatched),
    ):
        yield panels.number(Ask(id_, question, said, COUNT, [asked]))
    flags = [Query(one(NOT_JOINED, OF_AREA, f'flag="{flag}"'), t) for flag, t in FLAGS.items()]
    question = "How many identifiers are not joined into persons?"
    yield panels.number(Ask(13, question, described(NOT_JOINED), COUNT, flags))
    sums = [
        Query(f"max({series(GAP)})", "Figures, apart at worst"),
        Query(f"sum({series(UNACCOUNTED)})", "Events without a fate"),
        Query(f"sum({series(DIFFERING)})", "Differ from a recount"),
        Query(f"max({series(RECOUNTED)}) * 1000", "Recounted", SINCE),
    ]
    question, said = "Does all that must add up do so?", of_monitor(*ADDS_UP)
    yield panels.number(Ask(14, question, said, COUNT, sums, width=12))
    silent = Query(f"max({series(SILENT)})", "Longest silence")
    question = "How long was any partner silent?"
    yield panels.number(Ask(15, question, of_monitor(SILENT), SECONDS, [silent], width=12))


def _trend() -> Iterator[panels.Panel]:
    for id_, question, matchers in (
        (20, "How much does each partner send?", ()),
        (21, "How much of it is refused?", (REFUSED,)),
    ):
        asked = [
            Query(f"sum({a_second(series(FATES, _topic(partner), *matchers), 'topic')})", title)
            for partner, title in AGENCIES.items()
        ]
        yield panels.rates(Ask(id_, question, of_monitor(FATES), RATE, asked, width=12, height=9))


def _topic(partner: str) -> str:
    return f'topic="lcjb.{partner}.v1"'


def _breakdown() -> Iterator[panels.Panel]:
    for id_, question, label, figure in (
        (30, "Why were messages refused?", "code", WAITING),
        (31, "Which invariants do not hold?", "invariant", GAP),
    ):
        counted = largest_first(each(label, figure))
        asked = [Query(counted, f"{{{{{label}}}}}")]
        yield panels.bars(Ask(id_, question, of_monitor(figure), COUNT, asked, width=12, height=8))


def _tables() -> Iterator[panels.Panel]:
    columns = [
        Query(f"{_by_partner(HEARD)} * 1000", "Last heard", SINCE),
        Query(f"{_by_partner(COMPLETE)} * 1000", "Complete to", DAY),
        Query(_by_partner(SILENT), "Silent", SECONDS),
        *(
            Query(agency(f"sum by (topic) ({asked})"), title, COUNT)
            for title, asked in (
                ("Not read yet", series(BEHIND)),
                ("Refused, waiting", series(WAITING)),
                ("Conflicts in a day", f"increase({series(CONFLICTS)}[1d])"),
                ("Unknown fields in a day", f"increase({series(DROPPED)}[1d])"),
            )
        ),
    ]
    said = of_monitor(HEARD, COMPLETE, SILENT, BEHIND, WAITING, CONFLICTS, DROPPED)
    question = "How is the news of each partner?"
    ask = Ask(40, question, said, COUNT, columns, width=24, height=8, decimals=0)
    yield panels.table(ask, "agency", "Partner", AGENCIES)


def _by_partner(figure: str) -> str:
    return f"max by (agency) ({series(figure)})"
