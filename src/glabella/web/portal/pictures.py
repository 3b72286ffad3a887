"""A patient's photographs on their own page: only while they agree to them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from glabella.clinic.photos import selectors, services
from glabella.web.portal.opening import Opened, opened_page
from glabella.web.shared.by_code import framed

__all__ = ["page", "photo"]

KINDS = ("thumbnail", "picture")


@require_safe
@opened_page
def page(request: HttpRequest, own: Opened) -> HttpResponse:
    """The photographs by day; the audit tells of the look."""
    photos = selectors.shown_to_patient(patient=own.patient, at=own.at)
    if not photos:
        return redirect("portal:by-link", own.token)
    services.look_by_patient(at=own.at, patient=own.patient, photos=photos)
    context = framed({"token": own.token, "photos": photos})
    return render(request, "portal/photographs.html", context)


@require_safe
@opened_page
def photo(request: HttpRequest, own: Opened, photo_id: UUID, kind: str) -> HttpResponse:
    """One picture, small or as it was taken."""
    if kind not in KINDS:
        raise Http404
    content = services.picture_for_patient(
        patient=own.patient, photo_id=photo_id, kind=kind, at=own.at
    )
    return HttpResponse(content, content_type="image/jpeg")
