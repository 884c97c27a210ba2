"""The pages of the stages, and the table of all of them, in process order. Pure."""

from collections.abc import Callable, Iterator, Sequence

from dashboards.board import words
from dashboards.board.look import Look
from dashboards.board.page import Page, ends
from dashboards.board.source import ROLLING
from dashboards.board.tables import Asked, Cell, Column, Extra, Labels, Line, Row, Table, table
from dashboards.board.usual import limits_of, month_ends
from dashboards.wording import reasons
from metrics.calendar import last_months, last_quarters
from metrics.catalogue import (
    AREA,
    BANDS,
    CHARGING,
    CROWN,
    MAGISTRATES,
    STAGE,
    VALUES,
    Metric,
    counted_at,
)
from metrics.release import MONTHS, QUARTERS
from producers.contract.lists import RECEIPT_KINDS

STAGES = {
    STAGE: "Investigation",
    CHARGING: "Charging decisions",
    MAGISTRATES: "Magistrates' courts",
    CROWN: "Crown Court",
}
"""The stages of a case, in process order, as they are called on the page."""


def every_stage(look: Look) -> Table:
    """Give the stages beside each other; they are never added up."""
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
    return table(look.shown, asked, rows, columns, states(look, rows))


def states(look: Look, rows: Sequence[Row]) -> list[Extra]:
    """Say how each stands to the agreed levels; of a release nothing: it does not hold them."""
    said = [look.state(row.labels["stage"], row.labels["place"]) for row in rows]
    return [Extra("State", said)] if look.levels else []


_OF_STAGE = (
    Column("Received", "backlog_receipts"),
    Column("Finished", "backlog_disposals"),
    Column("Finished for each received", "backlog_clearance"),
    Column("Weeks of work", "backlog_weeks_of_work"),
    Column("A year or more", "backlog_year_or_more"),
    Column("Oldest, days", "backlog_oldest_days"),
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
            *(() if look.theme else (_moves(look, own), _flows(look, own), _by_age(look, own))),
            *((by_place(look, name),) if metric.places else ()),
            _by_theme(look, name),
            *_OF_ONE_STAGE[name](look),
        ),
        places=(AREA, *metric.places) if metric.places else (),
        themes=True,
    )


def _trend(look: Look, metric: Metric, labels: dict[str, str]) -> Table:
    rows = ends(labels, last_months(look.shown.as_of, MONTHS))
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
        yield _line("Target", remark.target, "target", rows)


def _moves(look: Look, labels: dict[str, str]) -> Table:
    rows = ends(labels, last_months(look.shown.as_of, MONTHS))
    columns = [
        Column("Received", "backlog_receipts", line="main"),
        Column("Finished", "backlog_disposals", line="second"),
        Column("Finished for each received", "backlog_clearance"),
    ]
    note = "The month that runs is not over yet."
    asked = Asked("moves", "Received and finished each month", "Month", note)
    return table(look.shown, asked, rows, columns)


def _flows(look: Look, labels: dict[str, str]) -> Table:
    flows = counted_at("backlog_flow", labels["stage"]).spread_over
    rows = [Row(words.name(flow), labels | {"flow": flow}) for flow in flows]
    asked = Asked("flows", "Other moves in and out, last 12 weeks", "Move")
    return table(look.shown, asked, rows, [Column("Moves", "backlog_flow")])


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
    return table(look.shown, asked, rows, columns, states(look, rows))


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
    bail = Asked("bail", "Suspects long on bail before charge", "Suspects")
    late = Asked("released", "Suspects long under investigation", "Suspects")
    past = [Row("Under investigation past the local threshold", {"past": "threshold"})]
    here = {"place": AREA}
    return (
        table(look.shown, bail, rows, [Column("Suspects", "suspects_on_bail", here)]),
        table(look.shown, late, past, [Column("Suspects", "suspects_under_investigation", here)]),
    )


def _of_charging(look: Look) -> tuple[Table, ...]:
    rows = [Row("With CPS", {"holder": "cps"}), Row("With the police", {"holder": "police"})]
    columns = [Column("Files", "backlog_open_by_holder", {"stage": CHARGING, "place": AREA})]
    holders = table(look.shown, Asked("holders", "Who has the file", "Holder"), rows, columns)
    rows = ends({"place": AREA}, last_quarters(look.shown.as_of, QUARTERS))
    columns = [
        Column("Charge rate, CPS", "charge_rate_cps", line="main"),
        Column("Consultations within 28 days", "consultations_within_28_days", line="second"),
    ]
    asked = Asked("decisions", "CPS decisions each quarter", "Quarter")
    return holders, _waiting(look), table(look.shown, asked, rows, columns)


def _waiting(look: Look) -> Table:
    rows = [Row("Open for more than 28 days", {"place": AREA})]
    asked = Asked("waiting", "Consultations that wait long", "Consultations")
    columns = [Column("Open now", "consultations_open_over_28_days")]
    return table(look.shown, asked, rows, columns)


def _of_court(look: Look, tier: str) -> tuple[Table, ...]:
    there = counted_at("backlog_open", tier).places
    # the area's own row would be of both tiers: these figures are told by court alone
    places = [look.place] if look.place != AREA else there
    rows = [Row(place, {"place": place}) for place in places]
    here = {"place": look.place}
    note = "Every limit is shown as it is: none is rounded, none is left out."
    limits = Asked("limits", "Custody time limits that end soon, or have passed", "Place", note)
    trials = Asked(
        "trials",
        "Trials in the last 12 months",
        "Place",
        "Of those that came to court; vacated ones stand beside.",
    )
    effective = Column("Effective rate", "trials_effective", period=ROLLING)
    outcomes = _spread("trials", "", "outcome", ROLLING)
    return (
        table(look.shown, limits, rows, _spread("custody_time_limits", "", "within")),
        table(look.shown, trials, rows, [effective, *outcomes]),
        _reasons(look, tier),
        _timeliness(look, here),
        *((_by_kind(look, here),) if tier == CROWN else ()),
        _remand(look, {"stage": tier, **here}),
        _hearings(look, tier, rows),
    )


def _reasons(look: Look, tier: str) -> Table:
    """Give the reasons that there were, the most frequent first."""

    def trials(row: Row) -> float:
        return look.shown.one("trials_by_reason", ROLLING, row.labels).n or 0

    every = [Row(said, {"stage": tier, "reason": code}) for code, said in reasons(tier).items()]
    rows = [row for row in sorted(every, key=trials, reverse=True) if trials(row)]
    note = "The whole area. Reasons and letters are HMCTS's; those of no trial are left out."
    asked = Asked("reasons", "Why trials did not go as listed, last 12 months", "Reason", note)
    column = Column("Trials", "trials_by_reason", period=ROLLING)
    return table(look.shown, asked, rows, [column])


def _spread(figure: str, stage: str, label: str, period: str | None = None) -> list[Column]:
    """Give a column for each value of a figure's own label."""
    values = counted_at(figure, stage).spread_over
    return [Column(words.name(value), figure, {label: value}, period) for value in values]


def _timeliness(look: Look, here: Labels) -> Table:
    rows = [Row(words.name(each), {"measure": each, **here}, ROLLING) for each in VALUES["measure"]]
    columns = [
        Column("Median days", "timeliness_days", {"stat": "median"}),
        Column("Mean days", "timeliness_days", {"stat": "mean"}),
        Column("Defendants without a date", "timeliness_no_date"),
    ]
    note = "Defendants whose case was completed in the last 12 months."
    note += " Of both tiers of the courts." if here["place"] == AREA else ""
    return table(look.shown, Asked("timeliness", "How long it took", "From", note), rows, columns)


def _by_kind(look: Look, here: Labels) -> Table:
    rows = [Row(words.name(each), {"kind": each, **here}) for each in RECEIPT_KINDS]
    columns = [Column("Open now", "backlog_open_by_kind", {"stage": CROWN})]
    return table(look.shown, Asked("kind", "By how the case came", "Receipt"), rows, columns)


def _remand(look: Look, here: Labels) -> Table:
    rows = [Row(words.name(each), {"remand": each, **here}) for each in VALUES["remand"]]
    columns = [
        Column("Open now", "backlog_open_by_remand"),
        Column("Finished, 12 months", "backlog_disposals_by_remand", period=ROLLING),
    ]
    return table(look.shown, Asked("remand", "By remand", "Remand"), rows, columns)


def _hearings(look: Look, tier: str, rows: Sequence[Row]) -> Table:
    figures = ("guilty_pleas_at_first_hearing", "hearings_per_case", "adjourned_after_final")
    heads = ("Guilty plea at first hearing", "Hearings per case", "Adjourned after a final result")
    columns = [
        Column(head, name, {"stage": tier}, ROLLING)
        for head, name in zip(heads, figures, strict=True)
    ]
    if tier == CROWN:
        warrant = Column("Out on a bench warrant", "backlog_out_on_warrant", {"stage": tier})
        columns.append(warrant)
    asked = Asked("hearings", "Pleas and hearings in the last 12 months", "Place")
    return table(look.shown, asked, rows, columns)


_OF_ONE_STAGE: dict[str, Callable[[Look], tuple[Table, ...]]] = {
    STAGE: _of_investigation,
    CHARGING: _of_charging,
    MAGISTRATES: lambda look: _of_court(look, MAGISTRATES),
    CROWN: lambda look: _of_court(look, CROWN),
}
