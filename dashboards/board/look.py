"""What a reader looks at: the figures, the part of the area, and what is agreed and known. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from dashboards.board import words
from dashboards.board.freshness import Partner
from dashboards.board.source import Shown
from dashboards.board.tables import Cell
from metrics.catalogue import AREA, UNPAID_WORK
from metrics.release import Release, Remark
from metrics.thresholds import DEFAULT, SEVERITIES, Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the board."""

    shown: Shown
    place: str = AREA
    theme: str = ""
    levels: Sequence[Threshold] = ()
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    """What the board has said, by headline."""
    partners: Mapping[str, Partner] = field(default_factory=dict)
    """How fresh each partner's feed is; nothing of a release."""
    before: Release | None = None
    """The release before the one that is shown."""
    kept: Mapping[str, str] = field(default_factory=dict)
    """What every link keeps of the address: the day or the release."""

    def link(self, path: str, **more: str) -> str:
        """Give an address that keeps the day or the release."""
        query = urlencode({**self.kept, **more})
        return f"{path}?{query}" if query else path

    def file(self, figures: Iterable[str]) -> str:
        """Give the address of the CSV file of some figures; of none, of all."""
        query = urlencode([*self.kept.items(), *(("figure", name) for name in figures)])
        return f"/extract.csv?{query}" if query else "/extract.csv"

    def fresh(self, partner: str) -> str:
        """Say how new what a partner told is."""
        release, feed = self.shown.source.release, self.partners.get(partner)
        if release is not None:
            return f"As known on {words.instant(release.released_at)}."
        if feed is None or feed.newest is None:
            return "Nothing has been told yet."
        newest = f"newest record {words.day(feed.newest)}"
        if feed.complete_to is None:
            return f"{newest[:1].upper()}{newest[1:]}; nobody has said to which day it is complete."
        return f"Complete to {words.day(feed.complete_to)}, {newest}."

    def state(self, stage: str, place: str) -> Cell:
        """Say how what is open stands to its agreed levels."""
        figure = "unpaid_work_late" if stage == UNPAID_WORK else "backlog_open"
        labels = {"stage": stage} if figure == "backlog_open" else {}
        number = self.shown.one(figure, None, {**labels, "place": place}).value
        agreed = self.agreed(stage, place)
        if number is None or not agreed:
            return Cell(words.NO_DATA if agreed else "No level agreed" if self.levels else "")
        passed = [row for row in agreed if number >= row.set_]
        if passed:
            row = passed[-1]
            return Cell(f"Above {row.severity} level ({row.set_:,})", level=row.severity)
        return Cell(f"Below {agreed[0].severity} level ({agreed[0].set_:,})")

    def agreed(self, stage: str, place: str) -> list[Threshold]:
        """Give the levels that hold for a place, the lower first."""
        rows = [row for row in self.levels if row.stage == stage]
        mine = {row.severity: row for row in rows if row.place == DEFAULT and place != AREA}
        mine |= {row.severity: row for row in rows if row.place == place}
        return [mine[severity] for severity in SEVERITIES if severity in mine]
