"""A partner's CSV file, read through the adapter that its header calls for.

The good rows go on; each bad one is a `Refusal` with its place and the way to mend it.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from producers.contract.errors import ContractViolation
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.partners.police import open_data, recorded_crime
from producers.partners.rows import Adapter, Context, Said

ADAPTERS: dict[str, Adapter] = {
    adapter.name: adapter
    for adapter in (recorded_crime.ADAPTER, open_data.STREET, open_data.OUTCOMES)
}
for _adapter in ADAPTERS.values():  # what an adapter may say is checked when it is imported
    _agency = TOPIC_OF_SOURCE[_adapter.source].agency
    if not all(_agency in fact.agencies for fact in _adapter.emits):
        raise TypeError(f"{_adapter.name} may not say all that it declares")

_REPLACEMENT = "�"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that was not taken: where, and how to mend it. Never its values."""

    line: int
    column: str
    code: str
    got: str
    expected: str
    mend: str


class UnknownFormat(Exception):
    """No adapter reads a file with this header."""


def guess(header: Iterable[str]) -> Adapter:
    """Find the adapter whose columns are all there. Raises `UnknownFormat`."""
    columns = set(header)
    for adapter in ADAPTERS.values():
        if adapter.reads <= columns:
            return adapter
    known = "; ".join(f"{a.name}: {', '.join(sorted(a.reads))}" for a in ADAPTERS.values())
    raise UnknownFormat(f"no format has these columns. Known formats need at least: {known}")


def rows(
    reader: "csv.DictReader[str]", adapter: Adapter, context: Context
) -> Iterator[Said | Refusal | None]:
    """Read every row; None is one that is not counted by its nature."""
    for cells in reader:
        try:
            yield _row(cells, adapter, context)
        except ContractViolation as found:
            yield Refusal(
                line=reader.line_num,
                column=found.pointer,
                code=found.code,
                got=found.got,
                expected=found.expected,
                mend=found.mend,
            )


def _row(cells: dict[str, str], adapter: Adapter, context: Context) -> Said | None:
    for column in adapter.reads:
        if _REPLACEMENT in (cells.get(column) or ""):
            raise ContractViolation(
                "not-utf-8", column, got="bytes that are not UTF-8", expected="UTF-8 text"
            )
    return adapter.read(cells, context)
