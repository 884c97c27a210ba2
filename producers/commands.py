"""What a partner types: `lcjb init | check | publish | declare | token | template`."""

import argparse
import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import TextIO

from kafka.errors import KafkaError
from rich.console import Console
from rich.progress import Progress

from producers import publish, simulate_cli, tokens
from producers.contract import wire
from producers.contract.errors import ContractViolation
from producers.contract.events import Event, event
from producers.contract.facts import ControlTotal, Fact, FeedPaused, HistoryComplete
from producers.contract.identifiers import SCHEMES, canonical, scheme_of
from producers.contract.lists import AGENCIES, STAGES
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.partners.files import ADAPTERS, Refusal, UnknownFormat, guess, rows
from producers.partners.rows import Adapter, Context, Said
from producers.settings import Settings, read
from producers.spool import Spool, SpoolDamaged, SpoolUnavailable

OUT = Console()
ERR = Console(stderr=True)
DONE, REFUSED, UNREADABLE = 0, 1, 2


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the partner's verbs."""
    init = verbs.add_parser("init", help="make the token key, or take the partners' shared one")
    init.add_argument("--import", dest="shared", type=Path, metavar="FILE")
    init.set_defaults(func=_init)
    for name, run, what in (("check", _check, "say what a file holds"), ("publish", _publish, "")):
        verb = verbs.add_parser(name, help=what or "send files to Kafka through the spool")
        verb.add_argument("files", nargs="*" if name == "publish" else "+", metavar="FILE")
        verb.add_argument("--exported-at", type=_instant, help="when the system exported the file")
        verb.add_argument("--format", choices=sorted(ADAPTERS), help="instead of guessing")
        verb.add_argument("--json", action="store_true")
        if name == "publish":
            verb.add_argument("--drain", action="store_true", help="send what waits in the spool")
        verb.set_defaults(func=run)
    _register_declare(verbs)
    token = verbs.add_parser("token", help="give the token of a reference number")
    token.add_argument("words", nargs="+", metavar="[SCHEME] VALUE")
    token.set_defaults(func=_token)
    template = verbs.add_parser("template", help="print a CSV to try at once")
    template.add_argument("format", choices=["recorded-crime"], nargs="?")
    template.set_defaults(func=_template)
    simulate_cli.register(verbs)


def _register_declare(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    declare = verbs.add_parser("declare", help="say something about a whole feed")
    kinds = declare.add_subparsers(metavar="WHAT", required=True)
    complete = kinds.add_parser("history-complete", help="a stage is back-loaded from a day on")
    complete.add_argument("--stage", required=True, choices=STAGES)
    complete.add_argument("--from", dest="from_", required=True, type=date.fromisoformat)
    complete.set_defaults(fact=lambda a: HistoryComplete(stage=a.stage, from_=a.from_))
    total = kinds.add_parser("control-total", help="how many facts a day has")
    total.add_argument("--day", required=True, type=date.fromisoformat)
    total.add_argument("counts", nargs="+", metavar="FACT=N")
    total.set_defaults(fact=lambda a: ControlTotal(on=a.day, counts=_counts(a.counts)))
    paused = kinds.add_parser("feed-paused", help="the feed is silent by plan")
    paused.add_argument("--from", dest="from_", required=True, type=date.fromisoformat)
    paused.add_argument("--until", required=True, type=date.fromisoformat)
    paused.set_defaults(fact=lambda a: FeedPaused(from_=a.from_, until=a.until))
    for kind in (complete, total, paused):
        kind.add_argument("--agency", choices=AGENCIES, default="police")
        kind.add_argument("--open-data", action="store_true", help="about the open-data ledger")
        kind.add_argument("--at", type=_instant, help="when this is said (now)")
        kind.set_defaults(func=_declare)


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError("needs its offset from UTC, as 2026-04-02T06:00:00+01:00")
    return found


def _counts(words: Iterable[str]) -> dict[str, int]:
    return {name: int(n) for name, _, n in (word.partition("=") for word in words)}


def _init(arguments: argparse.Namespace) -> int:
    settings = read(os.environ)
    try:
        if arguments.shared:
            key = tokens.keep(settings.key_file, tokens.load(arguments.shared).secret)
        else:
            key = tokens.create(settings.key_file)
    except FileExistsError:
        key = tokens.load(settings.key_file)
        OUT.print(f"{settings.key_file} is there already, fingerprint {key.id}; left as it is.")
        return DONE
    except (OSError, ValueError) as error:
        return _unreadable(str(error))
    OUT.print(f"Token key {settings.key_file} (mode 600), fingerprint {key.id}.")
    OUT.print(
        "All partners need the same key: give it to them by a safe way, `lcjb init --import`."
    )
    return DONE


def _key(settings: Settings) -> tokens.TokenKey | None:
    try:
        return tokens.load(settings.key_file)
    except (OSError, ValueError):
        ERR.print(f"No token key at {settings.key_file}. To mend: `lcjb init`.")
        return None


def _token(arguments: argparse.Namespace) -> int:
    key = _key(read(os.environ))
    *named, value = arguments.words
    scheme = named[0] if named else scheme_of(value)
    if key is None or scheme not in SCHEMES:
        return UNREADABLE
    try:
        OUT.print(f"{scheme} {key.token(scheme, canonical(scheme, value))}", highlight=False)
    except ValueError as error:
        return _unreadable(str(error))
    return DONE


def _template(_: argparse.Namespace) -> int:
    folder = files("producers.partners.police")
    sys.stdout.write((folder / "recorded_crime_template.csv").read_text(encoding="utf-8"))
    return DONE


def _declare(arguments: argparse.Namespace) -> int:
    settings = read(os.environ)
    key = _key(settings)
    if key is None:
        return UNREADABLE
    fact: Fact = arguments.fact(arguments)
    source = next(
        source
        for source, topic in TOPIC_OF_SOURCE.items()
        if topic.agency == arguments.agency and ("open-data" in source) == arguments.open_data
    )
    at = arguments.at or datetime.now(UTC)
    said = event(
        fact,
        subject=f"partner:{arguments.agency}",
        source=source,
        recordedtime=at,
        tokenkey=key.id,
        time=at,
        precision="time",
    )
    with Spool(settings.spool_file) as spool:
        publish.accept_events(spool, [said])
        return _drain(spool, settings, as_json=False)


def _check(arguments: argparse.Namespace) -> int:
    return _each_file(arguments, None)


def _publish(arguments: argparse.Namespace) -> int:
    settings = read(os.environ)
    try:
        with Spool(settings.spool_file) as spool:
            code = _each_file(arguments, spool)
            return max(code, _drain(spool, settings, as_json=arguments.json))
    except (SpoolDamaged, SpoolUnavailable) as error:
        return _unreadable(f"{error.code}: {error}")


def _drain(spool: Spool, settings: Settings, *, as_json: bool) -> int:
    waiting = spool.pending()
    try:
        with Progress(console=ERR, transient=True, disable=as_json) as bar:
            task = bar.add_task("sending", total=waiting)
            if waiting:
                publish.ensure_topics(settings.kafka, settings.patience_seconds)
            sent = publish.drain(spool, settings, lambda n: bar.advance(task, n))
    except (publish.BrokerAway, KafkaError) as error:
        kept = spool.pending()
        ERR.print(
            f"Kafka at {settings.kafka} does not answer ({type(error).__name__}): {kept} events are"
            " kept in the spool, none is lost. When it is back: `lcjb publish --drain`."
        )
        return REFUSED
    if not as_json:
        OUT.print(f"{sent} events acknowledged; nothing waits in the spool.", highlight=False)
    return DONE


def _each_file(arguments: argparse.Namespace, spool: Spool | None) -> int:
    key = _key(read(os.environ))
    if key is None:
        return UNREADABLE
    context = Context(key, arguments.exported_at)
    return max((_file(Path(f), arguments, context, spool) for f in arguments.files), default=DONE)


def _file(path: Path, arguments: argparse.Namespace, context: Context, spool: Spool | None) -> int:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            if path.suffix == ".jsonl":
                return _jsonl(path, file, spool)
            reader = csv.DictReader(file)
            chosen = ADAPTERS.get(arguments.format or "") or guess(reader.fieldnames or ())
            return _Reading(path, chosen, arguments.json).run(reader, context, spool)
    except (OSError, UnknownFormat, csv.Error) as error:
        return _unreadable(f"{path}: {error}")


class _Reading:
    """One file being read: what was taken, what was not."""

    def __init__(self, path: Path, adapter: Adapter, as_json: bool) -> None:  # noqa: FBT001 - a flag of the command
        self.path, self.adapter, self.as_json = path, adapter, as_json
        self.rows = self.refused = self.not_counted = 0
        self.facts: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()

    def run(self, reader: "csv.DictReader[str]", context: Context, spool: Spool | None) -> int:
        """Read it all; good rows go into the spool, if there is one."""
        taken = self._taken(reader, context)
        with Progress(console=ERR, transient=True, disable=self.as_json) as bar:
            task = bar.add_task(self.path.name, total=None)
            if spool is None:
                accepted = sum(1 for _ in taken)
            else:
                accepted = publish.accept(
                    spool, self.adapter.source, taken, lambda n: bar.advance(task, n)
                )
        self._report(accepted if spool is not None else None)
        return REFUSED if self.refused else DONE

    def _taken(self, reader: "csv.DictReader[str]", context: Context) -> Iterator[Said]:
        for each in rows(reader, self.adapter, context):
            self.rows += 1
            match each:
                case None:
                    self.not_counted += 1
                case Refusal():
                    self.refused += 1
                    _show(self.path, each, as_json=self.as_json)
                case _:
                    self.facts.update(said.data.fact for said in each.events)
                    self.flags.update(each.flags)
                    yield each

    def _report(self, accepted: int | None) -> None:
        told = {
            "file": self.path.name,
            "format": self.adapter.name,
            "rows": self.rows,
            "refused": self.refused,
            "not_counted": self.not_counted,
            "facts": self.facts,
            "doubtful": self.flags,
            "accepted": accepted,
        }
        if self.as_json:
            OUT.print_json(json.dumps(told))
            return
        facts = ", ".join(f"{n} {name}" for name, n in sorted(self.facts.items())) or "no facts"
        doubtful = "".join(f"; {n} {name}" for name, n in sorted(self.flags.items()))
        news = "" if accepted is None else f"; {accepted} events are news and in the spool"
        OUT.print(
            f"{self.path.name}: read as {self.adapter.name}: {self.rows} rows, {self.refused}"
            f" refused, {self.not_counted} not crimes; {facts}{doubtful}{news}.",
            highlight=False,
            soft_wrap=True,
        )


def _show(path: Path, refusal: Refusal, *, as_json: bool) -> None:
    if as_json:
        ERR.print_json(json.dumps({"file": path.name, **asdict(refusal)}))
        return
    ERR.print(
        f"{path.name}:{refusal.line}: {refusal.column}: {refusal.code}: got {refusal.got};"
        f" expected {refusal.expected}. {refusal.mend}".rstrip(),
        highlight=False,
        soft_wrap=True,
        markup=False,
    )


def _jsonl(path: Path, file: TextIO, spool: Spool | None) -> int:
    good: list[Event] = []
    refused = 0
    for number, line in enumerate(file, 1):
        try:
            good.append(_strict(line.encode()))
        except ContractViolation as found:
            refused += 1
            place = Refusal(
                line=number,
                column=found.pointer,
                code=found.code,
                got=found.got,
                expected=found.expected,
                mend=found.mend,
            )
            _show(path, place, as_json=False)
    if spool is not None:
        publish.accept_events(spool, good)
    OUT.print(f"{path.name}: contract events: {len(good)} good, {refused} refused.")
    return REFUSED if refused else DONE


def _strict(raw: bytes) -> Event:
    try:
        source = json.loads(raw).get("source", "")
    except (ValueError, AttributeError):
        source = ""
    topic = TOPIC_OF_SOURCE.get(source)
    if topic is None:
        raise ContractViolation(
            "wrong-source", "/source", got="no source of the contract", expected="a known source"
        )
    return wire.decode_strict(raw, topic.name)


def _unreadable(why: str) -> int:
    ERR.print(why, markup=False, highlight=False, soft_wrap=True)
    return UNREADABLE
