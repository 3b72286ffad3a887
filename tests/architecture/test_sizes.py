"""A function fits a screen, a file an evening; exceptions carry a reason."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FUNCTION_LINES = 40
FILE_LINES = 400
PARAMETERS = 6

FILES = sorted(
    path
    for folder in ("src", "tools", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
EXCEPTIONS = tomllib.loads(
    (Path(__file__).parent / "size_exceptions.toml").read_text(encoding="utf-8")
).get("exceptions", [])


def _is_excepted(path: str, name: str = "") -> bool:
    return any(
        entry["path"] == path and entry.get("name", "") == name for entry in EXCEPTIONS
    )


def _lines(node: ast.AST) -> int:
    """Lines of a function without its docstring: explaining is never too long."""
    text = ast.get_docstring(node, clean=False)
    documented = len(text.splitlines()) if text else 0
    return node.end_lineno - node.lineno + 1 - documented


def _too_large(tree: ast.AST) -> dict[str, str]:
    """The functions of a file that break a budget, with how."""
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        arguments = node.args
        names = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
        count = len([name for name in names if name.arg not in {"self", "cls"}])
        if _lines(node) > FUNCTION_LINES:
            found[node.name] = f"{_lines(node)} lines (at most {FUNCTION_LINES})"
        elif count > PARAMETERS:
            found[node.name] = f"{count} parameters (at most {PARAMETERS})"
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path):
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT).as_posix()
    length = len(text.splitlines())
    assert length <= FILE_LINES or _is_excepted(name), f"{length} lines"
    too_large = {
        function: how
        for function, how in _too_large(ast.parse(text)).items()
        if not _is_excepted(name, function)
    }
    assert too_large == {}


def test_every_exception_has_a_reason_and_is_still_needed():
    for entry in EXCEPTIONS:
        assert len(entry["reason"]) > 20, entry
        path = ROOT / entry["path"]
        text = path.read_text(encoding="utf-8")
        if "name" in entry:
            assert entry["name"] in _too_large(ast.parse(text)), entry
        else:
            assert len(text.splitlines()) > FILE_LINES, entry


def test_the_measure_itself_finds_a_long_function():
    body = "\n".join(f"    x{number} = {number}" for number in range(41))
    many = ", ".join(f"p{number}" for number in range(7))
    tree = ast.parse(f"def long():\n{body}\n\ndef wide({many}):\n    pass\n")
    assert set(_too_large(tree)) == {"long", "wide"}
