"""SPI: S34 (whole journeys), the three shapes of times, and messages that mean harm."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from time import process_time
from xml.sax.saxutils import escape

import pytest

from producers.contract import wire
from producers.contract.events import Event
from producers.contract.facts import HeardOffence, HearingResulted
from producers.contract.topics import TOPIC_OF_SOURCE
from producers.partners.courts import spi, xml
from producers.partners.courts.spi_envelope import instant
from producers.partners.rows import Context
from producers.partners.told import Told
from producers.tokens import TokenKey
from tests.spec.spi_messages import offence, resulted, seq_048, seq_115

CONTEXT = Context(TokenKey(bytes(range(32))))
SAMPLES = Path(__file__).parents[2].parent / "shared/samples/spi"
here = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")


def events_of(told: Told) -> list[Event]:
    return [event for said in told.said for event in said.events]


def real(journey: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted((SAMPLES / journey).glob("*.xml")))


def heard(messages: Iterable[bytes]) -> list[tuple[date, HeardOffence]]:
    facts = [event.data for message in messages for event in events_of(spi.read(message, CONTEXT))]
    return [
        (fact.sitting_day, offence)
        for fact in facts
        if isinstance(fact, HearingResulted)
        for offence in fact.defendants[0].offences
    ]


def complete_on(messages: Iterable[bytes]) -> date | None:
    """End each offence at its first final result (R21), and the case with the last of them."""
    found = heard(messages)
    ends = {
        offence.offence: min(
            (d for d, o in found if o.offence == offence.offence and final(o)), default=None
        )
        for _, offence in found
    }
    days = [day for day in ends.values() if day]
    return max(days) if len(days) == len(ends) else None


def final(offence: HeardOffence) -> bool:
    return offence.result == "final"


JOURNEYS_048 = [seq_048(), pytest.param("seq_048", marks=here)]
JOURNEYS_115 = [seq_115(), pytest.param("seq_115", marks=here)]


@pytest.mark.parametrize("journey", JOURNEYS_048)
def test_s34_a_remand_marked_final_does_not_complete(journey: tuple[bytes, ...] | str) -> None:
    messages = real(journey) if isinstance(journey, str) else journey
    assert complete_on(messages[:2]) is None
    assert complete_on(messages) == date(2011, 10, 8)
    _, last = heard(messages)[-1]
    assert last.disposal == "custody"
    assert last.convicted_on == date(2011, 9, 26)
    assert last.charged_on is not None
    assert last.committed_from is not None
    assert (last.charged_on - last.committed_from).days == 4
    assert (date(2011, 10, 8) - last.charged_on).days == 310
    assert (date(2011, 10, 8) - last.committed_from).days == 314
    told = [spi.read(message, CONTEXT) for message in messages]
    flags = [flag for each in told for said in each.said for flag in said.flags]
    assert flags.count("final-indicator-differs") == 2


@pytest.mark.parametrize("journey", JOURNEYS_115)
def test_s34_the_message_that_is_dated_last_comes_first(journey: tuple[bytes, ...] | str) -> None:
    messages = real(journey) if isinstance(journey, str) else journey
    for order in permutations(messages):
        assert complete_on(order) == date(2009, 5, 8)
    assert complete_on(messages[1:]) == date(2008, 12, 2)


@here
def test_every_sample_is_read_whole_and_the_contract_takes_it() -> None:
    for path in sorted(SAMPLES.rglob("*.xml")):
        assert spi.looks_like(path.read_bytes()), path.name
        found = spi.read(path.read_bytes(), CONTEXT)
        assert found.errors == (), path.name
        assert found.said, path.name
        for event in events_of(found):
            assert wire.decode_strict(wire.encode(event), TOPIC_OF_SOURCE[event.source].name)


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ("10:00:00", datetime(2026, 7, 31, 9, tzinfo=UTC)),
        ("10:00:00.000+01:00", datetime(2026, 7, 31, 9, tzinfo=UTC)),
        ("10:00:00.0000000-00:00", datetime(2026, 7, 31, 9, tzinfo=UTC)),
        ("10:00:00Z", datetime(2026, 7, 31, 10, tzinfo=UTC)),
        ("25:00:00", None),
        ("at ten", None),
    ],
)
def test_times_in_their_shapes(clock: str, told: datetime | None) -> None:
    assert instant("2026-07-31", clock) == told
    (event,) = events_of(
        spi.read(resulted("2026-07-31", offence(1, "1002", final="Y"), clock=clock), CONTEXT)
    )
    assert event.precision == ("time" if told else "day")
    assert event.data.day() == date(2026, 7, 31)


def routed(inner: str) -> bytes:
    content = f"<DataStreamContent>{escape(inner)}</DataStreamContent>"
    return f"<RouteData><DataStream>{content}</DataStream></RouteData>".encode()


def test_the_envelope_changes_nothing_of_what_is_said() -> None:
    bare = resulted("2026-07-31", offence(1, "1002", final="Y"))
    delivered = b"<DeliverRequest><Message>" + bare + b"</Message></DeliverRequest>"
    told = [spi.read(each, CONTEXT) for each in (bare, delivered, routed(bare.decode()))]
    assert told[0].said
    assert told[0] == told[1] == told[2]


def test_a_result_before_the_export_is_taken_and_one_after_it_is_refused() -> None:
    message = resulted("2026-07-31", offence(1, "1002", final="Y"))
    given = Context(CONTEXT.key, datetime(2026, 8, 1, tzinfo=UTC))
    (event,) = events_of(spi.read(message, given))
    assert event.recordedtime == given.exported_at
    early = spi.read(message, Context(CONTEXT.key, datetime(2026, 7, 1, tzinfo=UTC)))
    assert [each.code for each in early.errors] == ["future"]


BOMB = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "{}">]><l>&b;</l>'.format("&a;" * 100)
FILE = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><l>&x;</l>'
HARM = {
    "bomb": (BOMB.encode(), "dtd-forbidden"),
    "bomb-in-an-envelope": (routed(BOMB), "dtd-forbidden"),
    "entity-of-a-file": (FILE.encode(), "dtd-forbidden"),
    "deep": (b"<NewCaseMessage>" + b"<a>" * 500_000, "too-deep"),
    "many": (b"<NewCaseMessage>" + b"<a/>" * 500_000, "too-large"),
    "large": (b"<NewCaseMessage>" + b" " * xml.MAX_BYTES, "too-large"),
    "cut": (seq_048()[0][:200], "not-xml"),
    "latin-1-in-utf-8": ("<NewCaseMessage>é</NewCaseMessage>".encode("latin-1"), "not-xml"),
    "no-such-encoding": (b'<?xml version="1.0" encoding="klingon"?><a/>', "not-xml"),
    "utf-16-declared": (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "not-xml"),
    "no-bytes": (b"", "not-xml"),
    "not-xml": (b'{"hearing": 1}', "not-xml"),
    "another": (b"<Invoice/>", "unknown-message"),
    "empty-envelope": (b"<RouteData><DataStream/></RouteData>", "missing"),
    "envelope-in-text": (routed(routed("<a/>").decode()), "unknown-message"),
    "no-case": (b"<NewCaseMessage/>", "missing"),
}


@pytest.mark.parametrize("name", HARM)
def test_harm_is_refused_at_once_and_located(name: str) -> None:
    message, code = HARM[name]
    start = process_time()
    found = spi.read(message, CONTEXT)
    assert process_time() - start < 1
    assert [each.code for each in found.errors] == [code]
    assert found.said == ()


def test_one_case_with_a_fault_does_not_stop_the_others() -> None:
    good = resulted("2026-07-31", offence(1, "1002", final="Y")).decode()
    case = good[good.index("<Case>") : good.index("</Session>")]
    bad = case.replace("<OffenceCode>TH68001", "<OffenceCode>a secret, in place of a code")
    found: Told = spi.read(good.replace(case, bad + case).encode(), CONTEXT)
    assert len(events_of(found)) == 1
    (refused,) = found.errors
    assert refused.pointer == (
        "/ResultedCaseMessage/Session[1]/Case[1]/Defendant[1]/Offence[1]/BaseOffenceDetails[1]"
        "/OffenceCode"
    )
    assert "secret" not in str(refused)


def test_a_placeholder_makes_no_person_and_strangers_stay_apart() -> None:
    message = resulted("2026-07-31", offence(1, "1002", final="Y")).decode()
    told = message.replace("1104EA0100000000001A", "TFL1")
    other = told.replace("04EA0012326", "04EA0012427")
    events = [events_of(spi.read(each.encode(), CONTEXT))[0].data for each in (told, other)]
    first, second = (e.defendants[0] for e in events if isinstance(e, HearingResulted))
    assert first.person is not None
    assert first.person.tokens == ()
    assert first.defendant != second.defendant


def test_an_800_kb_message_is_told_within_a_second_and_never_cut() -> None:
    def of(offences: int) -> Told:
        told = (offence(n, "1002", final="Y") for n in range(1, offences + 1))
        return spi.read(resulted("2026-07-31", *told), CONTEXT)

    start = process_time()
    large = of(1_900)  # 808 KB; as one event, more than the contract can carry
    assert process_time() - start < 1
    assert [each.code for each in large.errors] == ["too-large"]
    assert len(events_of(of(200))) == 1
