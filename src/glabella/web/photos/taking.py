"""Take a photograph on the page, or send one that was taken already."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from glabella.clinic.accounts import rights
from glabella.clinic.patients import selectors as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos import selectors, services
from glabella.clinic.photos.ingest import MAX_BYTES
from glabella.clinic.photos.models import PhotoSet
from glabella.clinic.photos.services import Into, Upload
from glabella.clinic.photos.standard import SET_IS_OURS, Shot, known_shot
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.treatments import selectors as treatments
from glabella.clinic.treatments.models import Treatment
from glabella.web.account.http import StaffRequest
from glabella.web.photos.forms import TakeForm
from glabella.web.photos.gallery import areas_asked, consents, kept_query
from glabella.web.photos.shown import shown
from glabella.web.photos.uploads import InMemory
from glabella.web.shared.forms import refuse
from glabella.web.shared.headers import permissions

__all__ = ["take"]

TOO_LARGE = (
    f"This file has more than {MAX_BYTES // 1024**2} MB. Send a smaller one, or take "
    "the photograph on this page."
)
FIRST = Shot("front", "rest")


# The check of the form's token reads the form, and with it the file: the handler that
# keeps it in memory has to stand before that. _take makes the check.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """One photograph: camera with ghost, grid and level, or a file."""
    handler = InMemory(request)
    request.upload_handlers = [handler]
    answer: HttpResponse = _take(request, patient_id, handler)
    answer.headers["Permissions-Policy"] = permissions(
        "accelerometer", "camera", "gyroscope"
    )
    return answer


@csrf_protect
def _take(request: StaffRequest, patient_id: UUID, handler: InMemory) -> HttpResponse:
    at, user = timezone.now(), request.user
    rights.require(user, "photo.take", at=at)
    patient = patients.get_patient(viewer=user, patient_id=patient_id, at=at)
    if request.method == "POST":
        return _sent(request, patient, handler)
    shot = _asked(request)
    initial = {
        "view": shot.view,
        "expression": shot.expression,
        "occasion": request.GET.get("occasion") or PhotoSet.Occasion.CONSULTATION,
        "visit": request.GET.get("visit", ""),
        "treatment": request.GET.get("treatment", ""),
    }
    return _page(request, patient, TakeForm(initial=initial), shot)


def _asked(request: StaffRequest) -> Shot:
    """The view and expression of the address, from the front at rest by default."""
    data = request.POST if request.method == "POST" else request.GET
    return known_shot(data.get("view", ""), data.get("expression", "")) or FIRST


def _sent(request: StaffRequest, patient: Patient, handler: InMemory) -> HttpResponse:
    form = TakeForm(request.POST, request.FILES)
    if handler.too_large:
        form.errors.pop("picture", None)
        form.add_error("picture", TOO_LARGE)
    elif form.is_valid():
        try:
            _add(request, patient, form)
        except Invalid as error:
            refuse(form, error)
        else:
            return _next(request, patient, form)
    if _by_script(request):
        said = " ".join(str(one) for many in form.errors.values() for one in many)
        return JsonResponse({"fault": said}, status=HTTPStatus.UNPROCESSABLE_CONTENT)
    return _page(
        request,
        patient,
        form,
        _asked(request),
        status=HTTPStatus.UNPROCESSABLE_CONTENT,
    )


def _add(request: StaffRequest, patient: Patient, form: TakeForm) -> None:
    data, at = form.cleaned_data, timezone.now()
    sent = data["picture"]
    services.add(
        actor=request.user,
        at=at,
        patient=patient,
        shot=Shot(data["view"], data["expression"]),
        upload=Upload(sent.read(), sent.name or "", sent.content_type or ""),
        into=Into(
            occasion=data["occasion"],
            visit=data["visit"],
            day=data["day"],
            treatment=_treatment(request, patient, data["treatment"]),
        ),
    )


def _treatment(
    request: StaffRequest, patient: Patient, told: UUID | None
) -> Treatment | None:
    if told is None:
        return None
    found = treatments.get_treatment(
        viewer=request.user, treatment_id=told, at=timezone.now()
    )
    if found.patient_id != patient.pk:
        message = "That treatment is another patient's."
        raise Invalid.field("treatment", message)
    return found


def _next(request: StaffRequest, patient: Patient, form: TakeForm) -> HttpResponse:
    """On to what is still missing of the set, or back to all photographs."""
    data = form.cleaned_data
    words = Shot(data["view"], data["expression"]).words
    areas = areas_asked(request, patient)
    missing = selectors.complete(
        patient=patient, areas=areas, day=data["day"] or day_of(timezone.now())
    ).missing
    where = reverse("photos:gallery", args=[patient.pk])
    if missing:
        more = {"view": missing[0].view, "expression": missing[0].expression}
        more |= {
            name: str(data[name])
            for name in ("occasion", "visit", "treatment")
            if data[name]
        }
        if request.GET.get("areas"):
            more["areas"] = request.GET["areas"]
        where = f"{reverse('photos:take', args=[patient.pk])}?{urlencode(more)}"
    messages.success(request, f"Kept: {words}.")
    if _by_script(request):
        return JsonResponse({"next": where})
    return redirect(where)


def _by_script(request: StaffRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _page(
    request: StaffRequest,
    patient: Patient,
    form: TakeForm,
    shot: Shot,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    at, user = timezone.now(), request.user
    ghost = selectors.ghost_of(viewer=user, patient=patient, shot=shot, at=at)
    services.look(
        actor=user,
        at=at,
        patient=patient,
        photos=[ghost] if ghost else [],
        what="photographs, camera",
    )
    if ghost:
        ghost.photo_set.patient = patient
    coverage = selectors.complete(
        patient=patient, areas=areas_asked(request, patient), day=day_of(at)
    )
    context: dict[str, Any] = {
        "patient": patient,
        "form": form,
        "shot": shot,
        "ghost": shown(user, ghost) if ghost else None,
        "coverage": coverage,
        "kept_query": kept_query(request),
        "ours": SET_IS_OURS,
        **consents(patient, at),
    }
    return render(request, "photos/take.html", context, status=status)
