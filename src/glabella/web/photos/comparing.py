"""Two photographs of two days: side by side, with a slider, or in turns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients import selectors as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos import selectors, services
from glabella.clinic.photos.models import Photo
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.clinic.treatments import selectors as treatments, services as results
from glabella.clinic.treatments.entries import Graded, Seen
from glabella.clinic.treatments.models import Treatment
from glabella.web.account.http import StaffRequest
from glabella.web.photos.forms import GradeForm, PointsForm
from glabella.web.photos.one import open_photo
from glabella.web.photos.shown import shown
from glabella.web.shared.forms import refuse

__all__ = ["grade", "page", "points"]

ALIGN_WORDS = (
    "inner corner of the right eye",
    "inner corner of the left eye",
    "where the nose meets the upper lip",
)
"""Points that the toxin does not move and that every view from the front shows."""
PROFILE_WORDS = (
    "outer corner of the eye",
    "where the nose meets the upper lip",
    "opening of the ear",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: the earlier first."""

    before: Photo
    after: Photo


@require_safe
def page(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Compare two photographs; which, the address says."""
    at, user = timezone.now(), request.user
    patient = patients.get_patient(viewer=user, patient_id=patient_id, at=at)
    found = selectors.photos_of(viewer=user, patient=patient, at=at)
    pair = _pair(found, request.GET.get("before", ""), request.GET.get("after", ""))
    return _page(request, patient, found, pair)


def _pair(found: Sequence[Photo], before: str, after: str) -> Pair | None:
    """The two that are asked for, else the newest with the one before of its kind."""
    known = {str(one.pk): one for one in found}
    later = known.get(after) or _newest_with_earlier(found)
    if later is None:
        return None
    earlier = known.get(before) or next(iter(_alike(found, later)), None)
    if earlier is None or earlier.pk == later.pk:
        return None
    pair = sorted((earlier, later), key=lambda one: (one.photo_set.day, one.taken_at))
    return Pair(*pair)


def _alike(found: Sequence[Photo], photo: Photo) -> list[Photo]:
    """Others of the same view and expression, earlier ones first to be offered."""
    same = [
        one
        for one in found
        if (one.view, one.expression) == (photo.view, photo.expression)
        and one.pk != photo.pk
    ]
    earlier = [one for one in same if one.taken_at < photo.taken_at]
    return earlier or same


def _newest_with_earlier(found: Sequence[Photo]) -> Photo | None:
    return next((one for one in found if _alike(found, one)), None)


def _page(
    request: StaffRequest,
    patient: Patient,
    found: Sequence[Photo],
    pair: Pair | None,
    *,
    form: GradeForm | None = None,
) -> HttpResponse:
    at, user = timezone.now(), request.user
    two = [pair.before, pair.after] if pair else []
    services.look(
        actor=user, at=at, patient=patient, photos=two, what="photographs, compared"
    )
    for one in found:
        one.photo_set.patient = patient
    context: dict[str, Any] = {
        "patient": patient,
        "choices": found,
        "kinds": list(_kinds(patient, found, pair)),
        "pair": [shown(user, one) for one in two],
        "same_kind": pair is not None and _same_kind(pair),
        "point_words": _point_words(pair),
        "may_take": rights.may(user, "photo.take", at=at),
        "grade_form": form or _grade_form(user, patient, pair, at),
    }
    status = HTTPStatus.UNPROCESSABLE_CONTENT if form else HTTPStatus.OK
    return render(request, "photos/compare.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Kind:
    """A view and expression that was photographed twice: one tap shows the pair."""

    words: str
    address: str
    is_shown: bool


def _kinds(
    patient: Patient, found: Sequence[Photo], pair: Pair | None
) -> Iterator[Kind]:
    """The newest pair of each view and expression, in the order of the set."""
    newest = {(one.view, one.expression): one for one in reversed(found)}
    home = reverse("photos:compare", args=[patient.pk])
    shown_ids = {pair.before.pk, pair.after.pk} if pair else set()
    for kind in sorted(newest, key=_in_the_set):
        later = newest[kind]
        if later.taken_at == min(
            one.taken_at for one in [later, *_alike(found, later)]
        ):
            continue
        earlier = _alike(found, later)[0]
        yield Kind(
            words=later.words,
            address=f"{home}?before={earlier.pk}&after={later.pk}",
            is_shown={earlier.pk, later.pk} == shown_ids,
        )


def _in_the_set(kind: tuple[str, str]) -> tuple[int, int]:
    view, expression = kind
    return (
        list(Photo.Expression).index(Photo.Expression(expression)),
        list(Photo.View).index(Photo.View(view)),
    )


def _same_kind(pair: Pair) -> bool:
    return (pair.before.view, pair.before.expression) == (
        pair.after.view,
        pair.after.expression,
    )


def _point_words(pair: Pair | None) -> list[dict[str, str]]:
    side = pair is not None and pair.after.view.endswith("-90")
    return [
        {"key": "", "words": one} for one in (PROFILE_WORDS if side else ALIGN_WORDS)
    ]


# --- grades by a person ----------------------------------------------------------


def _given(user: User, patient: Patient, pair: Pair, at: datetime) -> list[Treatment]:
    """Signed treatments between which and the later photograph time has passed."""
    if not rights.may(user, "treatment.write", at=at):
        return []
    rows = treatments.treatments_of(viewer=user, patient=patient, at=at)
    return [
        one
        for one in rows
        if one.status == Treatment.Status.SIGNED and one.day <= pair.after.photo_set.day
    ]


def _grade_form(
    user: User, patient: Patient, pair: Pair | None, at: datetime, data: Any = None
) -> GradeForm | None:
    given = _given(user, patient, pair, at) if pair else []
    return GradeForm(data, treatments=given) if given else None


@require_POST
def grade(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """A grade that a person gives from the pair: a follow-up, and no dose."""
    at, user = timezone.now(), request.user
    rights.require(user, "treatment.write", at=at)
    patient = patients.get_patient(viewer=user, patient_id=patient_id, at=at)
    found = selectors.photos_of(viewer=user, patient=patient, at=at)
    pair = _pair(found, request.GET.get("before", ""), request.GET.get("after", ""))
    form = _grade_form(user, patient, pair, at, request.POST)
    if pair is None or form is None:
        messages.error(request, "There is no pair of photographs to grade.")
        return redirect("photos:compare", patient_id)
    if form.is_valid():
        try:
            _add_grade(request, pair, form)
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "The grade is kept as a follow-up.")
            return redirect(_address_of(patient_id, pair))
    return _page(request, patient, found, pair, form=form)


def _add_grade(request: StaffRequest, pair: Pair, form: GradeForm) -> None:
    data = form.cleaned_data
    before, after = pair.before.photo_set.day, pair.after.photo_set.day
    results.add_follow_up(
        actor=request.user,
        at=timezone.now(),
        treatment=form.treatments[data["treatment"]],
        seen=Seen(
            day=after,
            grades=(
                Graded(
                    data["area"],
                    at_rest=data["at_rest"],
                    at_contraction=data["at_contraction"],
                ),
            ),
            note=(
                f"Graded by eye from photographs of {before:%d %B %Y} and "
                f"{after:%d %B %Y} ({pair.after.words})."
            ),
        ),
        link=reverse("patients:page", args=[pair.after.photo_set.patient_id]),
    )


def _address_of(patient_id: UUID, pair: Pair) -> str:
    place = reverse("photos:compare", args=[patient_id])
    return f"{place}?before={pair.before.pk}&after={pair.after.pk}"


# --- the three points --------------------------------------------------------------


@require_POST
def points(request: StaffRequest, patient_id: UUID, photo_id: UUID) -> HttpResponse:
    """Keep the three points of one photograph, then compare again."""
    at = timezone.now()
    rights.require(request.user, "photo.take", at=at)
    photo = open_photo(request, patient_id, photo_id, "photograph, points")
    form = PointsForm(request.POST)
    if form.is_valid():
        try:
            services.set_align(
                actor=request.user, at=at, photo=photo, **form.cleaned_data
            )
        except (Invalid, Stale) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The points are kept.")
    else:
        for many in form.errors.values():
            messages.error(request, " ".join(str(one) for one in many))
    return redirect(_back(request, patient_id))


def _back(request: StaffRequest, patient_id: UUID) -> str:
    told = request.POST.get("back", "")
    home = reverse("photos:compare", args=[patient_id])
    ours = url_has_allowed_host_and_scheme(told, allowed_hosts=None)
    return told if ours and told.startswith(home) else home
