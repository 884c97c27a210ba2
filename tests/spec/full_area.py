"""An area in which everything that there is has happened, at every place, in every group."""

from collections.abc import Iterator
from itertools import product

from metrics.book import Contribution, Series
from metrics.case.trials import reasons
from metrics.catalogue import (
    CATALOGUE,
    CHARGING,
    COHORT,
    COHORT_DIMENSIONS,
    COURTS_OF,
    HOLDERS,
    MEASURES,
    ON_BAIL_PAST,
    STAGE,
    TIERS,
    UNITS,
    VALUES,
)
from producers.contract.lists import OUTCOME_GROUPS, REMANDS, SUPERVISION_KINDS, THEMES
from producers.reference import tables

GROUPS, DISTRICTS = VALUES["crime_group"], tuple(tables.places())
CODE = {name: code for code, name in tables.places().items()}
OUTCOMES = [group for group in OUTCOME_GROUPS if group not in {"evidential", "not-yet-assigned"}]
"""A live ledger's: `evidential` is the open data's own, and they have no courts."""
OTHERS_MEASURE = {"magistrates": "receipt-to-completion", "crown": "first-hearing-to-completion"}


def of_police() -> Iterator[Series]:
    for district, group in product(DISTRICTS, GROUPS):
        yield "recorded", district, group
        yield "open", STAGE, district, "", "", group
        yield "outcome-recorded", district, group, "charged"
        for outcome in OUTCOMES:
            yield "outcome-closed", district, group, outcome
    for district, flow in product(DISTRICTS, ("receipts", "disposals", "reopened", "cancelled")):
        yield "flow", STAGE, district, "", flow, ""
        yield "duration", "recorded-to-charge", district
    for theme in THEMES:
        yield "recorded-by-theme", theme
        yield "outcome-recorded-by-theme", theme, "charged"
        yield from (("outcome-closed-by-theme", theme, outcome) for outcome in OUTCOMES)
        yield from (("open-by-theme", stage, theme) for stage in (STAGE, CHARGING, *TIERS))


def of_courts(tier: str) -> Iterator[Series]:
    kinds = VALUES["kind"] if tier == "crown" else ("unknown",)
    for name in COURTS_OF[tier]:
        at = CODE.get(name, name)
        yield from (("open", tier, at, kind, remand, "") for kind in kinds for remand in REMANDS)
        flows = ("receipts", "disposals", *VALUES["flow"])
        yield from (("flow", tier, at, kind, flow, "") for kind in kinds for flow in flows)
        yield from (("disposal-remand", tier, at, remand) for remand in REMANDS)
        yield from (("first-hearing", tier, at, plea) for plea in ("guilty", "other"))
        each = ("out-on-warrant", "limit", "hearings", "adjourned-after-final")
        yield from ((metric, tier, at) for metric in each)
        yield from (("trial", tier, at, _outcome(reason), reason) for reason in reasons())
        yield "trial", tier, at, "effective", "not-given"
        for measure in set(MEASURES) - {OTHERS_MEASURE[tier]}:
            yield "duration", measure, at
            yield "no-date", measure, at


def before_charge() -> Iterator[Series]:
    yield "open", CHARGING, "", "", "", ""
    yield from (("open-by-holder", CHARGING, "", holder) for holder in HOLDERS)
    flows = ("receipts", "disposals", "receipt-unknown", "reopened")
    yield from (("flow", CHARGING, "", "", flow, "") for flow in flows)
    yield from (("cps-decision", "", kind) for kind in ("charge", "unclassified", "finalised"))
    yield "consultation", "", "in-time"
    yield "consultation-open", ""
    for division in (*tables.divisions().values(), "unknown"):
        yield "under-investigation", division
        yield from (("on-bail", division, past) for past in ON_BAIL_PAST)


def of_probation() -> Iterator[Series]:
    for unit in UNITS:
        at = CODE.get(unit, unit)
        yield from (("supervised", at, kind) for kind in SUPERVISION_KINDS)
        yield from (("breach", at, event) for event in VALUES["event"])
        each = ("person-supervised", "unpaid-work", "unpaid-work-late", "recall")
        yield from ((metric, at) for metric in each)


def of_persons() -> Iterator[Series]:
    """Give persons enough of every home, disposal, age and offence for all to be shown."""
    shown = product(DISTRICTS, *(VALUES[name] for name in COHORT_DIMENSIONS[1:]))
    for (district, *labels), count in product(shown, COHORT):
        yield count.metric, district, *labels


def declared() -> Iterator[Contribution]:
    """Say that every stage is complete from the first day on."""
    for agency, stage in {each for metric in CATALOGUE for each in metric.depends_on}:
        yield Contribution(("history-complete", agency, stage), 1, 1, +1)


def _outcome(reason: str) -> str:
    return reason.partition("-")[0] if reason[:3] in {"cra", "ine", "vac"} else "ineffective"


def of_everything() -> Iterator[Series]:
    """Give every series that a live ledger may have."""
    yield from of_police()
    yield from before_charge()
    for tier in TIERS:
        yield from of_courts(tier)
    yield from of_probation()
