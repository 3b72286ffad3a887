"""Fetching uv from a package index, of either kind, checked before use."""

import functools
import hashlib
import http.server
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import uv
from tools.report import SetupError

PROGRAM = b"#!/bin/sh\necho uv made up\n"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, with the type of an index that answers in JSON."""

    extensions_map = {"": "application/vnd.pypi.simple.v1+json", ".html": "text/html"}

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def wheel(monkeypatch: pytest.MonkeyPatch) -> tuple[str, bytes]:
    """A made-up wheel that stands for this machine's own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"uv-{uv.VERSION}.data/scripts/uv", PROGRAM)
    body = stream.getvalue()
    name = f"uv-{uv.VERSION}-py3-none-made_up.whl"
    digest = hashlib.sha256(body).hexdigest()
    monkeypatch.setattr(uv, "_wheel", lambda: (name, digest))
    monkeypatch.setattr(uv, "PAUSES_SECONDS", ())
    monkeypatch.delenv("UV", raising=False)
    return name, body


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package index of our own; its ``uv`` folder is returned to be filled."""
    folder = tmp_path / "index" / "simple" / "uv"
    folder.mkdir(parents=True)
    handler = functools.partial(QuietHandler, directory=tmp_path / "index")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "http_proxy", "HTTP_PROXY"):
            monkeypatch.delenv(name, raising=False)
        address = f"http://127.0.0.1:{server.server_port}/simple/"
        monkeypatch.setenv("PIP_INDEX_URL", address)
        yield folder
        server.shutdown()
        thread.join()


def list_in_html(index: Path, wheel: tuple[str, bytes]) -> None:
    (index / wheel[0]).write_bytes(wheel[1])
    (index / "index.html").write_text(
        f'<a href="other.whl">other</a><a href="{wheel[0]}#sha256=0">uv</a>', "utf-8"
    )


def test_an_index_in_html_is_understood(wheel, index: Path, tmp_path: Path):
    list_in_html(index, wheel)
    program = Path(uv.ensure_uv(tmp_path / "tools"))
    assert program.read_bytes() == PROGRAM
    assert program.stat().st_mode & 0o111


def test_an_index_in_json_is_understood(
    wheel, index: Path, tmp_path: Path, monkeypatch
):
    (index / "files").mkdir()
    (index / "files" / wheel[0]).write_bytes(wheel[1])
    body = json.dumps({"files": [{"url": f"files/{wheel[0]}"}]})
    real = uv._get
    monkeypatch.setattr(
        uv,
        "_get",
        lambda address: (
            (body.encode(), "application/vnd.pypi.simple.v1+json")
            if address.endswith("/uv/")
            else real(address)
        ),
    )
    assert Path(uv.ensure_uv(tmp_path / "tools")).read_bytes() == PROGRAM


def test_what_was_fetched_once_is_not_fetched_again(
    wheel, index: Path, tmp_path: Path, monkeypatch
):
    list_in_html(index, wheel)
    first = uv.ensure_uv(tmp_path / "tools")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    assert uv.ensure_uv(tmp_path / "tools") == first


def test_a_wheel_with_another_digest_is_not_installed(
    wheel, index: Path, tmp_path: Path
):
    list_in_html(index, (wheel[0], wheel[1] + b"tampered"))
    with pytest.raises(SetupError, match="digest"):
        uv.ensure_uv(tmp_path / "tools")
    assert not list(tmp_path.rglob("tools/**/uv"))


@pytest.mark.parametrize("listed", [True, False])
def test_a_missing_wheel_or_index_is_said_in_one_line(
    wheel, index: Path, tmp_path: Path, *, listed: bool
):
    if listed:
        (index / "index.html").write_text("<a href='other.whl'>other</a>", "utf-8")
    else:
        index.rmdir()
    with pytest.raises(SetupError) as caught:
        uv.ensure_uv(tmp_path / "tools")
    assert "uv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_uv_of_ones_own_is_used(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("UV", "/opt/uv")
    assert uv.ensure_uv(tmp_path) == "/opt/uv"


def test_a_password_travels_in_a_header_and_not_in_the_address():
    address, headers = uv._without_password(
        "https://me:p%40ss@index.example/simple/uv/"
    )
    assert address == "https://index.example/simple/uv/"
    assert headers["Authorization"] == "Basic bWU6cEBzcw=="


@pytest.mark.parametrize(("name", "digest"), uv.WHEELS.values())
def test_the_listed_wheels_are_of_the_stated_version(name: str, digest: str):
    assert name.startswith(f"uv-{uv.VERSION}-py3-none-")
    assert len(bytes.fromhex(digest)) == 32
