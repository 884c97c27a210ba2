"""What `lcjb check` and `lcjb publish` take: files, folders, stdin; and what they guess."""

import io
from codecs import BOM_UTF8
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from metrics import files_book
from producers import reading
from producers.contract.events import Event
from producers.partners.files import Refusal, UnknownFormat
from producers.partners.rows import Context, Said
from producers.tokens import TokenKey

CONTEXT = Context(TokenKey(bytes(32)))
EXAMPLES = Path("producers/contract/examples")
MESSAGE = b'{"hearing": {}, "sharedTime": "2026-05-01T10:00:00Z"}'


def read(word: str, wanted: str | None = None) -> tuple[str, Counter[str]]:
    with reading.opened(word, wanted, CONTEXT) as found:
        kinds = Counter(type(each).__name__ for taken in found.taken for each in taken)
    return found.format, kinds


def test_a_folder_is_all_its_files_in_order(tmp_path: Path) -> None:
    for name in ("b/2.csv", "a/1.csv", "3.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [Path(each).name for each in reading.inputs([str(tmp_path), "-", "x.csv"])]
    assert found == ["3.csv", "1.csv", "2.csv", "-", "x.csv"]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_an_event_of_the_contract_is_known_however_it_is_laid_out(path: Path) -> None:
    assert read(str(path)) == (reading.EVENTS, Counter({Event.__name__: 1}))


def test_lines_are_messages_each_refused_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "night.jsonl"
    file.write_bytes(MESSAGE + b"\n\n" + MESSAGE + b"\n{broken\n")
    with reading.opened(str(file), "common-platform", CONTEXT) as found:
        taken = list(found.taken)
    assert [each.line for (each,) in taken if isinstance(each, Refusal)] == [1, 3, 4]


def test_a_file_as_windows_writes_it_is_read_whole(tmp_path: Path) -> None:
    """With a byte order mark, and both characters at a line's end; a figure's file, too."""
    one = (EXAMPLES / "uk.lcjb.police.crime-recorded.v1.json").read_bytes()
    file = tmp_path / "events.jsonl"
    file.write_bytes(BOM_UTF8 + b" ".join(one.split()) + b"\r\n\r\n")
    assert read(str(file)) == (reading.EVENTS, Counter({Event.__name__: 1}))
    contributions, refused = files_book.read([file])
    assert (len(contributions), refused) == (1, 0)
    template = Path("producers/partners/police/recorded_crime_template.csv").read_bytes()
    file.write_bytes(BOM_UTF8 + template.replace(b"\n", b"\r\n"))
    assert read(str(file)) == ("recorded-crime", Counter({Said.__name__: 4}))


def test_a_line_that_is_no_event_says_what_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b'{"specversion": "1.0"}\n{"source": 1}\n{"source": "/a"}\nbroken\n')
    with reading.opened(str(file), None, CONTEXT) as found:
        refused = [(each.code, each.column) for (each,) in found.taken if isinstance(each, Refusal)]
    assert refused == [
        ("missing", "/source"),
        ("wrong-type", "/source"),
        ("wrong-source", "/source"),
        ("not-json", ""),
    ]


def test_a_message_is_one_however_much_it_says() -> None:
    with reading.opened("tests/golden/spi/new-case.xml", None, CONTEXT) as found:
        ((police, courts),) = found.taken
    assert [type(each) for each in (police, courts)] == [Said, Said]


def test_standard_input_is_guessed_by_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    one = (EXAMPLES / "uk.lcjb.police.crime-recorded.v1.json").read_bytes()
    lines = b"\n".join([b" ".join(one.split())] * 3)
    for raw, count in ((one, 1), (lines, 3)):
        monkeypatch.setattr(reading.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        assert read("-") == (reading.EVENTS, Counter({Event.__name__: count}))


@pytest.mark.parametrize(
    ("template", "name", "rows"),
    [
        ("police/recorded_crime_template.csv", "recorded-crime", 4),
        ("police/suspects_template.csv", "suspects", 3),
        ("police/cautions_template.csv", "cautions", 2),
        ("hmpps/supervision_template.csv", "supervision", 5),
        ("hmpps/movements_template.csv", "prison-movements", 2),
    ],
)
def test_a_template_is_known_by_its_header_and_read_whole(
    template: str, name: str, rows: int
) -> None:
    assert read(f"producers/partners/{template}") == (name, Counter({Said.__name__: rows}))


@pytest.mark.parametrize("raw", [b"", b"{}", b"<a/>", b"a,b\n1,2\n"])
def test_what_nobody_knows_is_refused_as_a_whole(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "what"
    file.write_bytes(raw)
    with pytest.raises(UnknownFormat):
        read(str(file))
