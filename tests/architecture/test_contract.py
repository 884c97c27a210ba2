"""The contract polices itself: types, owners, schemas and examples go together."""

import copy
import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from producers.contract.build import FOLDER, broken_by, example, written
from producers.contract.errors import ContractViolation
from producers.contract.facts import FACT_OF_TYPE, FACTS, Fact
from producers.contract.schema import breaks, schema
from producers.contract.topics import TOPIC_OF_SOURCE, TOPICS
from producers.contract.wire import decode_strict

NAMES = sorted(FACT_OF_TYPE)
WRONG: list[Any] = [None, True, -1, 23, 1.5, "", "Somebody", "unknown\n", [], ["x"], {}, {"X": -1}]

checker = FormatChecker(formats=())


@checker.checks("date", raises=ValueError)
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value) is not None


@checker.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def committed(folder: str, name: str) -> bytes:
    return (FOLDER / folder / f"{name}.json").read_bytes()


def schema_takes(name: str, body: dict[str, Any]) -> bool:
    return bool(Draft202012Validator(schema(name), format_checker=checker).is_valid(body))


def decoder_says(body: dict[str, Any], topic: str) -> str:
    try:
        decode_strict(json.dumps(body).encode(), topic)
    except ContractViolation as refused:
        return refused.code
    return ""


def objects(body: Any) -> Iterator[dict[str, Any]]:
    """Give every object of an event, at every depth."""
    if isinstance(body, dict):
        yield body
    for inside in body.values() if isinstance(body, dict) else body:
        if isinstance(inside, dict | list):
            yield from objects(inside)


def spoilt(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the example with each field gone, each field wrong in many ways, and one too many."""
    for n, whole in enumerate(objects(body)):
        for field in [*whole, "surname"]:
            for value in WRONG:
                worse = copy.deepcopy(body)
                next(islice(objects(worse), n, None))[field] = value
                yield worse
            less = copy.deepcopy(body)
            next(islice(objects(less), n, None)).pop(field, None)
            yield less


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.fact)
def test_a_fact_has_a_name_an_owner_an_aggregate_and_a_meaning(fact: type[Fact]) -> None:
    assert fact.fact
    assert fact.agencies
    assert fact.aggregate in {"crime", "case", "suspect", "person", "partner"}
    assert (fact.__doc__ or "").endswith(".")


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.fact)
def test_a_fact_requires_at_most_five_fields(fact: type[Fact]) -> None:
    required = [field.name for field in msgspec.structs.fields(fact) if field.required]
    assert 1 <= len(required) <= 5


def test_no_fact_is_told_by_two_kinds() -> None:
    assert len({fact.fact for fact in FACTS}) == len(FACTS)


def test_every_source_has_one_topic_and_every_agency_a_topic() -> None:
    assert len(TOPIC_OF_SOURCE) == sum(len(topic.sources) for topic in TOPICS.values())
    assert {topic.agency for topic in TOPICS.values()} == {n.split(".")[2] for n in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_schema_and_example_are_what_the_types_say(name: str) -> None:
    again = "Run `python -m producers.contract.build`"
    assert committed("schemas", name) == written(name), again
    assert committed("examples", name) == example(name), again


@pytest.mark.parametrize("name", NAMES)
def test_writing_the_schemas_again_breaks_nobody(name: str) -> None:
    assert broken_by(name) == []


@pytest.mark.parametrize("folder", ["schemas", "examples"])
def test_no_file_is_left_of_a_type_that_is_gone(folder: str) -> None:
    assert sorted(path.stem for path in (FOLDER / folder).iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["x-owner"] == name.split(".")[2]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_taken_by_schema_and_decoder(name: str) -> None:
    body = json.loads(committed("examples", name))
    assert schema_takes(name, body)
    assert decoder_says(body, TOPIC_OF_SOURCE[body["source"]].name) == ""


@pytest.mark.parametrize("name", NAMES)
def test_nothing_may_follow_a_form_not_even_a_line_feed(name: str) -> None:
    body = json.loads(committed("examples", name))
    topic = TOPIC_OF_SOURCE[body["source"]].name
    for field in ("id", "source", "type", "subject", "tokenkey"):
        worse = body | {field: body[field] + "\n"}
        assert decoder_says(worse, topic) == "wrong-form"
        assert not schema_takes(name, worse)


@pytest.mark.parametrize("name", NAMES)
def test_schema_and_decoder_agree_on_every_spoilt_example(name: str) -> None:
    body = json.loads(committed("examples", name))
    topic = TOPIC_OF_SOURCE[body["source"]].name
    apart = [
        (worse, code)
        for worse in spoilt(body)
        if (code := decoder_says(worse, topic)) != "future"  # the rule that no schema can say
        and (code == "") != schema_takes(name, worse)
    ]
    assert apart == []


NAME = "uk.lcjb.police.outcome-assigned.v1"


def changed(*path: str, to: object) -> dict[str, Any]:
    new = copy.deepcopy(schema(NAME))
    at = new
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    return new


DATA = ("properties", "data", "properties")
HEARING = "uk.lcjb.courts.hearing-resulted.v1"


def test_an_optional_field_may_be_added() -> None:
    more = changed(*DATA, "note", to={"type": "integer"})
    assert breaks(schema(NAME), more) == []


def test_inside_a_fact_too_a_field_may_be_added_and_none_changed() -> None:
    old, new = schema(HEARING), schema(HEARING)
    told = new["properties"]["data"]["properties"]["defendants"]["items"]["properties"]
    told["note"] = {"type": "integer"}
    assert breaks(old, new) == []
    del told["offences"]["items"]["properties"]["plea"]
    told["person"]["anyOf"][0]["required"].append("sex")
    assert breaks(old, new) == [
        "/data/defendants/offences/plea: changed or gone",
        "/data/defendants/person/sex: now required",
    ]


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (changed(*DATA, "on", to={"type": "integer"}), "/data/on: changed or gone"),
        (changed(*DATA, to={}), "/data/group: changed or gone"),
        (changed("properties", "source", to={"enum": []}), "/source: changed or gone"),
        (changed("properties", "id", to={"type": "string"}), "/id: changed or gone"),
        (
            changed("properties", "data", "required", to=["on", "group", "type"]),
            "/data/type: now required",
        ),
        (changed("properties", "data", "required", to=["on"]), "/data/group: no longer required"),
        (changed("properties", "data", "allOf", to=[]), "/data: its allOf changed"),
    ],
)
def test_a_change_that_would_break_a_partner_is_named(new: dict[str, Any], found: str) -> None:
    assert found in breaks(schema(NAME), new)
