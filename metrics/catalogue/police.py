"""Figures of recorded crime and its outcomes. Data."""

from functools import partial

from metrics.catalogue.base import PLACE, SINCE_OUTCOMES, UNKNOWN, Count, Metric
from producers.reference import tables

_CHARGED = (("outcome", "charged"),)
_CRIMES = "Crimes recorded by the force, its headline classes (no fraud); cancelled ones left out."
_NO_VICTIM = tuple(("crime_group", group) for group in (*tables.groups_without_victim(), UNKNOWN))
_PROVISIONAL = "Provisional until two quarters after the period's last day; late news restates it."

_figure = partial(
    Metric,
    population=_CRIMES,
    exclusions="Fraud and computer misuse, which are outside the headline; cancelled crimes.",
    comparable_since=SINCE_OUTCOMES,
)

POLICE_METRICS: tuple[Metric, ...] = (
    _figure(
        name="crimes_recorded",
        title="Crimes recorded",
        definition="Crimes recorded in the period, less those cancelled since.",
        unit="crime",
        numerator="crimes recorded in the period",
        basis="the day of recording",
        caveats=_PROVISIONAL,
        n=Count("recorded"),
    ),
    _figure(
        name="charge_rate_recorded",
        title="Charge rate, recorded basis",
        definition="Of the crimes recorded in the period, the share whose standing outcome is "
        "charged or summonsed. The Home Office headline.",
        unit="share of crimes",
        numerator="crimes recorded in the period whose standing outcome is charged",
        denominator="crimes recorded in the period, less cancelled",
        basis="recorded (cohort): the day of recording; R13",
        caveats="Rises for months after the period. " + _PROVISIONAL,
        kind="rate",
        n=Count("outcome-recorded", only=_CHARGED),
        d=Count("recorded"),
        settles=True,
    ),
    _figure(
        name="charge_rate_closed",
        title="Charge rate, closed basis",
        definition="Of the outcomes assigned in the period, the share that is charged or "
        "summonsed. Not comparable with the recorded basis.",
        unit="share of outcomes",
        numerator="standing outcomes assigned in the period that are charged",
        denominator="standing outcomes 1-22 assigned in the period",
        basis="closed (volume): the day of the standing outcome; R13",
        caveats=_PROVISIONAL,
        kind="rate",
        n=Count("outcome-closed", only=_CHARGED),
        d=Count("outcome-closed"),
        settles=True,
    ),
    _figure(
        name="outcomes_closed",
        title="Outcomes assigned",
        definition="Standing outcomes assigned in the period, by group.",
        unit="crime",
        numerator="standing outcomes assigned in the period",
        basis="closed (volume): the day of the standing outcome; R13",
        caveats="A replaced outcome is taken back. " + _PROVISIONAL,
        n=Count("outcome-closed"),
        spread="outcome",
        settles=True,
    ),
    _figure(
        name="victim_based_outcomes",
        title="What became of crimes with a victim",
        definition="Of the victim-based crimes recorded in the period, the share whose standing "
        "outcome is charged, no suspect identified, or evidential and the victim does not support.",
        unit="share of crimes",
        numerator="victim-based crimes recorded in the period with that standing outcome",
        denominator="victim-based crimes recorded in the period, less cancelled",
        basis="recorded (cohort): the day of recording; R13",
        exclusions="Crimes against society (drugs, weapons, public order, miscellaneous), crimes "
        "of no single group, fraud and computer misuse, cancelled crimes.",
        caveats="The three do not add up to 1: other outcomes, and none yet, stand beside. "
        + _PROVISIONAL,
        kind="rate",
        n=Count("outcome-recorded", but=_NO_VICTIM),
        d=Count("recorded", but=_NO_VICTIM),
        spread="outcome",
        values=("charged", "no-suspect", "evidential-victim-does-not-support"),
        dimensions=("place", "crime_group"),
        settles=True,
        served="page",
    ),
    _figure(
        name="charge_days_median",
        title="Days from recording to charge",
        definition="Median whole days from recording to charge, of standing charges.",
        unit="day",
        numerator="charges in the period",
        basis="the day of charge; R22, R32",
        caveats="Crimes not charged yet are not in it, nor charges dated before recording. "
        + _PROVISIONAL,
        kind="median",
        n=Count("duration", only=(("measure", "recorded-to-charge"),)),
        dimensions=PLACE,
        settles=True,
    ),
    _figure(
        name="charge_rate_estimated",
        title="Charge rate, recorded basis, estimated",
        definition="Estimated, not counted: of crimes recorded lately, the share whose standing "
        "outcome will be charged or summonsed a year (365 days) after recording, if what becomes "
        "of crimes at each age stays as it was in the last 365 days. With a 95 % band.",
        unit="share of crimes",
        numerator="crimes estimated to be charged 365 days after recording",
        denominator="crimes recorded, less those estimated to be cancelled by then",
        basis="recorded (cohort), by competing risks (Aalen-Johansen, period hazards); S41; "
        "docs/estimates.md",
        caveats="The band is of the rate that the last 365 days imply. It does not know of changes "
        "still to come, nor of news still to be told. Compare with charge_rate_recorded of a "
        "settled year, whose crimes were followed for a year in the mean.",
        kind="estimated",
        n=Count("outcome-recorded", only=_CHARGED),
        d=Count("recorded"),
        horizon=365,
        now=True,
        periods=False,
        dimensions=PLACE,
        spread="bound",
    ),
)
