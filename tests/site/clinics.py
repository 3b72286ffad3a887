"""A real data folder of a made-up clinic, and commands run on it as a person would."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "correct horse battery staple"  # noqa: S105
LAUNCH = (
    "import sys; from pathlib import Path; from glabella.core.errors import "
    "GlabellaError\n"
    "try: {code}\n"
    "except GlabellaError as error: sys.exit(str(error))"
)
SETUP = (
    "from glabella.cli.setup import Answers, setup; setup(data=Path(sys.argv[1]), "
    "answers=Answers('Clinic Made-Up', 'UK', 'Europe/London', 'Ada Made-Up', "
    "'ada@clinic.example'), password_file=Path(sys.argv[2]), kept=True)"
)
BACKUP = (
    "from glabella.cli.backup import backup; "
    "backup(Path(sys.argv[1]), data=Path(sys.argv[2]))"
)
RESTORE = (
    "import json; from glabella.cli.backup import restore; "
    "told = json.loads(sys.argv[3]); "
    "paths = {name: Path(told[name]) for name in ('key', 'sheet') if name in told}; "
    "restore(Path(sys.argv[1]), Path(sys.argv[2]), **paths, "
    "accept_broken_audit=told.get('accept', False))"
)
RECORD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from glabella.site import server
from glabella.site.folder import existing_folder
server.set_up(existing_folder(Path(sys.argv[1])))
from glabella.clinic.audit import services as audit
from glabella.clinic.shared.actor import SYSTEM
for number in range(int(sys.argv[2])):
    audit.record(actor=SYSTEM, at=datetime(2026, 11, 20, 9, tzinfo=UTC),
                 action="print", record_type="a sheet", after={"number": number})
    print(number, flush=True)
"""


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line that a refusal prints."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


def surroundings(**more: str) -> dict[str, str]:
    """The environment without any setting of the site."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GLABELLA_") and name != "DATABASE_URL"
    }
    return {**kept, "DJANGO_SETTINGS_MODULE": "glabella.site.settings", **more}


def run(code: str, *arguments: object, **more: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=surroundings(**more),
    )
    return Done(done.returncode, done.stdout, done.stderr)


def command(code: str, *arguments: object, **more: str) -> Done:
    return run(LAUNCH.format(code=code), *arguments, **more)


def set_up(data: Path, **more: str) -> Done:
    """Make a clinic with its owner; its audit has two entries then."""
    secret = data.with_name(f"{data.name}-password")
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    return command(SETUP, data, secret, **more)


def record(data: Path, entries: int, **more: str) -> Done:
    """Add entries to the audit."""
    return run(RECORD, data, entries, **more)


def back_up(data: Path, file: Path, **more: str) -> Done:
    return command(BACKUP, file, data, **more)


def restore(file: Path, target: Path, *, more: dict | None = None, **told: object):
    words = {
        name: value if isinstance(value, bool) else str(value)
        for name, value in told.items()
    }
    return command(RESTORE, file, target, json.dumps(words), **(more or {}))
