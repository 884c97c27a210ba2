"""A book of contract events in files, for `lcjb figures --events`: no Kafka, no ledger. Shell."""

from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from metrics import aggregate, mentions
from metrics.book import Contribution
from producers.contract import wire
from producers.contract.errors import ContractViolation


def read(paths: Iterable[Path]) -> tuple[dict[str, list[Contribution]], int]:
    """Give each subject's contributions, and how many lines were refused. Raises `OSError`."""
    said: dict[str, aggregate.Events] = defaultdict(dict)
    refused = 0
    for path in paths:
        for line in path.read_bytes().removeprefix(BOM_UTF8).splitlines():
            if not line.strip():
                continue
            try:
                event = wire.decode(line, wire.topic_of(line)).event
            except ContractViolation:
                refused += 1
                continue
            aggregate.merge(said[event.subject], event)
    out: dict[str, list[Contribution]] = defaultdict(list)
    for subject, rows in _folded(said):
        out[subject] += rows
    return out, refused


def _folded(
    said: Mapping[str, aggregate.Events],
) -> Iterator[tuple[str, list[Contribution]]]:
    handed_on = {subject: aggregate.themes(events) for subject, events in said.items()}
    for subject, events in said.items():
        inherited = aggregate.inherited(events, handed_on)
        yield subject, aggregate.contributions(subject, events, inherited)
    told = (aggregate.said(subject, events) for subject, events in said.items())
    yield from mentions.shares(told).items()
