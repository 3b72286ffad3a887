"""The public page that shows how to trust the clinic's own authority."""

import hashlib
import re
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from glabella.site.authority import open_authority

pytestmark = pytest.mark.django_db  # the frame of every page names the clinic
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def pem(settings, tmp_path: Path) -> str:
    open_authority(tmp_path / "https", names=[], label="Glabella on clinic-pc", at=AT)
    settings.AUTHORITY_FILE = tmp_path / "https" / "authority.pem"
    settings.ALLOWED_HOSTS = ["localhost", "testserver", ".lan", "192.168.1.20"]
    return settings.AUTHORITY_FILE.read_text(encoding="ascii")


def digest(pem: str) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()


def test_a_stranger_may_see_the_fingerprint_and_take_the_certificate(client, pem: str):
    text = client.get("/trust/").text
    shown = re.search(r"data-fingerprint>(.*?)</p>", text)
    assert shown is not None
    assert shown[1].replace("<wbr>", "").replace(":", "") == digest(pem)
    assert "Glabella on clinic-pc" in text
    answer = client.get("/trust/clinic.crt")
    assert answer.text == pem
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"


def test_the_key_of_the_authority_is_never_handed_out(client, settings, pem: str):
    # Even if somebody pointed the setting at the wrong file.
    settings.AUTHORITY_FILE = settings.AUTHORITY_FILE.with_name("authority-key.pem")
    assert client.get("/trust/clinic.crt").text == pem


@pytest.mark.parametrize("kind", ["iPad", "Android", "Windows", "macOS", "Firefox"])
def test_each_kind_of_device_has_its_steps(client, pem: str, kind: str):
    assert kind in client.get("/trust/").text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("192.168.1.20:8443", "https://192.168.1.20:8443/trust/"),
        ("localhost:8443", "https://testserver:8443/trust/"),
    ],
)
def test_the_code_leads_another_device_to_the_page(
    client, pem: str, asked: str, shown: str
):
    text = client.get("/trust/", headers={"host": asked}).text
    assert shown in text
    assert "data:image/svg+xml" in text


@pytest.mark.parametrize("path", ["/trust/", "/trust/clinic.crt"])
def test_without_an_authority_of_its_own_there_is_no_such_page(
    client, settings, tmp_path: Path, path: str
):
    settings.AUTHORITY_FILE = None
    assert client.get(path).status_code == 404
    settings.AUTHORITY_FILE = tmp_path / "missing.pem"
    assert client.get(path).status_code == 404
