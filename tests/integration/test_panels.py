"""Every panel's query of every board, asked of a real Prometheus: data comes back.

It has scraped the exporter's own collectors over a ledger that the worker's step has filled, and
was given the past by `lcjb backfill`. `test_demo` asks the same of the demo's Prometheus.
"""

import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain, count
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, start_http_server

from dashboards import alerts
from dashboards.stages import STAGES
from infra.native import bundles
from metrics import backfill, release, serving
from metrics.catalogue import AREA
from metrics.exporter.thresholds import SHIPPED
from metrics.store import releases
from metrics.store.ledger import Ledger
from producers.contract import wire
from producers.contract.days import start_of
from producers.contract.events import Event, event
from producers.contract.facts import ControlTotal, HistoryComplete
from producers.contract.topics import TOPIC_OF_SOURCE, TOPICS
from producers.simulation.exports import Police
from producers.simulation.traffic import events
from producers.tokens import TokenKey
from streams import rebuild, steps
from streams.steps import Record
from tests.integration import charging_cases, court_cases, reoffending_cases
from tests.integration.alerting import QuickPrometheus, soon
from tests.integration.board_queries import BOARDS, ROOT, Asked, asked, choices, filled, has_data

AS_OF = date(2026, 3, 1)
FREE_COURT = "Barrow-in-Furness Crown Court"
"""Where nobody's limit runs."""
MOST_SERIES = 6000
POISON = b"not json"


def simulated(folder: Path) -> Ledger:
    """A ledger of 26 simulated months and a few cases, as the worker would have made it."""
    since, first = date(2023, 1, 1), date(2024, 1, 1)
    until = datetime(2026, 3, 1, 12, tzinfo=UTC)
    key = TokenKey(bytes(32))
    declared = (
        HistoryComplete(stage="investigation", from_=since),
        ControlTotal(on=until.date(), counts={}),
    )
    complete = [
        event(
            fact,
            subject="partner:police",
            source="/police/lancashire",
            recordedtime=until,
            tokenkey=key.id,
        )
        for fact in declared
    ]
    said = events(Police(1, 0.02, first, None), start_of(first), until, key)
    others = (each.events(since, until, key) for each in (court_cases, charging_cases))
    records = list(_records(chain(complete, said, *others)))
    records.append(Record("lcjb.cps.v1", 1, 0, POISON))
    ledger = Ledger.connect(f"sqlite:///{folder / 'ledger.db'}")
    steps.apply(ledger, records, dict.fromkeys(TOPICS, "one"), datetime.now(UTC))
    _release(ledger)
    rebuild.reconcile(ledger, datetime.now(UTC))
    return ledger


def _release(ledger: Ledger) -> None:
    of_day = reoffending_cases.release(1)
    releases.keep(ledger, of_day.as_of, of_day.released_at, lambda _: release.written(of_day))


def _records(told: Iterable[Event]) -> Iterator[Record]:
    offsets: defaultdict[str, Iterator[int]] = defaultdict(count)
    for each in told:
        topic = TOPIC_OF_SOURCE[each.source].name
        yield Record(topic, 0, next(offsets[topic]), wire.encode(each))


def registry(ledger: Ledger) -> CollectorRegistry:
    """Serve what the exporter serves."""
    served = CollectorRegistry(auto_describe=False)
    for collector in serving.collectors(ledger, lambda: AS_OF, SHIPPED):
        served.register(collector)
    return served


def give_past(ledger: Ledger, running: QuickPrometheus) -> None:
    """Back-fill as the demo does, of the area what is asked of it; its last day is yesterday."""
    past = backfill.past(ledger.book(), AS_OF - timedelta(days=380), AS_OF - timedelta(days=1))
    of_area = {
        name: [each for each in family if each.labels["place"] == AREA]
        for name, family in past.families.items()
    }
    later = datetime.now(UTC).date() - AS_OF
    days = range(past.days.start + later.days, past.days.stop + later.days)
    file = running.folder / "past.om"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(backfill.lines(backfill.Past(days, of_area))))
    promtool = bundles.prometheus("promtool")
    words = ["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=744h"]
    command = [promtool, *words, str(file), str(running.data)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuickPrometheus]:
    folder = tmp_path_factory.mktemp("panels")
    ledger = simulated(folder)
    server, _ = start_http_server(0, "127.0.0.1", registry(ledger))
    rules = ROOT / "dashboards/rules"
    running = QuickPrometheus(
        folder, targets={"exporter": [f"127.0.0.1:{server.server_port}"]}, rules=rules
    )
    give_past(ledger, running)
    try:
        with running:
            assert soon(lambda: running.ask(alerts.LEVEL_IN_FORCE))
            assert soon(lambda: running.ask("max(rate(lcjb_feed_read_total[1m]))"))
            yield running
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("each", [pytest.param(each, id=str(each)) for each in asked()])
def test_a_panels_query_gives_data(each: Asked, prometheus: QuickPrometheus) -> None:
    assert has_data(prometheus.ask(each.expr))


@pytest.mark.parametrize(("series", "label", "first"), sorted(set(choices())))
def test_what_is_chosen_first_is_among_the_choices(
    series: str, label: str, first: str, prometheus: QuickPrometheus
) -> None:
    found = prometheus.ask(f"count by ({label}) ({series})")
    assert first in {sample["metric"].get(label) for sample in found}
    assert len(found) > 1, "something to choose"


def test_stages_are_answered_in_the_order_of_the_process(prometheus: QuickPrometheus) -> None:
    of_table = {"Open now", "Four weeks before", "Disposed of, 12 weeks"}
    found = [each for each in asked() if each.board == "Overview" and each.line in of_table]
    assert len(found) == len(of_table)
    names = [stage.name for stage in STAGES]
    for each in found:
        told = [sample["metric"]["stage"] for sample in prometheus.ask(each.expr)]
        assert told == [name for name in names if name in told]
        assert set(told) >= {"investigation", "magistrates", "crown"}


def limits(prometheus: QuickPrometheus, court: str) -> dict[str, float]:
    """Read the headline of the limits' board at a court."""
    board = next(board for board in BOARDS if board["title"] == "Custody time limits")
    headline = [p for p in board["panels"] if p["type"] == "stat" and "limit" in p["title"]]
    exprs = {p["title"]: filled(p["targets"][0]["expr"], {"court": court}) for p in headline}
    answers = {question: prometheus.ask(expr) for question, expr in exprs.items()}
    return {question: float(said[0]["value"][1]) for question, said in answers.items()}


def test_the_headline_of_limits_says_what_is_so_at_a_court(prometheus: QuickPrometheus) -> None:
    assert list(limits(prometheus, "Preston Crown Court").values()) == [2, 1, 1, 1, 1]
    assert list(limits(prometheus, "Preston Magistrates' Court").values()) == [1, 0, 1, 1, 1]
    assert list(limits(prometheus, AREA).values()) == [2, 1, 2, 2, 2]


def test_a_court_without_a_limit_has_none_and_not_no_data(prometheus: QuickPrometheus) -> None:
    assert list(limits(prometheus, FREE_COURT).values()) == [0, 0, 0, 0, 0]


def test_each_tiers_threshold_panel_tells_of_its_own_court(prometheus: QuickPrometheus) -> None:
    found = prometheus.ask(f"{alerts.LEVEL_IN_FORCE}{{place='Preston Crown Court',level='set'}}")
    assert {(s["metric"]["stage"], s["metric"]["owner"]) for s in found} == {("crown", "courts")}


def test_all_that_is_exported_stays_under_the_cap(prometheus: QuickPrometheus) -> None:
    scraped = prometheus.ask("max(scrape_samples_scraped)")
    assert 1000 < int(scraped[0]["value"][1]) <= MOST_SERIES


def test_the_rules_of_the_stack_run_without_a_fault(prometheus: QuickPrometheus) -> None:
    groups = prometheus.get("/api/v1/rules")["groups"]
    names = {f"lcjb-{name}" for name in ("backlog", "heading", "health", "limits", "partners")}
    assert {group["name"] for group in groups} == names
    assert [rule["lastError"] for g in groups for rule in g["rules"] if "lastError" in rule] == []
