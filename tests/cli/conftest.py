"""The command in this process, and case files to give it."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from glabella.cli.main import run
from tests.cases import case, toml


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def glabella(monkeypatch, capsys) -> Callable[..., Outcome]:
    """Run ``glabella`` with arguments, as the shell would."""

    def call(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["glabella", *map(str, arguments)])
        code = 0
        try:
            run()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def case_file(tmp_path) -> Callable[..., Path]:
    """Write a case file: a table, a text or bytes; the healthy case without any."""

    def write(content: Mapping[str, Any] | str | bytes | None = None) -> Path:
        path = tmp_path / "case.toml"
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            path.write_text(toml(content or case()), encoding="utf-8")
        return path

    return write
