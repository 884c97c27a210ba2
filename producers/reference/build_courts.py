"""The courts' tables, from the raw lists: called by `producers.reference.build`.

`meanings.csv` holds what people decide about a code; a result without a row there means what its
type says. Easter is python-dateutil's; the rest of a bank holiday is the Act of 1971 and the
proclamations in `bank_holiday_changes.csv`.
"""

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from dateutil.easter import easter

from producers.reference.tables import canonical_offence, rows

AREA = "area/lancashire"
YEARS = range(2008, 2031)
_TIERS = {"MAGISTRATES": "magistrates", "CROWN": "crown"}
_LISTS = {
    "hearing": "type-of-hearing",
    "plea": "plea-status",
    "verdict": "verdict",
    "remand": "remand-status",
    "mode": "mode-of-trial-reason",
    "initiation": "offence-initiation",
}
_RESULT_OF_TYPE = {"F": ("final", "other"), "I": ("adjourned", ""), "P": ("none", "")}
_MODES = {"CI": "indictable-only", "CE": "either-way", "CS": "summary", "CM": "summary"}
_NO_CLASS = {"000/00", "555/55"}
_MONDAY, _SATURDAY = 0, 5

Row = dict[str, str]


def tables(raw: Path) -> dict[str, list[Row]]:
    """Make every rebuilt table of the courts, by its path below this folder."""
    groups = offence_groups(raw)
    return {
        f"{AREA}/courts.csv": courts(raw / "lancashire_courts_ou.json"),
        "court_codes.csv": list(court_codes(raw / "cjs_codes")),
        "result_codes.csv": list(result_codes(raw / "cjs_codes")),
        "trial_reasons.csv": trial_reasons(raw),
        "offence_groups.csv": _groups_shown(groups),
        "court_offences.csv.gz": list(offences(raw, groups)),
        "bank_holidays.csv": [each for year in YEARS for each in bank_holidays(year)],
    }


def courts(path: Path) -> list[Row]:
    """List the courts by organisation-unit code, with the town that is kept by hand."""
    towns = {row["ou"]: row["town"] for row in rows(f"{AREA}/towns.csv")}
    return [
        {
            "ou": court["ou"],
            "name": court["name"],
            "town": towns[court["ou"]],
            "tier": _TIERS[court["jurisdiction"]],
        }
        for court in _json(path)
    ]


def court_codes(folder: Path) -> Iterator[Row]:
    """Give each code of the small lists its word of the contract; `unknown` until it is decided.

    What is decided of a code that the list does not have (another system's word) follows it.
    """
    for name, file in _LISTS.items():
        meanings, listed = _meanings(name), set()
        for row in _json(folder / f"{file}.json"):
            spi = row.get("spiCode", "")
            code = spi if name == "verdict" else row["cjsCode"]
            listed.add(code)
            yield _code(name, code, spi, meanings, row["description"])
        for code in sorted(meanings.keys() - listed):
            yield _code(name, code, "", meanings, code)


def _code(
    name: str, code: str, spi: str, meanings: Mapping[str, tuple[str, str]], description: str
) -> Row:
    meaning, _ = meanings.get(code, ("unknown", ""))
    row = {"list": name, "code": code, "spi": spi, "meaning": meaning}
    return row | {"description": description}


def result_codes(folder: Path) -> Iterator[Row]:
    """Say what each result does to its offence: by the row kept by hand, else by its type."""
    meanings, warrants = _meanings("result"), _meanings("warrant")
    for row in _json(folder / "result-code.json"):
        by_type = _RESULT_OF_TYPE.get(row["type"], ("none", ""))
        result, disposal = meanings.get(row["cjsCode"], by_type)
        yield {
            "code": row["cjsCode"],
            "type": row["type"],
            "result": result,
            "disposal": disposal,
            "warrant": warrants.get(row["cjsCode"], ("", ""))[0],
            "description": row["description"],
        }


def trial_reasons(raw: Path) -> list[Row]:
    """List why trials crack, are ineffective or are vacated, by row id."""
    text = (raw / "cracked.ineffective.vacated.trial.types.json").read_text(encoding="utf-8")
    found = [
        {
            "id": row["id"],
            "outcome": row["trialType"].casefold(),
            "code": row["reasonCode"],
            "jurisdiction": row["jurisdiction"],
            "valid_from": row["validFrom"] or "",
            "valid_to": row["validTo"] or "",
            "description": row["reasonShortDescription"],
        }
        for row in json.loads(text)["crackedIneffectiveVacatedTrialTypes"]
    ]
    return sorted(found, key=lambda row: (row["outcome"], row["code"], row["jurisdiction"]))


def offence_groups(raw: Path) -> dict[str, str]:
    """Give the MoJ group of each Home Office class; of a number where its classes agree."""
    groups: dict[str, set[str]] = {}
    for row in _csv(raw / "ho_code_groups.csv"):
        number, sub = row["ho_category"], row["ho_sub_category"]
        groups.setdefault(f"{number}/{sub}", set()).add(row["parent_group"])
        groups.setdefault(number, set()).add(row["parent_group"])
    return {code: min(found) for code, found in groups.items() if len(found) == 1}


def offences(raw: Path, groups: Mapping[str, str]) -> Iterator[Row]:
    """Give each CJS offence its Home Office class, MoJ group and way of trial."""
    with gzip.open(raw / "offence_crosswalk.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            listed = "" if row["ho_class"] in _NO_CLASS else row["ho_class"]
            group = groups.get(listed) or groups.get(listed.partition("/")[0], "")
            yield {
                "code": row["cjs_code"],
                "ho_class": canonical_offence(listed).removesuffix("/0"),
                "group": _hyphened(group),
                "mode": _MODES.get(row["offence_category"], ""),
            }


def bank_holidays(year: int) -> list[Row]:
    """List a year's bank holidays of England and Wales, in order."""
    days = dict(_by_rule(year))
    for change in rows("bank_holiday_changes.csv"):
        day, moved_to = change["day"], change["moved_to"]
        if day.startswith(f"{year}-"):
            days.pop(date.fromisoformat(day), None)
            days[date.fromisoformat(moved_to or day)] = change["name"]
    return [{"day": day.isoformat(), "name": name} for day, name in sorted(days.items())]


def _by_rule(year: int) -> Iterator[tuple[date, str]]:
    sunday = easter(year)
    yield _weekday_from(date(year, 1, 1)), "New Year's Day"
    yield sunday - timedelta(2), "Good Friday"
    yield sunday + timedelta(1), "Easter Monday"
    yield _monday_from(date(year, 5, 1)), "Early May bank holiday"
    yield _monday_from(date(year, 5, 25)), "Spring bank holiday"
    yield _monday_from(date(year, 8, 25)), "Summer bank holiday"
    yield from _christmas(year)


def _christmas(year: int) -> Iterator[tuple[date, str]]:
    """Christmas and Boxing Day; on a weekend, the next weekdays that are not taken."""
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    moved = {5: (27, 28), 6: (27, 26), 4: (25, 28)}.get(christmas.weekday(), (25, 26))
    yield christmas.replace(day=moved[0]), "Christmas Day"
    yield boxing.replace(day=moved[1]), "Boxing Day"


def _weekday_from(day: date) -> date:
    return _monday_from(day) if day.weekday() >= _SATURDAY else day


def _monday_from(day: date) -> date:
    return day + timedelta((_MONDAY - day.weekday()) % 7)


def _groups_shown(groups: Mapping[str, str]) -> list[Row]:
    labels = sorted(set(groups.values()))
    shown = [{"group": _hyphened(label), "label": label} for label in labels]
    return [*shown, {"group": "unassigned", "label": "No group known"}]


def _meanings(name: str) -> dict[str, tuple[str, str]]:
    listed = rows("meanings.csv")
    return {r["code"]: (r["meaning"], r["disposal"]) for r in listed if r["list"] == name}


def _hyphened(label: str) -> str:
    return label.strip().lower().replace(" ", "-")


def _json(path: Path) -> list[Row]:
    found: list[Row] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
