"""Figures of probation: the caseload, unpaid work, breaches and recalls. Data."""

from functools import partial

from metrics.catalogue.base import PLACE, PROBATION, UNITS, Count, Metric

_LATE_NEWS = "Late news restates it."

_figure = partial(
    Metric,
    population="People supervised by the area's probation delivery units, by unit.",
    exclusions="An end whose start is not known counts nothing.",
    source=PROBATION,
    now=True,
    dimensions=PLACE,
    places=UNITS,
    depends_on=(("probation", "supervision"),),
)
_stock = partial(_figure, periods=False)
_unpaid_work = partial(
    _stock,
    unit="requirement",
    depends_on=(("probation", "supervision"), ("probation", "unpaid-work")),
)
_flow = partial(_figure, served="quarters")

PROBATION_METRICS: tuple[Metric, ...] = (
    _stock(
        name="supervision_open",
        title="Orders and licences supervised",
        definition="Community orders, suspended sentence orders and licences that run: "
        "person-orders, by unit or by kind. A caseload, not a queue.",
        unit="person-order",
        numerator="orders and licences that run",
        basis="started and not ended; R2",
        caveats="A person may have several.",
        n=Count("supervised", "day", stock=True),
        dimensions=("place", "kind"),
    ),
    _stock(
        name="supervision_persons",
        title="People supervised",
        definition="People with at least one order or licence that runs, each at the unit of the "
        "one that started last.",
        unit="person",
        numerator="people supervised",
        basis="started and not ended; R2, S38",
        caveats="A person is a case reference number of probation's.",
        n=Count("person-supervised", "day", stock=True),
    ),
    _unpaid_work(
        name="unpaid_work_open",
        title="Unpaid work requirements open",
        definition="Unpaid work requirements imposed, their hours not done, their order not ended.",
        numerator="open requirements",
        basis="from the day of sentence; R2",
        caveats="Hours add up as they are told.",
        n=Count("unpaid-work", "day", stock=True),
    ),
    _unpaid_work(
        name="unpaid_work_late",
        title="Unpaid work requirements open for more than 12 months",
        definition="Of the open unpaid work requirements, those imposed more than 12 months ago: "
        "the backlog of the stage.",
        numerator="open requirements past 12 months",
        basis="from the day after the corresponding day a year later; R16, S21",
        caveats="Within unpaid_work_open.",
        n=Count("unpaid-work-late", "day", stock=True),
    ),
    _flow(
        name="breaches",
        title="Breaches raised and concluded",
        definition="Breaches raised in the period; and those concluded in it as proved, not proved "
        "or withdrawn. Now: in the last 84 days.",
        unit="breach",
        numerator="breaches",
        basis="the day of the event; R12, S38",
        caveats=f"At the unit of the order where it is told. {_LATE_NEWS}",
        n=Count("breach", "day"),
        spread="event",
    ),
    _flow(
        name="recalls",
        title="Recalls to prison",
        definition="Recalls to prison raised in the period. Now: in the last 84 days.",
        unit="recall",
        numerator="recalls",
        basis="the day on which it was raised; R12",
        caveats=f"At the unit of the order where it is told. {_LATE_NEWS}",
        n=Count("recall", "day"),
    ),
)
