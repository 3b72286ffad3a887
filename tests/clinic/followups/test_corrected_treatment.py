"""A correction of a treatment loses nothing of what came after it, and is no new one."""

from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.followups import selectors
from glabella.clinic.followups.due import reviews
from glabella.clinic.followups.models import Recall, ReviewInvitation
from glabella.clinic.followups.recalls.jobs import recalls
from glabella.clinic.followups.services import ask_for_review, start_report
from glabella.clinic.outcomes.filters import Filters
from glabella.clinic.outcomes.selectors import rates
from glabella.clinic.photos import selectors as photos
from glabella.clinic.photos.models import PhotoSet
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Effect, Seen
from glabella.clinic.treatments.models import SideEffect, Treatment
from glabella.clinic.treatments.selectors import earlier
from tests.clinic.followups.test_learning import given, look
from tests.clinic.people import AT, PASSWORD, TODAY
from tests.clinic.photos.pictures import taken

pytestmark = pytest.mark.django_db
DAY = TODAY - timedelta(days=20)


def corrected(injector: User, treatment: Treatment) -> Treatment:
    """Signed anew, as it was."""
    draft = treatments.amend(
        actor=injector, at=AT, treatment=treatment, reason="the lot was misread"
    )
    return treatments.sign(
        actor=injector,
        at=AT,
        treatment=draft,
        version=draft.version,
        password=PASSWORD,
    )


def test_what_was_seen_is_still_learned_from(injector, patient):
    treatment = given(injector, patient, day=DAY)
    look(injector, treatment, (14, 1))
    new = corrected(injector, treatment)
    (past,) = earlier(viewer=injector, patient=patient, at=AT)
    assert len(past.followups) == 1
    assert [one.day for one in new.follow_ups.all()] == [DAY + timedelta(days=14)]


def test_a_side_effect_is_still_counted(injector, owner, patient):
    treatment = given(injector, patient, day=DAY)
    drooped = Effect("lid_ptosis", severity="mild", onset_on=DAY + timedelta(days=5))
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treatment,
        seen=Seen(day=DAY + timedelta(days=14), effects=(drooped,)),
    )
    corrected(injector, treatment)
    found = rates(viewer=owner, at=AT, filters=Filters(first=DAY, last=TODAY))
    share = found.everything.shares["lid_droop"]
    assert (share.count, share.total) == (1, 1)


def test_nobody_is_asked_a_second_time(injector, patient):
    treatment = given(injector, patient, day=DAY)
    ask_for_review(actor=SYSTEM, at=AT, treatment=treatment)
    new = corrected(injector, treatment)
    assert reviews(at=AT) == 0
    assert ReviewInvitation.objects.get().treatment_id == new.pk


def test_a_touch_up_stays_with_what_it_touched_up(injector, patient):
    treatment = given(injector, patient, day=DAY)
    touch_up = given(injector, patient, units=2, day=DAY + timedelta(days=14))
    Treatment.objects.filter(pk=touch_up.pk).update(touch_up_of=treatment)
    new = corrected(injector, treatment)
    touch_up.refresh_from_db()
    assert touch_up.touch_up_of_id == new.pk


def test_who_is_to_come_back_has_not_come_by_a_correction(injector, patient):
    treatment = given(injector, patient, day=TODAY - timedelta(days=100))
    patient.refresh_from_db()
    patient.next_due_on = TODAY + timedelta(days=5)
    patient.save(update_fields=["next_due_on"])
    assert recalls(at=AT) == 1
    Recall.objects.update(created_at=AT + timedelta(hours=1))
    later = AT + timedelta(hours=2)
    draft = treatments.amend(
        actor=injector, at=later, treatment=treatment, reason="the lot was misread"
    )
    treatments.sign(
        actor=injector,
        at=later,
        treatment=draft,
        version=draft.version,
        password=PASSWORD,
    )
    recalls(at=later)
    assert Recall.objects.get().status == "due"


def test_photographs_and_reports_lead_to_the_entry_that_counts(injector, patient):
    treatment = given(injector, patient, day=DAY)
    drooped = Effect("lid_ptosis", severity="mild", onset_on=DAY + timedelta(days=5))
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treatment,
        seen=Seen(day=DAY + timedelta(days=14), effects=(drooped,)),
    )
    effect = SideEffect.objects.select_related("key").get()
    report = start_report(actor=injector, at=AT, effect=effect, scheme="yellow_card")
    shot = taken(patient, injector, treatment=treatment)
    newest = corrected(injector, corrected(injector, treatment))
    of = {"viewer": injector, "at": AT, "patient_id": patient.pk}
    found = selectors.get_report(**of, report_id=report.pk)
    effect = selectors.get_effect(**of, effect_id=effect.pk)
    (listed,) = selectors.reports_of(viewer=injector, effect=effect, at=AT)
    (shots,) = photos.sets_of(viewer=injector, patient=patient, at=AT)
    assert found.treatment == listed.treatment == shots.treatment == newest
    kept = PhotoSet.objects.get(pk=shot.photo_set_id)
    assert kept.treatment == treatment, "what was written is not written anew"
