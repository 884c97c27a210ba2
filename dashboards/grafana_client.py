"""Grafana's HTTP API as far as `grafana_sync` needs it, through the client `grafana-api`.

Folders and dashboards are named by their uid, never by the numbers of one installation. Nothing
here writes the token anywhere: errors say what Grafana said.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

import requests
from grafana_api.grafana_api import GrafanaClientError, GrafanaException
from grafana_api.grafana_face import GrafanaFace

Object: TypeAlias = dict[str, Any]
T = TypeVar("T")
NOT_FOUND = 404
MOST_ANNOTATIONS = 10_000


class GrafanaFault(Exception):
    """Grafana cannot be reached, or refuses; `refused` tells the two apart."""

    def __init__(self, said: str, *, refused: bool) -> None:
        super().__init__(said)
        self.refused = refused


class Grafana:
    """One Grafana, as a service account with the role Admin. Raises `GrafanaFault`."""

    def __init__(self, url: str, token: str) -> None:
        at = urlsplit(url)
        path = at.path.strip("/")
        self._face = GrafanaFace(
            auth=token,
            host=at.hostname or "",
            port=at.port,
            url_path_prefix=f"{path}/" if path else "",
            protocol=at.scheme,
        )

    def health(self) -> Object:
        """Say whether it works: `database` is "ok", `version` which Grafana it is."""
        with _told():
            return dict(self._face.api.GET("/health"))

    def has_dashboard(self, uid: str) -> bool:
        """Say whether a dashboard is there."""
        with _told():
            return _unless_missing(lambda: self._face.dashboard.get_dashboard(uid)) is not None

    def folder_title(self, uid: str) -> str | None:
        """Give a folder's title, or nothing where there is no such folder."""
        with _told():
            found = _unless_missing(lambda: self._face.folder.get_folder(uid))
            return None if found is None else str(found["title"])

    def make_folder(self, uid: str, title: str) -> None:
        """Make a folder."""
        with _told():
            self._face.folder.create_folder(title, uid)

    def rename_folder(self, uid: str, title: str) -> None:
        """Give a folder another title."""
        with _told():
            self._face.folder.update_folder(uid, title, overwrite=True)

    def permissions(self, folder: str) -> list[Object]:
        """Give who may do what in a folder: an item a role, team or user."""
        with _told():
            found: list[Object] | None = _unless_missing(
                lambda: self._face.folder.get_folder_permissions(folder)
            )
            return found or []

    def permit(self, folder: str, items: list[Object]) -> None:
        """Set who may do what in a folder; whoever is left out may nothing."""
        with _told():
            self._face.folder.update_folder_permissions(folder, {"items": items})

    def home(self) -> str:
        """Give the uid of the organisation's home dashboard, empty where there is none."""
        with _told():
            preferences = self._face.organizations.organization_preference_get()
            return str(preferences.get("homeDashboardUID") or "")

    def set_home(self, uid: str) -> None:
        """Open this dashboard first. The client's own method knows no uid, and resets the rest."""
        with _told():
            self._face.api.PATCH("/org/preferences", json={"homeDashboardUID": uid})

    def annotations(self, tag: str) -> list[Object]:
        """Give the organisation's annotations that have a tag, of all times."""
        with _told():
            return list(self._face.annotations.get_annotation(tags=[tag], limit=MOST_ANNOTATIONS))

    def annotate(self, at: int, tags: list[str], text: str) -> None:
        """Add an annotation of the organisation at an instant, in milliseconds."""
        with _told():
            self._face.annotations.add_annotation(time_from=at, tags=tags, text=text)

    def drop_annotation(self, number: int) -> None:
        """Delete an annotation: they have no uid."""
        with _told():
            self._face.annotations.delete_annotations_by_id(number)


def _unless_missing(ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except GrafanaClientError as error:
        if error.status_code == NOT_FOUND:
            return None
        raise


@contextmanager
def _told() -> Iterator[None]:
    """Say in one sentence what went wrong."""
    try:
        yield
    except GrafanaException as error:
        raise GrafanaFault(str(error), refused=isinstance(error, GrafanaClientError)) from None
    except requests.JSONDecodeError:
        raise GrafanaFault("what answers is not Grafana's API", refused=False) from None
    except requests.RequestException as error:
        raise GrafanaFault(f"no answer ({type(error).__name__})", refused=False) from None
