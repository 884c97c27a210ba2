"""The main job in one command: two simulated years in, figures and a live trickle out.

`__main__` calls it for `make demo`. Everything goes the way a partner's facts go: a simulated
extract is published as files, the worker folds it, the exporter serves it. The demo has a
stack, a token key and a ledger of its own under .native/demo, and takes them along at its end.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from kafka import KafkaProducer
from rich.console import Console

from infra.native import bundles
from infra.native.places import NATIVE, ROOT, VENV, StackFault
from infra.native.process import LOOPBACK, Command, run, wait_until
from infra.native.simulated import AGENCIES, BEAT, Extracts, extracts
from infra.native.stack import Stack, Tell
from infra.native.watchers import Prometheus

#: All that a demo leaves while it runs; `LCJB_DEMO` names another folder.
HOME = Path(os.environ.get("LCJB_DEMO", NATIVE / "demo")).resolve()
#: What the demo's secretariat says of the headlines.
REMARKS = Path(__file__).parent / "remarks.yaml"
#: The longest that a fresh stack may take to fold two years of all of Lancashire.
CATCH_UP = 900.0
#: Opens the display in which services come up and go down.
Progress = Callable[[], AbstractContextManager[Tell]]


def fresh() -> Stack:
    """Give a stack with nothing left of an earlier demo. Raises StackFault while one runs."""
    ledger, lcjb_home = f"sqlite:///{HOME / 'lcjb/ledger.db'}", str(HOME / "lcjb")
    if Stack(home=HOME, ledger=ledger, lcjb_home=lcjb_home).record.running():
        raise StackFault("a demo runs already. To mend: stop it with Ctrl-C where it runs")
    shutil.rmtree(HOME, ignore_errors=True)
    return Stack(home=HOME, ledger=ledger, lcjb_home=lcjb_home)


@dataclass
class Demo:
    """A demo at work: its stack, and the extracts that its agencies send."""

    stack: Stack
    extracts: list[Extracts]
    console: Console
    declared: date | None = None

    def lcjb(self, *words: str) -> str:
        """Run one of our commands against the demo's stack and give what it said.

        Raises StackFault when it could not work; what could not be published is shown.
        """
        done = subprocess.run(
            [str(VENV / "bin/lcjb"), *words],
            env={**os.environ, **self.stack.addresses()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode > 1:
            raise StackFault(f"`lcjb {' '.join(words)}` failed:\n{done.stderr or done.stdout}")
        if done.returncode == 1 and words[0] == "publish":
            self.console.print(done.stderr, markup=False)  # rows refused, or a broker away
        return done.stdout

    def back_load(self) -> None:
        """Send the histories, say that they are whole, wait until the worker has folded them."""
        with self.step("key"):
            self.lcjb("init")
        with self.step("simulate the years before"), ThreadPoolExecutor() as pool:
            folders = list(pool.map(lambda of: of.history(self.lcjb), self.extracts))
        for of, folder in zip(self.extracts, folders, strict=True):
            with self.step(f"publish those of the {of.sender.name}"):
                self.lcjb("publish", str(folder))
                of.complete(self.lcjb)
        self.declare_day()
        send_one_to_refuse(self.stack)
        with self.step("simulate what came since"), ThreadPoolExecutor() as pool:
            list(pool.map(lambda of: of.look_ahead(self.lcjb), self.extracts))
        with self.step("fold them"):
            self.await_lag_zero()
        with self.step("release"):
            shutil.copy(REMARKS, HOME / "lcjb/remarks.yaml")
            self.lcjb("release", "check")
            self.lcjb("release", "make")

    def declare_day(self) -> None:
        """Say how many facts the last day that is over has, as partners do each night."""
        day = min(of.sent for of in self.extracts).date() - timedelta(days=1)
        if day == self.declared:
            return
        for agency in AGENCIES:
            self.lcjb("declare", "control-total", "--agency", agency, "--day", str(day))
        self.declared = day

    def await_lag_zero(self) -> None:
        """Wait until the ledger has all of the log. Raises StackFault if it takes too long."""
        if not wait_until(lambda: self.lag() == 0, CATCH_UP, pause=1.0):
            raise StackFault(f"the worker is {self.lag()} events behind after {CATCH_UP:.0f} s")

    def lag(self) -> int:
        """Give how many events wait."""
        told: dict[str, Any] = json.loads(self.lcjb("status", "--json"))
        return int(told["lag"])

    def backfill(self) -> None:
        """Give Prometheus the past, so that the first day has trends."""
        with self.step("back-fill Prometheus"):
            file = HOME / "history.om"
            since = max(of.first for of in self.extracts)  # years of all agencies
            self.lcjb("backfill", "--from", str(since), "--out", str(file))
            data = Prometheus(HOME / "data/prometheus").data
            # Undocumented, and 15 times as fast: a block a month, not a block a day.
            words = ["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=744h"]
            promtool = bundles.prometheus("promtool")
            run(Command([promtool, *words, str(file), str(data)], HOME / "log/backfill.log", {}))

    def trickle(self, seconds: float | None) -> None:
        """Publish live extracts, a beat after a beat, until the time is over."""
        end = time.monotonic() + seconds if seconds is not None else float("inf")
        while (now := time.monotonic()) < end:
            if news := [str(extract) for of in self.extracts for extract in of.live(self.lcjb)]:
                self.lcjb("publish", *news)
                self.declare_day()
            time.sleep(max(0.0, min(now + BEAT.seconds, end) - time.monotonic()))

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Show a step while it is at work, and how long it took."""
        began = time.monotonic()
        with self.console.status(f"{what} …"):
            yield
        self.console.print(f"{what}: {time.monotonic() - began:.1f} s", highlight=False)

    def where(self) -> None:
        """Say where to look."""
        at = {name: f"http://{LOOPBACK}:{port}" for name, port in self.stack.ports.items()}
        lines = [
            f"figures        . {self.stack.record.folder / 'env'}; lcjb figures",
            f"board page     {at['board']}/",
            f"exporter       {at['exporter']}/metrics",
            f"Prometheus     {at['prometheus']}/graph?g0.expr=lcjb_backlog_open&g0.tab=1",
            f"Alertmanager   {at['alertmanager']}",
            f"alerts told    {HOME / 'log/alerts.jsonl'}",
            f"Grafana        {at['grafana']}" if bundles.grafana() else "Grafana        not here",
        ]
        self.console.print("\n".join(["", "Where to look:", *lines, ""]), soft_wrap=True)


def send_one_to_refuse(stack: Stack) -> None:
    """Send what a partner without our tools might: a district's name in place of its code.

    So that there is something to see under "Data quality" and `lcjb deadletters`.
    """
    example = ROOT / "producers/contract/examples/uk.lcjb.police.crime-recorded.v1.json"
    producer = KafkaProducer(bootstrap_servers=stack.addresses()["LCJB_KAFKA"])
    body = example.read_bytes().replace(b"E07000123", b"Preston")
    producer.send("lcjb.police.v1", body).get(timeout=30)
    producer.close()


def run_demo(scale: float, seconds: float | None, console: Console, progress: Progress) -> int:
    """Run it all, and stop all of it however it ends. Gives the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)  # a background job would be deaf to it
    began = time.monotonic()
    stack = fresh()
    demo = Demo(stack, extracts(HOME / "extracts", scale), console)
    try:
        with progress() as tell:
            stack.up(tell)
        demo.back_load()
        demo.backfill()
        console.print(f"ready after {time.monotonic() - began:.0f} s", highlight=False)
        demo.where()
        console.print(f"A live trickle runs; {_end(seconds)}.", highlight=False)
        demo.trickle(seconds)
    except KeyboardInterrupt:
        console.print("stopping")
    finally:
        with progress() as tell:
            stack.down(tell)
    shutil.rmtree(HOME)
    return 0


def _end(seconds: float | None) -> str:
    return "Ctrl-C stops all of it" if seconds is None else f"all stops in {seconds:.0f} s"


def _interrupt(_signum: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
