"""The board pack: a release as pages to print. Pure: the same release gives the same bytes.

It says nothing that is not in the release, or in the one before it: no clock, no ledger, no level
of today.
"""

from dataclasses import dataclass

from dashboards.board import changes, outlines, pages
from dashboards.board.headlines import Headline, headlines
from dashboards.board.look import Look
from dashboards.board.outlines import Map
from dashboards.board.source import ROLLING, Released, Shown
from dashboards.board.stages import by_place
from dashboards.board.tables import Table
from dashboards.board.trend import Trend, trend
from dashboards.board.usual import month_ends
from metrics.catalogue import AREA, CROWN, MAGISTRATES
from metrics.release import HEADLINES, Release


@dataclass(frozen=True, slots=True)
class Pack:
    """What is printed, in order."""

    release: Release
    headlines: tuple[tuple[Headline, Trend | None], ...]
    changed: Table | None
    tables: tuple[Table, ...]
    map: Map


def pack(kept: Release, before: Release | None) -> Pack:
    """Lay a release out; `before` is the one that the last meeting saw."""
    remarks = {remark.headline: remark for remark in kept.remarks}
    look = Look(shown=Shown(Released(kept)), remarks=remarks)
    return Pack(
        release=kept,
        headlines=tuple((each, _drawn(look, each.name)) for each in headlines(look)),
        changed=changes.table(before, kept) if before else None,
        tables=(
            *pages.overview(look).tables,
            *(by_place(look, tier) for tier in (MAGISTRATES, CROWN)),
            *pages.districts(look).tables,
        ),
        map=outlines.drawn(look.shown, "charge_rate_recorded", ROLLING),
    )


def _drawn(look: Look, name: str) -> Trend | None:
    metric, stage = HEADLINES[name]
    if not stage:
        return None  # the months of a rate are not as far along as each other
    labels = {"stage": stage, "place": AREA}
    remark = look.remarks.get(name)
    series = month_ends(look.shown, metric, labels)
    now = look.shown.one(metric, None, labels)
    return trend(series, remark.target if remark else None, now)
