"""Set up everything a make target needs: ``python3 -m tools.bootstrap run|dev|browser``.

Runs under any Python from 3.9 with nothing installed. ``run`` makes the
environment that serves the program, ``dev`` adds what tests, checks and
documentation need, ``browser`` adds a Chromium. Setting up again costs nothing:
a stamp in ``.venv`` remembers what the environment was made from.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tools.chromium import ensure_chromium
from tools.pythons import WANTED, find_python
from tools.report import SetupError, say
from tools.uv import configured_index, ensure_uv

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STEPS = {"run": ("run",), "dev": ("dev",), "browser": ("dev", "browser")}
UV_FAILED = "uv could not make the environment; its words stand above"
NO_PYTHON = (
    "Python 3.12 or 3.13 is needed and none was found; install python3.13 from your "
    "system's packages, from python.org or with pyenv"
)
# Variables that would point uv at another environment than ours.
FOREIGN = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH")
FOREIGN_UV = ("UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "UV_PROJECT", "UV_NO_SYNC")


def main(arguments: list[str]) -> int:
    """Do the steps named on the command line; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in STEPS:
        say(f"name one of: {', '.join(STEPS)}")
        return 2
    try:
        for step in STEPS[arguments[0]]:
            if step == "browser":
                ensure_chromium()
            else:
                ensure_environment(everything=step == "dev")
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def ensure_environment(*, everything: bool) -> None:
    """Make ``.venv`` agree with the lock file, unless it already does."""
    wanted = _digest()
    levels = ("dev",) if everything else ("dev", "run")
    if any(_stamp(level) == wanted for level in levels):
        return
    for level in ("dev", "run"):
        (VENV / f".glabella-{level}").unlink(missing_ok=True)
    uv = ensure_uv(TOOLS)
    python = _python(uv)
    say("making the environment in .venv")
    environment = _environment()
    index = configured_index()
    if index:
        _sync_from_own_index(uv, python, everything=everything, environment=environment)
    else:
        _sync(uv, python, everything=everything, environment=environment)
    level = "dev" if everything else "run"
    (VENV / f".glabella-{level}").write_text(wanted, encoding="ascii")


def _digest() -> str:
    """Digest of all that decides what the environment holds."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "uv.lock", ".python-version"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _stamp(level: str) -> str:
    """Read what the environment was made from; empty when its Python is gone."""
    try:
        (VENV / "bin" / "python").stat()
        return (VENV / f".glabella-{level}").read_text(encoding="ascii")
    except OSError:
        return ""


def _python(uv: str) -> str:
    """Return an interpreter to build on: one found here, else uv's download."""
    found = find_python()
    if found is not None:
        return found
    if not os.environ.get("CI"):
        say(f"no Python {' or '.join(WANTED)} found: trying uv's own download")
        target = {"UV_PYTHON_INSTALL_DIR": str(TOOLS / "python")}
        if _works([uv, "python", "install", WANTED[0]], _environment(target)):
            for path in sorted((TOOLS / "python").glob("*/bin/python3.13")):
                return str(path)
    raise SetupError(NO_PYTHON)


def _environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """Return the variables for uv: ours, and no other environment's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in FOREIGN and name not in FOREIGN_UV
    }
    kept["UV_COMPILE_BYTECODE"] = "1"
    kept["UV_NO_PROGRESS"] = "1"
    kept.setdefault("UV_HTTP_TIMEOUT", "180")
    if os.environ.get("CI"):
        kept["UV_PYTHON_DOWNLOADS"] = "never"
    # Trust what this machine trusts, as the Python that fetched uv did.
    kept.setdefault("UV_SYSTEM_CERTS", "1")
    if os.environ.get("PIP_CERT"):
        kept.setdefault("SSL_CERT_FILE", os.environ["PIP_CERT"])
    index = configured_index()
    if index:
        kept["UV_DEFAULT_INDEX"] = index
    kept.update(extra or {})
    return kept


def _sync(
    uv: str, python: str, *, everything: bool, environment: dict[str, str]
) -> None:
    """Install straight from the addresses in the lock file."""
    groups = ["--all-groups"] if everything else ["--no-default-groups", "--inexact"]
    command = [uv, "sync", "--quiet", "--frozen", "--python", python, *groups]
    if not (_works(command, environment) or _works(command, environment)):
        raise SetupError(UV_FAILED)


def _sync_from_own_index(
    uv: str, python: str, *, everything: bool, environment: dict[str, str]
) -> None:
    """Install the locked versions, with their digests, from the index asked for.

    The lock file holds the public index's addresses, which a site with an index
    of its own may not reach; names, versions and digests are the same there.
    """
    groups = ["--all-groups"] if everything else ["--no-default-groups"]
    wanted = TOOLS / "requirements.txt"
    wanted.parent.mkdir(exist_ok=True)
    venv_python = str(VENV / "bin" / "python")
    pip = [uv, "pip"]
    here = ["--quiet", "--python", venv_python]
    commands = [
        [
            *[uv, "export", "--quiet", "--frozen", "--no-emit-project", *groups],
            *["--python", python, "--output-file", str(wanted)],
        ],
        [uv, "venv", "--quiet", "--allow-existing", "--python", python, str(VENV)],
        [*pip, "sync", *here, "--require-hashes", str(wanted)],
        [*pip, "install", *here, "--no-deps", "--editable", str(ROOT)],
    ]
    for command in commands:
        if not _works(command, environment):
            raise SetupError(UV_FAILED)


def _works(command: list[str], environment: dict[str, str]) -> bool:
    """Run a command in the project's folder, its talk on standard error."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        check=False,
    )
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
