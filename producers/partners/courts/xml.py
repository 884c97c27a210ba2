"""XML from a partner, read without trust: no DTD, no entity, no network, bounded in every way.

A `Node` is an element and the path to it, so that what is missing or has another form is refused
with its place. Namespaces are left out: systems differ in them, and no name here has two meanings.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from msgspec import Struct

from producers.contract.errors import ContractViolation, shape

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 40
MAX_ELEMENTS = 100_000

_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?")
_YEARS = range(1900, 2200)


class Node(Struct, frozen=True):
    """An element, and where it is in the message."""

    element: Element
    path: str

    def one(self, name: str) -> "Node":
        """Give the only child of a name. Raises `ContractViolation` when there is none."""
        found = self.maybe(name)
        if found is None:
            raise ContractViolation(
                "missing", f"{self.path}/{name}", got="nothing", expected="this element"
            )
        return found

    def maybe(self, *names: str) -> "Node | None":
        """Follow names downwards, each to its first child of that name."""
        here, path = self.element, self.path
        for name in names:
            child = here.find(name)
            if child is None:
                return None
            here, path = child, f"{path}/{name}[1]"
        return Node(here, path)

    def all(self, name: str) -> Iterator["Node"]:
        """Give each child of a name, in their order."""
        for number, child in enumerate(self.element.iterfind(name), 1):
            yield Node(child, f"{self.path}/{name}[{number}]")

    def text(self, *names: str) -> str:
        """Give the text below names, its spaces made one; an absent element is empty."""
        found = self.maybe(*names)
        return " ".join((found.element.text or "").split()) if found else ""

    def needed(self, name: str, expected: str) -> str:
        """Give a child's text. Raises `ContractViolation` when it is empty or absent."""
        return self.text(name) or _raise(self.refused(name, expected))

    def day(self, *names: str) -> date | None:
        """Read a day, or nothing. Raises `ContractViolation` when it is none."""
        text = self.text(*names)
        found = _DAY.fullmatch(text)
        try:
            read = date.fromisoformat(found[1]) if found else None
        except ValueError:
            read = None
        if text and (read is None or read.year not in _YEARS):
            raise self.refused("/".join(names), "a day as 2026-04-02")
        return read

    def refused(self, name: str, expected: str) -> ContractViolation:
        """Refuse what a child says: its shape is told, never its value."""
        text = self.text(*name.split("/"))
        code = "wrong-form" if text else "missing"
        got = shape(text) if text else "nothing"
        return ContractViolation(code, f"{self.path}/{name}", got=got, expected=expected)


def parse(message: bytes | str) -> Node:
    """Read a document. Raises `ContractViolation`, with line and column where it breaks off."""
    if len(message) > MAX_BYTES:
        raise ContractViolation(
            "too-large", "", got=shape(message), expected=f"at most {MAX_BYTES} bytes"
        )
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(message)
        root = parser.close()
    except DefusedXmlException:
        raise _refused("dtd-forbidden", parser, "a DTD or an entity", "XML without any") from None
    except ParseError as error:
        raise _not_xml(*error.position) from None
    except (LookupError, ValueError):  # an encoding that no one knows, or that reads no bytes
        raise _refused("not-xml", parser, "another encoding", "UTF-8") from None
    return Node(root, f"/{root.tag}")


class _Bounded(TreeBuilder):
    """Builds the tree by local names, and stops at a depth and a number of elements."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise ContractViolation(
                "too-deep" if self.depth > MAX_DEPTH else "too-large",
                "",
                got=f"{self.count} elements, {self.depth} deep",
                expected=f"at most {MAX_ELEMENTS} elements, {MAX_DEPTH} deep",
            )
        return super().start(_local(tag), attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(_local(tag))


@lru_cache(1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _not_xml(line: int, column: int) -> ContractViolation:
    return ContractViolation(
        "not-xml",
        f"line {line}, column {column + 1}",
        got="no well-formed XML",
        expected="XML in the encoding that it declares",
        mend="Send the message as the system wrote it.",
    )


def _refused(code: str, parser: DefusedXMLParser, got: str, expected: str) -> ContractViolation:
    line = parser.parser.CurrentLineNumber
    return ContractViolation(code, f"line {line}", got=got, expected=expected)


def _raise(error: ContractViolation) -> str:
    raise error
