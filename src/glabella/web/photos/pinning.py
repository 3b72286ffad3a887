"""The pins of a plan over the patient's own photograph."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from glabella.clinic.accounts import rights
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos import services
from glabella.clinic.photos.fitting import FEWEST, LANDMARKS, Fit, fit
from glabella.clinic.photos.models import Photo
from glabella.clinic.plans import selectors as plans
from glabella.clinic.plans.models import Plan
from glabella.clinic.shared.errors import Invalid, NotFound, Stale
from glabella.core.planner.model import Plan as CorePlan
from glabella.drawing.pins import PlacedPin, numbered, place
from glabella.drawing.views import view
from glabella.drawing.wording import number
from glabella.web.account.http import StaffRequest
from glabella.web.photos.forms import PointsForm
from glabella.web.photos.one import open_photo
from glabella.web.photos.shown import shown

__all__ = ["page"]

PIN_RADIUS_CM = 0.4
"""As small as a pin of the face map may be and still hold its number."""


@dataclass(frozen=True, slots=True)
class PhotoPin:
    """One site of the plan on the photograph, in pixels of it."""

    number: int
    x: float
    y: float
    label: str
    is_between: bool


@dataclass(frozen=True, slots=True)
class Laid:
    """Every pin that can be shown, and how far that can be believed."""

    pins: tuple[PhotoPin, ...]
    unseen: int
    """Sites that are not seen from the front, or are not on the face."""
    radius: float
    words: str


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, patient_id: UUID, photo_id: UUID) -> HttpResponse:
    """Tap the points, see the pins; no pins on a bad fit."""
    photo = open_photo(request, patient_id, photo_id, "photograph, pins of a plan")
    form = PointsForm(request.POST or None, initial={"version": photo.version})
    if request.method == "POST":
        rights.require(request.user, "photo.take", at=timezone.now())
        if form.is_valid() and _keep(request, photo, form):
            return redirect(request.get_full_path())
    plan, shown_plan = _plan(request, photo.photo_set.patient)
    laid, fault = _laid(photo, shown_plan)
    context: dict[str, Any] = {
        "patient": photo.photo_set.patient,
        "photo": shown(request.user, photo),
        "plan": plan,
        "laid": laid,
        "fault": fault,
        "form": form,
        "landmarks": LANDMARKS,
        "fewest": FEWEST,
        "is_front": photo.view == Photo.View.FRONT,
        "may_take": rights.may(request.user, "photo.take", at=timezone.now()),
    }
    status = HTTPStatus.UNPROCESSABLE_CONTENT if form.errors else HTTPStatus.OK
    return render(request, "photos/pins.html", context, status=status)


def _keep(request: StaffRequest, photo: Photo, form: PointsForm) -> bool:
    try:
        services.set_landmarks(
            actor=request.user, at=timezone.now(), photo=photo, **form.cleaned_data
        )
    except (Invalid, Stale) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, "The points are kept.")
    return True


def _plan(
    request: StaffRequest, patient: Patient
) -> tuple[Plan | None, CorePlan | None]:
    """The plan that the address names, else the patient's newest."""
    at, user = timezone.now(), request.user
    told = request.GET.get("plan", "")
    if told:
        found = plans.get_plan(viewer=user, plan_id=told, at=at, patient_id=patient.pk)
    else:
        newest = plans.latest_plan(patient)
        if newest is None:
            return None, None
        found = newest
    try:
        kept = plans.kept(viewer=user, plan=found, at=at)
    except NotFound:
        return found, None
    return found, kept.shown


def _laid(photo: Photo, plan: CorePlan | None) -> tuple[Laid | None, str]:
    """The pins over the photograph, or why there are none."""
    if plan is None or not photo.landmarks or photo.view != Photo.View.FRONT:
        return None, ""
    try:
        found = fit(photo.landmarks, width=photo.width, height=photo.height)
    except Invalid as error:
        return None, str(error)
    pins = numbered(plan)
    placed = place(pins, view("front"))
    seen = [one for one in placed if one.visible]
    return (
        Laid(
            pins=tuple(_pin(one, found) for one in seen),
            unseen=len(pins) - len(seen),
            radius=round(PIN_RADIUS_CM * found.px_per_cm, 1),
            words=_words(found),
        ),
        "",
    )


def _pin(one: PlacedPin, found: Fit) -> PhotoPin:
    spot = found.place(one.spot)
    return PhotoPin(
        number=one.pin.number,
        x=round(spot.x, 1),
        y=round(spot.y, 1),
        label=one.pin.label,
        is_between=found.is_between(one.spot),
    )


def _words(found: Fit) -> str:
    """How well it fits, without claiming this patient's own millimetres."""
    return (
        f"Each tapped point, left out, is found again within "
        f"{number(found.worst_mm, 1)} mm (typically {number(found.typical_mm, 1)} mm), "
        "measured on the mean face. A photograph has no scale of its own: on this "
        "patient it may be more."
    )
