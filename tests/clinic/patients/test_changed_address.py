"""Who changes a patient's address cannot have the record sent there."""

from datetime import timedelta

import pytest

from glabella.clinic.links import services as links
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients import services
from glabella.clinic.portal import services as portal
from glabella.clinic.shared.errors import Blocked, NotFound
from tests.clinic.people import AT

pytestmark = pytest.mark.django_db
PAGE = "https://clinic.test/link/{token}/page/"
SOON = AT + timedelta(hours=2)


def change(actor, patient, email: str, at=AT):
    patient.refresh_from_db()
    return services.change(
        actor=actor, at=at, patient=patient, version=patient.version, email=email
    )


def test_the_front_desk_cannot_send_the_page_to_an_address_it_has_just_written(
    practice, front_desk, patient
):
    changed = change(front_desk, patient, "desk@home.test")
    with pytest.raises(Blocked, match="for a day"):
        portal.send_link(actor=front_desk, at=SOON, patient=changed, address=PAGE)
    day_after = AT + timedelta(hours=25)
    portal.send_link(actor=front_desk, at=day_after, patient=changed, address=PAGE)


def test_nor_does_a_clinician_who_was_not_told(practice, front_desk, injector, patient):
    changed = change(front_desk, patient, "desk@home.test")
    with pytest.raises(Blocked):
        portal.send_link(actor=injector, at=SOON, patient=changed, address=PAGE)


def test_a_clinician_who_asked_the_patient_enters_it_once_more(
    practice, front_desk, injector, patient
):
    change(front_desk, patient, "new@mail.test")
    held = change(injector, patient, "new@mail.test", at=SOON)
    assert held.email_held_until is None
    portal.send_link(actor=front_desk, at=SOON, patient=held, address=PAGE)


def test_the_old_address_hears_of_it_and_open_links_end(practice, front_desk, patient):
    old = patient.email
    token = links.make(
        at=AT, purpose="portal", key=patient.key, record_id=patient.pk, days=90
    )
    change(front_desk, patient, "desk@home.test")
    with pytest.raises(NotFound):
        links.open_link(token, SOON)
    sent = Message.objects.select_related("key").get(kind="address_changed")
    assert sent.to == old


def test_another_change_holds_nothing(practice, front_desk, patient):
    patient.refresh_from_db()
    changed = services.change(
        actor=front_desk,
        at=AT,
        patient=patient,
        version=patient.version,
        phone="+44 20 7946 0000",
    )
    assert changed.email_held_until is None
    assert not Message.objects.filter(kind="address_changed").exists()
