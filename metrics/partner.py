"""What a partner says about its own feed, as contributions: knowledge, good for every as-of."""

from collections.abc import Iterable

from metrics.book import Contribution
from producers.contract.facts import Fact, HistoryComplete

ALWAYS = 1
"""The day from which knowledge holds: the first day there is."""


def contributions(agency: str, facts: Iterable[Fact]) -> list[Contribution]:
    """Say from which day each back-loaded stage is complete; the clock is that day."""
    return [
        Contribution(("history-complete", agency, fact.stage), fact.from_.toordinal(), ALWAYS, +1)
        for fact in facts
        if isinstance(fact, HistoryComplete)
    ]
