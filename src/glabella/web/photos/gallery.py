"""The photographs of a patient, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients import selectors as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos import selectors, services
from glabella.clinic.photos.models import Photo, PhotoSet
from glabella.clinic.photos.standard import SET_IS_OURS
from glabella.clinic.plans.selectors import get_version, latest_plan
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.treatments.selectors import last_treatment
from glabella.evidence import catalogue
from glabella.web.account.http import StaffRequest
from glabella.web.photos.shown import Shown, shown
from glabella.web.shared.words import area_name

__all__ = ["areas_asked", "consents", "kept_query", "may_take", "page"]


@dataclass(frozen=True, slots=True)
class SetView:
    """One visit's photographs."""

    row: PhotoSet
    photos: tuple[Shown, ...]


@require_safe
def page(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Every set, newest first, and what is still missing today."""
    at, user = timezone.now(), request.user
    patient = patients.get_patient(viewer=user, patient_id=patient_id, at=at)
    found = selectors.sets_of(viewer=user, patient=patient, at=at)
    sets = [_set(user, patient, one) for one in found]
    away = selectors.withdrawn_of(viewer=user, patient=patient, at=at)
    services.look(
        actor=user,
        at=at,
        patient=patient,
        photos=[one.row for group in sets for one in group.photos],
        what="photographs",
    )
    areas = areas_asked(request, patient)
    context = {
        "patient": patient,
        "sets": sets,
        "withdrawn": away,
        "coverage": selectors.complete(patient=patient, areas=areas, day=day_of(at)),
        "areas": [area_name(one) for one in areas],
        "ours": SET_IS_OURS,
        "kept_query": kept_query(request),
        "can_compare": sum(len(one.photos) for one in sets) > 1,
        **consents(patient, at),
        "may_take": may_take(user, patient, at),
    }
    return render(request, "photos/gallery.html", context)


def _set(user: User, patient: Patient, row: PhotoSet) -> SetView:
    photos: list[Photo] = list(row.photos.all())
    row.patient = patient
    for one in photos:
        one.photo_set = row
    return SetView(row, tuple(shown(user, one) for one in photos))


def areas_asked(request: StaffRequest, patient: Patient) -> tuple[str, ...]:
    """What the set depends on: areas of the address, the open plan, the last visit."""
    told = request.GET.get("areas", "")
    if told:
        return _known(told.split(","))
    plan = latest_plan(patient)
    if plan is not None:
        return _known(get_version(plan=plan).areas)
    last = last_treatment(viewer=request.user, patient=patient, at=timezone.now())
    return _known(site.area for site in last.sites.all()) if last else ()


def kept_query(request: StaffRequest) -> str:
    """What links to the camera carry on: visit, occasion, treatment, areas."""
    data = request.POST if request.method == "POST" else request.GET
    names = ("occasion", "visit", "treatment", "areas")
    kept = {name: data[name] for name in names if data.get(name)}
    return f"&{urlencode(kept)}" if kept else ""


def _known(areas: Iterable[str]) -> tuple[str, ...]:
    known = catalogue.area_keys()
    return tuple(dict.fromkeys(area for area in areas if area in known))


def consents(patient: Patient, at: datetime) -> dict[str, bool]:
    """Whether the patient agrees to be photographed, and to be shown to others."""
    return {
        "agreed": selectors.consent_holds(patient, selectors.PHOTOGRAPHY, at),
        "agreed_to_marketing": selectors.consent_holds(
            patient, selectors.MARKETING, at
        ),
    }


def may_take(user: User, patient: Patient, at: datetime) -> bool:
    """Whether this person may add to this record."""
    return rights.may(user, "photo.take", at=at) and patient.erased_at is None
