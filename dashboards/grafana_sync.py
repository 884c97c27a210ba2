"""What files cannot provision in Grafana: folder, permissions, home dashboard, annotations.

`steps` compares what is with what should be and gives what is to be done, in order; where all is
as it should be, nothing. Called by `lcjb grafana sync`.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial

from dashboards.grafana_client import Grafana, Object
from dashboards.happenings import KINDS, Happening
from dashboards.links import OVERVIEW_UID, TAG

FOLDER, TITLE = "lcjb", "Criminal justice"
"""As infra/grafana/provisioning/dashboards/lcjb.yml says."""
VIEW = 1
ROLES = {"Viewer": VIEW, "Editor": VIEW}
"""Boards are generated, so nobody edits one; an Admin may do all, always."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and in words what it did."""

    said: str
    do: Callable[[], None]


def missing(grafana: Grafana, boards: Collection[str]) -> list[str]:
    """Give the boards, by uid, that Grafana has not read from its files."""
    return [uid for uid in boards if not grafana.has_dashboard(uid)]


def steps(grafana: Grafana, happened: Collection[Happening]) -> Iterator[Step]:
    """Give what is to be done; each step is to be done before the next is asked for."""
    yield from _folder(grafana)
    yield from _permissions(grafana)
    if grafana.home() != OVERVIEW_UID and grafana.has_dashboard(OVERVIEW_UID):
        yield Step(f"home dashboard: {OVERVIEW_UID}", partial(grafana.set_home, OVERVIEW_UID))
    yield from _annotations(grafana, happened)


def _folder(grafana: Grafana) -> Iterator[Step]:
    title = grafana.folder_title(FOLDER)
    if title is None:
        yield Step(f"folder made: {TITLE}", partial(grafana.make_folder, FOLDER, TITLE))
    elif title != TITLE:
        yield Step(f"folder renamed: {TITLE}", partial(grafana.rename_folder, FOLDER, TITLE))


def _permissions(grafana: Grafana) -> Iterator[Step]:
    """Let roles view; what an administrator gave teams and people stays."""
    found = grafana.permissions(FOLDER)
    roles = {i["role"]: i["permission"] for i in found if i.get("role") in ROLES}
    if roles != ROLES:
        wanted: list[Object] = [{"role": r, "permission": level} for r, level in ROLES.items()]
        others = [_own(item) for item in found if not item.get("role")]
        do = partial(grafana.permit, FOLDER, [*wanted, *others])
        yield Step(f"folder permissions: {' and '.join(ROLES)} may view", do)


def _own(item: Object) -> Object:
    whose = "teamId" if item.get("teamId") else "userId"
    return {whose: item[whose], "permission": item["permission"]}


def _annotations(grafana: Grafana, happened: Collection[Happening]) -> Iterator[Step]:
    """Add what is not there, drop what is no longer so; no other hand's are touched."""
    found = {
        _key(item): item for item in grafana.annotations(TAG) if set(KINDS) & set(item["tags"])
    }
    wanted = {_wanted(each): each for each in happened}
    for key in found.keys() - wanted.keys():
        do = partial(grafana.drop_annotation, found[key]["id"])
        yield Step(f"annotation dropped: {key[2]}", do)
    for at, kind, text in sorted(wanted.keys() - found.keys()):
        do = partial(grafana.annotate, at, [TAG, kind], text)
        yield Step(f"annotation added: {text}", do)


Key = tuple[int, str, str]


def _wanted(each: Happening) -> Key:
    return int(each.at.timestamp() * 1000), each.kind, each.text


def _key(item: Object) -> Key:
    kind = next(tag for tag in item["tags"] if tag in KINDS)
    return int(item["time"]), kind, str(item["text"])
