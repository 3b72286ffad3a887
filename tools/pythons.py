"""Find a Python that can run the project.

A name on the search path proves nothing: version managers put stand-ins there
that fail when the version behind them is missing. Every candidate is therefore
run once, and the interpreter itself is asked who it is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

__all__ = ["WANTED", "find_python"]

WANTED = ("3.13", "3.12")
"""Minor versions that may run the project, best first."""

PROBE = (
    "import ctypes, json, sqlite3, ssl, sys;"
    "print(json.dumps(['%d.%d' % sys.version_info[:2], sys.executable]))"
)
FOLDERS = ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/opt/local/bin")


def find_python() -> str | None:
    """Return the path of the best interpreter that really runs, or None."""
    for version in WANTED:
        for candidate in _candidates(version):
            found = _probe(candidate)
            if found is not None and found[0] == version:
                return found[1]
    return None


def _candidates(version: str) -> Iterator[str]:
    """Yield what may be that version: named files first, then plain names."""
    name = f"python{version}"
    for folder in [*os.environ.get("PATH", "").split(os.pathsep), *FOLDERS]:
        path = Path(folder or ".", name)
        if path.is_file() and os.access(path, os.X_OK):
            yield str(path)
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for path in sorted((home / "versions").glob(f"{version}.*/bin/{name}")):
        yield str(path)
    for plain in ("python3", "python"):
        found = shutil.which(plain)
        if found:
            yield found


def _probe(candidate: str) -> tuple[str, str] | None:
    """Run the candidate; return its version and true path, or None."""
    try:
        answer = subprocess.run(
            [candidate, "-I", "-c", PROBE],
            capture_output=True,
            check=True,
            text=True,
            timeout=30,
        )
        version, executable = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return version, executable
