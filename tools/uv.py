"""Fetch uv, the tool that makes the environment, with the standard library alone.

Debian's Python has neither pip nor venv, so the wheel is read from the package
index, checked against the digest written here, and unpacked.
"""

from __future__ import annotations

import hashlib
import html.parser
import io
import json
import os
import platform
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

from tools.report import SetupError, say

__all__ = ["VERSION", "configured_index", "ensure_uv"]

VERSION = "0.13.9"
PUBLIC_INDEX = "https://pypi.org/simple"
ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
PAUSES_SECONDS = (2, 4, 8)
FINAL_CODES = {401, 403, 404}
LIMIT_BYTES = 200 * 1024 * 1024

# (system, machine) to the wheel's name and SHA-256 digest; Linux means glibc.
WHEELS = {
    ("Linux", "x86_64"): (
        f"uv-{VERSION}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("Linux", "aarch64"): (
        (
            f"uv-{VERSION}-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64"
            ".musllinux_1_1_aarch64.whl"
        ),
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
    ("Darwin", "x86_64"): (
        f"uv-{VERSION}-py3-none-macosx_10_12_x86_64.whl",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
    ("Darwin", "arm64"): (
        f"uv-{VERSION}-py3-none-macosx_11_0_arm64.whl",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}


def ensure_uv(tools_folder: Path) -> str:
    """Return the path of uv, fetching it into ``tools_folder`` when it is new."""
    own = os.environ.get("UV")
    if own:
        return own
    target = tools_folder / f"uv-{VERSION}" / "uv"
    if target.is_file():
        return str(target)
    name, digest = _wheel()
    say(f"fetching uv {VERSION} from the package index")
    _unpack(_download(_address(name), digest), target)
    return str(target)


def configured_index() -> str | None:
    """Return the package index that the environment asks for, if any."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        value = os.environ.get(name, "").strip()
        if value:
            return value
    return None


def _wheel() -> tuple[str, str]:
    machine = (platform.system(), platform.machine())
    if machine not in WHEELS:
        message = (
            f"no uv is listed for {machine[0]} on {machine[1]}: install uv and run "
            "again with UV=/path/to/uv"
        )
        raise SetupError(message)
    return WHEELS[machine]


class _Links(html.parser.HTMLParser):
    """Collects the addresses of an HTML index page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [v for k, v in attrs if tag == "a" and k == "href" and v]


def _address(wheel: str) -> str:
    """Look the wheel up in the index, which may answer in JSON or in HTML."""
    page = (configured_index() or PUBLIC_INDEX).rstrip("/") + "/uv/"
    body, kind = _get(page)
    if "json" in kind:
        addresses = [entry["url"] for entry in json.loads(body)["files"]]
    else:
        links = _Links()
        links.feed(body.decode("utf-8", "replace"))
        addresses = links.addresses
    for address in addresses:
        whole = urllib.parse.urljoin(page, address)
        path = urllib.parse.urlsplit(whole).path
        if urllib.parse.unquote(path).rsplit("/", 1)[-1] == wheel:
            return whole
    message = f"the package index does not list {wheel}: install uv, set UV"
    raise SetupError(message)


def _download(address: str, digest: str) -> bytes:
    body, _ = _get(address)
    if hashlib.sha256(body).hexdigest() != digest:
        message = "the uv wheel does not match its digest: not installed"
        raise SetupError(message)
    return body


def _get(address: str) -> tuple[bytes, str]:
    """Fetch one address, trying again when the network stumbles."""
    plain, headers = _without_password(address)
    request = urllib.request.Request(plain, headers=headers)
    context = ssl.create_default_context(cafile=_certificates())
    for pause in [*PAUSES_SECONDS, None]:
        try:
            return _ask(request, context)
        except OSError as error:  # noqa: PERF203 - the network decides the pace
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            if pause is None or getattr(error, "code", 500) in FINAL_CODES:
                message = (
                    f"the package index cannot be reached ({error}): check the "
                    "network, or install uv and set UV=/path/to/uv"
                )
                raise SetupError(message) from error
            time.sleep(pause)
    raise AssertionError


def _ask(request: urllib.request.Request, context: ssl.SSLContext) -> tuple[bytes, str]:
    with urllib.request.urlopen(request, timeout=120, context=context) as answer:
        return answer.read(LIMIT_BYTES), answer.headers.get("Content-Type", "")


def _without_password(address: str) -> tuple[str, dict[str, str]]:
    """Move a name and password out of the address into a header."""
    headers = {"Accept": ACCEPT, "User-Agent": "glabella-setup"}
    parts = urllib.parse.urlsplit(address)
    if parts.username is None:
        return address, headers
    import base64  # noqa: PLC0415 - only private indexes need it

    pair = f"{urllib.parse.unquote(parts.username)}:" + urllib.parse.unquote(
        parts.password or ""
    )
    headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    bare = parts._replace(netloc=parts.netloc.rsplit("@", 1)[1])
    return urllib.parse.urlunsplit(bare), headers


def _certificates() -> str | None:
    return os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE") or None


def _unpack(wheel: bytes, target: Path) -> None:
    """Write the one program of the wheel; it appears whole or not at all."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        program = archive.read(f"uv-{VERSION}.data/scripts/uv")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"uv.part{os.getpid()}")
    part.write_bytes(program)
    part.chmod(0o755)
    part.replace(target)
