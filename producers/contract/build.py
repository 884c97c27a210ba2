"""Write down the schemas and examples of the contract, from its types.

    python -m producers.contract.build

Run after a change of `facts`, `events` or `lists`; a test fails until that is done. It refuses a
change that would break a partner: a committed schema may only gain optional fields.
"""

import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from producers.contract.events import event
from producers.contract.facts import (
    FACT_OF_TYPE,
    ControlTotal,
    CrimeCancelled,
    CrimeRecorded,
    Fact,
    FeedPaused,
    HistoryComplete,
    OutcomeAssigned,
)
from producers.contract.lists import Agency, Stage
from producers.contract.schema import breaks, schema
from producers.contract.topics import TOPICS
from producers.contract.wire import encode

FOLDER = Path(__file__).parent
_DAY = date(2026, 4, 2)
_RECORDED = datetime(2026, 7, 1, 6, tzinfo=UTC)
_STAGE: dict[Agency, Stage] = {
    "police": "investigation",
    "cps": "charging",
    "courts": "magistrates",
    "probation": "supervision",
    "prisons": "custody",
}
_COUNTED: dict[Agency, str] = {
    "police": "crime-recorded",
    "cps": "decision-made",
    "courts": "hearing-resulted",
    "probation": "supervision-started",
    "prisons": "prisoner-received",
}


def example_fact(kind: type[Fact], agency: Agency) -> Fact:
    """Give a fact of this kind as a partner would say it."""
    facts: dict[type[Fact], Fact] = {
        CrimeRecorded: CrimeRecorded(
            recorded_on=_DAY,
            district="E07000123",
            offence="8N",
            committed_from=date(2026, 3, 31),
            committed_to=date(2026, 4, 1),
            themes=("domestic-abuse",),
            factors=("alcohol",),
        ),
        CrimeCancelled: CrimeCancelled(on=_DAY, reason="duplicate"),
        OutcomeAssigned: OutcomeAssigned(on=_DAY, group="charged", type=1),
        ControlTotal: ControlTotal(on=_DAY, counts={_COUNTED[agency]: 362}),
        HistoryComplete: HistoryComplete(stage=_STAGE[agency], from_=date(2024, 4, 1)),
        FeedPaused: FeedPaused(from_=date(2026, 4, 3), until=date(2026, 4, 6)),
    }
    return facts[kind]


def example(name: str) -> bytes:
    """Give an event of a type, as it is on the wire but for its line breaks."""
    fact = FACT_OF_TYPE[name]
    topic = next(t for t in TOPICS.values() if f".{t.agency}." in name)
    token = sha256(b"an example, of no one").hexdigest()[:32]
    said = event(
        example_fact(fact, topic.agency),
        subject=f"partner:{topic.agency}" if fact.aggregate == "partner" else f"crime:{token}",
        source=topic.sources[0],
        recordedtime=_RECORDED,
        tokenkey="0f1e2d3c4b5a",
    )
    return msgspec.json.format(encode(said), indent=2) + b"\n"


def written(name: str) -> bytes:
    """Give a type's schema as it is committed."""
    return msgspec.json.format(msgspec.json.encode(schema(name)), indent=2) + b"\n"


def main() -> int:
    """Write what has changed; give 1, and write nothing, when a change would break a partner."""
    broken = [f"{name}{at}" for name in FACT_OF_TYPE for at in broken_by(name)]
    if broken:
        sys.stderr.write("\n".join([*broken, "To mend: a new version of the type.\n"]))
        return 1
    for name in FACT_OF_TYPE:
        (FOLDER / "schemas" / f"{name}.json").write_bytes(written(name))
        (FOLDER / "examples" / f"{name}.json").write_bytes(example(name))
    return 0


def broken_by(name: str) -> list[str]:
    """Say what writing a type's schema now would break of the committed one."""
    committed = FOLDER / "schemas" / f"{name}.json"
    if not committed.exists():
        return []
    return breaks(*map(msgspec.json.decode, (committed.read_bytes(), written(name))))


if __name__ == "__main__":
    sys.exit(main())
