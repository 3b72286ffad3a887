"""What the review page shows beside its form."""

from datetime import datetime

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.followups.models import ReviewInvitation
from glabella.clinic.plans.record import read_record
from glabella.clinic.plans.starting import blank_answers
from glabella.clinic.plans.touch_up import TouchSite, touch_up_sites
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.models import Treatment

__all__ = ["invitation_of", "touch_sites"]


def invitation_of(
    *, viewer: User, treatment: Treatment, at: datetime
) -> ReviewInvitation | None:
    """Whether and when the patient was asked how it went."""
    if not rights.may(
        viewer, "patient.read_clinical", at=at, patient=treatment.patient
    ):
        raise NotFound
    rows = ReviewInvitation.objects.select_related("key")
    return rows.filter(treatment=treatment).first()


def touch_sites(*, viewer: User, treatment: Treatment, at: datetime) -> list[TouchSite]:
    """The sites of a treatment that a touch-up can choose from."""
    rights.require(viewer, "plan.write", at=at)
    record = read_record(
        viewer=viewer, patient=treatment.patient, at=at, touched_up=treatment
    )
    answers = record.over(blank_answers(record, at))
    return touch_up_sites(answers, treatment)
