"""How to trust the clinic's own authority: a public page, and its certificate.

Where the site is served with another certificate, or in plain http on this machine
alone, there is nothing to trust and the page does not exist.
"""

from dataclasses import dataclass
from datetime import date

import segno
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

__all__ = ["certificate", "page"]

LOOPBACKS = {"localhost", "127.0.0.1", "[::1]"}
QR_SCALE = 4
PART = 8 * len("A0:")
"""Letters of a fingerprint that stay on one line, also on a phone."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What devices install, and what people compare."""

    pem: bytes
    name: str
    fingerprint: list[str]
    ends_on: date


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Say how each kind of device is told to trust the clinic."""
    authority, address = _authority(), _address(request)
    code = segno.make(address, error="m", micro=False)
    context = {
        "authority": authority,
        "address": address,
        "picture": code.svg_data_uri(scale=QR_SCALE, dark="#000", light="#fff"),
    }
    return render(request, "front/trust.html", context)


@login_not_required
@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """Hand out the certificate of the authority, never its key."""
    answer = HttpResponse(_authority().pem, content_type="application/x-x509-ca-cert")
    answer.headers["Content-Disposition"] = 'attachment; filename="clinic.crt"'
    return answer


def _authority() -> Shown:
    if settings.AUTHORITY_FILE is None:
        raise Http404
    try:
        found = x509.load_pem_x509_certificate(settings.AUTHORITY_FILE.read_bytes())
    except (OSError, ValueError) as error:
        raise Http404 from error
    pairs = found.fingerprint(hashes.SHA256()).hex(":").upper()
    return Shown(
        # Written anew: whatever else may stand in the file stays there.
        pem=found.public_bytes(serialization.Encoding.PEM),
        name=found.subject.rfc4514_string().removeprefix("CN="),
        fingerprint=[pairs[at : at + PART] for at in range(0, len(pairs), PART)],
        ends_on=found.not_valid_after_utc.date(),
    )


def _address(request: HttpRequest) -> str:
    """The address of the page for another device, also when asked on this one."""
    host, port = split_domain_port(request.get_host())
    if host in LOOPBACKS:
        others = [
            name
            for name in settings.ALLOWED_HOSTS
            if name not in LOOPBACKS and name[:1] not in {".", "*"}
        ]
        host = next(iter(others), host)
    place = f"{host}:{port}" if port else host
    return f"https://{place}{reverse('front:trust')}"
