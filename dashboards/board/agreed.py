"""What the board agreed, in files that people edit: levels and remarks, read again when changed.

A file that cannot be read leaves what was good before in force, and the log says so once.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from producers.contract.errors import ContractViolation

log = logging.getLogger("lcjb.board")
Row = TypeVar("Row")


class Agreed(Generic[Row]):
    """The rows of one file, none while there is none."""

    def __init__(self, path: Callable[[], Path], read: Callable[[str], tuple[Row, ...]]) -> None:
        self._path = path
        self._read = read
        self._rows: tuple[Row, ...] = ()
        self._stamp: tuple[Path, int, int] | None = None

    def rows(self) -> tuple[Row, ...]:
        """Give the rows that hold."""
        try:
            path = self._path()
            if path.exists():
                self._refresh(path)
        except (OSError, UnicodeDecodeError, ContractViolation) as error:
            log.warning("not read, the last good ones hold: %s", error)
        return self._rows

    def _refresh(self, path: Path) -> None:
        stat = path.stat()
        stamp = path, stat.st_mtime_ns, stat.st_size
        if stamp != self._stamp:
            self._stamp = stamp
            self._rows = self._read(path.read_text(encoding="utf-8"))
