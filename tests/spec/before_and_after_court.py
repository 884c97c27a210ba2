"""Facts of CPS, suspects and probation as a scenario tells them, and what is read of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from metrics import aggregate, charging, supervision, suspect
from metrics.book import Book, Contribution, book_of
from metrics.calendar import Period
from metrics.views import Figure, View, figures
from producers.contract.events import event
from producers.contract.facts import (
    ActionPlanIssued,
    BreachConcluded,
    BreachRaised,
    DecisionMade,
    Fact,
    FinalisedAdministratively,
    MaterialReceived,
    ReferralReceived,
    SupervisionEnded,
    SupervisionStarted,
    SuspectStatus,
    UnpaidWorkWorked,
)
from producers.contract.lists import (
    Agency,
    BreachOutcome,
    DecisionKind,
    SupervisionKind,
    SuspectState,
)
from tests.spec.court_facts import AREA, day, in_order, token

SOURCES: dict[Agency, str] = {
    "police": "/police/lancashire",
    "cps": "/cps/north-west",
    "courts": "/courts/lancashire",
    "probation": "/probation/north-west",
    "prisons": "/prisons/north-west",
}
CODES: dict[DecisionKind, str] = {"charge": "A", "out-of-court": "C", "further-evidence": "H"}


def referred(on: str, *suspects: str, custody: bool = False) -> ReferralReceived:
    named = tuple(map(token, suspects))
    return ReferralReceived(
        referral=token(f"referral {on}"), on=day(on), suspects=named, custody=custody
    )


def decided(on: str, kind: DecisionKind, of: str = "A") -> DecisionMade:
    return DecisionMade(suspect=token(of), on=day(on), code=CODES.get(kind, "K"), kind=kind)


def material(on: str) -> MaterialReceived:
    return MaterialReceived(on=day(on))


def action_plan(on: str) -> ActionPlanIssued:
    return ActionPlanIssued(on=day(on))


def finalised(on: str, of: str = "") -> FinalisedAdministratively:
    return FinalisedAdministratively(on=day(on), suspect=token(of) if of else None)


def status(on: str, said: SuspectState, division: str | None = None) -> SuspectStatus:
    return SuspectStatus(on=day(on), status=said, division=division)


def started(
    on: str,
    order: str = "o",
    kind: SupervisionKind = "community-order",
    *,
    hours: float | None = None,
    imposed: str = "",
    unit: str | None = None,
) -> SupervisionStarted:
    return SupervisionStarted(
        order=token(order),
        kind=kind,
        on=day(on),
        unit=unit,
        hours=hours,
        imposed_on=day(imposed) if imposed else None,
    )


def ended(on: str, order: str = "o", reason: str = "completed") -> SupervisionEnded:
    return SupervisionEnded(order=token(order), on=day(on), reason=reason)


def worked(on: str, hours: float, order: str = "o") -> UnpaidWorkWorked:
    return UnpaidWorkWorked(order=token(order), on=day(on), hours_done=hours)


def breach(on: str, name: str, order: str | None = None) -> BreachRaised:
    return BreachRaised(breach=token(name), on=day(on), order=token(order) if order else None)


def concluded(on: str, name: str, outcome: BreachOutcome) -> BreachConcluded:
    return BreachConcluded(breach=token(name), on=day(on), outcome=outcome)


def arrived(subject: str, facts: Iterable[Fact]) -> list[Contribution]:
    """Take facts in as events, in this order, the last one twice; give what they add up to."""
    said = [
        event(
            fact,
            subject=subject,
            source=SOURCES[fact.agencies[0]],
            recordedtime=datetime(2026, 12, 1, tzinfo=UTC),
            tokenkey="0f1e2d3c4b5a",
        )
        for fact in facts
    ]
    events: aggregate.Events = {}
    for each in [*said, *said[-1:]]:
        aggregate.merge(events, each)
    return sorted(aggregate.contributions(subject, events))


def span(first: str, last: str) -> Period:
    return Period(f"{first} to {last}", day(first).toordinal(), day(last).toordinal())


@dataclass(frozen=True)
class Told:
    """What is read of some aggregates."""

    said: Sequence[Contribution]

    @property
    def book(self) -> Book:
        return book_of(self.said)

    def figure(
        self, metric: str, as_of: str, period: Period | None = None, **labels: str
    ) -> Figure | None:
        """Give the one figure with these labels; None where it is not told, for it is 0."""
        at, wanted = day(as_of), {"place": AREA} | labels
        found = [
            each
            for each in figures(self.book, at, [period] if period else [], complete=True)
            if each.metric == metric
            and each.period == (period.name if period else None)
            and wanted.items() <= each.labels.items()
        ]
        assert len(found) <= 1, [each.labels for each in found]
        return found[0] if found else None

    def value(
        self, metric: str, as_of: str, period: Period | None = None, **labels: str
    ) -> float | None:
        found = self.figure(metric, as_of, period, **labels)
        return 0 if found is None else found.value

    def rate(self, metric: str, as_of: str, period: Period) -> tuple[float | None, float | None]:
        found = self.figure(metric, as_of, period)
        assert found is not None
        return found.n, found.d

    def now(self, metric: str, *days: str, **labels: str) -> list[float | None]:
        return [self.value(metric, each, **labels) for each in days]

    def gaps(self, as_of: date, first: date) -> dict[str, int]:
        period = Period("any", first.toordinal(), first.toordinal() + 9)
        return View(self.book, as_of, [period], complete=True).gaps()


def files(*cases: Iterable[Fact], themes: Iterable[str] = ()) -> Told:
    """Tell of cases at CPS."""
    named = frozenset(themes)
    return Told([c for facts in cases for c in charging.contributions(in_order(facts), named)])


def suspects(*each: Iterable[Fact]) -> Told:
    """Tell of suspects."""
    return Told([c for facts in each for c in suspect.contributions(in_order(facts))])


def people(*each: Iterable[Fact]) -> Told:
    """Tell of people under probation."""
    return Told([c for facts in each for c in supervision.contributions(in_order(facts))])
