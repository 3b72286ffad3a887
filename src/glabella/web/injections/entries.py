"""Entries of the live record: as JSON from the tablet's journal, or as a plain form."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.audit import services as audit
from glabella.clinic.injections import selectors, services
from glabella.clinic.injections.services import Answer, Wanted
from glabella.clinic.shared.errors import Blocked, NotAllowed
from glabella.web.account.http import StaffRequest
from glabella.web.injections.asking import Asked, address, asked
from glabella.web.injections.pages import shown
from glabella.web.shared.limits import limited_to
from glabella.web.shared.numbers import whole

__all__ = ["entries", "tap"]

MOST_ENTRIES: Final = 50
LARGEST: Final = 256 * 1024
BAD, FORBIDDEN, TOO_LARGE, UNPROCESSABLE = 400, 403, 413, 422
PERSON: Final = "X-Glabella-Person"
SOMEBODY_ELSE: Final = (
    "Somebody else is signed in at this browser now. Sign in as the person who made "
    "these taps."
)
NOT_UNDERSTOOD: Final = "These entries were not understood. Load the page again."


@require_http_methods(["GET", "HEAD", "POST"])
@limited_to(600, seconds=60, name="entries")
def entries(request: HttpRequest, patient_id: UUID, session_id: UUID) -> HttpResponse:
    """Tell how the record stands, or take entries into it; each for itself."""
    staff: StaffRequest = request  # type: ignore[assignment]  # SignedInOnly has run
    one = asked(staff, patient_id, session_id)
    person = request.headers.get(PERSON, "")
    if person and person != str(staff.user.pk):
        return _words(SOMEBODY_ELSE, FORBIDDEN)
    if request.method != "POST":
        since = whole(request.GET.get("since", ""), -1)
        if since >= 0 and selectors.last_number(one.session) <= since:
            return HttpResponse(status=204)
        return _state(staff, one)
    return _take(staff, one)


def _take(request: StaffRequest, one: Asked) -> HttpResponse:
    rights.require(request.user, "injection.prepare", at=one.at)
    if len(request.body) > LARGEST:
        return _words("Too much at once: send fewer entries.", TOO_LARGE)
    rows = _rows(request.body)
    if rows is None:
        return _words(NOT_UNDERSTOOD, BAD)
    return _state(request, one, [_answer(request, one, row) for row in rows])


def _rows(body: bytes) -> list[Mapping[str, Any]] | None:
    """The entries of a body; None where it is not understood."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    rows = told.get("entries") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ENTRIES:
        return None
    if not all(isinstance(row, dict) and _uuid(row.get("id")) for row in rows):
        return None
    return rows


def _answer(
    request: StaffRequest, one: Asked, row: Mapping[str, Any]
) -> dict[str, Any]:
    client_id = _uuid(row.get("id"))
    wanted = _wanted(row, client_id) if client_id else None
    answer = Answer("refused", message=NOT_UNDERSTOOD)
    if wanted is not None:
        answer = _added(request, one, wanted)
    return {
        "id": str(row["id"]),
        "status": answer.result,
        "number": answer.number,
        "message": answer.message,
        "needs_reason": answer.needs_reason,
    }


def _added(request: StaffRequest, one: Asked, wanted: Wanted) -> Answer:
    """One entry for itself: what stops it does not stop those before and after it."""
    try:
        return services.add(
            actor=request.user, at=one.at, session=one.session, wanted=wanted
        )
    except (Blocked, NotAllowed) as error:
        if isinstance(error, NotAllowed):
            audit.record_failure(
                actor=request.user.as_actor,
                at=one.at,
                error=error,
                record_type="injections:entries",
                record_id=str(one.session.pk),
            )
        return Answer("refused", message=str(error))


def _wanted(row: Mapping[str, Any], client_id: UUID) -> Wanted | None:
    """One entry as it was sent; None where its parts are not what they should be."""
    kind, content, device = row.get("kind"), row.get("content"), row.get("device")
    seen = row.get("seen", 0)
    texts = isinstance(kind, str) and isinstance(device, str)
    if not texts or not isinstance(content, dict):
        return None
    if isinstance(seen, bool) or not isinstance(seen, int):
        return None
    told = {name: value for name, value in content.items() if name != "site"}
    return Wanted(
        client_id=client_id,
        kind=str(kind),
        site=str(content.get("site") or ""),
        content=told,
        seen=seen,
        device=str(device),
        at_client=_instant(row.get("at")),
    )


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _instant(value: object) -> datetime | None:
    """An instant with its zone; anything else is left out, and the server's clock counts."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and is_aware(found) else None


def _state(
    request: StaffRequest, one: Asked, answers: list[dict[str, Any]] | None = None
) -> JsonResponse:
    fresh = selectors.get_session(
        viewer=request.user, session_id=one.session.pk, at=one.at
    )
    live = selectors.live(viewer=request.user, session=fresh, at=one.at)
    told: dict[str, Any] = {"state": live.told, "csrf": get_token(request)}
    if answers is not None:
        told["answers"] = answers
    return JsonResponse(told)


def _words(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


# --- without JavaScript ----------------------------------------------------------

_MARK: Final = re.compile(r"[A-Za-z0-9/_-]{1,120}")
FIELDS: Final = (
    "step",
    "answer",
    "note",
    "vial",
    "lot",
    "units",
    "depth",
    "place",
    "reason",
    "area",
    "side",
    "of",
    "keep",
    "reaction",
    "text",
)


@require_POST
def tap(request: StaffRequest, patient_id: UUID, session_id: UUID) -> HttpResponse:
    """One entry from a plain form; back to the page it was made on."""
    one = asked(request, patient_id, session_id)
    rights.require(request.user, "injection.prepare", at=one.at)
    wanted = _posted(request)
    answer = services.add(
        actor=request.user, at=one.at, session=one.session, wanted=wanted
    )
    if answer.result == "refused":
        typed = ", ".join(str(value) for value in wanted.content.values() if value)
        return shown(
            request,
            one,
            status=UNPROCESSABLE,
            refused=answer.message,
            typed=typed[:200],
        )
    if answer.result == "conflict":
        messages.warning(request, "Somebody else wrote about the same site: choose.")
    name = "preparation" if request.POST.get("back") == "preparation" else "page"
    mark = request.POST.get("mark", "")
    mark = f"#{mark}" if _MARK.fullmatch(mark) else ""
    return redirect(f"{address(one.session, name)}{mark}")


def _posted(request: StaffRequest) -> Wanted:
    told: dict[str, Any] = {
        name: value for name in FIELDS if (value := request.POST.get(name, "").strip())
    }
    if sites := request.POST.getlist("sites"):
        told["sites"] = sites
    return Wanted(
        client_id=_uuid(request.POST.get("id")) or uuid4(),
        kind=request.POST.get("kind", ""),
        site=request.POST.get("site", ""),
        content=told,
        seen=whole(request.POST.get("seen", ""), 0),
        device=request.POST.get("device", "") or f"form-{uuid4().hex[:24]}",
    )
