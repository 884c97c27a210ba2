"""Any bytes at all: an event, or a refusal that quotes nothing. Never anything else."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from producers.contract import wire
from producers.contract.build import example as example_of
from producers.contract.errors import ContractViolation
from producers.contract.events import Event, event
from producers.contract.facts import (
    FACT_OF_TYPE,
    ControlTotal,
    CrimeCancelled,
    CrimeRecorded,
    Fact,
    FeedPaused,
    HeardDefendant,
    HeardOffence,
    HearingResulted,
    HistoryComplete,
    Identifier,
    OutcomeAssigned,
    Person,
    RemandChanged,
    Trial,
)
from producers.contract.lists import (
    AGE_BANDS,
    DISPOSALS,
    FACTORS,
    GROUP_OF_OUTCOME,
    PLEAS,
    REMANDS,
    RESULTS,
    STAGES,
    THEMES,
    TIERS,
    TRIAL_OUTCOMES,
)
from producers.contract.topics import TOPIC_OF_SOURCE, TOPICS

LATEST = date(2026, 6, 30)
TOPIC = "lcjb.police.v1"
days = st.dates(date(2000, 1, 1), LATEST)
districts = st.one_of(st.sampled_from(["outside", "unknown"]), st.from_regex(r"\AE0[0-9]{7}\Z"))
words = st.from_regex(r"\A[a-z][a-z-]{0,60}\Z")
codes = st.from_regex(r"\A[0-9]{1,3}[A-Z]?(/[0-9]{1,2})?\Z")


def _outcome(on: date, number: int | None, district: str | None) -> OutcomeAssigned:
    group = GROUP_OF_OUTCOME[number] if number is not None else "evidential"
    return OutcomeAssigned(on=on, group=group, type=number, district=district)


def _recorded(**told: Any) -> CrimeRecorded:
    kind = told.pop("kind")
    return CrimeRecorded(**told, **kind)


crimes: st.SearchStrategy[Fact] = st.one_of(
    st.builds(
        _recorded,
        recorded_on=days,
        district=districts,
        kind=st.one_of(
            st.fixed_dictionaries({"offence": codes}),
            st.fixed_dictionaries({"crime_type": words}),
        ),
        committed_from=st.none() | days,
        committed_to=st.none() | days,
        themes=st.lists(st.sampled_from(THEMES)).map(tuple),
        factors=st.lists(st.sampled_from(FACTORS)).map(tuple),
    ),
    st.builds(CrimeCancelled, on=days, reason=st.none() | words),
    st.builds(_outcome, days, st.none() | st.integers(0, 22), st.none() | districts),
)
partners: st.SearchStrategy[Fact] = st.one_of(
    st.builds(ControlTotal, on=days, counts=st.dictionaries(words, st.integers(0, 2**40))),
    st.builds(HistoryComplete, stage=st.sampled_from(STAGES), from_=days),
    st.builds(FeedPaused, from_=days, until=days),
)
tokens = st.binary(min_size=16, max_size=16).map(bytes.hex)


def some(*, of: type[Any], required: dict[str, Any], **optional: Any) -> st.SearchStrategy[Any]:
    """Build an object with what it requires, and each of the rest or not."""
    told = st.fixed_dictionaries(required, optional=optional)
    return told.map(lambda fields: of(**fields))


hearings: st.SearchStrategy[Fact] = some(
    of=HearingResulted,
    required={
        "hearing": tokens,
        "sitting_day": days,
        "tier": st.sampled_from(TIERS),
        "court": st.from_regex(r"\A[A-Z0-9]{7}\Z"),
        "defendants": st.lists(
            some(
                of=HeardDefendant,
                required={
                    "defendant": tokens,
                    "offences": st.lists(
                        some(
                            of=HeardOffence,
                            required={
                                "offence": tokens,
                                "code": st.from_regex(r"\A[A-Z0-9]{3,12}\Z"),
                                "result": st.sampled_from(RESULTS),
                            },
                            plea=st.sampled_from(PLEAS),
                            convicted_on=days,
                            disposal=st.sampled_from(DISPOSALS),
                        ),
                        max_size=2,
                    ).map(tuple),
                },
                person=st.builds(
                    Person,
                    tokens=st.lists(st.builds(Identifier, scheme=st.just("pnc"), value=tokens)).map(
                        tuple
                    ),
                    age=st.sampled_from(AGE_BANDS),
                ),
                remand=st.sampled_from(REMANDS),
                attended=st.booleans(),
            ),
            max_size=3,
        ).map(tuple),
    },
    trial=st.builds(Trial, outcome=st.sampled_from(TRIAL_OUTCOMES)),
)
remands: st.SearchStrategy[Fact] = some(
    of=RemandChanged,
    required={"defendant": tokens, "on": days, "status": st.sampled_from(REMANDS)},
    limit=st.dates(),
    days_served=st.integers(0, 500),
)
instants = st.datetimes(datetime(2026, 7, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


@st.composite
def events(draw: st.DrawFn) -> Event:
    fact = draw(st.one_of(crimes, partners, hearings, remands))
    agency = fact.agencies[0]
    about = agency if fact.aggregate == "partner" else draw(tokens)
    return event(
        fact,
        subject=f"{fact.aggregate}:{about}",
        source=f"/{agency}/lancashire",
        recordedtime=draw(instants),
        tokenkey=draw(st.from_regex(r"\A[0-9a-z-]{4,32}\Z")),
        revision=draw(st.none() | st.integers(0, 2**53)),
        withdrawn=draw(st.booleans()),
        precision=draw(st.sampled_from(["time", "day", "month"])),
    )


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def refusal(raw: bytes | None, topic: str) -> ContractViolation | None:
    """Read as ingest does and as the sender's command does; anything else than blame gets out."""
    try:
        wire.decode(raw, topic)
        if raw:
            wire.decode_strict(raw, topic)
    except ContractViolation as refused:
        return refused
    return None


@given(events())
def test_what_is_written_reads_back(said: Event) -> None:
    raw, topic = wire.encode(said), TOPIC_OF_SOURCE[said.source].name
    assert wire.decode(raw, topic) == (said, 0)
    assert wire.encode(wire.decode_strict(raw, topic)) == raw


@given(st.none() | st.binary(max_size=300), st.sampled_from(sorted(TOPICS)))
@example(b"[" * 60_000, TOPIC)
@example(b'{"specversion":' * 4_000, TOPIC)
@example(b"x" * (wire.MAX_BYTES + 1), TOPIC)
@example(b"null", TOPIC)
def test_no_bytes_get_anything_but_a_refusal(raw: bytes | None, topic: str) -> None:
    assert isinstance(refusal(raw, topic), ContractViolation)


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[bytes, str]:
    """An example with some of its fields, at either depth, replaced, renamed, cut or garbled."""
    body = json.loads(example_of(draw(st.sampled_from(sorted(FACT_OF_TYPE)))))
    topic = TOPIC_OF_SOURCE[body["source"]].name
    for _ in range(draw(st.integers(1, 3))):
        inside = body
        if draw(st.booleans()) and isinstance(body.get("data"), dict):
            inside = body["data"]
        field = draw(st.sampled_from(sorted(inside))) if inside else "data"
        inside[draw(st.one_of(st.just(field), st.text(max_size=8)))] = draw(anything)
    raw = json.dumps(body).encode()
    cut = draw(st.integers(0, len(raw)) | st.just(len(raw)))
    return raw[:cut] + draw(st.sampled_from([b"", b"\xff", b"}", b"\x00"])), topic


@given(spoilt())
def test_a_spoilt_event_is_read_or_refused(broken: tuple[bytes, str]) -> None:
    refused = refusal(*broken)
    assert refused is None or (refused.code and refused.expected)


@given(events(), st.integers(1, 400))
def test_a_fact_of_tomorrow_is_refused(said: Event, ahead: int) -> None:
    body = json.loads(wire.encode(said))
    body["time"] = (said.recordedtime + timedelta(days=ahead + 1)).isoformat()
    refused = refusal(json.dumps(body).encode(), TOPIC_OF_SOURCE[said.source].name)
    assert refused is not None
    assert (refused.code, refused.pointer) == ("future", "/time")


CANARIES = [f"Zebedee{n:02} Quillfeather{n:02}" for n in range(50)]
NESTED = st.sampled_from([lambda x: x, lambda x: [x], lambda x: {x: 1}, lambda x: {"a": {x: x}}])


@given(st.sampled_from(CANARIES), st.sampled_from(sorted(FACT_OF_TYPE)), NESTED, st.data())
def test_no_refusal_quotes_a_canary(canary: str, name: str, nest: Any, data: st.DataObject) -> None:
    body = json.loads(example_of(name))
    topic = TOPIC_OF_SOURCE[body["source"]].name
    inside = body["data"] if data.draw(st.booleans()) else body
    spot = data.draw(st.sampled_from([*sorted(inside), canary, "surname", "Zebedee"]))
    inside[spot] = nest(canary)
    refused = refusal(json.dumps(body).encode(), topic)
    if refused is not None:
        told = json.dumps([str(refused), refused.pointer, refused.got, refused.expected])
        assert "Zebedee" not in told
        assert "Quillfeather" not in told
