"""An alert inbox: Alertmanager's webhook messages, one JSON line each, in a file.

    python -m infra.native.inbox PORT FILE

Called by `stack` where no receiver is set, so that the first alert can be seen at all.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from infra.native.process import LOOPBACK


class Inbox(BaseHTTPRequestHandler):
    """Appends what is posted; answers any GET, for the health check."""

    file: Path

    def do_POST(self) -> None:
        """Keep one message."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.file.open("ab") as file:
            file.write(b" ".join(body.splitlines()) + b"\n")
        self.do_GET()

    def do_GET(self) -> None:
        """Say that it lives."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the messages are the log."""


def main() -> None:
    """Serve until ended."""
    port, file = sys.argv[1:]
    Inbox.file = Path(file)
    ThreadingHTTPServer((LOOPBACK, int(port)), Inbox).serve_forever()


if __name__ == "__main__":
    main()
