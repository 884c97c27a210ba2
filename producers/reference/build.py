"""Rebuild the shipped tables from the raw lists: `python -m producers.reference.build RAW`.

RAW is a folder with the files named in README.md. What people decide (groups, flags, labels,
divisions) is kept by hand in the CSV files beside this module; what a source decides is rebuilt.
"""

import argparse
import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from producers.reference import build_courts
from producers.reference.tables import canonical_offence

HERE = Path(__file__).parent
AREA = "area/lancashire"
_MAPPINGS = "CrimeCatMappings.csv"
# Fraud is recorded nationally; a force's own file may still hold these classes of the rules. [K]
_FRAUD = {"51": "Fraud by company directors", "52": "False accounting", "53": "Other frauds"}

Row = Mapping[str, str]


def main() -> None:
    """Read the raw folder and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path, help="folder of the raw files")
    parser.add_argument("--into", type=Path, default=HERE, help="where to write (default: here)")
    arguments = parser.parse_args()
    for name, rows in tables(arguments.raw).items():
        path = arguments.into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(name, rows))


def tables(raw: Path) -> dict[str, list[dict[str, str]]]:
    """Make every rebuilt table, by its path below this folder."""
    return {
        "offences.csv": offences(_rows(raw / _MAPPINGS)),
        f"{AREA}/lsoa.csv": lsoas(_rows(raw / "lancashire_lsoa_to_lad.csv")),
        f"{AREA}/districts.csv": districts(_rows(raw / "lancashire_populations.csv")),
        **build_courts.tables(raw),
    }


def offences(mappings: Iterable[Row]) -> list[dict[str, str]]:
    """Give each Home Office class its group; a bare number where all its classes agree."""
    listed = {
        canonical_offence(code): (_hyphened(row["Offence_Group"]), row["Offence_Description"])
        for row in mappings
        for code in row["Offence_Code"].split("/")
    }
    rows = [_offence(code, *known, _MAPPINGS) for code, known in listed.items()]
    for number, group in _agreed(listed).items():
        if number not in listed:
            why = f"derived: every listed class {number} is of this group"
            rows.append(_offence(number, group, "", why))
    rows += [_offence(code, "fraud-offences", text, "[K]") for code, text in _FRAUD.items()]
    return sorted(rows, key=lambda row: row["code"])


def _agreed(listed: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    groups = defaultdict(set)
    for code, (group, _) in listed.items():
        number = code.partition("/")[0].rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if number.isdigit():
            groups[number].add(group)
    return {number: min(found) for number, found in groups.items() if len(found) == 1}


def _offence(code: str, group: str, description: str, source: str) -> dict[str, str]:
    flags = {row["group"]: row for row in _rows(HERE / "groups.csv")}[group]
    return {
        "code": code,
        "group": group,
        "headline": flags["headline"],
        "victim_based": flags["victim_based"],
        "description": description,
        "source": source,
    }


def lsoas(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Give the district of each 2011 lower-layer area."""
    pairs = ({"lsoa": row["LSOA Code"], "gss": row["Local authority code"]} for row in rows)
    return sorted(pairs, key=lambda row: row["lsoa"])


def districts(populations: Iterable[Row]) -> list[dict[str, str]]:
    """Join names and populations with the divisions kept by hand."""
    divisions = {row["gss"]: row["division"] for row in _rows(HERE / AREA / "divisions.csv")}
    return [
        {
            "gss": row["gss"],
            "place": row["district"],
            "division": divisions[row["gss"]],
            "population": row["population_2021"],
            "source": row["source"],
        }
        for row in populations
    ]


def _hyphened(label: str) -> str:
    return label.strip().lower().replace(" ", "-")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def written(name: str, rows: Sequence[Row]) -> bytes:
    """Write a table as it is shipped; the packed one without a time, so that it never drifts."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    return gzip.compress(data, mtime=0) if name.endswith(".gz") else data


if __name__ == "__main__":
    main()
