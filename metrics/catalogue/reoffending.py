"""Figures of proven reoffending, all of them protected, and what stands beside them. Data."""

from functools import partial

from metrics.catalogue.base import (
    COHORT_DIMENSIONS,
    PLACE,
    SINCE_PNC,
    UNKNOWN,
    Count,
    Metric,
)

_ENTERED, _PROVEN, _REOFFENDERS = map(Count, ("entered-cohort", "reoffence", "first-proof"))
COHORT: tuple[Count, ...] = (_ENTERED, _REOFFENDERS, _PROVEN)
"""Offenders, reoffenders and reoffences: shown together, for each bounds the others."""
_DEPENDS = (
    ("police", "cautions"),
    ("courts", "magistrates"),
    ("courts", "crown"),
    ("prisons", "custody"),
)
_SOURCE = (
    "The police's cautions, the courts' results and the prisons' releases, as sent to this "
    "monitor; counted as the Ministry of Justice counts proven reoffending."
)
_INTERIM = (
    "Interim until 18 months after the cohort's last day: so far, and bound to rise. "
    "Rounded to 5; under 3 is shown as 0. A ratio is of the rounded parts, with 30 at least below "
    "the line. Parts of the area only over four cohorts."
)
_POPULATION = (
    "Persons cautioned, sentenced without custody, or released from a custodial sentence; once a "
    "quarter at most, by home district."
)
_EXCLUSIONS = (
    "Community resolutions, remands and releases from remand, temporary releases, re-releases "
    "after a recall; a conviction still without a sentence is no entry."
)

_figure = partial(
    Metric,
    basis="the day of caution, sentence or release; committed within 12 months after it, "
    "proven within 18; R18, R19, R35",
    population=_POPULATION,
    exclusions=_EXCLUSIONS,
    caveats=_INTERIM,
    comparable_since=SINCE_PNC,
    source=_SOURCE,
    dimensions=COHORT_DIMENSIONS,
    cohorts=True,
    served="quarters",
    depends_on=_DEPENDS,
    disclosure="protected",
)

REOFFENDING_METRICS: tuple[Metric, ...] = (
    _figure(
        name="reoffending",
        title="Proven reoffending rate",
        definition="Of the offenders who entered the cohorts of the period, the share with a "
        "proven reoffence.",
        unit="share of offenders",
        numerator="offenders with a proven reoffence",
        denominator="offenders who entered",
        kind="rate",
        n=_REOFFENDERS,
        d=_ENTERED,
    ),
    _figure(
        name="reoffences_per_reoffender",
        title="Reoffences per reoffender",
        definition="Proven reoffences of the period's cohorts, over those who reoffended.",
        unit="reoffence per reoffender",
        numerator="proven reoffences",
        denominator="offenders with a proven reoffence",
        kind="ratio",
        n=_PROVEN,
        d=_REOFFENDERS,
    ),
    _figure(
        name="reoffences_per_offender",
        title="Reoffences per offender",
        definition="Proven reoffences of the period's cohorts, over all who entered them.",
        unit="reoffence per offender",
        numerator="proven reoffences",
        denominator="offenders who entered",
        kind="ratio",
        n=_PROVEN,
        d=_ENTERED,
    ),
    Metric(
        name="reoffending_estimated",
        title="Proven reoffending rate, estimated",
        definition="Estimated, not counted: of offenders who enter a cohort, the share that will "
        "have a proven reoffence within 18 months (548 days), if first proofs come at each age as "
        "they did in the last 365 days. With a 95 % band.",
        unit="share of offenders",
        numerator="offenders estimated to have a proven reoffence",
        denominator="offenders who entered",
        basis="from index to first qualifying proof (Kaplan-Meier, period hazards); S30; "
        "docs/estimates.md",
        population=_POPULATION,
        exclusions=_EXCLUSIONS,
        caveats="The band is of the rate that the last 365 days imply. It does not know of changes "
        "still to come, nor of news still to be told. Told to a tenth of a percent; not with fewer "
        "than 30 offenders seen at some age.",
        source=_SOURCE,
        kind="estimated",
        n=_REOFFENDERS,
        d=_ENTERED,
        horizon=548,
        now=True,
        periods=False,
        dimensions=PLACE,
        spread="bound",
        depends_on=_DEPENDS,
        comparable_since=SINCE_PNC,
        disclosure="protected",
    ),
    Metric(
        name="persons_not_joined",
        title="Groups of identifiers not joined into one person",
        definition="Identifiers that partners bring together, and that cannot be one person's: "
        "two PNC numbers, or more than 50 identifiers.",
        unit="group of identifiers",
        numerator="groups not joined",
        basis="what is known now, for every day; R20, R31",
        population="Identifiers in the courts', police's, prisons' and probation's messages.",
        exclusions="Identifiers that are not well formed: they join nobody.",
        caveats="A question of quality for the partners' records: in such a group each identifier "
        "stands for itself.",
        source=_SOURCE,
        n=Count("persons-not-joined", "day", stock=True),
        now=True,
        periods=False,
        dimensions=PLACE,
        places=(UNKNOWN,),
        spread="flag",
        depends_on=_DEPENDS,
    ),
)
