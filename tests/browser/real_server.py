"""A server as ``glabella serve`` starts it, on the database of a test; it can be killed."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import connection

__all__ = ["RealServer", "real_server"]

SERVE = """
import sys
from pathlib import Path
from glabella.site import server
from glabella.site.folder import open_folder
server.configure(open_folder(Path(sys.argv[1]), "clinic"))
server.run(
    server.Place("127.0.0.1", int(sys.argv[2])),
    workers=1,
    when_ready=lambda: print("ready", flush=True),
    log_access=False,
)
"""


class RealServer:
    """Processes of their own on one port; ``kill`` is ``kill -9`` of all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Serve, and come back once there are answers."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GLABELLA_")
        }
        environment |= {
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "GLABELLA_SECRET_KEY": settings.SECRET_KEY,
            "GLABELLA_CLINIC_KEY_FILE": str(settings.CLINIC_KEY_FILE),
            "GLABELLA_AUDIT_HEAD_FILE": str(settings.AUDIT_HEAD_FILE),
            "GLABELLA_STATIC_FROM_SOURCE": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(self.folder), str(self.port)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == "ready"
        return self

    def kill(self) -> None:
        """As when the power goes: master and workers at once, nothing is tidied up."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
            self.process = None


@contextmanager
def real_server() -> Iterator[RealServer]:
    """A server that is not started yet, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        server = RealServer(Path(folder) / "data")
        try:
            yield server
        finally:
            server.kill()
