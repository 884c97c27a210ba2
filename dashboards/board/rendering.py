"""A page becomes HTML: the templates beside this module, every value escaped. Pure."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboards.board import words
from dashboards.board.look import Look
from dashboards.board.pack import Pack
from dashboards.board.page import Page
from metrics.catalogue import AREA, VALUES
from metrics.store.releases import Kept

_STATIC = files("dashboards.board") / "static"
MENU = (
    ("/", "Overview"),
    ("/stages/investigation", "Investigation"),
    ("/stages/charging", "Charging"),
    ("/stages/magistrates", "Magistrates"),
    ("/stages/crown", "Crown Court"),
    ("/charge-rates", "Charge rates"),
    ("/reoffending", "Reoffending"),
    ("/probation", "Probation"),
    ("/themes", "Themes"),
    ("/districts", "Districts"),
    ("/figures", "Figures and files"),
)
"""The pages in the order of the process."""


def _assets() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in _STATIC.iterdir() if file.is_file()}


ASSETS: Mapping[str, bytes] = _assets()
"""What pages load, by name: all of it is ours to serve."""
_VERSION = {name: sha256(body).hexdigest()[:12] for name, body in ASSETS.items()}


def static(name: str) -> str:
    """Give the address of an asset, which changes with it: it may be kept for ever."""
    return f"/static/{name}?v={_VERSION[name]}"


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("dashboards.board"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(name=words.name, day=words.day, instant=words.instant)
    made.globals.update(static=static, menu=MENU, area=AREA, themes=VALUES["theme"])
    return made


_TEMPLATES = _environment()


class View(NamedTuple):
    """Where a page stands: its path, the last day that may be asked for, the releases there are."""

    here: str
    today: str
    releases: Sequence[Kept] = ()


def html(page: Page, look: Look, view: View) -> str:
    """Write a page."""
    chosen = words.name(look.theme) if look.theme else look.place if look.place != AREA else ""
    template = _TEMPLATES.get_template("page.html")
    return template.render(
        page=page, look=look, chosen=chosen, standing=_standing(look), **view._asdict()
    )


def printed(pack: Pack) -> bytes:
    """Write a pack: one file that loads nothing."""
    style = Markup(ASSETS["board.css"].decode())  # noqa: S704 - our own, and no `<` in it
    named = dict.fromkeys(metric for table in pack.tables for metric in table.metrics)
    template = _TEMPLATES.get_template("pack.html")
    return template.render(pack=pack, style=style, metrics=named).encode()


def _standing(look: Look) -> str:
    """Say of when the figures are, and how new what they rest on is."""
    as_of = words.day(look.shown.as_of)
    release = look.shown.source.release
    if release is not None:
        known = f"as known on {words.instant(release.released_at)}"
        return f"Release {release.number}: figures as of {as_of}, {known}."
    feeds = look.partners.items()
    complete = [f"{words.partner(p)} {words.day(f.complete_to)}" for p, f in feeds if f.complete_to]
    newest = [f"{words.partner(p)} {words.day(f.newest)}" for p, f in feeds if f.newest]
    said = f"As of {as_of}."
    said += f" Complete to: {', '.join(complete)}." if complete else ""
    return said + (f" Newest records: {', '.join(newest)}." if newest else "")
