"""The pages: which tables each has, in process order. Pure; called by the server."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dashboards.board import changes, outlines, words
from dashboards.board.headlines import Headline, headlines
from dashboards.board.look import Look
from dashboards.board.outlines import Map
from dashboards.board.source import MATURE, ROLLING
from dashboards.board.tables import Asked, Cell, Column, Extra, Line, Row, Table, table
from dashboards.board.usual import limits_of, month_ends
from metrics.calendar import Period, last_months, last_quarters
from metrics.catalogue import (
    AREA,
    BANDS,
    CATALOGUE,
    CHARGING,
    CROWN,
    DISTRICTS,
    MAGISTRATES,
    METRICS,
    STAGE,
    UNITS,
    UNPAID_WORK,
    VALUES,
    Metric,
    counted_at,
)
from metrics.release import MONTHS, QUARTERS

STAGES = {
    STAGE: "Investigation",
    CHARGING: "Charging decisions",
    MAGISTRATES: "Magistrates' courts",
    CROWN: "Crown Court",
}
"""The stages of a case, in process order, as they are called on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its heading, what it says first, and its parts."""

    title: str
    lead: str
    headlines: tuple[Headline, ...] = ()
    tables: tuple[Table, ...] = ()
    places: tuple[str, ...] = ()
    """The places that may be chosen."""
    themes: bool = False
    map: Map | None = None
    """Whether a theme may be chosen."""


def overview(look: Look) -> Page:
    """Answer what a member asks first; of a release, also what changed since the one before."""
    release = look.shown.source.release
    since = (changes.table(look.before, release),) if look.before and release else ()
    return Page(
        title="Overview",
        lead="How criminal justice in Lancashire performs: backlog, charge rate, reoffending.",
        headlines=headlines(look),
        tables=(*since, _stages(look), _rates(look), _reoffending(look)),
    )


def _stages(look: Look) -> Table:
    rows = [
        Row(name, {"stage": stage, "place": AREA}, href=look.link(f"/stages/{stage}"))
        for stage, name in STAGES.items()
    ]
    last_year = last_months(look.shown.as_of, MONTHS)[-13]
    columns = [
        Column("Open now", "backlog_open"),
        Column(f"Open, end of {words.span(last_year)}", "backlog_open", period=last_year.name),
        *_OF_STAGE,
    ]
    note = "Received, finished and clearance: the last 12 weeks. Stages are never added up."
    asked = Asked("stages", "Every stage, in process order", "Stage", note)
    return table(look.shown, asked, rows, columns, _states(look, rows))


def _states(look: Look, rows: Sequence[Row]) -> list[Extra]:
    """Say how each stands to the agreed levels; of a release nothing: it does not hold them."""
    states = [look.state(row.labels["stage"], row.labels["place"]) for row in rows]
    return [Extra("State", states)] if look.levels else []


_OF_STAGE = (
    Column("Received", "backlog_receipts"),
    Column("Finished", "backlog_disposals"),
    Column("Finished for each received", "backlog_clearance"),
    Column("Weeks of work", "backlog_weeks_of_work"),
    Column("A year or more", "backlog_year_or_more"),
    Column("Oldest, days", "backlog_oldest_days"),
)


def _rates(look: Look) -> Table:
    labels = {"theme": look.theme} if look.theme else {"place": look.place}
    rates = ("charge_rate_recorded", "charge_rate_closed", "charge_rate_cps")
    rows = [Row("Last 12 months", labels, ROLLING)]
    columns = [Column(METRICS[name].title, name) for name in rates]
    note = "Three different figures, of different things: one may rise while another falls."
    asked = Asked("charge-rates", "Charge rates", "Period", note)
    return table(look.shown, asked, rows, columns)


def _reoffending(look: Look) -> Table:
    rows = [
        Row("Last four whole cohorts (final)", {"place": AREA}, MATURE),
        Row("Last four cohorts (so far, bound to rise)", {"place": AREA}, ROLLING),
    ]
    asked = Asked("reoffending", "Proven reoffending", "Cohorts", _RELEASED)
    return table(look.shown, asked, rows, _REOFFENDING)


_RELEASED = "From the last weekly release. Counts are rounded to 5."
_REOFFENDING = (
    Column("Reoffending rate", "reoffending_rate"),
    Column("Reoffences per reoffender", "reoffences_per_reoffender"),
    Column("Reoffences per offender", "reoffences_per_offender"),
)


def stage(look: Look, name: str) -> Page:
    """Show one stage: over time, by place, by age, and what else is known of it."""
    metric = counted_at("backlog_open", name)
    part = {"theme": look.theme} if look.theme else {"place": look.place}
    own = {"stage": name, **part}
    return Page(
        title=STAGES[name],
        lead=metric.definition,
        tables=(
            _trend(look, metric, own),
            *(() if look.theme else (_moves(look, own), _by_age(look, own))),
            *((by_place(look, name),) if metric.places else ()),
            _by_theme(look, name),
            *_OF_ONE_STAGE[name](look),
        ),
        places=(AREA, *metric.places) if metric.places else (),
        themes=True,
    )


def _ends(labels: dict[str, str], periods: Sequence[Period]) -> list[Row]:
    return [Row(words.span(each), labels, each.name) for each in reversed(periods)]


def _trend(look: Look, metric: Metric, labels: dict[str, str]) -> Table:
    rows = _ends(labels, last_months(look.shown.as_of, MONTHS))
    series = month_ends(look.shown, "backlog_open", labels)
    levels = [] if look.theme else look.agreed(metric.stage, look.place)
    extras = [
        *(_line(f"Usual, {end}", at, "limit", len(rows)) for end, at in limits_of(series)),
        *(_line(f"{r.severity.capitalize()} level", r.set_, "level", len(rows)) for r in levels),
        *_target(look, metric, len(rows)),
    ]
    asked = Asked("trend", f"{metric.title} at the end of each month", "Month")
    column = Column("Open", "backlog_open", line="main")
    return table(look.shown, asked, rows, [column], extras)


def _line(head: str, at: float, line: Line, rows: int) -> Extra:
    return Extra(head, [Cell(words.count(round(at)), at)] * rows, line)


def _target(look: Look, metric: Metric, rows: int) -> Iterator[Extra]:
    """Give the board's target of a headline, where the whole area is shown."""
    remark = look.remarks.get(f"backlog-{metric.stage}")
    if remark and remark.target is not None and (look.place, look.theme) == (AREA, ""):
        yield _line("Target", remark.target, "third", rows)


def _moves(look: Look, labels: dict[str, str]) -> Table:
    rows = _ends(labels, last_months(look.shown.as_of, MONTHS))
    columns = [
        Column("Received", "backlog_receipts", line="main"),
        Column("Finished", "backlog_disposals", line="second"),
        Column("Finished for each received", "backlog_clearance"),
    ]
    note = "The month that runs is not over yet."
    asked = Asked("moves", "Received and finished each month", "Month", note)
    return table(look.shown, asked, rows, columns)


def _by_age(look: Look, labels: dict[str, str]) -> Table:
    rows = [Row(words.name(band), labels | {"band": band}) for band in BANDS]
    asked = Asked("age", "How old the open ones are", "Age")
    return table(look.shown, asked, rows, [Column("Open", "backlog_open_by_age")])


def by_place(look: Look, name: str) -> Table:
    """Give the places of a stage."""
    metric = counted_at("backlog_open", name)
    rows = [
        Row(place, {"stage": name, "place": place}, href=look.link(f"/stages/{name}", place=place))
        for place in metric.places
    ]
    last_year = last_months(look.shown.as_of, MONTHS)[-13]
    before = Column(f"Open, end of {words.span(last_year)}", "backlog_open", period=last_year.name)
    columns = [Column("Open now", "backlog_open"), before, *_OF_STAGE]
    note = "Received and finished: the last 12 weeks."
    asked = Asked(f"{name}-places", f"{STAGES[name]}, by place", "Place", note)
    return table(look.shown, asked, rows, columns, _states(look, rows))


def _by_theme(look: Look, name: str) -> Table:
    rows = [
        Row(
            words.name(theme),
            {"stage": name, "theme": theme},
            href=look.link(f"/stages/{name}", theme=theme),
        )
        for theme in VALUES["theme"]
    ]
    last_year = last_months(look.shown.as_of, MONTHS)[-13]
    columns = [
        Column("Open now", "backlog_open"),
        Column(f"Open, end of {words.span(last_year)}", "backlog_open", period=last_year.name),
    ]
    note = "A crime or case may have several themes: they are never added up."
    return table(look.shown, Asked("themes", "By theme", "Theme", note), rows, columns)


def _of_investigation(look: Look) -> tuple[Table, ...]:
    rows = [
        Row("On bail for more than 3 months", {"past": "3-months"}),
        Row("On bail for more than 6 months", {"past": "6-months"}),
        Row("On bail for more than 9 months", {"past": "9-months"}),
    ]
    asked = Asked("bail", "Suspects long on bail before charge", "Suspects")
    columns = [Column("Suspects", "suspects_on_bail", {"place": AREA})]
    return (table(look.shown, asked, rows, columns),)


def _of_charging(look: Look) -> tuple[Table, ...]:
    rows = [Row("With CPS", {"holder": "cps"}), Row("With the police", {"holder": "police"})]
    columns = [Column("Files", "backlog_open_by_holder", {"stage": CHARGING, "place": AREA})]
    holders = table(look.shown, Asked("holders", "Who has the file", "Holder"), rows, columns)
    rows = _ends({"place": AREA}, last_quarters(look.shown.as_of, QUARTERS))
    columns = [
        Column("Charge rate, CPS", "charge_rate_cps", line="main"),
        Column("Consultations within 28 days", "consultations_within_28_days", line="second"),
    ]
    asked = Asked("decisions", "CPS decisions each quarter", "Quarter")
    return holders, table(look.shown, asked, rows, columns)


def _of_court(look: Look, tier: str) -> tuple[Table, ...]:
    places = [look.place] if look.place != AREA else [AREA, *counted_at("trials", "").places]
    there = counted_at("backlog_open", tier).places
    rows = [Row(place, {"place": place}) for place in places if place in {AREA, *there}]
    limits = [
        Column(words.name(within), "custody_time_limits", {"within": within})
        for within in VALUES["within"]
    ]
    note = "Every limit is shown as it is: none is rounded, none is left out."
    asked = Asked("limits", "Custody time limits that end soon, or have passed", "Place", note)
    outcomes = [
        Column(words.name(outcome), "trials", {"outcome": outcome}, ROLLING)
        for outcome in counted_at("trials", "").values
    ]
    effective = Column("Effective", "trials_effective", period=ROLLING)
    return (
        table(look.shown, asked, rows, limits),
        table(
            look.shown,
            Asked("trials", "Trials in the last 12 months", "Place", "Vacated stand beside."),
            rows,
            [effective, *outcomes],
        ),
    )


_OF_ONE_STAGE: dict[str, Callable[[Look], tuple[Table, ...]]] = {
    STAGE: _of_investigation,
    CHARGING: _of_charging,
    MAGISTRATES: lambda look: _of_court(look, MAGISTRATES),
    CROWN: lambda look: _of_court(look, CROWN),
}


def charge_rates(look: Look) -> Page:
    """Show the three charge rates, side by side and never mixed."""
    part = {"theme": look.theme} if look.theme else {"place": look.place}
    made = [_rate_over_time(look, name, part) for name in _POLICE_RATES]
    if part == {"place": AREA}:
        made.append(_rate_over_time(look, "charge_rate_cps", part))
    return Page(
        title="Charge rates",
        lead="Three different figures. The recorded basis follows the crimes of a period; the "
        "closed basis counts the outcomes of a period; CPS counts suspects with a legal decision.",
        tables=(_rates(look), *made, _by(look, "place", DISTRICTS), _by(look, "theme")),
        places=(AREA, *DISTRICTS),
        themes=True,
    )


_POLICE_RATES = ("charge_rate_recorded", "charge_rate_closed")


def _rate_over_time(look: Look, name: str, part: dict[str, str]) -> Table:
    metric = METRICS[name]
    rows = _ends(part, last_quarters(look.shown.as_of, QUARTERS))
    note = metric.caveats
    columns = [Column(metric.title, name, line="main")]
    return table(
        look.shown, Asked(name, f"{metric.title}, each quarter", "Quarter", note), rows, columns
    )


def _by(look: Look, dimension: str, values: Sequence[str] = ()) -> Table:
    rows = [
        Row(
            words.name(value),
            {dimension: value},
            ROLLING,
            look.link("/charge-rates", **{dimension: value}),
        )
        for value in values or VALUES[dimension]
    ]
    columns = [
        Column("Crimes recorded", "crimes_recorded"),
        *(Column(METRICS[name].title, name) for name in _POLICE_RATES),
    ]
    asked = Asked(f"by-{dimension}", f"By {dimension}, last 12 months", words.name(dimension))
    return table(look.shown, asked, rows, columns)


def reoffending(look: Look) -> Page:
    """Show proven reoffending, final and so far, and by what is known of the offenders."""
    rows = _ends({"place": AREA}, last_quarters(look.shown.as_of, QUARTERS))
    asked = Asked("cohorts", "By quarterly cohort", "Cohort", _RELEASED)
    return Page(
        title="Proven reoffending",
        lead=f"{METRICS['reoffending_rate'].definition} {METRICS['reoffending_rate'].caveats}",
        tables=(
            _reoffending(look),
            table(look.shown, asked, rows, _REOFFENDING),
            *(_of_offenders(look, each) for each in ("disposal", "age", "offence_group")),
            _of_offenders(look, "place", DISTRICTS),
        ),
    )


def _of_offenders(look: Look, dimension: str, values: Sequence[str] = ()) -> Table:
    rows = [Row(words.name(v), {dimension: v}, MATURE) for v in values or VALUES[dimension]]
    title = words.name(dimension.replace("_", "-"))
    asked = Asked(
        f"by-{dimension}", f"By {title.lower()}, last four whole cohorts", title, _RELEASED
    )
    return table(look.shown, asked, rows, _REOFFENDING)


def themes(look: Look) -> Page:
    """Show every theme through the stages."""
    rows = [Row(words.name(theme), {"theme": theme}) for theme in VALUES["theme"]]
    columns = [
        Column("Crimes recorded, 12 months", "crimes_recorded", period=ROLLING),
        Column("Charge rate, recorded basis", "charge_rate_recorded", period=ROLLING),
        *(
            Column(f"Open: {name.lower()}", "backlog_open", {"stage": stage})
            for stage, name in STAGES.items()
        ),
    ]
    note = "A crime or case may have several themes: they are never added up."
    asked = Asked("themes", "Every theme, from crime to the Crown Court", "Theme", note)
    return Page(title="Themes", lead=note, tables=(table(look.shown, asked, rows, columns),))


def districts(look: Look) -> Page:
    """Show the districts on a map, and every figure that is told of a district."""
    rows = [Row(d, {"place": d}, ROLLING, look.link("/charge-rates", place=d)) for d in DISTRICTS]
    columns = [
        Column("Crimes recorded", "crimes_recorded"),
        *(Column(METRICS[name].title, name) for name in _POLICE_RATES),
        Column("Days from recording to charge", "charge_days_median"),
    ]
    note = "The last 12 months; places of the police. Courts have pages of their own."
    asked = Asked("districts", "Every district", "District", note)
    return Page(
        title="Districts",
        lead="What share of the crimes recorded in each district is charged so far?",
        map=outlines.drawn(look.shown, "charge_rate_recorded", ROLLING),
        tables=(table(look.shown, asked, rows, columns),),
    )


def probation(look: Look) -> Page:
    """Show supervision, unpaid work, breaches and recalls."""
    rows = [Row(unit, {"place": unit}) for unit in (AREA, *UNITS)]
    columns = [
        Column("Orders and licences", "supervision_open"),
        Column("People", "supervision_persons"),
        Column("Unpaid work open", "unpaid_work_open"),
        Column("… for more than 12 months", "unpaid_work_late"),
        Column("Recalls, 12 weeks", "recalls"),
        Column("Breaches raised, 12 weeks", "breaches", {"event": "raised"}),
    ]
    late = [Row(row.head, {**row.labels, "stage": UNPAID_WORK}) for row in rows]
    asked = Asked("units", "By probation delivery unit", "Unit")
    made = table(look.shown, asked, rows, columns, _states(look, late))
    return Page(
        title="Probation",
        lead=METRICS["supervision_open"].definition,
        tables=(made,),
    )


def figures(_: Look) -> Page:
    """List every catalogued figure: what it means, and its file."""
    rows = tuple((Cell(metric.title), Cell(metric.definition)) for metric in CATALOGUE)
    listed = Table(
        "figures", "Every figure", ("Figure", "What it is"), ("", ""), rows,
        tuple(METRICS), CATALOGUE,
    )  # fmt: skip
    return Page(
        title="Figures and files",
        lead="Every figure, what it means, and its file. Files are CSV, one row a figure.",
        tables=(listed,),
    )
