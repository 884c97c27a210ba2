"""A partner's CSV file, read through the adapter that its header calls for.

The good rows go on; each bad one is a `Refusal` with its place and the way to mend it. Open the
file as UTF-8 with `errors="replace"`: a byte that is not UTF-8 then refuses its row alone.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Self

from producers.contract.errors import ContractViolation
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.partners.courts import case_register
from producers.partners.hmpps import movements, supervision
from producers.partners.police import cautions, charges, open_data, recorded_crime, suspects
from producers.partners.rows import Adapter, Context, Said


def _registered(*adapters: Adapter) -> dict[str, Adapter]:
    """Check, when they are imported, that adapters declare what they may say."""
    for adapter in adapters:
        agency = TOPIC_OF_SOURCE[adapter.source].agency
        if not adapter.emits or not all(agency in fact.agencies for fact in adapter.emits):
            raise TypeError(f"{adapter.name} may not say all that it declares")
    return {adapter.name: adapter for adapter in adapters}


ADAPTERS = _registered(
    recorded_crime.ADAPTER,
    open_data.STREET,
    open_data.OUTCOMES,
    charges.ADAPTER,
    case_register.ADAPTER,
    suspects.ADAPTER,
    cautions.ADAPTER,
    supervision.ADAPTER,
    movements.ADAPTER,
)

_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that was not taken: where, and how to mend it. Never its values."""

    line: int
    column: str
    code: str
    got: str
    expected: str
    mend: str

    @classmethod
    def at(cls, line: int, found: ContractViolation) -> Self:
        """Say where in the file a violation was found."""
        return cls(
            line=line,
            column=found.pointer,
            code=found.code,
            got=found.got,
            expected=found.expected,
            mend=found.mend,
        )


class UnknownFormat(Exception):
    """The file as a whole cannot be read: its header is of no format. Never quotes the header."""


def guess(header: Iterable[str]) -> Adapter:
    """Find the adapter whose columns are all there. Raises `UnknownFormat`, naming the nearest."""
    columns = {_plain(name) for name in header}
    for adapter in ADAPTERS.values():
        if _missing(adapter, columns) == []:
            return adapter
    nearest = min(ADAPTERS.values(), key=lambda a: len(_missing(a, columns)) / len(a.needs))
    missing = _missing(nearest, columns)
    if len(missing) < len(nearest.needs):
        raise _no_column(nearest, missing)
    known = "; ".join(f"{a.name}: {', '.join(sorted(a.needs))}" for a in ADAPTERS.values())
    raise UnknownFormat(
        f"no format has these columns. Known formats need at least: {known}."
        " To mend: save the file as CSV with commas, in UTF-8, its first line the column names."
    )


def rows(
    reader: "csv.DictReader[str]", adapter: Adapter, context: Context
) -> Iterator[Said | Refusal | None]:
    """Read every row; None is one that is not counted by its nature.

    Raises `UnknownFormat` when a column is missing that every row would need, or is there twice.
    """
    header = [_plain(name) for name in reader.fieldnames or ()]
    places = _places(header, adapter, context)
    for line, values in _records(reader):
        try:
            if isinstance(values, ContractViolation):
                raise values
            yield adapter.read(_cells(values, places, len(header)), context)
        except ContractViolation as found:
            yield Refusal.at(line, found)


def _places(header: list[str], adapter: Adapter, context: Context) -> dict[str, int]:
    if missing := _missing(adapter, set(header)):
        raise _no_column(adapter, missing)
    read = {name: _plain(name) for name in sorted(adapter.needs | adapter.may)}
    if twice := [name for name, plain in read.items() if header.count(plain) > 1]:
        raise UnknownFormat(f"the column {twice[0]} is there twice. To mend: leave one.")
    if adapter.dated and context.exported_at is None and "exported_at" not in header:
        raise UnknownFormat(
            "nothing says when the file was exported. To mend: add the column exported_at,"
            " or give --exported-at 2026-04-02T06:00:00+01:00."
        )
    return {name: header.index(plain) for name, plain in read.items() if plain in header}


def _records(
    reader: "csv.DictReader[str]",
) -> Iterator[tuple[int, list[str] | ContractViolation]]:
    """Give each record with the line it starts on; a record that is no CSV, as a refusal."""
    raw = reader.reader
    while True:
        line = raw.line_num + 1
        try:
            values = next(raw)
        except StopIteration:
            return
        except csv.Error:
            yield line, _wrong_shape("a cell that does not end", "cells of at most 128 KiB")
            continue
        if values:
            yield line, values


def _cells(values: list[str], places: Mapping[str, int], width: int) -> dict[str, str]:
    if len(values) != width:
        raise _wrong_shape(f"{len(values)} cells", f"{width} cells, as the header has")
    cells = dict(zip(places, itemgetter(*places.values())(values), strict=True))
    for column, value in cells.items():
        if _REPLACEMENT in value:
            raise ContractViolation(
                "not-utf-8",
                column,
                got="bytes that are not UTF-8",
                expected="UTF-8 text",
                mend="Save the file as CSV UTF-8.",
            )
    return cells


def _wrong_shape(got: str, expected: str) -> ContractViolation:
    mend = "Put a cell that holds a comma or a quotation mark in quotation marks."
    return ContractViolation("wrong-shape", "the row", got=got, expected=expected, mend=mend)


def _missing(adapter: Adapter, columns: set[str]) -> list[str]:
    return sorted(name for name in adapter.needs if _plain(name) not in columns)


def _no_column(adapter: Adapter, missing: list[str]) -> UnknownFormat:
    names = ", ".join(missing)
    return UnknownFormat(
        f"read as {adapter.name}, it has no column {names}. To mend: add it (see"
        f" docs/partners/), or name another format."
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
