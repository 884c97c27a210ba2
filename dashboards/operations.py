"""The dashboard "Operations": does the monitor work, and what does it cost.

Written to `grafana/operations.json` by `dashboards.build`; how a board is made: `boards`.
"""

from collections.abc import Iterator

from grafana_foundation_sdk.models import dashboard as models

from dashboards import panels
from dashboards.boards import Board
from dashboards.health import EXPORTER_JOB
from dashboards.links import OPERATIONS_UID
from dashboards.panels import COLOURS, COUNT, RATE, SECONDS, Ask, Query
from dashboards.queries import a_second, agency, in_a_day, largest_first, series, total
from dashboards.wording import AGENCIES, of_monitor
from metrics.exporter.feeds import FATES

PURPOSE = """\
**Purpose:** whether the monitor does its work, and what that costs: is news read, are figures \
made, do they reach Prometheus. **Owner:** the operators. \
**This is management information, not an official statistic.** What each alert means and what to \
do is in docs/runbook.md; `lcjb status` and `make status` say more of one place.
"""
READ, EVENTS, BEHIND = "feed_read_total", "feed_events_total", "feed_behind"
WAITING, EXITS = "feed_refused_waiting", "worker_exits_total"
MADE, COST = "snapshot_timestamp_seconds", "snapshot_seconds"
OF_EXPORTER = f'{{job="{EXPORTER_JOB}"}}'
UP, SAMPLES, SCRAPE = "up", "scrape_samples_scraped", "scrape_duration_seconds"
ANSWERS = (("Does not answer", COLOURS[2]), ("Answers", COLOURS[0]))
TITLES = {
    "applied": "Applied",
    "duplicate": "Duplicate",
    "superseded": "Superseded",
    "dead_lettered": "Refused",
    "parked": "Set aside",
}
CRASH = 'code="crash"'


def dashboard() -> models.Dashboard:
    """Build the dashboard."""
    return Board(
        uid=OPERATIONS_UID,
        title="Operations",
        description="The worker, the feeds, the exporter, and what they cost.",
        purpose=PURPOSE,
        partners=tuple(AGENCIES),
        since="now-2d",
        headline=_headline(),
        trend=_trend(),
        breakdown=_breakdown(),
        tables=_tables(),
    ).build()


def _of_exporter(name: str) -> str:
    return f"max({name}{OF_EXPORTER})"


def _headline() -> Iterator[panels.Panel]:
    asked = [Query(f"min({UP}{OF_EXPORTER})", "Exporter")]
    ask = Ask(10, "Does the exporter answer?", of_monitor(UP), "none", asked)
    yield panels.state(ask, ANSWERS)
    asked = [Query(total(BEHIND), "Events")]
    yield panels.number(Ask(11, "How many events wait?", of_monitor(BEHIND), COUNT, asked))
    asked = [
        Query(total(WAITING, CRASH, known_by=READ), "Set aside"),
        Query(in_a_day(EXITS), "Exits in a day"),
    ]
    question, said = "Did the worker fall over an event?", of_monitor(WAITING, EXITS)
    yield panels.number(Ask(12, question, said, COUNT, asked))
    asked = [Query(f"time() - max({series(MADE)})", "Age"), Query(f"max({series(COST)})", "Cost")]
    question, said = "When were the figures made, at what cost?", of_monitor(MADE, COST)
    yield panels.number(Ask(13, question, said, SECONDS, asked))
    asked = [Query(_of_exporter(SAMPLES), "Series")]
    question = "How many series does a scrape have?"
    yield panels.number(Ask(14, question, of_monitor(SAMPLES), COUNT, asked, width=12))
    of_a_day = f"max(quantile_over_time(0.95, {SCRAPE}{OF_EXPORTER}[1d]))"
    asked = [
        Query(_of_exporter(SCRAPE), "The last one"),
        Query(of_a_day, "95th percentile of a day"),
    ]
    question = "How long does a scrape take?"
    yield panels.number(Ask(15, question, of_monitor(SCRAPE), SECONDS, asked, width=12))


def _trend() -> Iterator[panels.Panel]:
    asked = [
        Query(f"sum({a_second(series(EVENTS, _fate(fate)), 'fate')})", TITLES[fate])
        for fate in FATES
    ]
    question = "How fast are events read, and what becomes of them?"
    yield panels.rates(Ask(20, question, of_monitor(EVENTS), RATE, asked, width=12, height=9))
    asked = [Query(total(BEHIND), "Events")]
    question = "How has the wait of events changed?"
    yield panels.rates(Ask(21, question, of_monitor(BEHIND), COUNT, asked, width=6, height=9))
    asked = [
        Query(f"max({series(COST)})", "Making the figures"),
        Query(_of_exporter(SCRAPE), "A scrape"),
    ]
    question, said = "How has the cost of the figures changed?", of_monitor(COST, SCRAPE)
    yield panels.rates(Ask(22, question, said, SECONDS, asked, width=6, height=9))


def _fate(fate: str) -> str:
    return f'fate="{fate.replace("_", "-")}"'


def _breakdown() -> Iterator[panels.Panel]:
    waits = agency(f"sum by (topic) ({series(BEHIND)})")
    asked = [Query(largest_first(waits), "{{agency}}")]
    question = "Whose events wait?"
    yield panels.bars(Ask(30, question, of_monitor(BEHIND), COUNT, asked, width=12, height=8))
    firing = 'sum by (alertname) (ALERTS{alertstate="firing"})'
    asked = [Query(largest_first(firing), "{{alertname}}")]
    question = "Which alerts fire?"
    yield panels.bars(Ask(31, question, of_monitor("ALERTS"), COUNT, asked, width=12, height=8))


def _tables() -> Iterator[panels.Panel]:
    columns = [Query(_of_a_day(READ), "Read in a day")]
    columns += [Query(_of_a_day(EVENTS, _fate(fate)), title) for fate, title in TITLES.items()]
    columns.append(Query(agency(f"sum by (topic) ({series(BEHIND)})"), "Wait now"))
    question = "What became of each partner's events in a day?"
    said = of_monitor(READ, EVENTS, BEHIND)
    ask = Ask(40, question, said, COUNT, columns, width=24, height=8, decimals=0)
    yield panels.table(ask, "agency", "Partner", AGENCIES)


def _of_a_day(counter: str, *matchers: str) -> str:
    return agency(f"sum by (topic) (increase({series(counter, *matchers)}[1d]))")
