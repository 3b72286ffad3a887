"""Pages that a patient opens by a signed link and a one-time code, and no password.

The link alone shows nothing. The code goes to the address that the clinic has, and
opens the page in the browser that gave it, for a short time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound

__all__ = ["Ask", "Gate", "ask_code", "closed", "code_of", "framed"]

UNPROCESSABLE, GONE = 422, 410
OPEN_SECONDS: Final = 2 * 60 * 60
"""So long a code opens the page in the browser that gave it."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One kind of page behind a link: what it is called in the browser's session."""

    name: str
    why: str
    """A sentence that says why a code is asked for."""

    def is_open(self, request: HttpRequest, link: SignedLink, at: datetime) -> bool:
        """Whether this browser gave the code of this link a short time ago."""
        held = request.session.get(self.name)
        if not held or held[0] != str(link.id):
            return False
        return 0 <= at.timestamp() - float(held[1]) < OPEN_SECONDS

    def open(self, request: HttpRequest, link: SignedLink, at: datetime) -> None:
        """Let this browser in; whoever planted its session before does not come along."""
        request.session.cycle_key()
        request.session[self.name] = [str(link.id), int(at.timestamp())]

    def close(self, request: HttpRequest) -> None:
        """Ask for a code again from now on."""
        request.session.pop(self.name, None)


@dataclass(frozen=True, slots=True)
class Ask:
    """Whose code is asked for: the address it goes to, and where the pages are."""

    link: SignedLink
    to: str
    page: str
    """The address of the page that the code opens."""
    code_page: str
    """The address that the code is sent to."""


def ask_code(
    request: HttpRequest, gate: Gate, asked: Ask, *, at: datetime
) -> HttpResponse:
    """Offer a code; on POST mail one, or look at the one that was typed."""
    context: dict[str, object] = {"gate": gate, "action": asked.code_page}
    if request.method != "POST":
        return render(request, "shared/code.html", framed(context))
    context |= {"sent": True}
    if "code" not in request.POST:
        try:
            links.send_code(at=at, link=asked.link, to=asked.to)
        except Blocked as error:
            return closed(request, str(error))
        return render(request, "shared/code.html", framed(context))
    try:
        links.check_code(at=at, link=asked.link, code=request.POST["code"])
    except Invalid as error:
        context |= {"error": str(error)}
        page = framed(context)
        return render(request, "shared/code.html", page, status=UNPROCESSABLE)
    gate.open(request, asked.link, at)
    return redirect(asked.page)


def code_of(
    request: HttpRequest,
    gate: Gate,
    token: str,
    screen: str,
    email_of: Callable[[str, datetime], str],
) -> HttpResponse:
    """Send a code to the known address, or look at the one that was typed.

    ``screen`` names the addresses: ``screen:by-link`` is opened by ``screen:code``.
    ``email_of`` finds by token and instant whose page it is.
    """
    at = timezone.now()
    try:
        link = links.open_link(token, at)
        to = email_of(token, at)
    except NotFound as error:
        return closed(request, str(error))
    asked = Ask(
        link=link,
        to=to,
        page=reverse(f"{screen}:by-link", args=[token]),
        code_page=reverse(f"{screen}:code", args=[token]),
    )
    return ask_code(request, gate, asked, at=at)


def closed(request: HttpRequest, message: str) -> HttpResponse:
    """A link that opens nothing any more."""
    context = framed({"message": message})
    return render(request, "shared/link_closed.html", context, status=GONE)


def framed(context: dict[str, object]) -> dict[str, object]:
    """The same with what every page of a patient shows."""
    return {"practice": practice(), "quiet": True, **context}
