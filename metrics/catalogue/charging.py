"""Figures before charge: CPS's decisions and consultations, suspects on bail. Data."""

from functools import partial

from metrics.catalogue.base import (
    CHARGING,
    CONSULTATION_DAYS,
    CPS,
    DIVISIONS,
    ON_BAIL_PAST,
    PLACE,
    SUSPECTS,
    THRESHOLD,
    UNDER_INVESTIGATION_DAYS,
    Count,
    Metric,
)

_DECISION = Count("cps-decision")
_NOT_LEGAL = (("decision", "unclassified"), ("decision", "finalised"))
_CONSULTATION = Count("consultation", "day")
_OUTSIDE_THE_SHARE = (("end", "custody"), ("end", "finalised"))
_DECISIONS_ON = "Suspects referred to CPS for a charging decision; CPS names no place."
_RESTATED = "A newer decision on a suspect takes the older one out of its period."

_figure = partial(
    Metric,
    population="Cases referred to CPS for a charging decision; CPS names no place.",
    exclusions="None.",
    source=CPS,
    dimensions=PLACE,
    places=(),
    depends_on=(("cps", CHARGING),),
)
_suspects = partial(
    Metric,
    unit="suspect",
    population="Suspects of the force's custody and bail records, by police division.",
    exclusions="Suspects charged, or released with nothing further.",
    source=SUSPECTS,
    now=True,
    periods=False,
    dimensions=PLACE,
    places=DIVISIONS,
    depends_on=(("police", "pre-charge"),),
    spread="past",
)

CHARGING_METRICS: tuple[Metric, ...] = (
    _figure(
        name="backlog_open_by_holder",
        title="Whose court the ball is in, files at CPS",
        definition="Open files at CPS by who has to act: the police from an action plan or a "
        "request for further evidence on the last suspect until material comes, else CPS.",
        unit="case",
        numerator="open files that wait for that agency",
        basis="at the end of the day; R15, R28",
        caveats="The two add up to open.",
        n=Count("open-by-holder", "day", (("stage", CHARGING),), stock=True),
        now=True,
        periods=False,
        stage=CHARGING,
        spread="holder",
    ),
    _figure(
        name="charge_rate_cps",
        title="Charge rate, CPS",
        definition="Of the suspects with a legal decision in the period, the share charged. Not "
        "comparable with the recorded or the closed basis, which count crimes.",
        unit="share of suspects",
        numerator="suspects charged",
        denominator="suspects charged, dealt with out of court, or not prosecuted",
        basis="the day of the suspect's newest decision; R14",
        population=_DECISIONS_ON,
        exclusions="Suspects finalised administratively, and those whose newest decision has an "
        "unknown code: both stand beside.",
        caveats=f"{_RESTATED} A request for further evidence is no decision.",
        kind="rate",
        n=_DECISION.of("decision", "charge"),
        d=Count("cps-decision", but=_NOT_LEGAL),
    ),
    _figure(
        name="cps_finalised_administratively",
        title="Finalised administratively by CPS",
        definition="Suspects whose file CPS closed in the period without a decision.",
        unit="suspect",
        numerator="suspects finalised administratively",
        basis="the day of finalisation; R14",
        population=_DECISIONS_ON,
        caveats=f"Beside the charge rate, never in it. {_RESTATED}",
        n=_DECISION.of("decision", "finalised"),
        served="quarters",
    ),
    _figure(
        name="cps_unclassified",
        title="CPS decisions of an unknown code",
        definition="Suspects whose newest decision in the period has a code that is not listed.",
        unit="suspect",
        numerator="suspects with such a decision",
        basis="the day of the suspect's newest decision; R14",
        population=_DECISIONS_ON,
        caveats="Beside the charge rate, never in it: the code wants a row in the list of codes. "
        "Such a decision ends the wait of its suspect.",
        n=_DECISION.of("decision", "unclassified"),
        served="quarters",
    ),
    _figure(
        name="consultations_within_28_days",
        title="Consultations within 28 days",
        definition="Of the consultations that closed in the period with a decision on all, a "
        "request for further evidence or an action plan, the share that took 28 days at most.",
        unit="share of consultations",
        numerator="closed within 28 days",
        denominator="closed, suspects not in custody",
        basis="the day of closing; R15, R28",
        exclusions="Consultations on suspects in custody, and those still open.",
        caveats="Closed by administrative finalisation is outside. Late news restates it.",
        kind="rate",
        n=_CONSULTATION.of("end", "in-time"),
        d=Count("consultation", "day", but=_OUTSIDE_THE_SHARE),
        served="quarters",
    ),
    _figure(
        name="consultations_open_over_28_days",
        title="Consultations open for more than 28 days",
        definition="Consultations that are open and were opened more than 28 days ago.",
        unit="consultation",
        numerator="open consultations beyond 28 days",
        basis="day less the day of opening; R15",
        caveats="Beside the share: it has closed ones only. Those in custody are counted too.",
        kind="over",
        n=Count("consultation-open", "day", stock=True),
        days=CONSULTATION_DAYS,
        now=True,
        periods=False,
    ),
    _suspects(
        name="suspects_on_bail",
        title="Suspects long on bail before charge",
        definition="Suspects on bail before charge for more than 3, 6 and 9 months, each within "
        "the one before.",
        numerator="suspects on bail past so many months",
        basis="from the first day of unbroken bail; R16, R29",
        caveats="Bail stands until a status says otherwise; a day said to end it ends nothing.",
        n=Count("on-bail", "day", stock=True),
        values=ON_BAIL_PAST,
    ),
    _suspects(
        name="suspects_under_investigation",
        title="Suspects long under investigation",
        definition="Suspects released under investigation for more days than the local threshold "
        f"of {UNDER_INVESTIGATION_DAYS}: the law sets no limit.",
        numerator="suspects under investigation past the threshold",
        basis="day less the day of release under investigation; R36",
        caveats="The threshold is local.",
        kind="over",
        n=Count("under-investigation", "day", stock=True),
        days=UNDER_INVESTIGATION_DAYS,
        values=(THRESHOLD,),
    ),
)
