"""Whatever a message holds, it is read or refused where it stands. Never anything else."""

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from producers.partners.courts import common_platform
from producers.partners.rows import Context
from producers.tokens import TokenKey

TWINS = Path(__file__).parents[1] / "golden/common-platform"
BODIES = [
    json.loads(path.read_text())
    for path in sorted(TWINS.glob("*.json"))
    if ".expected" not in path.name
]
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
    body: dict[str, Any], data: st.DataObject
) -> None:
    body = copy.deepcopy(body)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from([each for each in containers(body) if each]))
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        place[data.draw(st.sampled_from(keys))] = copy.deepcopy(data.draw(worse))
    told = common_platform.read(json.dumps(body).encode(), Context(TokenKey(b"k" * 32)))
    for error in told.errors:
        assert "Quillfeather" not in json.dumps(
            [str(error), error.pointer, error.got, error.expected, error.mend]
        )
    for said in told.said:
        assert "Quillfeather" not in repr(said)
