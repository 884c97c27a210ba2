"""The headlines: each a question, its figure, and the answers that a member asks for next. Pure."""

from dataclasses import dataclass
from typing import TypeAlias

from dashboards.board import words
from dashboards.board.look import Look
from dashboards.board.source import MATURE, ROLLING, months
from dashboards.board.tables import Cell
from metrics.calendar import Period
from metrics.catalogue import AREA, COURTS_OF, CROWN, MAGISTRATES

Fact: TypeAlias = tuple[str, str]
"""A question and its answer."""
_YEAR = 12
_TOLD = 3
"""Courts that a headline names: those that changed most."""
NOT_KNOWN = "Not known: there is no data for it yet."


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure of the first row: question, value, what is behind it, its state, and answers."""

    name: str
    question: str
    value: str
    unit: str
    state: Cell
    facts: tuple[Fact, ...]
    href: str
    figures: tuple[str, ...]


def headlines(look: Look) -> tuple[Headline, ...]:
    """Give all headlines, in the order of the board's three aims."""
    return (
        _backlog(look, CROWN, "Is the Crown Court backlog growing?", "open Crown Court cases"),
        _backlog(
            look, MAGISTRATES, "Is the magistrates' backlog growing?", "open magistrates' cases"
        ),
        _charge_rate(look),
        _reoffending(look),
    )


def _backlog(look: Look, stage: str, question: str, unit: str) -> Headline:
    labels = {"stage": stage, "place": look.place}
    labels = labels if look.place in COURTS_OF[stage] else {"stage": stage, "place": AREA}
    series = _series(look, labels)
    facts = (
        ("Is it growing?", _growing(series)),
        ("Pace", _pace(look, labels)),
        ("Which court?", _where(look, stage)),
        ("Since when?", _since(series)),
        ("How fresh is it?", _fresh(look, "courts")),
    )
    now = look.shown.one("backlog_open", None, labels)
    figures = ("backlog_open", "backlog_receipts", "backlog_disposals")
    state = look.state(stage, labels["place"])
    href = look.link(f"/stages/{stage}")
    return Headline(stage, question, words.value(now), unit, state, facts, href, figures)


Series: TypeAlias = list[tuple[Period, float]]


def _series(look: Look, labels: dict[str, str]) -> Series:
    """Give what was open at the end of each month that is known."""
    found = [
        (period, look.shown.one("backlog_open", period.name, labels).value)
        for period in months(look.shown.as_of)
    ]
    return [(period, value) for period, value in found if value is not None]


def _growing(series: Series) -> str:
    if len(series) <= _YEAR:
        return NOT_KNOWN
    (then, before), (_, now) = series[-1 - _YEAR], series[-1]
    change = now - before
    if not change:
        return f"No: as many as at the end of {words.month(then)}."
    share = f" ({100 * abs(change) / before:.1f} %)" if before else ""
    more = "more" if change > 0 else "fewer"
    answer = "Yes" if change > 0 else "No"
    changed = f"{answer}: {words.count(abs(change))} {more} than at the end of"
    return f"{changed} {words.month(then)}{share}."


def _pace(look: Look, labels: dict[str, str]) -> str:
    came, left = (
        look.shown.one(name, None, labels).value
        for name in ("backlog_receipts", "backlog_disposals")
    )
    if came is None or left is None:
        return NOT_KNOWN
    return (
        f"In the last 12 weeks {words.count(came)} came in and {words.count(left)} were finished."
    )


def _since(series: Series) -> str:
    if len(series) <= _YEAR:
        return NOT_KNOWN
    is_up = series[-1][1] >= series[-1 - _YEAR][1]
    pick = min if is_up else max
    turn, value = pick(reversed(series), key=lambda each: each[1])
    word = "lowest" if is_up else "highest"
    return (
        f"Since {words.month(turn)}: {words.count(value)} at its end, the {word} of "
        f"{len(series)} months."
    )


def _where(look: Look, stage: str) -> str:
    ends = months(look.shown.as_of)
    changes = []
    for place in COURTS_OF[stage]:
        labels = {"stage": stage, "place": place}
        before = look.shown.one("backlog_open", ends[-1 - _YEAR].name, labels).value
        now = look.shown.one("backlog_open", ends[-1].name, labels).value
        if before is not None and now is not None and before != now:
            changes.append((now - before, place, now))
    if not changes:
        return NOT_KNOWN
    told = sorted(changes, key=lambda each: -abs(each[0]))[:_TOLD]
    return "; ".join(f"{p} {words.signed(c)}, to {words.count(n)}" for c, p, n in told) + "."


def _fresh(look: Look, *partners: str) -> str:
    known = [look.newest[partner] for partner in partners if partner in look.newest]
    if len(known) < len(partners):
        return NOT_KNOWN
    return f"Newest fact: {words.day(min(known))}."


def _charge_rate(look: Look) -> Headline:
    labels = _part(look)
    rate = look.shown.one("charge_rate_recorded", ROLLING, labels)
    closed = look.shown.one("charge_rate_closed", ROLLING, labels)
    facts = (
        ("Of what?", f"{words.behind(rate)}: crimes recorded in the last 12 months."),
        ("Not to be mixed with", f"{words.value(closed)} on the closed basis: outcomes assigned."),
        ("How fresh is it?", _fresh(look, "police")),
    )
    return Headline(
        "charge-rate",
        "What share of recorded crime is charged?",
        words.value(rate),
        "of crimes recorded in 12 months are charged so far (recorded basis)",
        Cell("Provisional: rises for months after the crime"),
        facts,
        look.link("/charge-rates"),
        ("charge_rate_recorded", "charge_rate_closed", "charge_rate_cps"),
    )


def _part(look: Look) -> dict[str, str]:
    return {"theme": look.theme} if look.theme else {"place": look.place}


def _reoffending(look: Look) -> Headline:
    rate = look.shown.one("reoffending_rate", MATURE, {"place": AREA})
    facts = (
        ("Of what?", f"{words.behind(rate)} offenders." if rate.n is not None else NOT_KNOWN),
        ("Why not newer?", "A cohort is followed for 18 months before its rate is final."),
        ("How often?", "From the last weekly release: figures about persons are never live."),
    )
    return Headline(
        "reoffending",
        "How many offenders reoffend?",
        words.value(rate),
        "of offenders reoffended within 12 months (last four whole cohorts)",
        Cell(""),
        facts,
        look.link("/reoffending"),
        ("reoffending_rate",),
    )
