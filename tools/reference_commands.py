"""The help of every command, as the program itself prints it."""

import os
from collections.abc import Iterator
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

from glabella.cli.evidence import app as evidence
from glabella.cli.main import app

__all__ = ["all_commands", "commands"]

if not any(group.name == "evidence" for group in app.registered_groups):
    app.add_typer(evidence, name="evidence")  # the program adds it on demand


def all_commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """(words, command) of every command and group, below ``glabella``."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), get_command(app))]
    while waiting:
        words, command = waiting.pop(0)
        yield words, command
        below = getattr(command, "commands", {})
        waiting += [((*words, name), inner) for name, inner in below.items()]


def commands() -> str:
    """One page with the help of every command."""
    os.environ["COLUMNS"] = "88"
    runner = CliRunner()
    parts = ["# Help of every command\n"]
    for words, _ in all_commands():
        shown = runner.invoke(app, [*words, "--help"], prog_name="glabella").output
        title = " ".join(("glabella", *words))
        parts.append(f"## {title}\n\n```text\n{shown.strip()}\n```\n")
    return "\n".join(parts)
