"""`lcjb board`: the pages over HTTP, on loopback. Reads the ledger, and never writes to it."""

import gzip
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, ServiceUnavailable
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from dashboards.board import access, pages, rendering
from dashboards.board.access import Network, Reader, Refused
from dashboards.board.extracts import Extracts
from dashboards.board.look import Look
from dashboards.board.page import Page
from dashboards.board.rendering import View
from dashboards.board.shelf import Shelf, Standing
from dashboards.board.stages import STAGES
from dashboards.board.stages import stage as stage_page
from metrics import figures
from metrics.catalogue import AREA, METRICS, VALUES
from metrics.release import Remark
from metrics.thresholds import Threshold

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("lcjb.board")

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
_SMALL = 1000
_FOR_EVER = "public, max-age=31536000, immutable"

PAGES: dict[str, Callable[[Look], Page]] = {
    "/": pages.overview,
    "/charge-rates": pages.charge_rates,
    "/reoffending": pages.reoffending,
    "/probation": pages.probation,
    "/themes": pages.themes,
    "/districts": pages.districts,
    "/figures": pages.figures,
}
_READ = ("GET",)
_ROUTES = Map(
    [
        *(Rule(path, endpoint="page", methods=_READ) for path in PAGES),
        Rule("/stages/<stage>", endpoint="stage", methods=_READ),
        Rule("/extract.csv", endpoint="extract", methods=_READ),
        Rule("/static/<name>", endpoint="asset", methods=_READ),
        Rule("/healthz", endpoint="health", methods=_READ),
    ]
)

Handler: TypeAlias = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Board:
    """The application (WSGI): the shelf, the clock, what is agreed, and who may read."""

    shelf: Shelf
    today: Callable[[], date]
    levels: Callable[[], tuple[Threshold, ...]]
    remarks: Callable[[], tuple[Remark, ...]]
    extracts: Extracts
    trusted: Sequence[Network] = ()
    """The proxy that names who reads; none is loopback only, and everybody there."""

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        response = _packed(self._answer(request), request)
        return response(environ, start_response)

    def warm(self, standing: Standing) -> None:
        """Have the figures of the first page made before it is asked for."""
        pages.overview(Look(shown=standing.shown))

    def _answer(self, request: Request) -> Response:
        try:
            endpoint, found = _ROUTES.bind_to_environ(request.environ).match()
            if endpoint != "health":
                self._reader(request)
            handler: Handler = getattr(self, f"_{endpoint}")
            return handler(request, **found)
        except HTTPException as error:
            return Response(f"{error.description}\n", error.code, mimetype="text/plain")
        except Refused as error:
            return Response(f"{error}\n", 403, mimetype="text/plain")
        except SQLAlchemyError as error:
            log.warning("the ledger cannot be read: %s", type(error).__name__)
            return Response("The ledger cannot be read.\n", 503, mimetype="text/plain")

    def _page(self, request: Request) -> Response:
        return self._html(request, PAGES[request.path])

    def _stage(self, request: Request, stage: str) -> Response:
        if stage not in STAGES:
            raise NotFound("There is no such stage.")
        return self._html(request, lambda look: stage_page(look, stage))

    def _html(self, request: Request, made: Callable[[Look], Page]) -> Response:
        look = self._look(request)
        page = made(look)
        if look.place != AREA and look.place not in page.places:
            raise BadRequest("That place is not one of this page's.")
        view = View(request.path, self.today().isoformat(), self.shelf.releases())
        text = rendering.html(page, look, view)
        return Response(text, mimetype="text/html")

    def _reader(self, request: Request) -> Reader:
        return access.reader(self.trusted, request.remote_addr or "", request.headers)

    def _extract(self, request: Request) -> Response:
        reader = self._reader(request)
        names = request.args.getlist("figure") or access.all_for(reader.role)
        if unknown := set(names) - set(METRICS):
            raise BadRequest(f"{len(unknown)} of the figures asked for are not in the catalogue.")
        source = self._asked(request)[0].shown.source
        told = [figure for name in names for figure in source.of(name)]
        body = figures.as_csv(figures.rows(told, None))
        try:
            self.extracts.note(reader, names, source.as_of, source.release)
        except OSError as error:
            log.warning("an extract cannot be noted: %s", type(error).__name__)
            raise ServiceUnavailable("It cannot be noted, so it is not given.") from None
        stem = names[0] if len(names) == 1 else "lcjb"
        response = Response(body, mimetype="text/csv")
        response.headers["Content-Disposition"] = (
            f"attachment; filename={stem}-{source.as_of.isoformat()}.csv"
        )
        return response

    def _asset(self, _: Request, name: str) -> Response:
        if name not in rendering.ASSETS:
            raise NotFound("There is no such file.")
        kind = _TYPES[name.rpartition(".")[2]]
        response = Response(rendering.ASSETS[name], content_type=kind)
        response.headers["Cache-Control"] = _FOR_EVER
        return response

    def _health(self, _: Request) -> Response:
        self.shelf.at(self.today())
        return Response("ok\n", mimetype="text/plain")

    def _look(self, request: Request) -> Look:
        theme = request.args.get("theme", "")
        if theme and theme not in VALUES["theme"]:
            raise BadRequest("There is no such theme.")
        standing, kept = self._asked(request)
        release = standing.shown.source.release
        remarks = release.remarks if release else self.remarks()
        return Look(
            shown=standing.shown,
            place=AREA if theme else request.args.get("place", AREA),
            theme=theme,
            levels=() if release else self.levels(),
            remarks={remark.headline: remark for remark in remarks},
            partners=standing.partners,
            before=self.shelf.before(release) if release else None,
            kept=kept,
        )

    def _asked(self, request: Request) -> tuple[Standing, Mapping[str, str]]:
        """Find the release or the day that is asked for, and what links keep of it."""
        if wanted := request.args.get("release", ""):
            if wanted not in {str(kept.number) for kept in self.shelf.releases()}:
                raise NotFound("There is no such release.")
            return self.shelf.release(int(wanted)), {"release": wanted}
        today, said = self.today(), request.args.get("as_of", "")
        day = _day(said, today) if said else today
        return self.shelf.at(day), {} if day == today else {"as_of": day.isoformat()}


def _day(said: str, today: date) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise BadRequest("as_of: a day is written as 2026-04-05.") from None
    if day > today:
        raise BadRequest("as_of: that day is still to come.")
    return day


def _packed(response: Response, request: Request) -> Response:
    """Add what every answer has: how it may be kept and used; make it small."""
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) > _SMALL and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(body, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    if response.status_code == 200:  # noqa: PLR2004
        response.add_etag()
        response.make_conditional(request)
    return response
