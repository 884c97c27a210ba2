"""Write docs/case_life.md from the table of transitions.

    python -m metrics.case.build

Run after a change of `metrics.case.life`; a test fails until that is done.
"""

import sys
from pathlib import Path

from metrics.case.life import diagram

PAGE = Path(__file__).parents[2] / "docs/case_life.md"
_TEXT = """# The life of a case

A case is counted in spells: one for each receipt, at the magistrates' courts or the Crown Court.
A spell stands in one state at the end of each day; a trigger moves it, and counts the flows in
brackets. Only open spells are in the backlog. A warrant takes out Crown Court cases alone.
Made of the table in `metrics/case/life.py` by `python -m metrics.case.build`.

```mermaid
{diagram}```
"""


def page() -> str:
    """Give the page as it is committed."""
    return _TEXT.format(diagram=diagram())


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
