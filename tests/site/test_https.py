"""``glabella serve`` on a network: HTTPS or nothing."""

import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from glabella.cli.serve import Listen
from glabella.core.errors import GlabellaError
from glabella.site import https
from glabella.site.authority import open_authority, server_certificate

AT = datetime.fromtimestamp(time.time(), UTC)  # a real server has a real clock
START = (
    "import sys; from pathlib import Path;"
    "from glabella.cli.serve import Listen, serve;"
    "from glabella.core.errors import GlabellaError\n"
    "files = [Path(name) for name in sys.argv[4:]] or [None, None]\n"
    "try: serve(data=Path(sys.argv[1]), workers=1,\n"
    "           listen=Listen(sys.argv[2], int(sys.argv[3]), None, *files))\n"
    "except GlabellaError as error: sys.exit(str(error))"
)
PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running server."""

    def __init__(self, folder: Path, host: str, *files: Path) -> None:
        self.data, self.log, self.port = folder / "data", folder / "log", free_port()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GLABELLA_")}
        kept.pop("DATABASE_URL", None)
        kept["DJANGO_SETTINGS_MODULE"] = "glabella.site.settings"
        with self.log.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, self.data, host, str(self.port), *files],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=kept,
            )

    def get(self, path: str, trust: str, **headers: str) -> http.client.HTTPResponse:
        context = ssl.create_default_context(cadata=trust)
        asked = http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=context, timeout=10
        )
        asked.request("GET", path, headers=headers)
        answer = asked.getresponse()
        answer.text = answer.read().decode()
        asked.close()
        return answer

    def wait(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            text = self.log.read_text(encoding="utf-8")
            assert self.process.poll() is None, text
            if "Glabella serves" in text:
                return
            time.sleep(0.05)
        pytest.fail("the server did not start")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def server(
    new_clinic: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("https")
    new_clinic(folder / "data")
    running = Server(folder, "0.0.0.0")  # noqa: S104
    try:
        running.wait()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
def trust(server: Server) -> str:
    return (server.data / "https" / "authority.pem").read_text(encoding="ascii")


def test_a_device_that_trusts_the_clinic_is_served(server: Server, trust: str):
    answer = server.get("/health/", trust)
    assert answer.status == 200
    assert json.loads(answer.text)["database"] == "ok"


def test_a_device_that_does_not_is_warned(server: Server, tmp_path: Path):
    other = open_authority(tmp_path, names=[], label="x", at=AT)
    server_certificate(tmp_path, other, names=["localhost"], at=AT)
    with pytest.raises(ssl.SSLCertVerificationError):
        server.get("/health/", (tmp_path / "authority.pem").read_text("ascii"))


def test_nothing_is_said_in_plain_http(server: Server):
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    asked.request("GET", "/health/")
    with pytest.raises((http.client.HTTPException, OSError)):
        asked.getresponse()
    asked.close()


def test_the_old_versions_of_tls_are_refused(server: Server, trust: str):
    context = ssl.create_default_context(cadata=trust)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        assert secure.version() in {"TLSv1.2", "TLSv1.3"}


def test_a_header_of_a_proxy_that_is_not_there_changes_nothing(
    server: Server, trust: str
):
    answer = server.get("/", trust, **{"X-Forwarded-Proto": "http"})
    assert answer.status == 200


def test_no_hsts_with_the_clinics_own_authority(server: Server, trust: str):
    assert server.get("/", trust).headers["Strict-Transport-Security"] is None


def test_cookies_go_over_https_only(server: Server, trust: str):
    cookies = server.get("/accounts/login/", trust).headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_only_names_of_the_certificate_are_answered(server: Server, trust: str):
    known = server.get("/", trust, Host=f"localhost:{server.port}")
    foreign = server.get("/", trust, Host="evil.example")
    assert (known.status, foreign.status) == (200, 400)


def test_the_start_tells_address_and_fingerprint(server: Server, trust: str):
    text = server.log.read_text(encoding="utf-8")
    assert re.search(rf"https://[^\s/]+:{server.port}/trust/", text)
    pairs = "".join(re.findall(r"^ +((?:[0-9A-F]{2}:?)+)$", text, re.MULTILINE))
    assert pairs.count(":") == 31
    assert pairs in server.get("/trust/", trust).text.replace("<wbr>", "")


def test_files_of_another_authority_serve_too(
    new_clinic: Callable[[Path], Path], tmp_path: Path
):
    new_clinic(tmp_path / "data")
    folder = tmp_path / "files"
    folder.mkdir()
    authority = open_authority(folder, names=[], label="An authority", at=AT)
    both = server_certificate(folder, authority, names=["127.0.0.1"], at=AT)
    running = Server(tmp_path, "127.0.0.1", both, both)
    try:
        running.wait()
        answer = running.get("/", (folder / "authority.pem").read_text("ascii"))
        assert answer.status == 200
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        trust_page = running.get("/trust/", (folder / "authority.pem").read_text())
        assert trust_page.status == 404
    finally:
        running.end()
    assert "fingerprint" not in running.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "clinic-pc"])  # noqa: S104
def test_plain_http_refuses_an_address_that_others_can_reach(host: str):
    with pytest.raises(GlabellaError, match="this machine alone") as caught:
        Listen(host, 8000, https=False).check()
    assert host in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_plain_http_is_fine_for_this_machine(host: str):
    assert https.is_loopback(host)


def test_half_a_certificate_is_refused(tmp_path: Path):
    with pytest.raises(GlabellaError, match="give both"):
        Listen(certificate=tmp_path / "cert.pem").check()


def test_files_that_are_no_certificate_are_named_in_one_line(tmp_path: Path):
    broken, missing = tmp_path / "cert.pem", tmp_path / "key.pem"
    broken.write_text("not a certificate", encoding="utf-8")
    with pytest.raises(GlabellaError, match=r"key\.pem") as caught:
        https.from_files(broken, missing, at=AT)
    assert "\n" not in str(caught.value)
    missing.write_text("nor a key", encoding="utf-8")
    with pytest.raises(GlabellaError, match="PEM form"):
        https.from_files(broken, missing, at=AT)


def test_a_certificate_that_ended_is_refused(tmp_path: Path):
    authority = open_authority(tmp_path, names=[], label="x", at=AT)
    both = server_certificate(tmp_path, authority, names=["localhost"], at=AT)
    with pytest.raises(GlabellaError, match="renew it"):
        https.from_files(both, both, at=AT + timedelta(days=400))


def test_the_names_of_a_certificate_are_the_hosts_that_are_answered(tmp_path: Path):
    names = ["glabella.lan", "*.clinic.lan", "192.168.1.20", "::1"]
    authority = open_authority(tmp_path, names=names, label="x", at=AT)
    both = server_certificate(tmp_path, authority, names=names, at=AT)
    assert https.from_files(both, both, at=AT).hosts == (
        "glabella.lan",
        ".clinic.lan",
        "192.168.1.20",
        "[::1]",
    )


def test_names_that_no_certificate_can_carry_are_left_out():
    given = ["*", "under_score", "", "[fe80::1%eth0]", "Clinic.Example"]
    assert https.asked_names("192.168.1.20", given) == [
        "fe80::1",
        "clinic.example",
        "192.168.1.20",
    ]
    assert https.asked_names("0.0.0.0") == []  # noqa: S104


def test_a_machine_with_a_new_name_still_starts(tmp_path: Path, monkeypatch):
    def start(machine: str, *more: str) -> https.Certificate:
        monkeypatch.setattr(socket, "gethostname", lambda: machine)
        return https.from_authority(
            tmp_path / "https", "192.168.1.20", more=more, label="x", at=AT
        )

    first = start("clinic-pc")
    assert {"clinic-pc", "clinic-pc.local", "192.168.1.20"} <= set(first.hosts)
    second = start("renamed")
    assert {"renamed.local", "192.168.1.20"} <= set(second.hosts)
    assert "renamed" not in second.hosts
    assert second.fingerprint == first.fingerprint
    with pytest.raises(GlabellaError, match="may not vouch for clinic"):
        start("renamed", "clinic.example")
