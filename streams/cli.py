"""What an operator types: `lcjb worker | status | rebuild | reconcile | accept-log | …`."""

import argparse
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from kafka.errors import KafkaError
from rich.console import Console
from rich.table import Table

from metrics.store.ledger import DeadLetter, Ledger, Position, TokenKeyUse
from producers.contract.errors import ContractViolation
from streams import nightly, rebuild, settings, steps
from streams.log import Log
from streams.watch import behind

OUT = Console()
ERR = Console(stderr=True)
DONE, REFUSED, UNREADABLE = 0, 1, 2
STATUS_PATIENCE_MS = 5_000


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the operator's verbs."""
    verbs.add_parser("worker", help="follow the topics and keep the ledger").set_defaults(
        func=_worker
    )
    status = verbs.add_parser("status", help="how far the ledger is, and what was refused")
    status.add_argument("--json", action="store_true")
    status.set_defaults(func=_status)
    verbs.add_parser("rebuild", help="fold every aggregate again").set_defaults(func=_rebuild)
    recount = verbs.add_parser("reconcile", help="recount from the events, and compare")
    recount.add_argument("--json", action="store_true")
    recount.add_argument("--every-night", action="store_true", help="until stopped")
    recount.set_defaults(func=_reconcile)
    accept = verbs.add_parser("accept-log", help="go on with a topic that was made again or cut")
    accept.add_argument("topic")
    accept.set_defaults(func=_accept_log)
    letters = verbs.add_parser("deadletters", help="messages that were refused or parked")
    kinds = letters.add_subparsers(metavar="WHAT", required=True)
    listed = kinds.add_parser("list")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(func=_list)
    for name, run in (("show", _show), ("redrive", _redrive)):
        kind = kinds.add_parser(name)
        kind.add_argument("numbers", nargs="+", type=int, metavar="NUMBER")
        kind.set_defaults(func=run)


def _ledger() -> Ledger:
    url = settings.read().ledger
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).absolute().parent.mkdir(parents=True, exist_ok=True)
    return Ledger.connect(url)


def _worker(_: argparse.Namespace) -> int:
    from streams import worker  # noqa: PLC0415 - Faust takes a second to import

    _ledger().close()
    worker.run(settings.read())
    return DONE


def _status(arguments: argparse.Namespace) -> int:
    chosen = settings.read()
    with _ledger().snapshot() as reading:
        positions, letters = reading.positions(), reading.dead_letters()
        token_keys, complete = reading.token_keys(), reading.complete_to()
    try:
        log = Log(chosen.kafka, chosen.topics, patience_ms=STATUS_PATIENCE_MS)
        waiting = behind(positions, log.extents())
        lag = sum(span.end - span.start for span in waiting.values())
    except KafkaError as error:
        ERR.print(f"Kafka at {chosen.kafka} does not answer ({type(error).__name__}).")
        return UNREADABLE
    open_letters = sum(1 for letter in letters if letter.redriven_at is None)
    if arguments.json:
        places = [{"topic": t, "partition": p, **asdict(at)} for (t, p), at in positions.items()]
        keys = sorted({key for _, key in token_keys})
        told = {"lag": lag, "refused": open_letters, "positions": places, "token_keys": keys}
        told["complete_to"] = {agency: day and day.isoformat() for agency, day in complete.items()}
        OUT.print_json(json.dumps(told))
        return DONE
    table = Table("topic", "partition", "read", "applied", "duplicate", "superseded", "refused")
    for (topic, partition), at in sorted(positions.items()):
        refused = at.dead_lettered + at.parked
        numbers = (partition, at.read, at.applied, at.duplicate, at.superseded, refused)
        table.add_row(topic, *(str(n) for n in numbers))
    OUT.print(table)
    OUT.print(f"{lag} events wait in Kafka; {open_letters} messages refused or parked.")
    for agency, day in sorted(complete.items()):
        OUT.print(f"{agency} is complete to {day or 'no day yet'}, by its control totals.")
    _warn_of_two_keys(token_keys)
    return DONE


def _warn_of_two_keys(used: set[TokenKeyUse]) -> None:
    """Tokens of two keys never meet: one crime or person is two, and no figure says so."""
    if len({key for _, key in used}) > 1:
        told = ", ".join(f"{topic} {key}" for topic, key in sorted(used))
        ERR.print(f"Tokens were made with more than one key, without links: {told}.")
        ERR.print("Mend: have all partners `lcjb init --import` the shared key, and send again.")


def _rebuild(_: argparse.Namespace) -> int:
    refolded, changed = rebuild.rebuild(_ledger())
    OUT.print(f"{refolded} aggregates folded again; {changed} add up to something else now.")
    return DONE


def _reconcile(arguments: argparse.Namespace) -> int:
    if arguments.every_night:
        logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
        nightly.keep_on(_ledger())
    found = rebuild.reconcile(_ledger(), datetime.now(UTC))
    if arguments.json:
        OUT.print_json(json.dumps([recount._asdict() for recount in found]))
    else:
        table = Table("kind", "recounted", "differing")
        for recount in found:
            table.add_row(recount.kind, f"{recount.recounted:,}", f"{recount.differing:,}")
        OUT.print(table)
    return REFUSED if any(recount.differing for recount in found) else DONE


def _accept_log(arguments: argparse.Namespace) -> int:
    chosen = settings.read()
    kafka = Log(chosen.kafka, [arguments.topic])
    topic_id, extents = kafka.topic_ids()[arguments.topic], kafka.extents()
    with _ledger().step() as step:
        known = step.positions()
        positions = {place: known.get(place) or Position(topic_id) for place in extents}
        for place, position in positions.items():
            position.topic_id = topic_id
            position.next_offset = extents[place].start
        step.keep_positions(positions)
    OUT.print(f"{arguments.topic} is read again from its start; what is known counts once.")
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    with _ledger().snapshot() as reading:
        letters = reading.dead_letters()
    if arguments.json:
        OUT.print_json(json.dumps([_told(letter) for letter in letters]))
        return DONE
    table = Table("number", "topic", "offset", "code", "where", "got", "expected", "state")
    for at in letters:
        state = "redriven" if at.redriven_at else "parked" if at.parked else "refused"
        where = f"{at.partition}@{at.offset}"
        table.add_row(
            str(at.number), at.topic, where, at.code, at.pointer, at.got, at.expected, state
        )
    OUT.print(table)
    return DONE


def _told(letter: DeadLetter) -> dict[str, object]:
    told = {name: getattr(letter, name) for name in DeadLetter.__slots__ if name != "body"}
    return {name: str(v) if isinstance(v, datetime) else v for name, v in told.items()}


def _chosen(arguments: argparse.Namespace, ledger: Ledger) -> Iterator[DeadLetter]:
    with ledger.snapshot() as reading:
        letters = {letter.number: letter for letter in reading.dead_letters()}
    for number in arguments.numbers:
        if number in letters:
            yield letters[number]
        else:
            ERR.print(f"no message {number}: `lcjb deadletters list` shows their numbers")


def _show(arguments: argparse.Namespace) -> int:
    """Show the reason and the body: the one place where a refused body can be seen."""
    for letter in _chosen(arguments, _ledger()):
        OUT.print_json(json.dumps(_told(letter)))
        OUT.print(f"mend: {letter.mend or 'see docs/errors.md'}")
        OUT.print((letter.body or b"no longer kept").decode(errors="replace"), markup=False)
    return DONE


def _redrive(arguments: argparse.Namespace) -> int:
    ledger = _ledger()
    code = DONE
    for letter in _chosen(arguments, ledger):
        try:
            verdict = steps.redrive(ledger, letter, datetime.now(UTC))
            OUT.print(f"{letter.number}: {verdict.name.lower()}")
        except (ContractViolation, ValueError) as refused:
            ERR.print(f"{letter.number}: {refused}", markup=False)
            code = REFUSED
    return code
