"""The watch: a look at the log every few seconds, independent of batches; and the catch-up.

A topic deleted and made again under a live worker leaves it idle, with events waiting and one
warning in its log. So topic id, start and end are held against the ledger's positions.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from metrics.store.ledger import Place, Position
from streams.faults import LogChanged
from streams.feed import Feed
from streams.log import Extent

log = logging.getLogger("lcjb.worker")


def check(
    positions: Mapping[Place, Position],
    topic_ids: Mapping[str, str],
    extents: Mapping[Place, Extent],
) -> None:
    """Hold the log against the positions. Raises `LogChanged`, with what to do."""
    followed = {topic for topic, _ in extents}
    for place in positions.keys() | extents.keys():
        topic, partition = place
        if topic not in followed:
            continue
        extent = extents.get(place, Extent(0, 0))
        position = positions.get(place) or Position(topic_ids.get(topic, ""))
        where = f"{topic}/{partition}"
        if topic_ids.get(topic) != position.topic_id:
            raise LogChanged(f"{where}: the topic was made again. {_ACCEPT} {topic}")
        if extent.start > position.next_offset:
            lost = extent.start - position.next_offset
            raise LogChanged(f"{where}: the log was cut, {lost} unread are gone. {_ACCEPT} {topic}")
        if extent.end < position.next_offset:
            raise LogChanged(f"{where}: the log ends before what was read. {_ACCEPT} {topic}")


_ACCEPT = "Find out why; have partners send again what is missing; then `lcjb accept-log`"


def behind(
    positions: Mapping[Place, Position], extents: Mapping[Place, Extent]
) -> dict[Place, Extent]:
    """Give what is in the log and not yet in the ledger."""
    spans = {}
    for place, extent in extents.items():
        position = positions.get(place)
        start = position.next_offset if position else extent.start
        if start < extent.end:
            spans[place] = Extent(start, extent.end)
    return spans


@dataclass(slots=True)
class Watch:
    """Remembers the last look, to tell a partition that waits from one that is being read."""

    feed: Feed
    last: dict[Place, int] = field(default_factory=dict)

    def look(self) -> None:
        """Hold the log against the ledger, note the lag, and fill what nobody reads."""
        extents = self.feed.log.extents()
        with self.feed.ledger.snapshot() as reading:
            positions = reading.positions()
        check(positions, self.feed.log.topic_ids(), extents)
        self._note_ends(extents)
        waiting = behind(positions, extents)
        still = {p: s for p, s in waiting.items() if self.last.get(p) == s.start}
        self.last = {place: span.start for place, span in waiting.items()}
        if still:
            log.warning("nothing arrives on %d partitions that hold events: filling", len(still))
            self.feed.replay(still)

    def _note_ends(self, extents: Mapping[Place, Extent]) -> None:
        with self.feed.ledger.step() as step:
            positions = step.positions()
            moved = {
                place: position
                for place, position in positions.items()
                if place in extents and extents[place].end != position.log_end
            }
            for place, position in moved.items():
                position.log_end = extents[place].end
            step.keep_positions(moved)


def catch_up(feed: Feed) -> int:
    """Read all that the ledger has not seen, many times as fast as live; give how many."""
    applied = 0
    while True:
        extents = feed.log.extents()
        with feed.ledger.snapshot() as reading:
            positions = reading.positions()
        check(positions, feed.topic_ids, extents)
        spans = behind(positions, extents)
        waiting = sum(span.end - span.start for span in spans.values())
        if waiting:
            log.info("catching up: %d events on %d partitions", waiting, len(spans))
            applied += feed.replay(spans)
        if waiting < feed.catch_up_batch:
            return applied
