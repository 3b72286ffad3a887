"""The recall list: who is on it, what is done, and what a patient does by link."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Taken, Wanted, book, cancel
from glabella.clinic.followups.learning import services as learning
from glabella.clinic.followups.learning.wishes import WishTold
from glabella.clinic.followups.models import Recall
from glabella.clinic.followups.recalls import selectors, services
from glabella.clinic.followups.recalls.by_link import (
    book_by_link,
    recall_by_link,
    times_by_link,
)
from glabella.clinic.followups.recalls.jobs import AHEAD, recalls
from glabella.clinic.outbox.models import Message
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, NotFound, Stale
from tests.clinic.calendar.conftest import opening_hours
from tests.clinic.followups.test_learning import given
from tests.clinic.people import AT, TODAY, make_patient

__all__ = ["opening_hours"]

SOON = TODAY + timedelta(days=10)


@pytest.fixture
def due(patient):
    patient.next_due_on = SOON
    patient.save(update_fields=["next_due_on"])
    return patient


@pytest.fixture
def recall(due) -> Recall:
    assert recalls(at=AT) == 1
    return Recall.objects.select_related("key", "patient__key").get()


def again(recall: Recall) -> Recall:
    return Recall.objects.select_related("key", "patient__key").get(pk=recall.pk)


def visit(injector, patient, days: int = 14) -> Appointment:
    wanted = Wanted(injector=injector, starts_at=AT + timedelta(days=days), minutes=30)
    return book(actor=injector, at=AT, patient=patient, wanted=wanted, kind="treatment")


# --- who is on the list -------------------------------------------------------------


def test_who_comes_due_is_on_the_list_once(due):
    assert recalls(at=AT) == 1
    assert recalls(at=AT + timedelta(minutes=10)) == 0
    (row,) = Recall.objects.all()
    assert (row.due_on, row.status) == (SOON, "due")


@pytest.mark.parametrize("days", [AHEAD.days + 1, -401])
def test_who_is_due_much_later_or_was_long_ago_is_not_added(patient, days):
    patient.next_due_on = TODAY + timedelta(days=days)
    patient.save(update_fields=["next_due_on"])
    assert recalls(at=AT) == 0


def test_an_erased_patient_is_never_called_back(due):
    due.erased_at = AT
    due.save(update_fields=["erased_at"])
    assert recalls(at=AT) == 0


def test_the_database_refuses_a_second_open_recall(recall):
    with pytest.raises(IntegrityError), transaction.atomic():
        Recall.objects.create(
            key=recall.key,
            patient=recall.patient,
            due_on=SOON,
            status="invited",
            created_at=AT,
        )


def test_who_has_a_visit_is_booked_and_is_due_again_when_it_is_cancelled(
    injector, recall
):
    made = visit(injector, recall.patient)
    recalls(at=AT)
    assert again(recall).status == "booked"
    cancel(actor=injector, at=AT, appointment_id=made.pk, version=1, reason="ill")
    recalls(at=AT)
    assert again(recall).status == "due"
    assert again(recall).appointment is None


def test_a_review_of_the_result_is_no_visit_to_be_treated(injector, recall):
    wanted = Wanted(injector=injector, starts_at=AT + timedelta(days=3), minutes=15)
    book(actor=injector, at=AT, patient=recall.patient, wanted=wanted, kind="review")
    recalls(at=AT)
    assert again(recall).status == "due"


def test_whoever_is_treated_has_come(injector, recall):
    # Signed at a later instant than the recall was made.
    later = AT + timedelta(hours=2)
    Recall.objects.update(created_at=AT - timedelta(days=1))
    given(injector, recall.patient, day=TODAY)
    recalls(at=later)
    assert again(recall).status == "done"


def test_the_list_follows_the_day_on_which_the_patient_is_due(injector, recall):
    day = TODAY + timedelta(days=15)
    learning.set_day(actor=injector, at=AT, patient=recall.patient, day=day)
    recalls(at=AT)
    assert again(recall).due_on == day


# --- what is done ------------------------------------------------------------------


def test_an_invitation_says_nothing_of_what_was_done(front_desk, injector, recall):
    given(injector, recall.patient)
    row = services.invite(actor=front_desk, at=AT, recall_id=recall.pk, version=1)
    assert (row.status, row.invitations) == ("invited", 1)
    message = Message.objects.select_related("key").get(kind="recall")
    assert message.to == recall.patient.email
    text = f"{message.subject_line} {message.body}".lower()
    for word in ("botox", "toxin", "treatment", "units", "glabella", "frown", "inject"):
        assert word not in text
    assert re.search(r"https://clinic\.test/link/[\w-]+/visit/", message.body)


def test_nobody_is_asked_twice_within_a_week(front_desk, recall):
    services.invite(actor=front_desk, at=AT, recall_id=recall.pk, version=1)
    with pytest.raises(Blocked, match="wait a week"):
        services.invite(
            actor=front_desk, at=AT + timedelta(days=6), recall_id=recall.pk, version=2
        )
    services.invite(
        actor=front_desk, at=AT + timedelta(days=7), recall_id=recall.pk, version=2
    )
    assert Message.objects.filter(kind="recall").count() == 2


def test_without_an_address_somebody_has_to_call(front_desk, due):
    due.email = ""
    due.save()
    recalls(at=AT)
    row = Recall.objects.get()
    with pytest.raises(Blocked, match="call"):
        services.invite(actor=front_desk, at=AT, recall_id=row.pk, version=1)


def test_who_was_put_off_comes_back_on_the_day(front_desk, recall):
    until = TODAY + timedelta(days=5)
    services.snooze(
        actor=front_desk,
        at=AT,
        recall_id=recall.pk,
        version=1,
        until=until,
        reason="is on holiday",
    )
    recalls(at=AT + timedelta(days=4))
    assert again(recall).status == "snoozed"
    recalls(at=AT + timedelta(days=5))
    assert again(recall).status == "due"


@pytest.mark.parametrize("days", [0, -1, 400, None])
def test_nobody_is_put_off_to_an_impossible_day(front_desk, recall, days):
    until = None if days is None else TODAY + timedelta(days=days)
    with pytest.raises(Invalid):
        services.snooze(
            actor=front_desk,
            at=AT,
            recall_id=recall.pk,
            version=1,
            until=until,
            reason="is on holiday",
        )


def test_who_declines_is_left_in_peace_until_the_next_due_day(front_desk, recall):
    services.decline(
        actor=front_desk,
        at=AT,
        recall_id=recall.pk,
        version=1,
        reason="does not want to come",
    )
    assert recalls(at=AT) == 0
    row = again(recall)
    assert row.decided_by == front_desk
    assert row.decision == "does not want to come"
    patient = row.patient
    patient.next_due_on = TODAY + timedelta(days=100)
    patient.save(update_fields=["next_due_on"])
    assert recalls(at=AT + timedelta(days=90)) == 1


def test_a_reason_is_needed_and_a_stale_form_is_refused(front_desk, recall):
    with pytest.raises(Invalid):
        services.decline(
            actor=front_desk, at=AT, recall_id=recall.pk, version=1, reason=" no "
        )
    services.invite(actor=front_desk, at=AT, recall_id=recall.pk, version=1)
    with pytest.raises(Stale):
        services.decline(
            actor=front_desk, at=AT, recall_id=recall.pk, version=1, reason="moved away"
        )


def test_a_closed_recall_is_opened_again_unless_there_is_another(front_desk, recall):
    services.decline(
        actor=front_desk, at=AT, recall_id=recall.pk, version=1, reason="moved away"
    )
    services.add(actor=front_desk, at=AT, patient=recall.patient, due_on=SOON)
    with pytest.raises(Blocked, match="already"):
        services.reopen(actor=front_desk, at=AT, recall_id=recall.pk, version=2)
    Recall.objects.exclude(pk=recall.pk).delete()
    row = services.reopen(actor=front_desk, at=AT, recall_id=recall.pk, version=2)
    assert (row.status, row.decided_by) == ("due", None)


def test_the_owner_looks_and_does_nothing(owner, stranger, recall):
    assert selectors.recall_list(viewer=owner, at=AT).count() == 1
    with pytest.raises(NotAllowed):
        services.invite(actor=owner, at=AT, recall_id=recall.pk, version=1)
    with pytest.raises(NotFound):
        selectors.recall_list(viewer=stranger, at=AT)
    with pytest.raises(NotFound):
        selectors.get_recall(viewer=stranger, recall_id=recall.pk, at=AT)


def test_the_list_is_narrowed_by_state_day_and_whole_name(front_desk, recall):
    other = make_patient(2, next_due_on=TODAY - timedelta(days=3))
    recalls(at=AT)

    def found(**narrowed):
        asked = selectors.Narrowed(**narrowed)
        rows = selectors.recall_list(viewer=front_desk, at=AT, narrowed=asked)
        return [row.patient.number for row in rows]

    assert found() == [other.number, recall.patient.number]
    assert found(until=TODAY) == [other.number]
    assert found(status="declined") == []
    counts = selectors.summary(viewer=front_desk, at=AT)
    assert (counts["due"], counts["overdue"]) == (2, 1)


# --- by link -------------------------------------------------------------------------


def token_of(recall: Recall) -> str:
    body = (
        Message.objects.select_related("key")
        .filter(kind="recall")
        .latest("created_at")
        .body
    )
    found = re.search(r"/link/([\w-]+)/visit/", body)
    assert found
    return found[1]


@pytest.fixture
def invited(front_desk, injector, recall) -> str:
    services.invite(actor=front_desk, at=AT, recall_id=recall.pk, version=1)
    return token_of(recall)


def test_a_patient_takes_one_of_the_times_and_the_link_ends(recall, invited, injector):
    free = times_by_link(at=AT, recall=recall_by_link(at=AT, token=invited))
    assert free
    assert all(one.starts_at.date() > TODAY for one in free)
    made = book_by_link(
        at=AT, token=invited, injector=injector, starts_at=free[0].starts_at
    )
    assert made.patient == recall.patient
    row = again(recall)
    assert (row.status, row.appointment) == ("booked", made)
    with pytest.raises(NotFound):
        recall_by_link(at=AT, token=invited)
    assert Message.objects.filter(kind="booked").exists()


def test_a_time_that_was_not_offered_is_not_to_be_had(recall, invited, injector):
    night = AT.replace(hour=2) + timedelta(days=8)
    with pytest.raises(Taken):
        book_by_link(at=AT, token=invited, injector=injector, starts_at=night)
    assert again(recall).status == "invited"


def test_no_time_is_offered_before_the_label_interval_ends(recall, invited, injector):
    row = given(injector, recall.patient, day=TODAY - timedelta(days=70))
    end = row.day + timedelta(days=84)
    offered = times_by_link(at=AT, recall=recall_by_link(at=AT, token=invited))
    assert offered
    assert min(one.starts_at.date() for one in offered) >= end
    too_soon = AT.replace(hour=10) + timedelta(days=2)
    with pytest.raises(Taken):
        book_by_link(at=AT, token=invited, injector=injector, starts_at=too_soon)


def test_an_earlier_day_that_a_clinician_decided_is_offered(recall, invited, injector):
    given(injector, recall.patient, day=TODAY - timedelta(days=70))
    day = TODAY + timedelta(days=2)
    told = WishTold(on=day, reason="Travels for half a year after this week")
    learning.agree(actor=injector, at=AT, patient=recall.patient, told=told)
    offered = times_by_link(at=AT, recall=recall_by_link(at=AT, token=invited))
    assert min(one.starts_at.date() for one in offered) == day


def test_another_link_opens_no_recall(recall, invited, injector):
    visit(injector, recall.patient)
    other = re.search(
        r"/link/([\w-]+)/",
        Message.objects.select_related("key").get(kind="booked").body,
    )
    with pytest.raises(NotFound):
        recall_by_link(at=AT, token=other[1])


def test_a_closed_recall_closes_its_link(front_desk, recall, invited):
    services.decline(
        actor=front_desk, at=AT, recall_id=recall.pk, version=2, reason="moved away"
    )
    with pytest.raises(NotFound):
        recall_by_link(at=AT, token=invited)
