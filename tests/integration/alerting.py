"""A whole alarm chain on loopback, quick: Prometheus, Alertmanager, a webhook and an SMTP server.

Only times differ from the real configuration: seconds where there minutes and hours stand.
"""

import email
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from dashboards import alerts, build, health, limits, partners
from infra.native import Alertmanager, Prometheus, Receivers
from infra.native.process import LOOPBACK, free_port, wait_until
from metrics.thresholds import Threshold

SECOND = "1s"


class QuickPrometheus(Prometheus):
    """Scrapes and evaluates every second."""

    def prepare(self) -> None:
        super().prepare()
        quicken(self.folder / "config/prometheus.yml", "scrape_interval|evaluation_interval")
        quicken(self.folder / "config/prometheus.yml", "scrape_timeout")

    def ask(self, query: str) -> list[dict[str, Any]]:
        """Give the samples of an instant query."""
        return list(self.get(f"/api/v1/query?query={quote(query)}")["result"])

    def get(self, path: str) -> dict[str, Any]:
        """Give what its API says under a path."""
        with urlopen(self.url + path, timeout=10) as answer:  # noqa: S310 - loopback
            return dict(json.load(answer)["data"])


class QuickAlertmanager(Alertmanager):
    """Sends after a second."""

    def prepare(self) -> None:
        super().prepare()
        quicken(self.folder / "config/alertmanager.yml", "group_wait|group_interval")


def quicken(path: Path, names: str) -> None:
    """Set the named times to a second."""
    path.write_text(re.sub(rf"(?m)^(\s*(?:{names})): .*$", r"\1: 1s", path.read_text()))


def quick_rules(folder: Path, thresholds: list[Threshold]) -> Path:
    """Write the rules as `dashboards.build` does, with a second for `for` and for keeping."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "backlog.yml").write_text(
        build.as_yaml(alerts.backlog_group(thresholds, keep=SECOND))
    )
    for name, group in (("health", health), ("limits", limits), ("partners", partners)):
        (folder / f"{name}.yml").write_text(build.as_yaml(group.group()))
    return folder


@dataclass(slots=True)
class Heard:
    """What has come in, in order: webhook bodies and e-mails."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    def alerts(self, status: str, severity: str, place: str) -> list[dict[str, Any]]:
        """Give the webhook messages of one status, severity and place."""
        wanted = {"severity": severity, "place": place}
        return [
            post
            for post in self.posts
            if post["status"] == status and wanted.items() <= post["commonLabels"].items()
        ]

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take an e-mail (aiosmtpd's own name)."""
        content = envelope.original_content or b""
        mail = email.message_from_bytes(content, EmailMessage, policy=default)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 OK"


@contextmanager
def receivers(heard: Heard) -> Iterator[Receivers]:
    """Serve a webhook and an SMTP server that put what comes into `heard`."""
    server = ThreadingHTTPServer((LOOPBACK, 0), _handler(heard))
    Thread(target=server.serve_forever, daemon=True).start()
    smtp = Controller(heard, hostname=LOOPBACK, port=free_port())
    smtp.start()
    try:
        yield Receivers(
            webhook=f"http://{LOOPBACK}:{server.server_port}/",
            email="board@board.example",
            email_police="performance@police.example",
            email_courts="listing@courts.example",
            sender="monitor@board.example",
            smarthost=f"{LOOPBACK}:{smtp.port}",
        )
    finally:
        smtp.stop()
        server.shutdown()
        server.server_close()


def _handler(heard: Heard) -> type[BaseHTTPRequestHandler]:
    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.posts.append(json.loads(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Webhook


def body(mail: EmailMessage, kind: str) -> str:
    """Give an e-mail's text, `plain` or `html`."""
    part = mail.get_body([kind])
    return str(part.get_content()) if part else ""


def soon(done: Callable[[], object], patience: float = 60.0) -> bool:
    """Wait for it to say yes."""
    return wait_until(lambda: bool(done()), patience, pause=0.2)
