"""What somebody looks for, kept out of addresses.

The history of a browser, proxies and logs keep addresses, and people are looked for by
name. So a search is sent in the body of a request; where its results need an address
of their own, to come back to, that holds what was typed sealed: for an hour, and for
the person who typed it.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.utils.crypto import salted_hmac

__all__ = ["asked_in", "to_results"]

LONGEST: Final = 100
"""Characters of what is looked for."""
SEALED: Final = "s"
LASTS_SECONDS: Final = 3600
SALT: Final = "glabella.web.shared.asked"


def asked_in(request: HttpRequest, field: str) -> str:
    """What is looked for: from the form that was sent, else from the sealed address."""
    if request.method == "POST":
        return request.POST.get(field, "").strip()[:LONGEST]
    sealed = request.GET.get(SEALED, "")
    if not sealed.isascii():
        return ""
    try:
        plain = _box(request).decrypt(sealed.encode(), ttl=LASTS_SECONDS)
    except InvalidToken:
        return ""
    return plain.decode()


def to_results(
    request: HttpRequest, text: str, plain: Mapping[str, str] | None = None
) -> HttpResponseRedirect:
    """Lead to the same page with its results, under an address that tells nothing.

    ``plain`` is what else the list is narrowed to and may stand in an address; without
    it the address keeps what it had.
    """
    query = request.GET.copy() if plain is None else QueryDict(mutable=True)
    query.update({name: held for name, held in (plain or {}).items() if held})
    query.pop(SEALED, None)
    if text:
        query[SEALED] = _box(request).encrypt(text.encode()).decode()
    told = f"?{query.urlencode()}" if query else ""
    answer = HttpResponseRedirect(f"{request.path}{told}")
    answer.status_code = 303
    return answer


def _box(request: HttpRequest) -> Fernet:
    secret = salted_hmac(SALT, str(request.user.pk), algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(secret))
