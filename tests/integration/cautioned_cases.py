"""People cautioned in four quarters whose follow-up is over, as events: enough to be told of."""

from collections.abc import Iterator

from producers.contract.events import Event
from tests.spec.person_facts import caution

QUARTERS = {
    "2023-07-05": ("2023-09-01", "2023-11-05"),
    "2023-10-05": ("2023-12-01", "2024-02-05"),
    "2024-01-05": ("2024-03-01", "2024-05-05"),
    "2024-04-05": ("2024-06-01", "2024-08-05"),
}
"""Index, and when who reoffends commits it and is cautioned again."""
EACH = 40


def events() -> Iterator[Event]:
    """Tell of every caution; each third person reoffends."""
    for index, (committed, again) in QUARTERS.items():
        for n in range(EACH):
            who = f"{index} {n}"
            yield caution(index, who)
            if n % 3 == 0:
                yield caution(again, who, committed)
