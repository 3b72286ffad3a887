"""The clinic's own authority: made once, kept, and good for the clinic only."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from glabella.site.authority import (
    Authority,
    AuthorityError,
    authority_pem,
    fingerprint,
    open_authority,
    server_certificate,
)

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAMES = ["clinic-pc.local", "192.168.1.20", "clinic.example"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "https"


@pytest.fixture
def authority(folder: Path) -> Authority:
    return open_authority(folder, names=NAMES, label="Glabella on clinic-pc", at=AT)


def read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def constraints(certificate: x509.Certificate) -> x509.NameConstraints:
    return certificate.extensions.get_extension_for_class(x509.NameConstraints).value


def test_private_keys_are_for_the_owner_alone(folder: Path, authority: Authority):
    server_certificate(folder, authority, names=NAMES, at=AT)
    for name in ("authority-key.pem", "server.pem"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert b"PRIVATE" not in (authority_pem(folder) or b"PRIVATE")


def test_the_authority_lasts_ten_years_and_is_kept(folder: Path, authority: Authority):
    life = authority.certificate.not_valid_after_utc - AT
    assert timedelta(days=3640) < life <= timedelta(days=3653)
    again = open_authority(folder, names=[], label="other", at=AT + timedelta(days=900))
    assert fingerprint(again.certificate) == fingerprint(authority.certificate)


@pytest.mark.parametrize("name", NAMES)
def test_a_device_that_trusts_the_authority_believes_the_server(
    folder: Path, authority: Authority, name: str
):
    file = server_certificate(folder, authority, names=NAMES, at=AT)
    shown = read(file)
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    known = {
        *names.get_values_for_type(x509.DNSName),
        *map(str, names.get_values_for_type(x509.IPAddress)),
    }
    assert name in known
    shown.verify_directly_issued_by(authority.certificate)
    life = shown.not_valid_after_utc - shown.not_valid_before_utc
    assert life <= timedelta(days=397)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file)


def test_a_strict_verifier_agrees(folder: Path, authority: Authority):
    shown = read(server_certificate(folder, authority, names=NAMES, at=AT))
    policy = PolicyBuilder().store(Store([authority.certificate])).time(AT)
    for name in ("clinic-pc.local", "clinic.example"):
        verifier = policy.build_server_verifier(x509.DNSName(name))
        verifier.verify(shown, [])


def test_a_certificate_is_kept_until_thirty_days_before_its_end(
    folder: Path, authority: Authority
):
    file = server_certificate(folder, authority, names=NAMES, at=AT)
    first = file.read_bytes()
    end = read(file).not_valid_after_utc
    for at, kept in (
        (AT + timedelta(days=300), True),
        (end - timedelta(days=31), True),
        (end - timedelta(days=29), False),
    ):
        server_certificate(folder, authority, names=NAMES, at=at)
        assert (file.read_bytes() == first) is kept, at
    assert read(file).not_valid_after_utc > end + timedelta(days=300)


def test_a_new_address_of_the_machine_brings_a_new_certificate(
    folder: Path, authority: Authority
):
    first = server_certificate(folder, authority, names=NAMES, at=AT).read_bytes()
    more = [*NAMES, "192.168.1.77"]
    second = server_certificate(folder, authority, names=more, at=AT).read_bytes()
    assert second != first
    fewer = server_certificate(folder, authority, names=NAMES, at=AT).read_bytes()
    assert fewer == second


@pytest.mark.parametrize("name", ["bank.example", "xclinic.example", "8.8.8.8"])
def test_the_authority_vouches_for_nobody_else(
    folder: Path, authority: Authority, name: str
):
    with pytest.raises(AuthorityError, match="may not vouch") as caught:
        server_certificate(folder, authority, names=[*NAMES, name], at=AT)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    permitted = constraints(authority.certificate).permitted_subtrees
    assert permitted is not None
    assert x509.DNSName("clinic.example") in permitted
    assert not (folder / "server.pem").exists()


def test_a_broken_certificate_is_made_again_and_a_broken_authority_is_not(
    folder: Path, authority: Authority
):
    file = server_certificate(folder, authority, names=NAMES, at=AT)
    file.write_bytes(file.read_bytes()[:400])
    server_certificate(folder, authority, names=NAMES, at=AT)
    read(file)
    (folder / "authority-key.pem").write_bytes(b"cut")
    with pytest.raises(AuthorityError, match="trust anew"):
        open_authority(folder, names=NAMES, label="x", at=AT)


def test_a_certificate_never_outlives_its_authority(folder: Path, authority: Authority):
    end = authority.certificate.not_valid_after_utc
    late = end - timedelta(days=50)
    shown = read(server_certificate(folder, authority, names=NAMES, at=late))
    assert shown.not_valid_after_utc == end
    with pytest.raises(AuthorityError, match="come to its end"):
        open_authority(folder, names=NAMES, label="x", at=end)


def test_a_lost_public_file_comes_back(folder: Path, authority: Authority):
    before = authority_pem(folder)
    (folder / "authority.pem").unlink()
    assert authority_pem(folder) is None
    open_authority(folder, names=NAMES, label="x", at=AT)
    assert authority_pem(folder) == before
