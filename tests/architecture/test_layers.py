"""Who may touch the tables, the clock and the chain."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "glabella"
WEB = sorted((SOURCE / "web").rglob("*.py"))
CLINIC = sorted(
    path
    for path in (SOURCE / "clinic").rglob("*.py")
    if not {"migrations", "management"} & set(path.parts)
    # The job that sends is an entry point, as a command is: it reads the clock.
    and path.parts[-2:] != ("outbox", "delivery.py")
)
TABLE_WORDS = {"objects", "save", "delete", "bulk_create", "bulk_update"}
CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}


def _named(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def _calls(path: Path) -> list[ast.Attribute]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.func
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


@pytest.mark.parametrize("path", WEB, ids=_named)
def test_a_screen_never_touches_a_table(path: Path) -> None:
    touched = [
        f"line {call.lineno}: {ast.unparse(call)}"
        for call in _calls(path)
        if TABLE_WORDS & set(ast.unparse(call).split("."))
    ]
    assert touched == []


@pytest.mark.parametrize("path", CLINIC, ids=_named)
def test_the_clinic_takes_the_time_as_an_argument(path: Path) -> None:
    read = [
        f"line {call.lineno}: {ast.unparse(call)}"
        for call in _calls(path)
        if call.attr in CLOCKS
    ]
    assert read == []
