"""Whose fault is it? The only question that the dead-letter path asks.

Raised by `producers.contract.wire` and the partners' adapters; read by `streams.steps`.
"""


class ContractViolation(Exception):
    """The sender's fault: refused, dead-lettered, never retried.

    `code` is stable and documented in docs/errors.md; `pointer` a JSON pointer into the message
    (or a column of a file); `got` the shape of what came, never its value; `expected` and `mend`
    are sentences that the sender can act on.
    """

    def __init__(self, code: str, pointer: str, *, got: str, expected: str, mend: str = "") -> None:
        super().__init__(
            f"{code} at {pointer or '/'}: got {got}; expected {expected}. {mend}".strip()
        )
        self.code = code
        self.pointer = pointer
        self.got = got
        self.expected = expected
        self.mend = mend


class UnknownType(ContractViolation):
    """A type or major version that this release does not know: parked until an upgrade."""


def shape(value: object) -> str:  # noqa: PLR0911 - a table, one line a shape
    """Say what a value looks like without saying it: no personal value leaves in an error."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return f"text of {len(value)} characters"
        case bytes():
            return f"{len(value)} bytes"
        case list() | tuple():
            return f"a list of {len(value)}"
        case _:
            return "an object"
