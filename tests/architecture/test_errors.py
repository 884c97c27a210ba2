"""Every code that an error may carry has its line in docs/errors.md, and none else has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
RAISED = {"ContractViolation", "UnknownType"}
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def codes() -> Iterator[str]:
    for path in (ROOT / "producers").rglob("*.py"):
        yield from _codes(path)
    yield from _codes(ROOT / "streams/steps.py")


def _codes(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    raised = RAISED | {each.name for each in ast.walk(tree) if _takes_a_code(each)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in raised:
            for each in ast.walk(node.args[0]):
                if isinstance(each, ast.Constant) and each.value:
                    assert CODE.fullmatch(each.value), (path, each.value)
                    yield each.value
                elif isinstance(each, ast.Name):
                    yield from _assigned(path, each.id)


def _takes_a_code(node: ast.AST) -> bool:
    if not isinstance(node, ast.FunctionDef) or not node.name.endswith("refused"):
        return False
    return [each.arg for each in node.args.args][:1] == ["code"]


def _assigned(path: Path, name: str) -> Iterator[str]:
    """Follow one name to the strings that it is given, as in `code = "a" if … else "b"`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            yield from (
                each.value
                for each in ast.walk(node.value)
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


def test_every_code_is_documented_once() -> None:
    text = (ROOT / "docs/errors.md").read_text()
    documented = re.findall(r"^\| `([a-z0-9-]+)` \|", text, re.MULTILINE)
    assert len(documented) == len(set(documented))
    assert set(documented) == set(codes())
