"""Keep what stands on the page; what is wrong with one field loses none of the rest."""

from django.http import HttpResponse
from django.utils import timezone

from glabella.clinic.consultations import services
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.consultations.selectors import grades_in
from glabella.clinic.consultations.services import Saved
from glabella.clinic.shared.errors import Stale
from glabella.web.account.http import StaffRequest
from glabella.web.consultation.forms import ConsultationForm, grades_of
from glabella.web.consultation.opening import consultation_of
from glabella.web.consultation.showing import Refused, show_draft
from glabella.web.consultation.signed import graded_words
from glabella.web.shared.forms import Difference, StaleForm, restale
from glabella.web.shared.numbers import whole

__all__ = ["CONFLICT", "keep", "keep_or_show"]

CONFLICT = 409


def keep(
    request: StaffRequest, consultation: Consultation, form: ConsultationForm
) -> Saved:
    """Save the draft.

    Raises
    ------
    Stale
        If it was changed meanwhile, from another page.
    """
    version = str(form.data.get("version", ""))
    return services.save_draft(
        actor=request.user,
        at=timezone.now(),
        consultation_id=consultation.pk,
        version=whole(version, 0),
        entry=form.entry(),
    )


def keep_or_show(
    request: StaffRequest, consultation: Consultation
) -> Consultation | HttpResponse:
    """Save what was sent; where that is not possible, the page that says why."""
    form = ConsultationForm(request.POST)
    try:
        saved = keep(request, consultation, form)
    except Stale:
        return _show_both(request, consultation, form)
    if saved.problems:
        return _show_problems(request, consultation, form, saved)
    return saved.consultation


def _show_both(
    request: StaffRequest, consultation: Consultation, form: ConsultationForm
) -> HttpResponse:
    there = ConsultationForm.of(consultation)
    stale = restale(form, there.initial, at=consultation.saved_at)
    yours = graded_words({one.area: one for one in grades_of(request.POST)})
    now = graded_words(grades_in(consultation))
    if yours != now:
        row = Difference(label="Severity", yours=yours, now=now)
        stale = StaleForm((*stale.rows, row), stale.by, stale.at)
    return show_draft(request, consultation, form, Refused(CONFLICT, stale))


def _show_problems(
    request: StaffRequest,
    consultation: Consultation,
    form: ConsultationForm,
    saved: Saved,
) -> HttpResponse:
    form.is_valid()
    data = request.POST.copy()
    data["version"] = str(saved.consultation.version)
    form.data = data
    for name, message in saved.problems.items():
        place = name if name in form.fields else None
        if not (place and form.errors.get(place)):
            form.add_error(place, message)
    fresh = consultation_of(request, consultation.patient_id, consultation.pk)
    return show_draft(request, fresh, form, Refused())
