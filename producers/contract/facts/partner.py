"""What every partner may tell about its own feed."""

from datetime import date
from typing import ClassVar

from msgspec import field

from producers.contract.facts.base import Count, Fact, Word
from producers.contract.lists import AGENCIES, Agency, Stage


class ControlTotal(Fact, frozen=True, kw_only=True):
    """How many distinct facts of each type a partner's system recorded on a day."""

    fact: ClassVar[str] = "control-total"
    agencies: ClassVar[tuple[Agency, ...]] = AGENCIES
    aggregate: ClassVar[str] = "partner"

    on: date = field(name="day")
    counts: dict[Word, Count]


class HistoryComplete(Fact, frozen=True, kw_only=True):
    """The partner has back-loaded a stage: every item since `from` is here."""

    fact: ClassVar[str] = "history-complete"
    agencies: ClassVar[tuple[Agency, ...]] = AGENCIES
    aggregate: ClassVar[str] = "partner"
    true_from: ClassVar[str] = "from_"

    stage: Stage
    from_: date = field(name="from")

    def key(self) -> tuple[str, ...]:
        """One statement for a stage."""
        return (self.stage,)


class FeedPaused(Fact, frozen=True, kw_only=True):
    """The partner's feed is silent by plan, so that silence is no alarm."""

    fact: ClassVar[str] = "feed-paused"
    agencies: ClassVar[tuple[Agency, ...]] = AGENCIES
    aggregate: ClassVar[str] = "partner"
    true_from: ClassVar[str] = "from_"

    from_: date = field(name="from")
    until: date
