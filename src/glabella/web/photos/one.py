"""One photograph: in full, with copies drawn on, withdrawn, handed out."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.photos import selectors, services
from glabella.clinic.photos.models import Photo
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.photos.forms import CopyForm, DrawForm, WithdrawForm
from glabella.web.photos.gallery import consents, may_take
from glabella.web.photos.shown import drawn_over, shown
from glabella.web.shared.forms import refuse

__all__ = ["copy", "draw", "open_photo", "page", "withdraw"]

LETTERS_ACROSS = 30
"""Size of words over a picture: its width over this; draw.js has the same."""


def open_photo(
    request: StaffRequest, patient_id: UUID, photo_id: UUID, what: str
) -> Photo:
    """The photograph of this address, noted as looked at."""
    at = timezone.now()
    photo = selectors.get_photo(
        viewer=request.user, patient_id=patient_id, photo_id=photo_id, at=at
    )
    services.look(
        actor=request.user,
        at=at,
        patient=photo.photo_set.patient,
        photos=[photo],
        what=what,
    )
    return photo


@require_safe
def page(request: StaffRequest, patient_id: UUID, photo_id: UUID) -> HttpResponse:
    """The photograph with everything that was drawn over copies of it."""
    return _page(request, open_photo(request, patient_id, photo_id, "photograph"))


def _page(
    request: StaffRequest, photo: Photo, *, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    at, user = timezone.now(), request.user
    patient = photo.photo_set.patient
    rows = selectors.annotations_of(viewer=user, photo=photo, at=at)
    context = {
        "patient": patient,
        "photo": shown(user, photo),
        "copies": drawn_over(photo, rows),
        "letter": round(photo.width / LETTERS_ACROSS),
        "withdraw_form": WithdrawForm(initial={"version": photo.version}),
        "copy_form": CopyForm(),
        "may_take": may_take(user, patient, at),
        "may_export": rights.may(user, "patient.export", at=at),
        **consents(patient, at),
        **more,
    }
    return render(request, "photos/photo.html", context, status=status)


@require_POST
def withdraw(request: StaffRequest, patient_id: UUID, photo_id: UUID) -> HttpResponse:
    """Take a photograph out of sight, with a reason."""
    at = timezone.now()
    rights.require(request.user, "photo.take", at=at)
    photo = open_photo(request, patient_id, photo_id, "photograph, withdrawal")
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw(
                actor=request.user, at=at, photo=photo, **form.cleaned_data
            )
        except Invalid as error:
            refuse(form, error)
        except Stale as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Withdrawn: no list shows it again.")
            return redirect("photos:gallery", patient_id)
    return _page(
        request,
        photo,
        status=HTTPStatus.UNPROCESSABLE_CONTENT,
        withdraw_form=form,
    )


@require_POST
def copy(request: StaffRequest, patient_id: UUID, photo_id: UUID) -> HttpResponse:
    """The picture as a file that leaves the clinic."""
    at = timezone.now()
    photo = open_photo(request, patient_id, photo_id, "photograph, copy")
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _page(
            request, photo, status=HTTPStatus.UNPROCESSABLE_CONTENT, copy_form=form
        )
    data = services.hand_out(
        actor=request.user, at=at, photo=photo, purpose=form.cleaned_data["purpose"]
    )
    name = f"photograph-{photo.photo_set.patient.number}-{photo.photo_set.day}.jpg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="image/jpeg", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: StaffRequest, patient_id: UUID, photo_id: UUID) -> HttpResponse:
    """Lines, circles and words over a copy."""
    at = timezone.now()
    rights.require(request.user, "photo.take", at=at)
    photo = open_photo(request, patient_id, photo_id, "photograph, drawing")
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.annotate(
                actor=request.user, at=at, photo=photo, **form.cleaned_data
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "The copy is kept. The photograph is unchanged.")
            return redirect("photos:photo", patient_id, photo_id)
    status = (
        HTTPStatus.UNPROCESSABLE_CONTENT if request.method == "POST" else HTTPStatus.OK
    )
    context = {
        "patient": photo.photo_set.patient,
        "photo": shown(request.user, photo),
        "form": form,
    }
    return render(request, "photos/draw.html", context, status=status)
