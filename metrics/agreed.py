"""A list of rows in YAML that people write, read with located errors. Pure.

For `metrics.thresholds` and `metrics.remarks`, which check what the rows say.
"""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import msgspec
import yaml

from producers.contract.errors import ContractViolation

Row = TypeVar("Row")
Refuse: TypeAlias = Callable[[str, str, str, str], ContractViolation]
"""Makes a refusal of a code, a place, what came and what was expected."""


def rows(
    text: str, kind: type[Row], name: str, refused: Refuse, *, may_be_empty: bool = False
) -> list[Row]:
    """Read the rows; `name` begins the codes. Raises what `refused` makes."""
    try:
        found = yaml.safe_load(text)
        return msgspec.convert([] if found is None and may_be_empty else found, list[kind])  # type: ignore[valid-type]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"line {mark.line + 1}" if mark else ""
        raise refused(f"{name}-unreadable", at, "text that is not YAML", "a list") from error
    except msgspec.ValidationError as error:
        said, _, pointer = str(error).partition(" - at ")
        raise refused(f"{name}-malformed", pointer, said, "a row as documented") from error
