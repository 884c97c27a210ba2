"""A few cases of the courts, as events: at least one of everything that a panel asks for."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec.structs import replace

from producers.contract.events import Event, event
from producers.contract.facts import CrimeRecorded, Fact, HistoryComplete, SuspectCharged
from producers.contract.facts.hearing import Trial
from producers.contract.lists import TIERS, Tier
from producers.tokens import TokenKey
from tests.spec.court_facts import (
    PRESTON_MAGISTRATES,
    completed,
    heard,
    received,
    remanded,
    token,
    tried,
    warrant,
)

COURTS, POLICE = "/courts/lancashire", "/police/lancashire"
CRIME = token("crime")


def events(first: date, until: datetime, key: TokenKey) -> Iterator[Event]:
    """Tell that the courts' history is complete, then every case, and the crime behind some."""

    def tell(fact: Fact, subject: str) -> Event:
        source = POLICE if "police" in fact.agencies and subject != "partner:courts" else COURTS
        return event(fact, subject=subject, source=source, recordedtime=until, tokenkey=key.id)

    for stage in TIERS:
        yield tell(HistoryComplete(stage=stage, from_=first), "partner:courts")
    crime = CrimeRecorded(recorded_on=first, district="E07000123", offence="19C", themes=("rape",))
    yield tell(crime, f"crime:{CRIME}")
    for name, facts in CASES.items():
        yield from (tell(fact, f"case:{token(name)}") for fact in facts)


def _held(limit: str, tier: Tier) -> list[Fact]:
    """Give a case that waits in custody until a limit, after a trial that did not go ahead."""
    trial = tried("2026-02-10", "ineffective", f"trial {tier} {limit}", "W3")
    if tier == "magistrates":
        trial = replace(trial, tier=tier, court=PRESTON_MAGISTRATES)
    charged = SuspectCharged(
        defendant=token("A"),
        on=date(2026, 1, 5),
        method="charge",
        offences=(),
        crimes=(CRIME,),
    )
    return [
        charged,
        received("2026-01-12", tier, "A", kind="either-way" if tier == "crown" else None),
        remanded("2026-01-12", "custody", limit=limit),
        trial,
    ]


def _done(tier: Tier) -> list[Fact]:
    """Give a case that is over: pleaded guilty at the first hearing, every date known."""
    charged = heard("2026-01-20", "final", tier=tier, charged_on="2025-12-20")
    defendant = charged.defendants[0]
    dated = {"committed_from": date(2025, 11, 1), "plea_on": date(2026, 1, 20)}
    offence = replace(defendant.offences[0], plea="guilty", **dated)
    whole = replace(
        charged,
        kind="trial",
        trial=Trial(outcome="effective"),
        defendants=(replace(defendant, offences=(offence,)),),
    )
    return [received("2026-01-02", tier, "A"), whole, completed("2026-01-20", tier)]


CASES: dict[str, list[Fact]] = {
    "near": _held("2026-03-05", "crown"),
    "passed": _held("2026-02-20", "crown"),
    "near below": _held("2026-03-08", "magistrates"),
    "at large": [received("2025-02-03", "crown", "A"), warrant("2025-06-02")],
    "old": [received("2025-02-03", "crown", "A"), remanded("2025-02-03", "bail")],
    "done": _done("crown"),
    "done below": _done("magistrates"),
}
