"""Whatever a message holds, it is read or refused where it stands. Never anything else."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from producers.partners.rows import Context
from producers.partners.systems import SYSTEMS
from producers.tokens import TokenKey

TWINS = Path(__file__).parents[1] / "golden"
BODIES = [
    (name, json.loads(path.read_text()))
    for name in ("common-platform", "cps-charging", "hmpps-domain-events")
    for path in sorted((TWINS / name).glob("*.json"))
    if ".expected" not in path.name
]
CONTEXT = Context(TokenKey(b"k" * 32), datetime(2026, 7, 1, 5, tzinfo=UTC), "04EA0012326")
CANARY = "Zebedee\nQuillfeather"
worse = st.sampled_from(
    [None, True, -1, 1e300, "", CANARY, "0001-01-01", "9999-12-31T23:59:59-23:59", [], [[]], {}]
) | st.sampled_from([[CANARY], {CANARY: CANARY}, "\x00", "2026-06-03", "GUILTY_", "04EA0012326"])


def containers(of: Any) -> list[Any]:
    inside = of.values() if isinstance(of, dict) else of
    found = [each for each in inside if isinstance(each, dict | list)]
    return [of, *(deeper for each in found for deeper in containers(each))]


@given(st.sampled_from(BODIES), st.data())
def test_a_spoilt_message_is_read_or_refused_and_never_quoted(
    twin: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    name, body = copy.deepcopy(twin)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from([each for each in containers(body) if each]))
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        place[data.draw(st.sampled_from(keys))] = copy.deepcopy(data.draw(worse))
    told = SYSTEMS[name].read(json.dumps(body).encode(), CONTEXT)
    for error in told.errors:
        assert (
            "quillfeather"
            not in json.dumps(
                [str(error), error.pointer, error.got, error.expected, error.mend]
            ).lower()
        )
    for said in told.said:
        assert "quillfeather" not in repr(said).lower()
