"""What a partner says about its own feed, as contributions: knowledge, good for every as-of."""

from collections.abc import Iterable

from metrics.book import Contribution, Series
from producers.contract.facts import Fact, FeedPaused, HistoryComplete

PAUSED = "feed-paused"
ALWAYS = 1
"""The day from which knowledge holds: the first day there is."""


def contributions(agency: str, facts: Iterable[Fact]) -> list[Contribution]:
    """Say from which day each back-loaded stage is complete, and when the feed rests.

    The clock is that day; of a pause the value is its days, the last one among them.
    """
    out = []
    for fact in facts:
        match fact:
            case HistoryComplete():
                series: Series = ("history-complete", agency, fact.stage)
                out.append(Contribution(series, fact.from_.toordinal(), ALWAYS, +1))
            case FeedPaused():
                days = (fact.until - fact.from_).days + 1
                out.append(Contribution((PAUSED, agency), fact.from_.toordinal(), ALWAYS, +1, days))
    return out
