"""What a partner types: `lcjb init | check | publish | declare | token | template`."""

import argparse
import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from kafka.errors import KafkaError
from rich.console import Console
from rich.progress import Progress

from producers import publish, reading, simulate_cli, tokens
from producers.contract.days import london_day
from producers.contract.events import Event, event
from producers.contract.facts import FACTS, ControlTotal, Fact, FeedPaused, HistoryComplete
from producers.contract.identifiers import SCHEMES, canonical, scheme_of
from producers.contract.lists import AGENCIES, STAGES
from producers.contract.topics import TOPICS, Topic
from producers.partners.files import Refusal, UnknownFormat
from producers.partners.rows import Context, Said
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
        verb.add_argument("files", nargs="*" if name == "publish" else "+", metavar="FILE|FOLDER|-")
        verb.add_argument("--exported-at", type=_instant, help="when the system exported the file")
        verb.add_argument("--urn", help="the case of a CPS review response, which names none")
        verb.add_argument("--format", choices=reading.FORMATS, help="instead of guessing")
        verb.add_argument("--json", action="store_true")
        if name == "publish":
            verb.add_argument("--drain", action="store_true", help="send what waits in the spool")
        verb.set_defaults(func=run)
    _register_declare(verbs)
    token = verbs.add_parser("token", help="give the token of a reference number")
    token.add_argument("words", nargs="+", metavar="[SCHEME] VALUE")
    token.set_defaults(func=_token)
    template = verbs.add_parser("template", help="print a CSV to try at once")
    template.add_argument("format", choices=sorted(_TEMPLATES), nargs="?", default="recorded-crime")
    template.set_defaults(func=_template)
    simulate_cli.register(verbs)


def _register_declare(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    declare = verbs.add_parser("declare", help="say something about a whole feed")
    kinds = declare.add_subparsers(metavar="WHAT", required=True)
    complete = kinds.add_parser("history-complete", help="a stage is back-loaded from a day on")
    complete.add_argument("--stage", required=True, choices=STAGES)
    complete.add_argument("--from", dest="from_", required=True, type=date.fromisoformat)
    complete.set_defaults(fact=lambda a, _: HistoryComplete(stage=a.stage, from_=a.from_))
    total = kinds.add_parser("control-total", help="how many facts a day has, each night")
    total.add_argument("--day", type=_day_so_far, help="the day that is over (yesterday)")
    total.add_argument(
        "counts", nargs="*", type=_count, metavar="FACT=N", help="instead of what went from here"
    )
    total.set_defaults(fact=_control_total)
    paused = kinds.add_parser("feed-paused", help="the feed is silent by plan")
    paused.add_argument("--from", dest="from_", required=True, type=date.fromisoformat)
    paused.add_argument("--until", required=True, type=date.fromisoformat)
    paused.set_defaults(fact=lambda a, _: FeedPaused(from_=a.from_, until=a.until))
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


def _day_so_far(text: str) -> date:
    found = date.fromisoformat(text)
    if found > london_day(datetime.now(UTC)):
        raise argparse.ArgumentTypeError("is still to come")
    return found


def _count(text: str) -> tuple[str, int]:
    name, _, n = text.partition("=")
    if name not in {fact.fact for fact in FACTS} or not n.isdecimal():
        raise argparse.ArgumentTypeError("needs a fact and its number, as crime-recorded=362")
    return name, int(n)


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


_TEMPLATES = {
    "recorded-crime": "police/recorded_crime_template.csv",
    "case-register": "courts/case_register_template.csv",
    "suspects": "police/suspects_template.csv",
    "cautions": "police/cautions_template.csv",
    "supervision": "hmpps/supervision_template.csv",
    "prison-movements": "hmpps/movements_template.csv",
}


def _template(arguments: argparse.Namespace) -> int:
    file = files("producers.partners") / _TEMPLATES[arguments.format]
    sys.stdout.write(file.read_text(encoding="utf-8"))
    return DONE


def _declare(arguments: argparse.Namespace) -> int:
    settings = read(os.environ)
    key = _key(settings)
    if key is None:
        return UNREADABLE
    arguments.at = arguments.at or datetime.now(UTC)
    try:
        with Spool(settings.spool_file) as spool:
            publish.accept(spool, [_said(arguments, spool, key)], lambda _: None)
            return _drain(spool, settings, as_json=False)
    except (SpoolDamaged, SpoolUnavailable) as error:
        return _unreadable(f"{error.code}: {error}")


def _said(arguments: argparse.Namespace, spool: Spool, key: tokens.TokenKey) -> Event:
    fact: Fact = arguments.fact(arguments, spool)
    return event(
        fact,
        subject=f"partner:{arguments.agency}",
        source=_topic(arguments).sources[0],
        recordedtime=arguments.at,
        tokenkey=key.id,
        time=arguments.at,
        precision="time",
    )


def _topic(arguments: argparse.Namespace) -> Topic:
    """Give the topic that a declaration is about."""
    return next(
        topic
        for topic in TOPICS.values()
        if topic.agency == arguments.agency and ("open-data" in topic.name) == arguments.open_data
    )


def _control_total(arguments: argparse.Namespace, spool: Spool) -> ControlTotal:
    """Say how many facts a day has: those given, else those that went through the spool."""
    day = arguments.day or london_day(arguments.at) - timedelta(days=1)
    counts = dict(arguments.counts or spool.totals(_topic(arguments).sources, day))
    told = ", ".join(f"{n} {name}" for name, n in sorted(counts.items())) or "no facts"
    OUT.print(f"{arguments.agency}, {day}: {told}.", highlight=False, soft_wrap=True)
    return ControlTotal(on=day, counts=counts)


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
    context = Context(key, arguments.exported_at, arguments.urn)
    words = reading.inputs(arguments.files)
    return max((_file(word, arguments, context, spool) for word in words), default=DONE)


def _file(word: str, arguments: argparse.Namespace, context: Context, spool: Spool | None) -> int:
    try:
        with reading.opened(word, arguments.format, context) as found:
            return _Reading(found, arguments.json).run(spool)
    except (OSError, UnknownFormat, csv.Error) as error:
        return _unreadable(f"{word}: {error}")


class _Reading:
    """One input being read: what was taken, what was not."""

    def __init__(self, found: reading.Opened, as_json: bool) -> None:  # noqa: FBT001 - a flag of the command
        self.found, self.as_json = found, as_json
        self.parts = self.refused = self.not_counted = 0
        self.facts: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()

    def run(self, spool: Spool | None) -> int:
        """Read it all; what is good goes into the spool, if there is one."""
        with Progress(console=ERR, transient=True, disable=self.as_json) as bar:
            task = bar.add_task(self.found.name, total=None)
            if spool is None:
                accepted = sum(1 for _ in self._taken())
            else:
                accepted = publish.accept(spool, self._taken(), lambda n: bar.advance(task, n))
        self._report(accepted if spool is not None else None)
        return REFUSED if self.refused else DONE

    def _taken(self) -> Iterator[Said | Event]:
        for each in self._each():
            match each:
                case Refusal():
                    self.refused += 1
                    _show(self.found.name, each, as_json=self.as_json)
                case Event():
                    self.facts[each.data.fact] += 1
                    yield each
                case _:
                    self.facts.update(said.data.fact for said in each.events)
                    self.flags.update(each.flags)
                    yield each

    def _each(self) -> Iterator[Said | Event | Refusal]:
        for taken in self.found.taken:
            self.parts += 1
            self.not_counted += not taken
            yield from taken

    def _report(self, accepted: int | None) -> None:
        told = {
            "file": self.found.name,
            "format": self.found.format,
            self.found.unit: self.parts,
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
            f"{self.found.name}: read as {self.found.format}: {self.parts} {self.found.unit},"
            f" {self.refused} refused, {self.not_counted} not counted; {facts}{doubtful}{news}.",
            highlight=False,
            soft_wrap=True,
        )


def _show(name: str, refusal: Refusal, *, as_json: bool) -> None:
    if as_json:
        ERR.print_json(json.dumps({"file": name, **asdict(refusal)}))
        return
    ERR.print(
        f"{name}:{refusal.line}: {refusal.column}: {refusal.code}: got {refusal.got};"
        f" expected {refusal.expected}. {refusal.mend}".rstrip(),
        highlight=False,
        soft_wrap=True,
        markup=False,
    )


def _unreadable(why: str) -> int:
    ERR.print(why, markup=False, highlight=False, soft_wrap=True)
    return UNREADABLE
