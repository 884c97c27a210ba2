"""Figures of the backlog, of every stage in process order. Data.

The words of a stage are in `_Words`; what is asked of every stage alike is asked once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from metrics.catalogue.base import (
    ALL,
    CHARGING,
    COURTS,
    COURTS_OF,
    CPS,
    CROWN,
    DISTRICTS,
    MAGISTRATES,
    PLACE,
    POLICE,
    SINCE_DECLARED,
    SINCE_RESTATED,
    STAGE,
    Count,
    Dimension,
    Metric,
    Served,
)

_ITEMS = "Counted from the {items} themselves, never receipts less disposals."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What a stage is, in the words of its figures."""

    stage: str
    title: str
    """What is open, as a title has it."""
    begun: str
    ended: str
    unit: str
    received: str
    """What enters on a day."""
    entered: str
    left: str
    disposal: str
    clock: str
    population: str
    exclusions: str
    late: str
    no_disposal: str
    numerator: str = "cases received"
    last: str = "the last result"
    flows: tuple[str, ...]
    moves: str
    source: str = COURTS
    comparable_since: str = SINCE_RESTATED
    agency: str = "courts"
    places: tuple[str, ...]
    dimensions: tuple[Dimension, ...] = ("place", "theme")
    moves_served: Served = "quarters"
    aged: tuple[Dimension, ...] = PLACE
    """The dimensions by which what depends on age is told."""

    @property
    def items(self) -> str:
        """Name the items: crimes or cases."""
        return f"{self.unit}s"


_COURT_FLOWS = ("receipt-unknown", "reopened", "transferred-in", "transferred-out", "merged")
_COURT_MOVES = (
    "reopened, transferred (of the area: across its boundary only), merged into another case, "
    "first seen without a known receipt"
)
_COURT_POPULATION = (
    "Cases at the area's {where}, by court, those of other forces included; one spell a receipt."
)
_NO_COURT_DISPOSAL = "A transfer or merger is no disposal; a case reopened and ended again is two."

STAGES: tuple[_Words, ...] = (
    _Words(
        stage=STAGE,
        title="investigations",
        begun="Investigations begun",
        ended="Investigations ended",
        unit="crime",
        received="Crimes that entered investigation",
        entered="Crimes recorded on or before the day",
        left="had no outcome, and were not cancelled",
        disposal="Investigations that ended by an outcome",
        clock="recording",
        population="Crimes recorded by the force and not cancelled, fraud included.",
        exclusions="Crimes with an outcome 1-22, cancelled crimes.",
        comparable_since=SINCE_DECLARED,
        late="late outcomes lower it",
        no_disposal="Cancellation is no disposal.",
        flows=("reopened", "cancelled"),
        moves="reopened by an outcome reset to 0, cancelled",
        source=POLICE,
        agency="police",
        numerator="crimes recorded",
        last="the outcome",
        moves_served="months",
        aged=ALL,
        places=DISTRICTS,
        dimensions=ALL,
    ),
    _Words(
        stage=CHARGING,
        title="files at CPS",
        begun="Files received by CPS",
        ended="Files that CPS is done with",
        unit="case",
        received="Cases whose file CPS received for a charging decision",
        entered="Cases whose file CPS received on or before the day",
        left="had a suspect neither decided nor finalised administratively",
        disposal="Cases whose last suspect was decided or finalised administratively (R37)",
        clock="the receipt of the referral",
        population="Cases referred to CPS for a charging decision. CPS names no place: the area is "
        "all there is.",
        exclusions="Files on which every suspect is decided or finalised administratively.",
        comparable_since=SINCE_DECLARED,
        late="late decisions lower it",
        no_disposal="A request for further evidence or an action plan is no disposal.",
        numerator="files received",
        last="the last decision",
        flows=("receipt-unknown", "reopened"),
        moves="reopened by material after administrative finalisation, first seen without a known "
        "receipt",
        source=CPS,
        agency="cps",
        places=(),
        moves_served="quarters",
    ),
    _Words(
        stage=MAGISTRATES,
        title="magistrates' cases",
        begun="Magistrates' cases received",
        ended="Magistrates' cases disposed of",
        unit="case",
        received="Cases received at a magistrates' court",
        entered="Cases received at a magistrates' court on or before the day",
        left="had a defendant there neither finished nor sent",
        disposal="Cases whose last defendant there was finished or sent (R11)",
        clock="receipt",
        population=_COURT_POPULATION.format(where="magistrates' courts")
        + " Excluding single justice cases.",
        exclusions="Single justice cases.",
        late="late results lower it",
        no_disposal=_NO_COURT_DISPOSAL,
        flows=_COURT_FLOWS,
        moves=_COURT_MOVES,
        places=COURTS_OF[MAGISTRATES],
    ),
    _Words(
        stage=CROWN,
        title="Crown Court cases",
        begun="Crown Court cases received",
        ended="Crown Court cases disposed of",
        unit="case",
        received="Cases received at the Crown Court",
        entered="Cases received at the Crown Court on or before the day",
        left="had an offence that was not final, and not every defendant left at large on a "
        "bench warrant",
        disposal="Cases whose offences are all final",
        clock="the original receipt, which a transfer, warrant or reopening keeps",
        population=_COURT_POPULATION.format(where="Crown Court")
        + " Sent for trial, committed for sentence, and appeals.",
        exclusions="Cases out on a bench warrant, while every defendant left is at large.",
        late="late results lower it",
        no_disposal=_NO_COURT_DISPOSAL,
        flows=(*_COURT_FLOWS, "issued", "executed"),
        moves=_COURT_MOVES + ", out by a bench warrant, back by its execution",
        places=COURTS_OF[CROWN],
        dimensions=("place", "theme", "kind"),
    ),
)


def _figure(words: _Words) -> partial[Metric]:
    """Say what all figures of a stage have in common."""
    return partial(
        Metric,
        unit=words.unit,
        population=words.population,
        exclusions=words.exclusions,
        comparable_since=words.comparable_since,
        source=words.source,
        now=True,
        stage=words.stage,
        places=words.places,
        depends_on=((words.agency, words.stage),),
    )


def _open(words: _Words) -> Count:
    return Count("open", "day", (("stage", words.stage),), stock=True)


def _flow(words: _Words, *flow: str) -> Count:
    only = tuple(("flow", each) for each in flow)
    return Count("flow", "day", (("stage", words.stage), *only))


def _among(words: _Words, *dimensions: Dimension) -> tuple[Dimension, ...]:
    return tuple(each for each in dimensions if each in words.dimensions)


def _stock(words: _Words) -> Iterator[Metric]:
    said = _ITEMS.format(items=words.items)
    yield _figure(words)(
        name="backlog_open",
        title=f"Open {words.title}",
        definition=f"{words.entered} that {words.left}, at its end. Of a period: at the end of its "
        "last day.",
        numerator=f"open {words.title}",
        basis="what entered and had not left; R2",
        caveats=f"{said} Known now: {words.late}.",
        n=_open(words),
        dimensions=words.dimensions,
    )
    yield _figure(words)(
        name="backlog_open_by_age",
        title=f"Open {words.title} by age",
        definition=f"Open {words.title} by whole days since {words.clock}; the bands leave no gap.",
        numerator=f"open {words.title} of that age",
        basis=f"day less the day of {words.clock}; R3",
        caveats=f"{said} The bands and unknown add up to open.",
        kind="bands",
        n=_open(words),
        periods=False,
        dimensions=words.aged,
        spread="band",
    )


def _flows(words: _Words) -> Iterator[Metric]:
    yield _figure(words)(
        name="backlog_receipts",
        title=words.begun,
        definition=f"{words.received}. Now: in the last 84 days.",
        numerator=words.numerator,
        basis=f"the day of {words.clock}; R12",
        caveats="Late news restates it.",
        n=_flow(words, "receipts"),
        dimensions=_among(words, "place", "kind"),
    )
    yield _figure(words)(
        name="backlog_disposals",
        title=words.ended,
        definition=f"{words.disposal}. Now: in the last 84 days.",
        numerator="disposals",
        basis=f"the day of {words.last}; R12",
        caveats=words.no_disposal,
        n=_flow(words, "disposals"),
        dimensions=_among(words, "place", "kind"),
    )
    yield _figure(words)(
        name="backlog_flow",
        title=f"Other moves in and out, {words.title}",
        definition=f"Moves that are neither receipt nor disposal: {words.moves}. "
        "Now: in the last 84 days.",
        numerator="moves",
        basis="the day of the move; R12, R24",
        caveats="Late news restates it.",
        n=_flow(words),
        dimensions=PLACE,
        spread="flow",
        values=words.flows,
        served=words.moves_served,
    )


def _pace(words: _Words) -> Iterator[Metric]:
    yield _figure(words)(
        name="backlog_clearance",
        title=f"Clearance, {words.title}",
        definition="Disposals for each receipt: below 1 the backlog grows. Now: of 84 days.",
        unit="ratio",
        numerator="disposals",
        denominator="receipts",
        basis="R26",
        caveats="Above 1 for as long as the backlog falls; what leaves otherwise is neither.",
        kind="rate",
        n=_flow(words, "disposals"),
        d=_flow(words, "receipts"),
        dimensions=PLACE,
        served=words.moves_served,
    )
    yield _figure(words)(
        name="backlog_weeks_of_work",
        title=f"Weeks of work, {words.title}",
        definition=f"Open {words.title} over the mean weekly disposals of the last 84 days.",
        unit="week",
        numerator=f"open {words.title}",
        denominator="disposals of 84 days, a twelfth of them",
        basis="R12",
        caveats="How long the open ones take at the pace of late; a slower pace raises it.",
        kind="weeks",
        n=_open(words),
        d=_flow(words, "disposals"),
        periods=False,
        dimensions=PLACE,
    )


def _old(words: _Words) -> Iterator[Metric]:
    yield _figure(words)(
        name="backlog_year_or_more",
        title=f"Open a year or more, {words.title}",
        definition=f"Of the open {words.title} of known age, the share of 365 days or more.",
        unit=f"share of {words.items}",
        numerator="open for 365 days or more",
        denominator="open, age known",
        basis="R3, R12",
        caveats="Those of unknown age are in neither part.",
        kind="year-or-more",
        n=_open(words),
        d=_open(words),
        periods=False,
        dimensions=words.aged,
    )
    yield _figure(words)(
        name="backlog_oldest_days",
        title=f"Oldest of the open {words.title}",
        definition=f"Whole days since {words.clock} of the oldest of the open {words.title}.",
        unit="day",
        numerator=f"open {words.title}, age known",
        basis="R3",
        caveats=f"One {words.unit}; one that nobody closed in a system shows here first.",
        kind="oldest",
        n=_open(words),
        periods=False,
        dimensions=words.aged,
    )


_ASKED = (_stock, _flows, _pace, _old)
BACKLOG_METRICS: tuple[Metric, ...] = tuple(
    metric
    for asked in _ASKED
    for same in zip(*map(list, map(asked, STAGES)), strict=True)
    for metric in same
)
