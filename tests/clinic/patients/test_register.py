"""Patients are registered, changed and identified by people who may."""

from datetime import date

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.patients import selectors, services
from glabella.clinic.patients.models import Patient, SearchToken
from glabella.clinic.shared.errors import Invalid, NotAllowed, NotFound, Stale
from tests.clinic.people import AT, make_staff

JOHN = {
    "given_name": "John",
    "family_name": "Smith",
    "born_on": date(1984, 5, 17),
    "sex": "male",
}


def register(actor: User, **details) -> Patient:
    return services.register(actor=actor, at=AT, **{**JOHN, **details})


def test_patients_get_running_numbers(front_desk):
    assert [register(front_desk).number for _ in range(3)] == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_two_people_who_register_at_once_get_two_numbers(race, front_desk):
    first, second = race(lambda: register(front_desk), lambda: register(front_desk))
    assert sorted([first.number, second.number]) == [1, 2]


def test_names_stand_in_no_table_in_clear(front_desk):
    patient = register(front_desk, email="john@mail.test", phone="020 7946 0018")
    row = Patient.objects.filter(pk=patient.pk).values().get()
    tokens = SearchToken.objects.values_list("token", flat=True)
    text = repr(row) + repr([bytes(token) for token in tokens])
    assert "Smith" not in text
    assert "john" not in text
    assert "7946" not in text


def test_registering_is_audited_with_what_was_entered(front_desk):
    patient = register(front_desk)
    entry = AuditEntry.objects.select_related("key").get(action="create")
    assert entry.subject_id == patient.key_id
    assert entry.content["after"]["family_name"] == "Smith"


@pytest.mark.parametrize(
    ("born_on", "allowed"),
    [(date(2008, 11, 23), True), (date(2008, 11, 24), False)],
)
def test_who_is_18_today_passes_and_who_is_tomorrow_does_not(
    front_desk, born_on, allowed
):
    if allowed:
        assert register(front_desk, born_on=born_on).born_on == born_on
        return
    with pytest.raises(Invalid, match="Under 18"):
        register(front_desk, born_on=born_on)
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", "  "),
        ("family_name", "!!"),
        ("born_on", date(1850, 1, 1)),
        ("born_on", date(2030, 1, 1)),
        ("sex", "other"),
        ("email", "nobody"),
        ("phone", "call me"),
        ("preferred_contact", "pigeon"),
        ("given_name", "x" * 121),
    ],
)
def test_a_wrong_field_is_named(front_desk, field, value):
    with pytest.raises(Invalid) as caught:
        register(front_desk, **{field: value})
    assert list(caught.value.fields) == [field]


def test_a_stranger_registers_nobody(stranger):
    with pytest.raises(NotAllowed):
        register(stranger)


def test_without_the_right_there_is_no_patient(patient, stranger, injector):
    with pytest.raises(NotFound):
        selectors.get_patient(viewer=stranger, patient_id=patient.id, at=AT)
    found = selectors.get_patient(viewer=injector, patient_id=patient.id, at=AT)
    assert found.full_name == "Given Family1"


def test_an_id_that_is_none_is_no_patient(injector):
    with pytest.raises(NotFound):
        selectors.get_patient(viewer=injector, patient_id="nobody", at=AT)


def test_a_change_is_kept_with_what_was_there_before(front_desk):
    patient = register(front_desk)
    changed = services.change(
        actor=front_desk, at=AT, patient=patient, version=1, family_name="Jones"
    )
    assert changed.version == 2
    entry = AuditEntry.objects.select_related("key").get(action="change")
    assert entry.content["before"] == {"family_name": "Smith"}
    assert entry.content["after"] == {"family_name": "Jones"}
    found = selectors.find(viewer=front_desk, text="jones", at=AT)
    assert [one.patient for one in found] == [patient]
    assert not selectors.find(viewer=front_desk, text="smith", at=AT)


def test_a_form_that_went_stale_overwrites_nothing(front_desk):
    patient = register(front_desk)
    services.change(actor=front_desk, at=AT, patient=patient, version=1, note="a")
    with pytest.raises(Stale):
        services.change(actor=front_desk, at=AT, patient=patient, version=1, note="b")
    patient.refresh_from_db()
    assert patient.note == "a"


def test_nothing_changed_writes_nothing(front_desk):
    patient = register(front_desk)
    same = services.change(
        actor=front_desk, at=AT, patient=patient, version=1, given_name="John"
    )
    assert same.version == 1
    assert not AuditEntry.objects.filter(action="change").exists()


def test_only_a_clinician_writes_an_alert(front_desk, injector):
    patient = register(front_desk)
    with pytest.raises(NotAllowed):
        services.change(actor=front_desk, at=AT, patient=patient, version=1, alert="x")
    services.change(
        actor=injector, at=AT, patient=patient, version=1, alert="faints at needles"
    )


def test_identity_is_checked_against_the_document(front_desk):
    patient = register(front_desk)
    with pytest.raises(Invalid, match="another birth date"):
        services.check_identity(
            actor=front_desk,
            at=AT,
            patient=patient,
            document="passport",
            born_on_seen=date(1984, 5, 18),
        )
    checked = services.check_identity(
        actor=front_desk,
        at=AT,
        patient=patient,
        document="passport",
        born_on_seen=JOHN["born_on"],
    )
    assert checked.identity_checked_by == front_desk


def test_a_document_of_somebody_under_18_stops_everything(front_desk):
    patient = register(front_desk)
    with pytest.raises(Invalid, match="under 18"):
        services.check_identity(
            actor=front_desk,
            at=AT,
            patient=patient,
            document="passport",
            born_on_seen=date(2010, 1, 1),
        )


def test_another_birth_date_asks_for_the_document_again(front_desk):
    patient = register(front_desk)
    checked = services.check_identity(
        actor=front_desk,
        at=AT,
        patient=patient,
        document="passport",
        born_on_seen=JOHN["born_on"],
    )
    changed = services.change(
        actor=front_desk,
        at=AT,
        patient=checked,
        version=checked.version,
        born_on=date(1984, 5, 18),
    )
    assert changed.identity_checked_at is None


def test_an_owner_checks_no_documents(patient, owner):
    with pytest.raises(NotAllowed):
        services.check_identity(
            actor=owner,
            at=AT,
            patient=patient,
            document="passport",
            born_on_seen=patient.born_on,
        )


def test_somebody_who_left_finds_nobody(patient, practice):
    gone = make_staff("gone", "owner", is_active=False)
    assert selectors.find(viewer=gone, text="family1", at=AT) == []
    assert list(selectors.recent(viewer=gone, at=AT)) == []
