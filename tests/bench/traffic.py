"""What all agencies say of a simulated area in a year, as unruly as a real log."""

from datetime import UTC, date, datetime
from heapq import merge
from itertools import islice

from producers.contract import wire
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.simulation import traffic
from producers.simulation.courts.exports import Courts
from producers.simulation.exports import Police
from producers.simulation.people.exports import People
from producers.tokens import TokenKey

A_YEAR = 500_000
"""About what the simulated agencies say of all Lancashire in a year."""
_FIRST, _UNTIL = date(2025, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)
_KEY = TokenKey(bytes(32))


def mixed(seed: int, size: int) -> list[tuple[str, bytes, bytes]]:
    """Give at most `size` (topic, key, value): a year, of the part of Lancashire that says so much.

    All facts are in the mix as the agencies would send them: persons recur, cases name crimes.
    """
    scale, begin = 1.2 * size / A_YEAR, datetime(2025, 1, 1, tzinfo=UTC)
    told = merge(
        traffic.events(Police(seed, scale, _FIRST, None), begin, _UNTIL, _KEY),
        traffic.court_events(Courts(seed, scale, _FIRST), begin, _UNTIL, _KEY),
        traffic.people_events(People(seed, scale, _FIRST), begin, _UNTIL, _KEY),
        key=lambda event: event.recordedtime,
    )
    return [
        (TOPIC_OF_SOURCE[e.source].name, e.subject.encode(), wire.encode(e))
        for e in islice(traffic.unruly(told, seed), size)
    ]
