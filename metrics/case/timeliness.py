"""How long a defendant's case took, by the day of completion; and pleas at first hearing. Pure.

Called by `metrics.case`. The unit is the defendant (R27): a defendant completes a spell once, when
no offence of theirs is left and none was sent on. Missing and negative durations are counted
beside (R22). An appeal is timed from its receipt only.
"""

from collections.abc import Iterator

from metrics.book import Contribution
from metrics.case.people import Defendant, People
from metrics.case.spell import NOT_FOR_TRIAL, Spell

Span = tuple[str, int | None, int | None]


def contributions(spell: Spell, people: People) -> list[Contribution]:
    """Give a defendant's durations on completion, and the plea at the first hearing of a spell."""
    out = [
        _measured(spell, span, day)
        for defendant, day in sorted(spell.completed.items())
        for span in _spans(spell, people.get(defendant, Defendant()), day)
    ]
    return [*out, *_pleas(spell)]


def _spans(spell: Spell, person: Defendant, day: int) -> Iterator[Span]:
    if spell.matter.tier == "crown":
        yield "receipt-to-completion", spell.matter.receipt, day
    if spell.matter.kind == "appeal":
        return
    if spell.matter.tier == "magistrates":
        yield "first-hearing-to-completion", person.heard, day
    yield "offence-to-charge", person.committed, person.charged
    yield "charge-to-first-hearing", person.charged, person.heard
    yield "charge-to-completion", person.charged, day
    yield "offence-to-completion", person.committed, day


def _measured(spell: Spell, span: Span, day: int) -> Contribution:
    measure, first, last = span
    place = _place(spell, day)
    if first is None or last is None or last < first:
        return Contribution(("no-date", measure, place), day, day, +1)
    return Contribution(("duration", measure, place), day, day, +1, last - first)


def _pleas(spell: Spell) -> Iterator[Contribution]:
    """Say of each defendant whether they pleaded guilty to something at the first hearing."""
    if spell.matter.kind in NOT_FOR_TRIAL:
        return
    seen: set[str] = set()
    for heard in spell.matter.heard:
        day = max(heard.day, spell.matter.entered)
        for defendant in sorted({d for d, _ in heard.results} - seen):
            plea = "guilty" if defendant in heard.guilty else "other"
            series = ("first-hearing", spell.matter.tier, _place(spell, day), plea)
            yield Contribution(series, day, day, +1)
            seen.add(defendant)


def _place(spell: Spell, day: int) -> str:
    return next(s.place for s in reversed(spell.standings) if s.day <= day)
