"""Alerts: for whom, until when."""

from datetime import timedelta

import pytest

from glabella.clinic.alerts import selectors, services
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.shared.errors import Blocked, NotFound
from tests.clinic.people import AT, TODAY


def told(**others) -> Alert:
    fields = {"kind": Alert.Kind.RED_FLAG, "text": "Call back today"} | others
    return services.raise_alert(actor=SYSTEM, at=AT, **fields)


def seen(viewer) -> list[Alert]:
    return selectors.open_alerts(viewer=viewer, at=AT)


def test_an_alert_for_a_role_reaches_that_role_and_the_owner(
    owner, prescriber, injector, front_desk
):
    alert = told(for_role="prescriber")
    assert seen(prescriber) == seen(owner) == [alert]
    assert seen(injector) == seen(front_desk) == []


def test_an_alert_for_one_person_reaches_them_and_the_owner(
    owner, injector, other_injector
):
    alert = told(for_user=injector)
    assert seen(injector) == seen(owner) == [alert]
    assert seen(other_injector) == []


def test_an_alert_goes_to_the_owner_unless_said_otherwise(owner, prescriber):
    alert = told()
    assert seen(owner) == [alert]
    assert seen(prescriber) == []


def test_a_stranger_sees_none(stranger):
    told()
    assert seen(stranger) == []


def test_the_text_is_sealed_with_the_patients_key(owner, patient):
    alert = told(key=patient.key, text="About Ms Made-Up")
    assert Alert.objects.get(pk=alert.pk).key_id == patient.key_id
    (entry,) = AuditEntry.objects.select_related("key")
    assert entry.subject_id == patient.key_id


def test_it_stays_until_somebody_closes_it(owner):
    alert = told()
    services.close(actor=owner, at=AT, alert=alert)
    assert seen(owner) == []
    assert selectors.count_open(viewer=owner, at=AT) == 0
    with pytest.raises(Blocked):
        services.close(actor=owner, at=AT, alert=alert)


def test_nobody_closes_an_alert_that_is_not_theirs(injector):
    alert = told()
    with pytest.raises(NotFound):
        services.close(actor=injector, at=AT, alert=alert)


def test_a_registration_that_ends_soon_is_said_once(owner, injector):
    injector.registration_expires = TODAY + timedelta(days=20)
    injector.save()
    for _ in range(2):
        services.warn_of_registrations(at=AT)
    (alert,) = seen(injector)
    assert alert.kind == Alert.Kind.REGISTRATION
    assert "13 December 2026" in alert.text
    assert seen(owner) == [alert]


def test_a_registration_with_time_left_is_not_spoken_of(owner, injector):
    injector.registration_expires = TODAY + timedelta(days=31)
    injector.save()
    services.warn_of_registrations(at=AT)
    assert seen(owner) == []
