"""The outbox: what went out, what waits and why, and trying again."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.outbox import selectors, services
from glabella.clinic.outbox.delivery import way_out
from glabella.clinic.outbox.models import Message
from glabella.clinic.outbox.selectors import Key
from glabella.clinic.shared.errors import Stale
from glabella.web.account.http import StaffRequest
from glabella.web.requests.staff_forms import OutboxForm
from glabella.web.shared.paging import keyset
from glabella.web.shared.parts import Chip, Tone

__all__ = ["message", "page", "retry", "withdraw"]

TONES: Final[dict[str, Tone]] = {
    "waiting": "info",
    "sent": "good",
    "failed": "block",
    "cancelled": "quiet",
}


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The list, newest first, narrowed and in pages by the server."""
    at = timezone.now()
    form = OutboxForm(request.GET)
    held = form.cleaned_data if form.is_valid() else {}
    found = selectors.messages(
        viewer=request.user,
        at=at,
        status=held.get("status", ""),
        kind=held.get("kind", ""),
        after=_key(request.GET.get("after", "")),
        before=_key(request.GET.get("before", "")),
    )
    waiting, failed = selectors.waiting_and_failed(viewer=request.user, at=at)
    context = {
        "form": form,
        "rows": [(one, _chip(one)) for one in found.rows],
        "pager": keyset(
            newer=_text(found.rows[0]) if found.newer and found.rows else None,
            older=_text(found.rows[-1]) if found.older and found.rows else None,
        ),
        "way": way_out(),
        "waiting": waiting,
        "failed": failed,
    }
    return render(request, "requests/outbox.html", context)


@require_safe
def message(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """One message, as it is or was sent."""
    one = selectors.get_message(
        viewer=request.user, at=timezone.now(), message_id=message_id
    )
    context = {
        "one": one,
        "chip": _chip(one),
        "hidden": selectors.hides_text(one),
        "way": way_out(),
        "open": one.status in {"waiting", "failed"},
    }
    return render(request, "requests/message.html", context)


@require_POST
def retry(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Try again now."""
    try:
        services.retry(actor=request.user, at=timezone.now(), message_id=message_id)
    except Stale as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "It is tried again within a few seconds.")
    return redirect("requests:message", message_id)


@require_POST
def withdraw(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Take it back before it is sent."""
    try:
        services.withdraw(actor=request.user, at=timezone.now(), message_id=message_id)
    except Stale as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "The message was taken back and is not sent.")
    return redirect("requests:message", message_id)


def _chip(one: Message) -> Chip:
    if one.pretended:
        return Chip("Not really sent", "quiet", "a demonstration sends nothing")
    return Chip(one.get_status_display().capitalize(), TONES[one.status])


def _text(one: Message) -> str:
    return f"{one.created_at.isoformat()}_{one.id}"


def _key(text: str) -> Key | None:
    """The place in the list that an address names; none where it is nonsense."""
    instant, _, number = text.partition("_")
    try:
        at = datetime.fromisoformat(instant)
        return (at, UUID(number)) if at.tzinfo else None
    except ValueError:
        return None
