"""Write down the schemas and examples of the contract, from its types.

    python -m producers.contract.build

Run after a change of `facts`, `events` or `lists`; a test fails until that is done. It refuses a
change that would break a partner: a committed schema may only gain optional fields.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from producers.contract.events import event
from producers.contract.example_facts import example_fact, token
from producers.contract.facts import FACT_OF_TYPE, Fact
from producers.contract.lists import Agency
from producers.contract.schema import breaks, schema
from producers.contract.topics import TOPICS
from producers.contract.wire import encode

FOLDER = Path(__file__).parent
_RECORDED = datetime(2026, 7, 1, 6, tzinfo=UTC)


def example(name: str) -> bytes:
    """Give an event of a type, as it is on the wire but for its line breaks."""
    fact = FACT_OF_TYPE[name]
    topic = next(t for t in TOPICS.values() if f".{t.agency}." in name)
    said = event(
        example_fact(fact, topic.agency),
        subject=_subject(fact, topic.agency),
        source=topic.sources[0],
        recordedtime=_RECORDED,
        tokenkey="0f1e2d3c4b5a",
    )
    return msgspec.json.format(encode(said), indent=2) + b"\n"


def _subject(fact: type[Fact], agency: Agency) -> str:
    about = agency if fact.aggregate == "partner" else token("one")
    return f"{fact.aggregate}:{about}"


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
