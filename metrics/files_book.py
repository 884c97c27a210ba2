"""A book of contract events in files, for `lcjb figures --events`: no Kafka, no ledger. Shell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from metrics import aggregate, mentions
from metrics.book import Contribution
from producers.contract import wire
from producers.contract.errors import ContractViolation
from producers.contract.topics import TOPIC_OF_SOURCE


class _Sourced(msgspec.Struct):
    source: str = ""


def read(paths: Iterable[Path]) -> tuple[dict[str, list[Contribution]], int]:
    """Give each subject's contributions, and how many lines were refused. Raises `OSError`."""
    said: dict[str, aggregate.Events] = defaultdict(dict)
    refused = 0
    for path in paths:
        for line in path.read_bytes().splitlines():
            if not line.strip():
                continue
            try:
                event = wire.decode(line, _topic(line)).event
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
    shares = mentions.shares(aggregate.said(subject, events) for subject, events in said.items())
    for token, share in shares.items():
        yield f"person:{token}", share


def _topic(line: bytes) -> str:
    try:
        source = msgspec.json.decode(line, type=_Sourced).source
    except msgspec.DecodeError:
        source = ""
    topic = TOPIC_OF_SOURCE.get(source)
    if topic is None:
        raise ContractViolation(
            "wrong-source", "/source", got="no source of the contract", expected="a known source"
        )
    return topic.name
