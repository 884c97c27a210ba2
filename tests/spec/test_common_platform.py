"""HMCTS Common Platform: what a message says, and what is refused, and where."""

import copy
import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from producers.contract.events import Event
from producers.contract.facts import (
    HeardDefendant,
    HearingResulted,
)
from producers.partners import persons
from producers.partners.courts import common_platform
from producers.partners.courts.common_platform import Told
from producers.partners.rows import Context
from producers.tokens import TokenKey

KEY = TokenKey(b"k" * 32)
CONTEXT = Context(KEY, exported_at=datetime(2026, 7, 1, 6, tzinfo=UTC))
TWINS = Path(__file__).parents[1] / "golden/common-platform"


def twin(name: str = "hearing-resulted") -> dict[str, Any]:
    body: dict[str, Any] = json.loads((TWINS / f"{name}.json").read_text())
    return body


def read(body: object, context: Context = CONTEXT) -> Told:
    return common_platform.read(json.dumps(body).encode(), context)


def events(body: object) -> list[Event]:
    told = read(body)
    assert told.errors == ()
    return [event for said in told.said for event in said.events]


def resulted(body: dict[str, Any]) -> HearingResulted:
    fact = events(body)[0].data
    assert isinstance(fact, HearingResulted)
    return fact


def flags(body: dict[str, Any]) -> set[str]:
    return {flag for said in read(body).said for flag in said.flags}


def one(**offence: Any) -> dict[str, Any]:
    """A hearing of one defendant with one offence."""
    body = twin()
    case = body["hearing"]["prosecutionCases"][0]
    case["defendants"] = case["defendants"][:1]
    plain = {"id": "1", "offenceCode": "TH68010", "startDate": "2026-01-05"}
    case["defendants"][0]["offences"] = [plain | offence]
    return body


def defendant(body: dict[str, Any]) -> HeardDefendant:
    return resulted(body).defendants[0]


def test_a_reshare_is_the_same_fact_at_a_higher_revision() -> None:
    first, again = twin(), twin()
    again["sharedTime"] = "2026-06-05T09:00:00Z"
    again["isReshare"] = True
    (old, *_), (new, *_) = events(first), events(again)
    assert (old.id, old.data) == (new.id, new.data)
    assert old.revision < new.revision


def test_a_hearing_is_true_on_its_latest_day_that_was_not_cancelled() -> None:
    held, off = events(twin())
    assert isinstance(off.data, HearingResulted)
    assert (held.data.day(), held.withdrawn) == (date(2026, 6, 3), False)
    assert (off.data.day(), off.withdrawn, off.data.defendants) == (date(2026, 6, 4), True, ())


def test_a_day_once_shared_and_then_cancelled_is_withdrawn_under_its_id() -> None:
    before = twin()
    for day in before["hearing"]["hearingDays"]:
        day["isCancelled"] = False
    before["sharedTime"] = "2026-06-01T16:00:00Z"
    (early,) = events(before)
    held, off = events(twin())
    assert (early.id, early.revision < off.revision) == (off.id, True)
    assert early.id != held.id


def test_what_is_shared_before_the_day_is_known_on_the_day_at_its_own_revision() -> None:
    body = twin()
    body["sharedTime"] = "2026-06-02T10:00:00Z"
    told = events(body)[0]
    assert told.recordedtime == told.time
    assert told.revision == 1780394400000
    assert "shared-before-the-day" in flags(body)


def test_a_day_cancelled_in_one_room_and_held_in_another_is_held() -> None:
    body = twin()
    body["hearing"]["hearingDays"].append(
        {"sittingDay": "2026-06-03T13:00:00Z", "isCancelled": True}
    )
    assert events(body)[0].data.day() == date(2026, 6, 3)


def test_several_cases_are_one_event_each_and_a_bad_one_is_refused_alone() -> None:
    body = twin()
    other = copy.deepcopy(body["hearing"]["prosecutionCases"][0])
    other["prosecutionCaseIdentifier"]["caseURN"] = "04EA0099926"
    del other["defendants"][1]["offences"][0]["offenceCode"]
    body["hearing"]["prosecutionCases"].append(other)
    told = read(body)
    assert len(told.said) == 1
    (refused,) = told.errors
    assert refused.code == "missing"
    assert refused.pointer == ("/hearing/prosecutionCases/1/defendants/1/offences/0/offenceCode")


@pytest.mark.parametrize("written", ["04 ea 0012326", "04EA0012326(M)", "04EA0012326/2"])
def test_s36_a_case_has_one_subject(written: str) -> None:
    body = twin()
    body["hearing"]["prosecutionCases"][0]["prosecutionCaseIdentifier"]["caseURN"] = written
    assert {event.subject for event in events(body)} == {f"case:{KEY.token('urn', '04EA0012326')}"}


def test_a_reference_on_a_defendant_is_no_case() -> None:
    body = twin()
    case = body["hearing"]["prosecutionCases"][0]
    del case["prosecutionCaseIdentifier"]["caseURN"]
    (refused,) = read(body).errors
    assert refused.pointer == ("/hearing/prosecutionCases/0/prosecutionCaseIdentifier/caseURN")
    case["prosecutionCaseIdentifier"]["prosecutionAuthorityReference"] = "TFL4359536"
    assert events(body)[0].subject == f"case:{KEY.token('urn', 'TFL4359536')}"


@pytest.mark.parametrize(
    ("code", "court"),
    [("C04PR00", "C04PR00"), ("C04PR", "C04PR00"), ("c04pr03", "C04PR00"), ("B30PI00", "B30PI00")],
)
def test_a_court_has_seven_characters(code: str, court: str) -> None:
    body = twin()
    body["hearing"]["courtCentre"]["code"] = code
    assert resulted(body).court == court


def test_the_tier_is_the_messages_and_not_that_of_the_courts_code() -> None:
    body = twin()
    body["hearing"]["courtCentre"]["code"] = "B04KO00"
    assert (resulted(body).tier, resulted(body).court) == ("crown", "B04KO00")


def test_a_court_that_nothing_tells_is_unknown_and_a_tier_is_refused() -> None:
    body = twin("hearing-resulted-older")
    body["hearing"]["courtCentre"]["courtCentreName"] = "Warwick Crown Court"
    assert resulted(body).court == "unknown"
    assert "court-unknown" in flags(body)
    body["hearing"]["courtCentre"]["courtCentreName"] = "whEYt5pGLz"
    (refused,) = read(body).errors
    assert (refused.code, refused.pointer) == ("missing", "/hearing/jurisdictionType")


RESULTS = [
    ([("4504", "INTERMEDIARY")], False, "sent", None),
    ([("4560", "FINAL")], True, "sent", None),
    ([("4001", "FINAL")], False, "committed-for-sentence", None),
    ([("4012", "INTERMEDIARY")], False, "remitted", None),
    ([("1018", "FINAL")], False, "final", "conditional-discharge"),
    ([("1015", "FINAL"), ("1002", "FINAL")], True, "final", "custody"),
    ([("1002", "FINAL"), ("4004", "INTERMEDIARY")], False, "final", "custody"),
    ([("2006", "FINAL")], False, "final", "other"),
    ([("4028", "FINAL")], False, "adjourned", None),
    ([("4028", "INTERMEDIARY")], False, "adjourned", None),
    ([("1002", "INTERMEDIARY")], False, "adjourned", None),
    ([("4600", "FINAL")], False, "none", None),
    ([("3107", "ANCILLARY")], False, "none", None),
    ([("8888", "FINAL")], False, "final", None),
    ([("8888", "INTERMEDIARY")], False, "adjourned", None),
    ([], True, "final", None),
    ([], False, "none", None),
]


@pytest.mark.parametrize(("given", "concluded", "result", "disposal"), RESULTS)
def test_results_say_whether_an_offence_goes_on(
    given: list[tuple[str, str]], concluded: object, result: str, disposal: str | None
) -> None:
    said = [{"cjsCode": code, "category": category} for code, category in given]
    body = one(judicialResults=said, proceedingsConcluded=concluded)
    (offence,) = defendant(body).offences
    assert (offence.result, offence.disposal) == (result, disposal)


def test_an_unlisted_result_and_a_remand_marked_final_are_doubtful() -> None:
    unlisted = one(judicialResults=[{"cjsCode": "8888", "category": "FINAL"}])
    marked = one(judicialResults=[{"cjsCode": "4028", "category": "FINAL"}])
    assert flags(unlisted) == {"result-unlisted"}
    assert flags(marked) == {"result-category"}


@pytest.mark.parametrize(
    ("told", "plea", "day"),
    [
        ({"plea": {"pleaValue": "GUILTY", "pleaDate": "2026-02-02"}}, "guilty", 2),
        ({"plea": {"pleaValue": "NOT_GUILTY", "pleaDate": "2026-02-03"}}, "not-guilty", 3),
        (
            {
                "indicatedPlea": {
                    "indicatedPleaValue": "INDICATED_GUILTY",
                    "indicatedPleaDate": "2026-02-04",
                }
            },
            "guilty",
            4,
        ),
        ({"indicatedPlea": {"indicatedPleaValue": "NO_INDICATION"}}, None, None),
    ],
)
def test_a_plea_is_the_one_entered_else_the_one_indicated(
    told: dict[str, Any], plea: str | None, day: int | None
) -> None:
    (offence,) = defendant(one(**told)).offences
    assert (offence.plea, offence.plea_on) == (plea, day and date(2026, 2, day))


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("GUILTY", "guilty"),
        ("GUILTY_BUT_OF_LESSER_OFFENCE", "guilty"),
        ("NOT_GUILTY", "not-guilty"),
        ("Type A", None),
    ],
)
def test_a_verdict_is_read_by_its_type(kind: str, verdict: str | None) -> None:
    body = one(verdict={"verdictType": {"categoryType": kind}})
    assert defendant(body).offences[0].verdict == verdict
    assert ("verdict-unlisted" in flags(body)) == (verdict is None)


TRIAL_ROW = "c4ca4238-a0b9-3382-8dcc-509a6f75849b"


@pytest.mark.parametrize(
    ("told", "trial"),
    [
        ({"isEffectiveTrial": True}, ("effective", None)),
        ({"isEffectiveTrial": False, "isVacatedTrial": True}, ("vacated", None)),
        ({"crackedIneffectiveTrial": {"id": TRIAL_ROW}}, ("cracked", "A")),
        ({"crackedIneffectiveTrial": {"type": "CRACKED", "code": "a"}}, ("cracked", "A")),
        ({"crackedIneffectiveTrial": {"type": "Ineffective", "code": "M1"}}, ("ineffective", "M1")),
        ({"crackedIneffectiveTrial": {"type": "ineffective", "code": "?"}}, ("ineffective", None)),
        ({"crackedIneffectiveTrial": {"type": "?"}}, None),
        ({"isEffectiveTrial": False}, None),
    ],
)
def test_s17_how_a_trial_went(told: dict[str, Any], trial: tuple[str, str | None] | None) -> None:
    body = twin()
    del body["hearing"]["isEffectiveTrial"]
    body["hearing"] |= told
    found = resulted(body).trial
    assert (found and (found.outcome, found.reason)) == trial


@pytest.mark.parametrize(
    ("said", "remand", "limit"),
    [
        ({"bailStatus": {"code": "C"}}, "custody", None),
        ({"bailStatus": {"code": "U"}}, "bail", None),
        ({"bailStatus": {"code": "A"}}, "not-applicable", None),
        ({"bailStatus": {"code": "?"}}, "unknown", None),
        ({"bailStatus": "IN_CUSTODY", "custodyTimeLimit": "2026-08-01"}, "custody", 1),
        (
            {"bailStatus": {"code": "C", "custodyTimeLimit": {"timeLimit": "2026-08-02"}}},
            "custody",
            2,
        ),
        ({}, None, None),
    ],
)
def test_remand_and_custody_time_limit(
    said: dict[str, Any], remand: str | None, limit: int | None
) -> None:
    body = one()
    body["hearing"]["prosecutionCases"][0]["defendants"][0]["personDefendant"] = said
    found = defendant(body)
    assert (found.remand, found.limit) == (remand, limit and date(2026, 8, limit))


@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        (date(2007, 5, 20), date(2025, 5, 19), "15-17"),
        (date(2007, 5, 20), date(2025, 5, 20), "18-20"),
        (date(2015, 6, 1), date(2025, 5, 31), "unknown"),
        (date(2015, 6, 1), date(2025, 6, 1), "10-14"),
        (date(1950, 1, 1), date(2025, 6, 1), "50+"),
        (None, date(2025, 6, 1), "unknown"),
    ],
)
def test_s39_an_age_is_of_the_day_of_the_event(born: date | None, on: date, band: str) -> None:
    assert persons.age_band(born, on) == band


def test_a_company_is_no_person() -> None:
    body = one()
    told = body["hearing"]["prosecutionCases"][0]["defendants"][0]
    del told["personDefendant"]
    told["legalEntityDefendant"] = {"organisation": {"name": "Canary Ltd"}}
    assert defendant(body).person is None


def test_the_result_of_an_appeal_is_that_of_its_offences() -> None:
    body = twin("hearing-with-application")
    application = body["hearing"]["courtApplications"][1]
    application["type"]["appealFlag"] = True
    application["judicialResults"] = [{"cjsCode": "3179", "category": "FINAL"}]
    application["courtApplicationCases"][0]["offences"] = [{"id": "1", "offenceCode": "TH68010"}]
    fact = events(body)[1].data
    assert isinstance(fact, HearingResulted)
    assert fact.kind == "application"
    assert [each.result for each in fact.defendants[0].offences] == ["final"]


def test_a_single_justice_hearing_is_not_counted() -> None:
    body = twin()
    body["hearing"]["isSJPHearing"] = True
    assert read(body) == Told("hearing-resulted", (), ())


def test_a_message_that_does_not_say_when_it_was_made_is_dated_by_who_sends_it() -> None:
    body = twin("trial-vacated")
    del body["_metadata"]
    (refused,) = read(body, Context(KEY)).errors
    assert (refused.code, refused.pointer) == ("missing", "/_metadata/createdAt")
    assert {event.data.day() for event in events(body)} == {date(2026, 7, 1)}


def test_what_was_not_yet_true_when_the_message_was_made_is_refused() -> None:
    body = twin("sending-sheet-completed")
    body["hearing"]["sendingCommittalDate"] = "2026-07-02"
    (refused,) = read(body).errors
    assert (refused.code, refused.pointer) == ("future", "/hearing/sendingCommittalDate")


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("sharedTime",), None, "missing"),
        (("sharedTime",), "canary", "wrong-form"),
        (("sharedTime",), "9999-12-31T23:59:59Z", "wrong-form"),
        (("hearing",), ["canary"], "wrong-type"),
        (("hearing", "id"), 7, "wrong-type"),
        (("hearing", "jurisdictionType"), "CANARY", "wrong-form"),
        (("hearing", "hearingDays"), "canary", "wrong-form"),
        (("hearing", "prosecutionCases"), {"canary": 1}, "wrong-type"),
        (("hearing", "isEffectiveTrial"), "canary", "wrong-form"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_stands(
    path: tuple[str, ...], value: object, code: str
) -> None:
    body = twin()
    inside = body
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    told = read(body)
    assert told.said == ()
    assert [(e.code, e.pointer) for e in told.errors] == [(code, "/" + "/".join(path))]
    assert "canary" not in str(told.errors[0]).casefold()


def large(defendants: int, padding: int) -> bytes:
    """A hearing of one case with many defendants, each with two offences and much wording."""
    body = one(wording="x" * padding)
    case = body["hearing"]["prosecutionCases"][0]
    first = case["defendants"][0]
    first["offences"].append(dict(first["offences"][0], id="2"))
    case["defendants"] = [first | {"id": str(n)} for n in range(defendants)]
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (large(40, 0), ""),
        (large(40, 10_000), ""),
        (large(400, 0), "too-large"),
        (b" " * (5 * 1024 * 1024 + 1), "too-large"),
        (b'{"hearing":' * 100_000, "too-deep"),
        (b'{"hearing":' + b"[" * 80 + b"]" * 80 + b"}", "too-deep"),
        (json.dumps(twin()).encode("utf-16"), "not-json"),
        (json.dumps(twin()).encode() + b"\xff", "not-json"),
        ('{"hearing":"é"}'.encode("latin-1"), "not-json"),
        (b"", "not-json"),
        (b"[]", "not-json"),
        (b"{}", "unknown-message"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}b",
)
def test_what_is_large_or_broken_is_read_or_refused_in_under_a_second(
    message: bytes, code: str
) -> None:
    started = time.process_time()
    told = common_platform.read(message, CONTEXT)
    assert time.process_time() - started < 1
    assert "".join(error.code for error in told.errors) == code
    assert bool(told.said) == (code == "")


def test_a_byte_order_mark_is_no_fault() -> None:
    message = b"\xef\xbb\xbf" + json.dumps(twin()).encode()
    assert common_platform.looks_like(message)
    assert common_platform.read(message, CONTEXT) == read(twin())
