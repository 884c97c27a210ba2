"""A few files, suspects, people in probation and prison, as events: one of all that is asked."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec.structs import replace

from producers.contract.events import Event, event
from producers.contract.facts import (
    ControlTotal,
    Fact,
    HistoryComplete,
    PrisonerReceived,
    RecallRaised,
)
from producers.contract.lists import Agency, Stage
from producers.tokens import TokenKey
from tests.integration.court_cases import CRIME
from tests.spec.before_and_after_court import (
    SOURCES,
    action_plan,
    breach,
    concluded,
    decided,
    finalised,
    material,
    referred,
    started,
    status,
)
from tests.spec.court_facts import day, token

STAGES: dict[Stage, Agency] = {
    "pre-charge": "police",
    "charging": "cps",
    "supervision": "probation",
    "unpaid-work": "probation",
    "cautions": "police",
    "custody": "prisons",
}


def events(first: date, until: datetime, key: TokenKey) -> Iterator[Event]:
    """Tell that each stage's history and the last day are complete, then all that happened."""

    def tell(fact: Fact, subject: str, agency: Agency) -> Event:
        source = SOURCES[agency]
        return event(fact, subject=subject, source=source, recordedtime=until, tokenkey=key.id)

    for stage, agency in STAGES.items():
        said = HistoryComplete(stage=stage, from_=first)
        yield tell(said, f"partner:{agency}", agency)
    for agency in SOURCES:
        declared = ControlTotal(on=until.date(), counts={})
        yield tell(declared, f"partner:{agency}", agency)
    for subject, facts in SUBJECTS.items():
        yield from (tell(fact, subject, fact.agencies[0]) for fact in facts)


def _subject(kind: str, name: str) -> str:
    return f"{kind}:{token(name)}"


SUBJECTS: dict[str, list[Fact]] = {
    _subject("case", "a file decided"): [
        referred("2026-01-05", "A"),
        decided("2026-01-20", "charge"),
    ],
    _subject("case", "a file with the police"): [
        replace(referred("2025-09-01", "A", "B"), crimes=(CRIME,)),
        decided("2025-09-15", "unclassified", "B"),
        action_plan("2025-09-22"),
    ],
    _subject("case", "a file that came back"): [
        referred("2025-10-01", "A"),
        action_plan("2025-10-08"),
        finalised("2025-12-01"),
        material("2026-01-05"),
    ],
    _subject("suspect", "on bail"): [status("2025-03-03", "bailed", "south")],
    _subject("suspect", "under investigation"): [status("2025-03-03", "under-investigation")],
    _subject("person", "supervised"): [
        started("2025-01-13", "one", hours=120, unit="N54BWD"),
        started("2025-06-02", "two", "licence", unit="N54CEN"),
        breach("2025-12-01", "x", "one"),
        concluded("2026-01-12", "x", "proved"),
        RecallRaised(recall=token("recall"), on=day("2025-12-15"), order=token("two")),
    ],
    _subject("person", "in prison"): [
        PrisonerReceived(movement=token("in"), on=day("2025-11-03"), reason="sentence"),
    ],
}
