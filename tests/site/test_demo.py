"""The demonstration, started as a person starts it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from glabella.core.intended_use import INTENDED_USE, MADE_UP_DATA

START = (
    "import sys; from pathlib import Path;"
    "from glabella.cli.demo import demo;"
    "from glabella.core.errors import GlabellaError\n"
    "try: demo(int(sys.argv[1]), Path(sys.argv[2]), patients=1)\n"
    "except GlabellaError as error: sys.exit(str(error))"
)
PATIENCE_SECONDS = 60


class Demo:
    """A running demonstration."""

    def __init__(self, data: Path, port: int, log: Path) -> None:
        self.data, self.port, self.log = data, port, log
        self.process = start(data, port, log)

    def get(self, path: str) -> tuple[int, dict[str, str], str]:
        address = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.status, dict(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read().decode()

    def wait(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            try:
                if self.get("/health/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        pytest.fail("the demonstration did not start")

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_SECONDS)


def start(data: Path, port: int, log: Path) -> subprocess.Popen:
    surroundings = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/clinic",
        "GLABELLA_SECRET_KEY": "the-key-of-a-clinic-must-not-be-used-here",
    }
    with log.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-c", START, str(port), str(data)],
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=surroundings,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    running = Demo(folder / "data", free_port(), folder / "log")
    try:
        running.wait()
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def test_it_prints_the_address_and_the_four_sign_ins(demo: Demo):
    text = demo.log.read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{demo.port}/planner/" in text
    told = demo.data / "sign-ins.txt"
    assert told.read_text("utf-8") in text
    assert told.stat().st_mode & 0o077 == 0
    for person in ("owner", "prescriber", "injector", "front-desk"):
        assert f"{person}@example.org" in text
    assert INTENDED_USE in text
    assert MADE_UP_DATA in text


@pytest.mark.parametrize("path", ["/", "/planner/", "/no-such-page/"])
def test_every_page_says_that_the_data_are_made_up(demo: Demo, path: str):
    assert MADE_UP_DATA in demo.get(path)[2]


def test_static_files_carry_their_digest_and_are_kept_by_the_browser(demo: Demo):
    page = demo.get("/")[2]
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(files) >= 6
    for file in files:
        assert re.search(r"\.[0-9a-f]{12}\.(?:css|js|svg)$", file), file
        status, headers, _ = demo.get(file)
        assert status == 200
        assert "immutable" in headers["Cache-Control"]


def test_it_listens_on_this_machine_only(demo: Demo):
    listening = Path("/proc/net/tcp")
    if not listening.exists():  # macOS: the address that was bound says the same
        assert "127.0.0.1" in demo.log.read_text(encoding="utf-8")
        return
    wanted = f":{demo.port:04X}"
    bound = {
        line.split()[1]
        for line in listening.read_text(encoding="ascii").splitlines()[1:]
        if line.split()[1].endswith(wanted) and line.split()[3] == "0A"
    }
    assert bound == {f"0100007F{wanted}"}


def test_it_uses_neither_database_nor_key_of_the_surroundings(demo: Demo):
    assert json.loads(demo.get("/health/")[2])["database"] == "ok"
    assert (demo.data / "glabella.sqlite3").exists()
    assert (demo.data / "secret-key").stat().st_mode & 0o077 == 0


def test_a_fault_in_the_address_shows_no_traceback(demo: Demo):
    status, _, text = demo.get("/%00?patient=Made-Up")
    assert status in {400, 404}
    assert "Traceback" not in text
    assert "Made-Up" not in demo.log.read_text(encoding="utf-8")


def test_a_taken_port_is_said_in_one_line(demo: Demo, tmp_path: Path):
    log = tmp_path / "log"
    process = start(tmp_path / "data", demo.port, log)
    assert process.wait(PATIENCE_SECONDS) == 1
    text = log.read_text(encoding="utf-8").strip()
    assert str(demo.port) in text
    assert "another port" in text
    assert "\n" not in text
    assert not (tmp_path / "data").exists()


def test_a_foreign_folder_is_refused_in_one_line(tmp_path: Path):
    (tmp_path / "thesis.txt").touch()
    log = tmp_path.with_suffix(".log")
    process = start(tmp_path, free_port(), log)
    assert process.wait(PATIENCE_SECONDS) == 1
    text = log.read_text(encoding="utf-8").strip()
    assert "did not make" in text
    assert "\n" not in text


def test_ctrl_c_ends_it_cleanly_and_a_second_start_keeps_the_folder(tmp_path: Path):
    data, log = tmp_path / "data", tmp_path / "log"
    kept = []
    for _ in range(2):
        running = Demo(data, free_port(), log)
        try:
            running.wait()
            assert running.interrupt() == 0
        finally:
            running.process.kill()
            running.process.wait()
        assert "Traceback" not in log.read_text(encoding="utf-8")
        static = [path.stat().st_mtime_ns for path in data.glob("static-*")]
        assert len(static) == 1
        sign_ins = (data / "sign-ins.txt").read_text("utf-8")
        assert sign_ins in log.read_text("utf-8")
        kept.append(((data / "secret-key").read_bytes(), static, sign_ins))
    assert kept[0] == kept[1]


def test_a_folder_that_was_left_half_made_is_made_anew(tmp_path: Path):
    data, log = tmp_path / "data", tmp_path / "log"
    data.mkdir()
    (data / "glabella.json").write_text('{"made_for": "demo"}', encoding="utf-8")
    (data / "glabella.sqlite3").write_bytes(b"the making was stopped here")
    (data / "audit-head").write_text("of a clinic that is no more")
    running = Demo(data, free_port(), log)
    try:
        running.wait()
        assert json.loads(running.get("/health/")[2])["database"] == "ok"
    finally:
        running.process.kill()
        running.process.wait()
    assert "Traceback" not in log.read_text(encoding="utf-8")


def test_messages_of_the_server_can_link_to_it(demo: Demo):
    environ = Path(f"/proc/{demo.process.pid}/task/{demo.process.pid}/children")
    if not environ.exists():  # macOS tells nothing of other processes
        return
    started = [
        Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
        for child in environ.read_text(encoding="ascii").split()
    ]
    address = f"GLABELLA_ADDRESS=http://127.0.0.1:{demo.port}".encode()
    assert any(address in one for one in started)
