"""The panel of an estimate: the share with both ends of its band, of the area. Called by boards."""

from dashboards import panels
from dashboards.panels import SHARE, Ask, Query
from dashboards.queries import OF_AREA, one
from dashboards.wording import described
from metrics.catalogue import BOUNDS

_WORDS = ("Estimated", "At least (95 %)", "At most (95 %)")


def panel(id_: int, question: str, figure: str) -> panels.Panel:
    """Ask for an estimated figure; its question says that it is one."""
    asked = [
        Query(one(f"{figure}_ratio", OF_AREA, f'bound="{bound}"'), said)
        for bound, said in zip(BOUNDS, _WORDS, strict=True)
    ]
    ask = Ask(id_, question, described(figure), SHARE, asked, width=24, height=4, decimals=1)
    return panels.number(ask)
