"""The clinic's own certificate authority, for a network without public names.

A tablet in the clinic cannot get a public certificate for ``clinic-pc.local`` or
``192.168.1.20``. So the data folder may hold a small authority: its certificate is
installed once on every device, and signs the server's certificate, which is renewed
by itself. The authority may vouch for the clinic's own names and for private
addresses only (RFC 5280 section 4.2.1.10), so that a stolen key cannot be used to
imitate a bank.

::

    DATA/https/
    ├── authority-key.pem   the authority with its private key: for this machine alone
    ├── authority.pem       its certificate: what devices install
    └── server.pem          the server's certificate with its private key
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from glabella.core.errors import GlabellaError
from glabella.site.folder import write_once, write_whole

__all__ = [
    "Authority",
    "AuthorityError",
    "authority_pem",
    "fingerprint",
    "may_vouch",
    "open_authority",
    "server_certificate",
]

LIFE_OF_AUTHORITY = timedelta(days=3652)  # ten years
# Apple and the browsers refuse a longer one (CA/Browser Forum, ballot SC31).
LIFE_OF_CERTIFICATE = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)
# The server's clock may run ahead of a tablet's.
CLOCK_TOLERANCE = timedelta(days=1)
PRIVATE_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
PRIVATE_NETWORKS = (
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LONGEST_COMMON_NAME = 64
# Not a host name: OpenSSL would hold one here against the authority's limits.
SERVER_NAME = "Glabella server"


class AuthorityError(GlabellaError):
    """The clinic's authority cannot do what was asked; the message says what now."""

    @classmethod
    def unreadable(cls, folder: Path) -> "AuthorityError":
        """Say that the files of the authority are broken."""
        return cls(
            f"{folder} is broken: restore it, or remove it to make a new authority, "
            "which every tablet must then trust anew"
        )

    @classmethod
    def ended(cls, folder: Path) -> "AuthorityError":
        """Say that devices no longer believe the authority."""
        return cls(
            f"the clinic's authority has come to its end: remove {folder} to make a "
            "new one, which every tablet must then trust anew"
        )

    @classmethod
    def outside(cls, name: str, folder: Path) -> "AuthorityError":
        """Say that the authority was not made for this name."""
        return cls(
            f"the clinic's authority may not vouch for {name}: serve with "
            f"--certificate and --certificate-key, or remove {folder} to make a new "
            "authority, which every tablet must then trust anew"
        )


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def open_authority(
    folder: Path, *, names: Iterable[str], label: str, at: datetime
) -> Authority:
    """Read the authority from ``folder``; make it where there is none.

    Parameters
    ----------
    folder
        The folder ``https`` of the data folder.
    names
        Names and addresses that a new authority may vouch for, beside private ones.
    label
        What devices show as the name of a new authority.
    at
        The present instant.
    """
    file = folder / "authority-key.pem"
    folder.mkdir(mode=0o700, exist_ok=True)
    if not file.exists():
        write_once(file, _new_authority(names, label, at))
    authority = _read_authority(file)
    if authority.certificate.not_valid_after_utc <= at:
        raise AuthorityError.ended(folder)
    public = authority.certificate.public_bytes(serialization.Encoding.PEM)
    if authority_pem(folder) != public:
        write_whole(folder / "authority.pem", public)
    return authority


def authority_pem(folder: Path) -> bytes | None:
    """Return the certificate that devices install, or None where there is none."""
    try:
        return (folder / "authority.pem").read_bytes()
    except FileNotFoundError:
        return None


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 digest as devices show it: pairs with colons."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def server_certificate(
    folder: Path, authority: Authority, *, names: Iterable[str], at: datetime
) -> Path:
    """Return the file of a certificate for ``names``, made or renewed where needed.

    It is renewed within 30 days of its end, and when a name is missing from it.
    """
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if not may_vouch(authority.certificate, name):
            raise AuthorityError.outside(name, folder)
    file = folder / "server.pem"
    if not _still_good(file, authority, wanted, at):
        write_whole(file, _new_server(authority, wanted, at))
    return file


def _new_authority(names: Iterable[str], label: str, at: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _common_name(f"{label} - local authority")
    public = key.public_key()
    builder = (
        _builder(name, name, at, LIFE_OF_AUTHORITY)
        .public_key(public)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(
            x509.NameConstraints(_permitted(names), excluded_subtrees=None),
            critical=True,
        )
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(public), critical=False
        )
    )
    return _pem(key, builder.sign(key, hashes.SHA256()))


def _new_server(authority: Authority, names: list[str], at: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate
    builder = (
        _builder(_common_name(SERVER_NAME), issuer.subject, at, _life(issuer, at))
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .add_extension(
            x509.SubjectAlternativeName([_general_name(name) for name in names]),
            critical=False,
        )
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(
                authority.key.public_key()
            ),
            critical=False,
        )
    )
    return _pem(key, builder.sign(authority.key, hashes.SHA256()))


def _life(issuer: x509.Certificate, at: datetime) -> timedelta:
    """As long as devices allow, and not beyond the authority's own."""
    left = issuer.not_valid_after_utc - (at - CLOCK_TOLERANCE)
    return min(LIFE_OF_CERTIFICATE, left)


def _builder(
    subject: x509.Name, issuer: x509.Name, at: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - CLOCK_TOLERANCE)
        .not_valid_after(at - CLOCK_TOLERANCE + life)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _common_name(text: str) -> x509.Name:
    shown = text[:LONGEST_COMMON_NAME]
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, shown)])


def _address(name: str) -> Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _general_name(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _permitted(names: Iterable[str]) -> list[x509.GeneralName]:
    networks = [ipaddress.ip_network(network) for network in PRIVATE_NETWORKS]
    hosts = list(PRIVATE_NAMES)
    for name in names:
        address = _address(name)
        if address is None:
            # A constraint covers the name and everything below it.
            hosts.append(name.removeprefix("*."))
        elif not any(address in network for network in networks):
            networks.append(ipaddress.ip_network(name))
    return [
        *(x509.DNSName(host) for host in dict.fromkeys(hosts)),
        *(x509.IPAddress(network) for network in networks),
    ]


def may_vouch(certificate: x509.Certificate, name: str) -> bool:
    """Whether an authority's certificate allows it to sign for this name."""
    constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    permitted = constraints.value.permitted_subtrees or []
    address = _address(name)
    if address is None:
        plain = f".{name.removeprefix('*.')}"
        hosts = [one.value for one in permitted if isinstance(one, x509.DNSName)]
        return any(plain.endswith(f".{host}") for host in hosts)
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    return any(
        address in network
        for network in networks
        if isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network)
    )


def _pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def _read_authority(file: Path) -> Authority:
    try:
        content = file.read_bytes()
        key = serialization.load_pem_private_key(content, password=None)
        certificate = x509.load_pem_x509_certificate(content)
    except (OSError, ValueError, TypeError) as error:
        raise AuthorityError.unreadable(file.parent) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise AuthorityError.unreadable(file.parent)
    return Authority(certificate, key)


def _still_good(
    file: Path, authority: Authority, names: list[str], at: datetime
) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        certificate.verify_directly_issued_by(authority.certificate)
        known = certificate.extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        ).value
    except (OSError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False  # whatever is wrong with it, a new one is made
    soon = at + RENEW_BEFORE
    return soon < certificate.not_valid_after_utc and all(
        _general_name(name) in known for name in names
    )
