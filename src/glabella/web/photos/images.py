"""The pictures themselves: for people with the right, never kept by a browser."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from glabella.clinic.photos import selectors, services
from glabella.web.account.http import StaffRequest
from glabella.web.photos import tickets

__all__ = ["picture", "thumbnail"]


@require_safe
def picture(request: StaffRequest, patient_id: UUID, photo_id: UUID) -> HttpResponse:
    """The photograph in full."""
    return _served(request, (patient_id, photo_id), "picture")


@require_safe
def thumbnail(request: StaffRequest, patient_id: UUID, photo_id: UUID) -> HttpResponse:
    """The photograph small, for lists."""
    return _served(request, (patient_id, photo_id), "thumbnail")


def _served(request: StaffRequest, ids: tuple[UUID, UUID], kind: str) -> HttpResponse:
    at, user = timezone.now(), request.user
    photo = selectors.get_photo(viewer=user, patient_id=ids[0], photo_id=ids[1], at=at)
    if not tickets.is_good(request.GET.get("ticket", ""), user, photo, kind):
        services.look(
            actor=user,
            at=at,
            patient=photo.photo_set.patient,
            photos=[photo],
            what="photograph, by its address",
        )
    data = selectors.picture(viewer=user, photo=photo, kind=kind, at=at)
    return HttpResponse(
        data,
        content_type="image/jpeg",
        headers={"Cache-Control": "no-store, private", "Content-Disposition": "inline"},
    )
