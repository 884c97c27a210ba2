"""The services of the stack as a table: names, default ports, what each is told.

Called by `stack`; tests/packaging holds docker-compose.yml to the same table.
"""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One service: its default port on loopback, its words, its environment.

    `{kafka}`, `{ledger}` … in an environment value are filled with the addresses of the place.
    """

    name: str
    port: int
    words: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    optional: bool = False

    def wanted_port(self) -> int:
        """Give the port asked for: `LCJB_PORT_<NAME>`, else the default."""
        return int(os.environ.get(f"LCJB_PORT_{self.name.upper()}", self.port))


_LEDGER = (("LCJB_KAFKA", "{kafka}"), ("LCJB_LEDGER", "{ledger}"), ("LCJB_HOME", "{home}"))
_SHOWN = (("LCJB_BOARD_HOST", "{board_host}"), ("LCJB_BOARD_PORT", "{board_port}"))
_SERVED = (("LCJB_EXPORTER_HOST", "{exporter_host}"), ("LCJB_EXPORTER_PORT", "{exporter_port}"))

TABLE = (
    Row("kafka", 9092),
    Row("postgres", 5432, optional=True),
    Row("worker", 0, ("lcjb", "worker"), (*_LEDGER, ("LCJB_WORKER_NAME", "worker-1"))),
    Row("exporter", 9108, ("lcjb", "export"), (*_LEDGER, *_SERVED)),
    Row("board", 9110, ("lcjb", "board"), (*_LEDGER, *_SHOWN, ("LCJB_BOARD_PROXY", "{proxy}"))),
    Row("releases", 0, ("lcjb", "release", "weekly"), (*_LEDGER, ("LCJB_RELEASE", "{release}"))),
    Row("reconciliation", 0, ("lcjb", "reconcile", "--every-night"), _LEDGER),
    Row("prometheus", 9090),
    Row("alertmanager", 9093),
    Row("grafana", 3000, optional=True),
)
ROWS = {row.name: row for row in TABLE}
#: Only native: where alerts go while no receiver is set, so that the first try shows them.
INBOX = Row("inbox", 9094)


def environment(row: Row, place: dict[str, str]) -> dict[str, str]:
    """Fill a row's environment with the addresses of a place."""
    return {name: value.format_map(place) for name, value in row.environment}
