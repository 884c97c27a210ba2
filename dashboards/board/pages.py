"""The pages that are of no one stage: which tables each has. Pure; called by the server."""

from collections.abc import Sequence

from dashboards.board import changes, outlines, words
from dashboards.board.headlines import headlines
from dashboards.board.look import Look
from dashboards.board.page import Page, ends
from dashboards.board.source import MATURE, ROLLING
from dashboards.board.stages import STAGES, every_stage, states
from dashboards.board.tables import Asked, Cell, Column, Labels, Line, Row, Table, table
from dashboards.wording import FLAGS
from metrics.calendar import last_quarters
from metrics.catalogue import AREA, CATALOGUE, DISTRICTS, METRICS, UNITS, UNPAID_WORK, VALUES
from metrics.release import QUARTERS
from producers.contract.lists import OUTCOME_GROUPS


def overview(look: Look) -> Page:
    """Answer what a member asks first; of a release, also what changed since the one before."""
    release = look.shown.source.release
    since = (changes.table(look.before, release),) if look.before and release else ()
    return Page(
        title="Overview",
        lead="How criminal justice in Lancashire performs: backlog, charge rate, reoffending.",
        headlines=headlines(look),
        tables=(*since, every_stage(look), _rates(look), _reoffending(look), *_fresh(look)),
    )


def _fresh(look: Look) -> tuple[Table, ...]:
    """Say how fresh each partner's feed is; of a release nothing: it says as known when."""
    if not look.partners:
        return ()
    rows = tuple(
        (
            Cell(words.name(words.partner(agency))),
            Cell(words.day(feed.complete_to) if feed.complete_to else "not declared"),
            Cell(words.day(feed.newest) if feed.newest else words.NO_DATA),
            Cell("; ".join(f"{words.name(s)} {words.day(on)}" for s, on in feed.since.items())),
        )
        for agency, feed in look.partners.items()
    )
    head = ("Partner", "Complete to", "Newest record", "History complete from")
    note = "Complete to: the last day up to which all that the partner declared has come in."
    lines: tuple[Line, ...] = ("", "", "", "")
    return (Table("fresh", "How fresh is it?", head, lines, rows, note=note, is_prose=True),)


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
    Column("Reoffending rate", "reoffending"),
    Column("Reoffences per reoffender", "reoffences_per_reoffender"),
    Column("Reoffences per offender", "reoffences_per_offender"),
)


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
        tables=(
            _rates(look),
            *made,
            *(() if look.theme else (_with_a_victim(look, part),)),
            _outcomes(look, part),
            _by(look, "place", DISTRICTS),
            _by(look, "theme"),
        ),
        places=(AREA, *DISTRICTS),
        themes=True,
    )


_BESIDE = {
    "charge_rate_cps": (
        Column("Finalised administratively", "cps_finalised_administratively"),
        Column("Of an unknown code", "cps_unclassified"),
    )
}
"""What is outside of a rate, and stands beside it."""
_POLICE_RATES = ("charge_rate_recorded", "charge_rate_closed")


def _rate_over_time(look: Look, name: str, part: dict[str, str]) -> Table:
    metric = METRICS[name]
    rows = ends(part, last_quarters(look.shown.as_of, QUARTERS))
    note = metric.caveats
    columns = [Column(metric.title, name, line="main"), *_BESIDE.get(name, ())]
    return table(
        look.shown, Asked(name, f"{metric.title}, each quarter", "Quarter", note), rows, columns
    )


def _outcomes(look: Look, part: Labels) -> Table:
    metric = METRICS["outcomes_closed"]
    groups = [group for group in OUTCOME_GROUPS if group != "not-yet-assigned"]
    rows = [Row(words.name(group), {"outcome": group, **part}, ROLLING) for group in groups]
    asked = Asked("outcomes", f"{metric.title} in the last 12 months", "Outcome")
    return table(look.shown, asked, rows, [Column("Crimes", metric.name)])


def _with_a_victim(look: Look, part: Labels) -> Table:
    metric = METRICS["victim_based_outcomes"]
    rows = ends(part, last_quarters(look.shown.as_of, QUARTERS))
    columns = [Column(words.name(v), metric.name, {"outcome": v}) for v in metric.spread_over]
    asked = Asked("victims", f"{metric.title}, each quarter", "Quarter", metric.caveats)
    return table(look.shown, asked, rows, columns)


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
    rows = ends({"place": AREA}, last_quarters(look.shown.as_of, QUARTERS))
    asked = Asked("cohorts", "By quarterly cohort", "Cohort", _RELEASED)
    return Page(
        title="Proven reoffending",
        lead=f"{METRICS['reoffending'].definition} {METRICS['reoffending'].caveats}",
        tables=(
            _reoffending(look),
            table(look.shown, asked, rows, _REOFFENDING),
            *(_of_offenders(look, each) for each in ("disposal", "age", "offence_group")),
            _of_offenders(look, "place", DISTRICTS),
            _not_joined(look),
        ),
    )


def _not_joined(look: Look) -> Table:
    """Say which identifiers the cohorts may count as several people."""
    rows = [Row(said, {"flag": flag}) for flag, said in FLAGS.items()]
    metric = METRICS["persons_not_joined"]
    asked = Asked("not-joined", metric.title, "Why", metric.definition)
    return table(look.shown, asked, rows, [Column("Groups", metric.name, {"place": AREA})])


def _of_offenders(look: Look, dimension: str, values: Sequence[str] = ()) -> Table:
    is_final = look.shown.one("reoffending", MATURE, {"place": AREA}).value is not None
    period, which = (MATURE, "whole cohorts") if is_final else (ROLLING, "cohorts, so far")
    rows = [Row(words.name(v), {dimension: v}, period) for v in values or VALUES[dimension]]
    of = words.name(dimension.replace("_", "-"))
    asked = Asked(f"by-{dimension}", f"By {of.lower()}, last four {which}", of, _RELEASED)
    return table(look.shown, asked, rows, _REOFFENDING)


def themes(look: Look) -> Page:
    """Show every theme through the stages."""
    rows = [Row(words.name(theme), {"theme": theme}) for theme in VALUES["theme"]]
    columns = [
        Column("Crimes recorded, 12 months", "crimes_recorded", period=ROLLING),
        Column("Charge rate, recorded basis", "charge_rate_recorded", period=ROLLING),
        *(
            Column(f"Open: {name}", "backlog_open", {"stage": stage})
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
    ]
    late = [Row(row.head, {**row.labels, "stage": UNPAID_WORK}) for row in rows]
    asked = Asked("units", "By probation delivery unit", "Unit")
    units = table(look.shown, asked, rows, columns, states(look, late))
    asked = Asked("breaches", "Breaches in the last 12 weeks", "Unit")
    columns = [Column(words.name(e), "breaches", {"event": e}) for e in VALUES["event"]]
    return Page(
        title="Probation",
        lead=METRICS["supervision_open"].definition,
        tables=(units, table(look.shown, asked, rows, columns)),
    )


def figures(look: Look) -> Page:
    """List every catalogued figure: what it means, and its file."""
    rows = tuple(
        (
            Cell(metric.title),
            Cell(metric.definition),
            Cell(f"{metric.name}.csv", href=look.file([metric.name])),
        )
        for metric in CATALOGUE
    )
    head = ("Figure", "What it is", "File")
    lines: tuple[Line, ...] = ("", "", "")
    listed = Table(
        "figures",
        "Every figure",
        head,
        lines,
        rows,
        tuple(METRICS),
        metrics=CATALOGUE,
        is_prose=True,
    )
    return Page(
        title="Figures and files",
        lead="Every figure, what it means, and its file. Files are CSV, one row a figure.",
        tables=(listed,),
    )
