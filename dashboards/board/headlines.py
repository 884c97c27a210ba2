"""The headlines: each a question, its figure, and the answers that a member asks for next. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from dashboards.board import words
from dashboards.board.look import Look
from dashboards.board.source import MATURE, ROLLING
from dashboards.board.tables import Cell
from dashboards.board.usual import Series, month_ends, signal
from metrics import calendar, comparators
from metrics.calendar import last_quarters
from metrics.catalogue import AREA, BOUNDS, COURTS_OF, CROWN, MAGISTRATES, UNKNOWN
from metrics.comparators import LAST_YEAR, Comparator
from metrics.forecast import weeks_until
from metrics.release import QUARTERS, STEP_OF_SHARE, Remark
from metrics.views import Figure

Fact: TypeAlias = tuple[str, str]
"""A question and its answer."""
YEAR = 12
TOLD = 3
"""Courts that a headline names: those that changed most."""
LEAST_COUNT, LEAST_SHARE = 5, 0.02
"""A backlog that has moved by less in a year is much the same."""
MANY = 0.1
"""With more than this share at no known court, courts are not held against last year."""
_UNPLACED = words.name(UNKNOWN)
_CLOSED = "of the outcomes given in the last 12 months, whenever the crime was: the closed basis."
NOT_KNOWN = "Not known: there is no data for it yet."
FILES = {
    "backlog-crown": ("backlog_open", "backlog_receipts", "backlog_disposals"),
    "backlog-magistrates": ("backlog_open", "backlog_receipts", "backlog_disposals"),
    "charge-rate": (
        "charge_rate_recorded",
        "charge_rate_closed",
        "charge_rate_cps",
        "charge_rate_estimated",
    ),
    "reoffending": ("reoffending", "reoffending_estimated"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A figure of the first row: question, value, its state, and the answers."""

    name: str
    question: str
    value: str
    unit: str
    state: Cell
    facts: tuple[Fact, ...]
    href: str

    @property
    def figures(self) -> tuple[str, ...]:
        """Name the figures that its file has."""
        return FILES[self.name]


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
    name = f"backlog-{stage}"
    labels = {"stage": stage, "place": AREA}
    series = month_ends(look.shown, "backlog_open", labels)
    now = look.shown.one("backlog_open", None, labels)
    year = _year(look, now, series)
    facts = (
        ("Is it growing?", _growing(year)),
        ("Is that unusual?", _unusual(series)),
        ("Which court?", _where(look, stage)),
        ("Since when?", _since(series, year.way if year else 0)),
        ("Pace", _pace(look, labels)),
        *_ahead(look, stage),
        *_beside(now),
        *_known(look, name, now),
        ("How fresh is it?", look.fresh("courts")),
    )
    return Headline(
        name=name,
        question=question,
        value=words.value(now),
        unit=unit,
        state=look.state(stage, AREA),
        facts=facts,
        href=look.link(f"/stages/{stage}"),
    )


class Year(NamedTuple):
    """How a backlog stands beside the same day of last year, or the month's end of that time."""

    change: float
    before: float
    then: str

    @property
    def way(self) -> int:
        """Give 1 where it has grown, -1 where it has shrunk, 0 where it is much the same."""
        if abs(self.change) < max(LEAST_COUNT, LEAST_SHARE * self.before):
            return 0
        return 1 if self.change > 0 else -1


def _last_year(look: Look, figure: Figure) -> Comparator | None:
    """Give a figure as it stood a year before, where that is known."""
    found = comparators.beside(figure, look.shown.source.before(figure.metric))
    return next((each for each in found if each.name == LAST_YEAR), None)


def _year(look: Look, now: Figure, series: Series) -> Year | None:
    if now.value is None:
        return None
    if last_year := _last_year(look, now):
        before, then = last_year.value, f"on {last_year.period}"
    elif len(series) > YEAR:
        month, before = series[-1 - YEAR]
        then = f"at the end of {month.name}"
    else:
        return None
    return Year(now.value - before, before, words.dated(then))


def _growing(year: Year | None) -> str:
    if year is None:
        return NOT_KNOWN
    if not year.change:
        return f"No: as many as {year.then}."
    answer = {1: "Yes", 0: "Much the same", -1: "No"}[year.way]
    more = "more" if year.change > 0 else "fewer"
    part = f" ({words.share(abs(year.change) / year.before)})" if year.before else ""
    return f"{answer}: {words.count(abs(year.change))} {more} than {year.then}{part}."


def _unusual(series: Series) -> str:
    found = signal(series)
    if found.limits is None:
        return "Not known: it takes 12 months to say what is usual."
    low, high = words.count(round(found.limits.lower)), words.count(round(found.limits.upper))
    answer = "No: within usual variation"
    if found.since is not None:
        answer = f"Yes: {found.words}"
        answer += "" if found.since in found.words else f" since {found.since}"
    return f"{words.dated(answer)}. Usual at a month's end is {low} to {high}."


def _where(look: Look, stage: str) -> str:
    total, unplaced = (
        look.shown.one("backlog_open", None, {"stage": stage, "place": place}).n or 0
        for place in (AREA, _UNPLACED)
    )
    if unplaced > MANY * total:
        said = f"{words.count(unplaced)} of {words.count(total)}"
        return f"Cannot be said: {said} have no court until their first hearing is told."
    changes = []
    for place in COURTS_OF[stage]:
        labels = {"stage": stage, "place": place}
        now = look.shown.one("backlog_open", None, labels)
        year = _year(look, now, month_ends(look.shown, "backlog_open", labels))
        if place != _UNPLACED and year and year.change:
            changes.append((year.change, place, now.value))
    if not changes:
        return NOT_KNOWN
    most = sorted(changes, key=lambda each: -abs(each[0]))[:TOLD]
    told = "; ".join(f"{p} {words.signed(c)}, to {words.count(n)}" for c, p, n in most)
    rest = f"; {words.count(unplaced)} have no court yet" if unplaced else ""
    return f"In 12 months: {told}{rest}."


def _since(series: Series, way: int) -> str:
    if len(series) <= YEAR:
        return NOT_KNOWN
    (low, lowest), (high, highest) = (
        pick(reversed(series), key=lambda each: each[1]) for pick in (min, max)
    )
    if not way:
        ends = f"{words.count(lowest)} ({words.month(low)}) and {words.count(highest)}"
        return f"Level: between {ends} ({words.month(high)}) at the ends of {len(series)} months."
    turn, value, word = (low, lowest, "lowest") if way > 0 else (high, highest, "highest")
    end = f"{words.count(value)} at the end of {words.month(turn)}"
    rising = "Rising" if way > 0 else "Falling"
    return f"{rising} from {end}, the {word} of {len(series)} months."


def _pace(look: Look, labels: dict[str, str]) -> str:
    came, left = (
        look.shown.one(name, None, labels).value
        for name in ("backlog_receipts", "backlog_disposals")
    )
    if came is None or left is None:
        return NOT_KNOWN
    said = f"{words.count(came)} came in and {words.count(left)} were finished"
    return f"In the last 12 weeks {said}."


def _ahead(look: Look, stage: str) -> Iterator[Fact]:
    """Say when the next agreed level is reached at the pace of the last 12 weeks, within a year."""
    trend = look.shown.source.trends().get((stage, AREA))
    for row in look.agreed(stage, AREA):
        weeks = weeks_until(trend, row.set_) if trend else None
        if weeks is not None:
            when = f"in {words.count(round(weeks))} weeks at the pace of the last 12"
            yield "What is ahead?", f"The {row.severity} level ({row.set_:,}) {when}."
            return


def _charge_rate(look: Look) -> Headline:
    rate = look.shown.one("charge_rate_recorded", ROLLING, {"place": AREA})
    closed = look.shown.one("charge_rate_closed", ROLLING, {"place": AREA})
    facts = (
        *_rising(look, rate),
        ("Of what?", f"{words.behind(rate)}: crimes recorded in the last 12 months."),
        *_beside(rate),
        *_expected(look, "charge_rate_estimated", "Expected in the end"),
        ("Not to be mixed with", f"Charges are {words.value(closed)} {_CLOSED}"),
        *_known(look, "charge-rate", rate),
        ("How fresh is it?", look.fresh("police")),
    )
    return Headline(
        name="charge-rate",
        question="What share of recorded crime is charged?",
        value=words.value(rate),
        unit="of crimes recorded in 12 months are charged so far (recorded basis)",
        state=Cell("Provisional: rises for months after the crime"),
        facts=facts,
        href=look.link("/charge-rates"),
    )


def _rising(look: Look, rate: Figure) -> Iterator[Fact]:
    """Hold a rate against that of the year before, as far along."""
    last_year = _last_year(look, rate)
    if rate.value is None or last_year is None:
        return
    then = words.value(rate._replace(value=last_year.value, status="ok"))
    change = rate.value - last_year.value
    answer = "Yes" if change > 0 else "No, it is falling"
    said = f"{answer}: {words.moved(rate, change)} on"
    if abs(change) < STEP_OF_SHARE:
        said = "Much the same:"
    yield "Is it rising?", f"{said} {then} a year before ({words.dated(last_year.period)})."


def _reoffending(look: Look) -> Headline:
    rate, cohorts = _final(look)
    facts = (
        *_rising(look, rate),
        ("Of what?", f"{words.behind(rate)} offenders." if rate.n is not None else NOT_KNOWN),
        *_beside(rate),
        *_expected(look, "reoffending_estimated", "Expected of later cohorts"),
        (
            "Why not newer?",
            "Offences of 12 months count, if proven within 18: only then is a cohort final.",
        ),
        *_known(look, "reoffending", rate),
        ("How fresh is it?", _release_of(rate)),
    )
    return Headline(
        name="reoffending",
        question="How many offenders reoffend?",
        value=words.value(rate),
        unit=f"of offenders reoffended within 12 months ({cohorts})",
        state=Cell("" if rate.value is None else "Final"),
        facts=facts,
        href=look.link("/reoffending"),
    )


def _final(look: Look) -> tuple[Figure, str]:
    """Give the last four cohorts that are followed to the end; else the last one that is."""
    year = look.shown.one("reoffending", MATURE, {"place": AREA})
    if year.value is None:
        for quarter in reversed(last_quarters(look.shown.as_of, QUARTERS)):
            rate = look.shown.one("reoffending", quarter.name, {"place": AREA})
            if rate.status == "ok":
                return rate, f"cohort of {words.span(quarter)}"
    return year, f"cohorts of {words.span(calendar.parse(MATURE, year.as_of))}"


def _expected(look: Look, name: str, question: str) -> Iterator[Fact]:
    """Say what a rate that still rises is expected to come to."""
    labels = {"place": AREA}
    share, low, high = (look.shown.one(name, None, {**labels, "bound": b}) for b in BOUNDS)
    if share.value is not None:
        band = f"{words.value(low)} to {words.value(high)}"
        yield question, f"About {words.value(share)} ({band}): an estimate."


def _release_of(rate: Figure) -> str:
    if rate.n is None:
        return "It comes with the weekly release: figures about persons are never live."
    return f"Of the weekly release, never live, to protect persons: {words.day(rate.as_of)}."


def _beside(figure: Figure) -> Iterator[Fact]:
    """Say what was published beside a figure: what is of another size, for 1,000 people."""
    own, others = comparators.per_1000(figure), comparators.beside(figure, {})
    said = [_compared(figure, each) for each in others]
    if own is not None and any(each.per_1000 is not None for each in others):
        said.insert(0, f"Here {own:.2f} for 1,000 people")
    if said:
        yield "Beside others", "; ".join(said) + "."


def _compared(figure: Figure, other: Comparator) -> str:
    value = words.value(figure._replace(value=other.value, status="ok"))
    if other.per_1000 is not None:
        value = f"{other.per_1000:.2f} for 1,000 people"
    published = f", published {words.day(other.published_on)}" if other.published_on else ""
    return f"{other.name} {value} ({words.dated(other.period)}{published})"


def _known(look: Look, name: str, figure: Figure) -> Iterator[Fact]:
    """Say what the board has said of a headline: where it is to go, why, and who does what."""
    remark = look.remarks.get(name)
    if remark is None:
        yield "What is known?", "Nothing has been said of it yet."
        return
    if remark.target is not None:
        yield "Target", _target(remark, figure)
    yield "What is known?", remark.commentary or "Nothing has been said of it yet."
    if remark.action:
        yield "What is done?", f"{remark.action} ({remark.owner})"


def _target(remark: Remark, figure: Figure) -> str:
    aim = words.value(figure._replace(value=remark.target, status="ok"))
    by = f" by {words.day(remark.by)}" if remark.by else ""
    if figure.value is None or remark.target is None:
        return f"{aim}{by}."
    away = figure.value - remark.target
    if not away:
        return f"{aim}{by}: reached."
    far = words.moved(figure, abs(away)).removeprefix("+")
    return f"{aim}{by}: now {far} {'above' if away > 0 else 'below'} it."
