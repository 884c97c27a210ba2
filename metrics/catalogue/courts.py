"""Figures of the courts alone: open by kind and remand, limits, trials, timeliness. Data."""

from collections.abc import Iterator
from functools import partial

from metrics.catalogue.base import (
    COURTS,
    COURTS_OF,
    CROWN,
    MAGISTRATES,
    PLACE,
    SINCE_RESTATED,
    TIERS,
    Count,
    Metric,
)
from producers.contract.lists import RECEIPT_KINDS, TRIAL_OUTCOMES

_BOTH = tuple(("courts", tier) for tier in TIERS)
_PLACES = tuple(dict.fromkeys((*COURTS_OF[MAGISTRATES], *COURTS_OF[CROWN])))
_POPULATION = "Cases at the area's courts, by court, those of other forces included."
_DEFENDANTS = "Defendants of cases at the area's courts, by the court of completion."
_LATE = "Late news restates it."
_VACATED = (("outcome", "vacated"),)
_TRIALS = Count("trial", "day")

_figure = partial(
    Metric,
    population=_POPULATION,
    exclusions="Single justice cases.",
    comparable_since=SINCE_RESTATED,
    source=COURTS,
    dimensions=PLACE,
    places=_PLACES,
    depends_on=_BOTH,
)


def _of(tier: str) -> partial[Metric]:
    said = {"stage": tier, "places": COURTS_OF[tier], "depends_on": (("courts", tier),)}
    return partial(_figure, **said)


def _open(tier: str) -> Count:
    return Count("open", "day", (("stage", tier),), stock=True)


def _crown() -> Iterator[Metric]:
    yield _of(CROWN)(
        name="backlog_open_by_kind",
        title="Open Crown Court cases by kind of receipt",
        definition="Open Crown Court cases by how they came: sent for trial (either way, "
        "indictable only), committed for sentence, on appeal.",
        unit="case",
        numerator="open cases of that kind",
        basis="the kind said on receipt; R2",
        caveats="Unknown where the court did not say it. The kinds add up to open.",
        n=_open(CROWN),
        now=True,
        periods=False,
        spread="kind",
        values=RECEIPT_KINDS,
    )
    yield _of(CROWN)(
        name="backlog_out_on_warrant",
        title="Crown Court cases out on a bench warrant",
        definition="Cases out of the open count, because every defendant with an unfinished "
        "offence is at large on a bench warrant.",
        unit="case",
        numerator="cases out on warrant",
        basis="from the day of issue until the warrant is executed; R7, R24",
        exclusions="Magistrates' cases: a warrant does not take one out.",
        caveats="Beside open, never in it.",
        n=Count("out-on-warrant", "day", (("stage", CROWN),), stock=True),
        now=True,
        periods=False,
    )


def _tiers(tier: str) -> Iterator[Metric]:
    court = {MAGISTRATES: "magistrates' courts", CROWN: "Crown Court"}[tier]
    figure, of_tier = _of(tier), (("stage", tier),)
    yield figure(
        name="backlog_open_by_remand",
        title=f"Open cases by remand, {court}",
        definition="Open cases by the latest remand of their defendants with an unfinished "
        "offence, the most severe where they differ.",
        unit="case",
        numerator="open cases of that remand",
        basis="the remand at the end of the day; R33",
        caveats="Unknown where nothing was said. The remands add up to open.",
        n=_open(tier),
        now=True,
        periods=False,
        spread="remand",
    )
    yield figure(
        name="backlog_disposals_by_remand",
        title=f"Disposals by remand, {court}",
        definition="Disposals by the most severe remand ever recorded in the case. "
        "Now: in the last 84 days.",
        unit="case",
        numerator="disposals",
        basis="the day of the last result; S37",
        caveats=_LATE,
        n=Count("disposal-remand", "day", of_tier),
        now=True,
        spread="remand",
        served="page",
    )
    yield figure(
        name="trials_by_reason",
        title=f"Why trials did not go as listed, {court}",
        definition="Cracked, ineffective and vacated trials by HMCTS's reason.",
        unit="trial",
        numerator="trials with that outcome and reason",
        basis="the day of the trial; of a vacated one, the day on which it was vacated",
        caveats="A code means what it means with its outcome and tier. "
        "Effective trials have no reason.",
        n=Count("trial", "day", of_tier, but=(("outcome", "effective"),)),
        dimensions=("reason",),
        served="year",
    )
    yield figure(
        name="guilty_pleas_at_first_hearing",
        title=f"Guilty plea at first hearing, {court}",
        definition="Of the defendants first heard at the tier in the period, the share that "
        "pleaded guilty to something by that hearing.",
        unit="share of defendants",
        numerator="defendants with a guilty plea by their first hearing",
        denominator="defendants first heard",
        basis="the day of the first hearing at the tier",
        caveats="Appeals and committals for sentence are left out.",
        kind="rate",
        n=Count("first-hearing", "day", (*of_tier, ("plea", "guilty"))),
        d=Count("first-hearing", "day", of_tier),
        served="year",
    )
    yield figure(
        name="hearings_per_case",
        title=f"Hearings per case, {court}",
        definition="Mean number of sitting days with a hearing of the case, of cases disposed of.",
        unit="hearing",
        numerator="disposals with a hearing known",
        basis="the day of disposal",
        exclusions="Disposals with no hearing known; single justice cases.",
        caveats="Of a case reopened: since the reopening.",
        kind="mean",
        n=Count("hearings", "day", of_tier),
        served="year",
    )
    yield figure(
        name="adjourned_after_final",
        title=f"Adjourned after a final result, {court}",
        definition="Offences adjourned at a hearing later than the one that gave them a final "
        "result: the final result stands.",
        unit="offence heard",
        numerator="such adjournments",
        basis="the day of the later hearing; R21",
        caveats="A question of quality for the court's records.",
        n=Count("adjourned-after-final", "day", of_tier),
        served="year",
    )


def _whole() -> Iterator[Metric]:
    yield _figure(
        name="custody_time_limits",
        title="Custody time limits that end soon, or have passed",
        definition="Limits of defendants in custody: within 7, 14 and 28 days (each within the "
        "next), and those that have passed.",
        unit="limit",
        numerator="limits",
        basis="as sent, else 56 days (magistrates) or 182 (Crown) less days served, moved back "
        "to a working day; R17, R30",
        exclusions="Defendants not in custody. None is reckoned for appeals, committals for "
        "sentence, or once every offence left is one of conviction.",
        caveats="A limit reckoned here is for those who wait for trial. Never rounded.",
        kind="limits",
        n=Count("limit", "day", stock=True),
        now=True,
        periods=False,
        spread="within",
    )
    yield _figure(
        name="trials",
        title="Trials by outcome",
        definition="Trials that were effective, cracked, ineffective or vacated. The unit is the "
        "trial as listed, however many days it sat.",
        unit="trial",
        numerator="trials",
        basis="the first sitting day; of a vacated one, the day on which it was vacated",
        caveats="A trial of several cases counts once for each. " + _LATE,
        n=_TRIALS,
        spread="outcome",
        values=TRIAL_OUTCOMES,
        served="quarters",
    )
    yield _figure(
        name="trials_effective",
        title="Effective trials",
        definition="Of the trials that came to court, the share that was effective.",
        unit="share of trials",
        numerator="effective trials",
        denominator="effective, cracked and ineffective trials; vacated ones stand beside",
        basis="the first sitting day",
        exclusions="Vacated trials; single justice cases.",
        caveats=_LATE,
        kind="rate",
        n=_TRIALS.of("outcome", "effective"),
        d=Count("trial", "day", but=_VACATED),
        served="quarters",
    )
    yield _figure(
        name="timeliness_days",
        title="How long it took",
        definition="Days from one step to another, of defendants who completed in the period: "
        "median and mean. First hearing to completion is the magistrates', receipt to completion "
        "the Crown Court's.",
        unit="day",
        numerator="defendants with both dates",
        basis="the day of the defendant's completion; R22, R27",
        population=_DEFENDANTS,
        exclusions="Of an appeal all but the time from its receipt; single justice cases.",
        caveats="Missing and negative durations are in timeliness_no_date.",
        kind="durations",
        n=Count("duration"),
        spread="measure",
        served="quarters",
    )
    yield _figure(
        name="timeliness_no_date",
        title="Defendants without a date",
        definition="Defendants who completed in the period, and of whom one of the two dates is "
        "missing, or the later one is before the earlier.",
        unit="defendant",
        numerator="defendants without a duration",
        basis="the day of the defendant's completion; R22",
        population=_DEFENDANTS,
        caveats="Beside timeliness_days, never in it.",
        n=Count("no-date"),
        spread="measure",
        served="year",
    )


COURTS_METRICS: tuple[Metric, ...] = (
    *_crown(),
    *(m for same in zip(*map(list, map(_tiers, TIERS)), strict=True) for m in same),
    *_whole(),
)
