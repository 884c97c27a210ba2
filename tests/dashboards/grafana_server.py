"""A stand-in for Grafana: answers as its HTTP API is documented for 11.x, keeps what it is told.

It knows the paths that `lcjb grafana sync` may use and no other; each request is noted.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a service account's token"  # noqa: S105 - of nobody
VERSION = "11.4.0"
Answer = tuple[int, object]
STAMPS = {"created": "2026-07-01T12:00:00Z", "updated": "2026-07-01T12:00:00Z"}


@dataclass
class State:
    """What this Grafana has, and what it was asked."""

    boards: set[str] = field(default_factory=set)
    folders: dict[str, str] = field(default_factory=dict)
    permissions: list[dict[str, Any]] = field(default_factory=list)
    preferences: dict[str, Any] = field(default_factory=lambda: {"theme": "light"})
    annotations: dict[int, dict[str, Any]] = field(default_factory=dict)
    requests: list[tuple[str, str, Any]] = field(default_factory=list)

    def answer(self, method: str, target: str, body: Any) -> Answer:
        """Answer one request."""
        self.requests.append((method, target, body))
        at = urlsplit(target)
        match method, at.path.split("/")[2:]:
            case "GET", ["health"]:
                return 200, {"commit": "abc", "database": "ok", "version": VERSION}
            case "GET", ["dashboards", "uid", uid] if uid in self.boards:
                return 200, {"meta": {"folderUid": "lcjb"}, "dashboard": {"uid": uid}}
            case _, ["folders", *rest]:
                return self._folder(method, rest, body)
            case _, ["org", "preferences"]:
                return self._preferences(method, body)
            case _, ["annotations", *rest]:
                return self._annotation(method, rest, parse_qs(at.query), body)
        return 404, {"message": "Not found"}

    def _folder(self, method: str, rest: list[str], body: Any) -> Answer:
        match method, rest:
            case "POST", []:
                self.folders[body["uid"]] = body["title"]
                self.permissions = [item("Viewer", 1), item("Editor", 2), item("", 4, userId=3)]
                return 200, self._told(body["uid"])
            case _, [uid, *_] if uid not in self.folders:
                return 404, {"message": "folder not found", "status": "not-found"}
            case "GET", [uid]:
                return 200, self._told(uid)
            case "PUT", [uid]:
                self.folders[uid] = body["title"]
                return 200, self._told(uid)
            case _, [uid, "permissions"]:
                return self._permissions(method, uid, body)
        return 404, {"message": "Not found"}

    def _permissions(self, method: str, uid: str, body: Any) -> Answer:
        if method == "GET":
            return 200, self.permissions
        self.permissions = [item(**{"role": "", **each}) for each in body["items"]]
        title = self.folders[uid]
        return 200, {"message": "Folder permissions updated", "id": 1, "title": title}

    def _told(self, uid: str) -> dict[str, Any]:
        return {"id": 1, "uid": uid, "title": self.folders[uid], "version": 1, **STAMPS}

    def _preferences(self, method: str, body: Any) -> Answer:
        if method == "GET":
            return 200, self.preferences
        if method == "PATCH" and body["homeDashboardUID"] not in self.boards:
            return 404, {"message": "Dashboard not found"}
        if method == "PATCH":
            self.preferences |= body
            return 200, {"message": "Preferences updated"}
        return 404, {"message": "Not found"}

    def _annotation(
        self, method: str, rest: list[str], asked: dict[str, list[str]], body: Any
    ) -> Answer:
        match method, rest:
            case "GET", []:
                tags = set(asked.get("tags", ()))
                found = [a for a in self.annotations.values() if tags <= set(a["tags"])]
                return 200, found[: int(asked.get("limit", ["100"])[0])]
            case "POST", []:
                number = max(self.annotations, default=0) + 1
                self.annotations[number] = annotation(number, **body)
                return 200, {"message": "Annotation added", "id": number}
            case "DELETE", [number] if int(number) in self.annotations:
                del self.annotations[int(number)]
                return 200, {"message": "Annotation deleted"}
        return 404, {"message": "Not found"}


def item(role: str, permission: int, **whose: int) -> dict[str, Any]:
    """Write a permission as Grafana lists it."""
    names = {1: "View", 2: "Edit", 4: "Admin"}
    nobody = {"userId": 0, "userLogin": "", "teamId": 0, "team": ""}
    own = {"role": role, "permission": permission, "permissionName": names[permission]}
    return {"id": 1, "uid": "lcjb", **STAMPS, **nobody, **own, **whose}


def annotation(number: int, **body: Any) -> dict[str, Any]:
    """Write an annotation of the organisation as Grafana lists it."""
    known = {"id": number, "alertId": 0, "dashboardId": 0, "dashboardUID": "", "panelId": 0}
    end = body.get("timeEnd") or body["time"]
    said = {name: body[name] for name in ("time", "text", "tags")}
    return {**known, "userId": 3, "newState": "", "prevState": "", "timeEnd": end, **said}


@contextmanager
def grafana(state: State) -> Iterator[str]:
    """Serve it on a free port of loopback; give its address."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            code, said = 401, {"message": "Invalid API key"}
            if self.headers["Authorization"] == f"Bearer {TOKEN}":
                code, said = state.answer(self.command, self.path, body)
            self.send_response(code)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _do  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
