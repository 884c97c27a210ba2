"""Facts of the courts as a scenario tells them, and the figures that come of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from metrics import case
from metrics.book import Book, book_of
from metrics.calendar import parse
from metrics.views import Figure, View, figures
from producers.contract.facts import (
    CaseCompleted,
    CaseReceived,
    CaseTransferred,
    Fact,
    HearingResulted,
    RemandChanged,
    WarrantExecuted,
    WarrantIssued,
)
from producers.contract.facts.hearing import HeardDefendant, HeardOffence, Trial
from producers.contract.lists import ReceiptKind, Remand, Result, Tier, TrialOutcome

PRESTON, BURNLEY, MANCHESTER = "C04PR00", "C04BU00", "C06MC00"
PRESTON_MAGISTRATES = "B04KO00"
AREA = "Lancashire"
Case = Sequence[Fact]


def token(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:32]


def day(text: str) -> date:
    return date.fromisoformat(text)


def received(
    on: str,
    tier: Tier = "crown",
    *defendants: str,
    court: str | None = None,
    kind: ReceiptKind | None = None,
) -> CaseReceived:
    at = court or (PRESTON if tier == "crown" else PRESTON_MAGISTRATES)
    named = tuple(map(token, defendants))
    return CaseReceived(tier=tier, court=at, on=day(on), kind=kind, defendants=named)


def heard(
    on: str,
    result: Result,
    *offences: str,
    of: str = "A",
    tier: Tier = "crown",
    **said: object,
) -> HearingResulted:
    """Give a hearing of one defendant: each offence came to the same result."""
    dated = {k: day(str(v)) for k, v in said.items() if k.endswith(("_on", "_from"))}
    plea = {"plea": said["plea"]} if "plea" in said else {}
    found = tuple(
        HeardOffence(offence=token(of + each), code="TH68001", result=result, **dated, **plea)  # type: ignore[arg-type]
        for each in offences or ("1",)
    )
    own = {k: v for k, v in said.items() if k in {"remand", "warrant", "attended"}}
    defendant = HeardDefendant(defendant=token(of), offences=found, **own)  # type: ignore[arg-type]
    return HearingResulted(
        hearing=token(f"hearing {on} {of}"),
        sitting_day=day(on),
        tier=tier,
        court=PRESTON if tier == "crown" else PRESTON_MAGISTRATES,
        defendants=(defendant,),
    )


def tried(
    on: str, outcome: TrialOutcome, hearing: str, reason: str | None = None, listed: str = ""
) -> HearingResulted:
    trial = Trial(outcome=outcome, reason=reason, listed_on=day(listed) if listed else None)
    whole = heard(on, "adjourned")
    return HearingResulted(
        hearing=token(hearing),
        sitting_day=whole.sitting_day,
        tier="crown",
        court=PRESTON,
        defendants=whole.defendants,
        kind="trial",
        trial=trial,
    )


def completed(on: str, tier: Tier = "crown") -> CaseCompleted:
    return CaseCompleted(on=day(on), tier=tier)


def warrant(on: str, of: str = "A") -> WarrantIssued:
    return WarrantIssued(on=day(on), defendant=token(of))


def executed(on: str, of: str = "A") -> WarrantExecuted:
    return WarrantExecuted(on=day(on), defendant=token(of))


def remanded(
    on: str, status: Remand, of: str = "A", served: int | None = None, limit: str = ""
) -> RemandChanged:
    sent = day(limit) if limit else None
    return RemandChanged(
        on=day(on), defendant=token(of), status=status, days_served=served, limit=sent
    )


def transferred(on: str, to: str, from_: str = PRESTON) -> CaseTransferred:
    return CaseTransferred(on=day(on), from_=from_, to=to)


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Put facts as an aggregate does: by day and rank (R6); none here has a time."""
    return sorted(facts, key=lambda fact: (fact.day(), fact.rank))


@dataclass(frozen=True)
class Told:
    """Cases, and what is read of them."""

    cases: Sequence[Case] = ()
    themes: frozenset[str] = field(default_factory=frozenset)

    def book(self) -> Book:
        each = (case.contributions(in_order(facts), self.themes) for facts in self.cases)
        return book_of(contribution for said in each for contribution in said)

    def figure(
        self, metric: str, as_of: str, period: str | None = None, **labels: str
    ) -> Figure | None:
        """Give the one figure with these labels; None where it is not told, for it is 0."""
        at = day(as_of)
        periods = [parse(period, at)] if period else []
        found = [
            each
            for each in figures(self.book(), at, periods, complete=True, only=metric)
            if each.period == period and labels.items() <= each.labels.items()
        ]
        assert len(found) <= 1, [each.labels for each in found]
        return found[0] if found else None

    def value(
        self, metric: str, as_of: str, period: str | None = None, **labels: str
    ) -> float | None:
        found = self.figure(metric, as_of, period, **({"place": AREA} | labels))
        return 0 if found is None else found.value

    def open(self, *days: str, stage: str = "crown", place: str = AREA) -> list[float | None]:
        return [self.value("backlog_open", at, stage=stage, place=place) for at in days]

    def band(self, as_of: str, stage: str = "crown") -> list[str]:
        """Name the bands that anything is in."""
        at = day(as_of)
        found = figures(self.book(), at, [], complete=True, only="backlog_open_by_age")
        wanted = {"stage": stage, "place": AREA}
        return [f.labels["band"] for f in found if wanted.items() <= f.labels.items() and f.value]

    def age(self, as_of: str, stage: str = "crown") -> float | None:
        return self.value("backlog_oldest_days", as_of, stage=stage)

    def flow(
        self, flow: str, period: str, as_of: str, stage: str = "crown", place: str = AREA
    ) -> float | None:
        return self.value("backlog_flow", as_of, period, stage=stage, flow=flow, place=place)

    def gaps(self, as_of: date) -> dict[str, int]:
        quarter = f"{as_of.year}-Q{(as_of.month + 2) // 3}"
        periods = [parse(name, as_of) for name in (quarter, f"{as_of:%Y-%m}", "rolling-year")]
        return View(self.book(), as_of, periods, complete=True).gaps()


def days_from(first: str, count: int) -> list[date]:
    return [day(first) + timedelta(days=n) for n in range(count)]
