"""Which persons a batch touches: those whom its changed events name or named, and all joined.

Called by `streams.steps` after merge. A person's share of the book is kept in the row of the
smallest of their tokens. Touched is every token that can be reached from those named, before or
now, over what tells tokens together; of these, all persons are put together anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from metrics import aggregate, mentions
from metrics.book import Contribution
from metrics.mentions import Said
from metrics.store.ledger import Step
from streams.inheritance import Touched, opened

Shares = Mapping[str, list[Contribution]]
"""What each person adds to the book, by the subject in whose row it is kept."""


def reach(step: Step, touched: dict[str, Touched], changed: Iterable[str]) -> Shares:
    """Add the rows of all persons that the changed aggregates touch; give what each adds now."""
    asked = [s for s in changed if _touches_persons(s, touched[s])]
    if not asked:
        return {}
    now = {s: aggregate.said(s, touched[s].events) for s in asked}
    before = [aggregate.said(s, touched[s].before) for s in asked]
    step.note_names({s: said.rows() for s, said in now.items()})
    named = frozenset().union(*(said.tokens() for said in (*now.values(), *before)))
    own = {token for kind, _, token in (s.partition(":") for s in asked) if kind == "person"}
    tokens = _closure(step, touched, now, named | own)
    shares = mentions.shares(now.values())
    rows = {row: shares.get(row, []) for row in map(mentions.row_of, tokens)}
    _touch(step, touched, rows)
    return rows


def _touches_persons(subject: str, each: Touched) -> bool:
    """Say whether what it says of persons may have changed, or whether its row has a share."""
    if not aggregate.speaks_of_persons(subject):
        return False
    if subject.startswith("person:"):
        return True
    return aggregate.speaking(each.events) != aggregate.speaking(each.before)


def _closure(
    step: Step,
    touched: Mapping[str, Touched],
    now: dict[str, Said],
    tokens: frozenset[str],
) -> set[str]:
    """Give every token that can be reached; `now` gains what the aggregates on the way say."""
    beside: dict[str, set[str]] = defaultdict(set)
    for said in now.values():
        _note(said, beside)
    seen: set[str] = set()
    edge = set(tokens)
    while edge:
        seen |= edge
        for subject, said in _naming(step, touched, edge, now).items():
            now[subject] = said
            _note(said, beside)
        edge = set().union(*(beside[token] for token in edge)) - seen
    return seen


def _note(said: Said, beside: dict[str, set[str]]) -> None:
    for group in said.groups():
        for token in group:
            beside[token] |= group


def _naming(
    step: Step, touched: Mapping[str, Touched], tokens: set[str], known: Mapping[str, Said]
) -> dict[str, Said]:
    """Read what the other aggregates that name any of these say of persons."""
    subjects = step.naming(map(mentions.row_of, tokens)) - known.keys()
    at_hand = {s: touched[s].events for s in subjects & touched.keys()}
    elsewhere = step.aggregates(sorted(subjects - touched.keys()))
    events = at_hand | {s: aggregate.read(kept.events) for s, kept in elsewhere.items()}
    return {subject: aggregate.said(subject, each) for subject, each in events.items()}


def _touch(step: Step, touched: dict[str, Touched], rows: Shares) -> None:
    kept = step.aggregates(sorted(rows.keys() - touched.keys()))
    for subject, share in rows.items():
        if subject not in touched and (share or subject in kept):
            touched[subject] = opened(kept[subject]) if subject in kept else opened()
        if subject in touched:
            touched[subject].changed = True
