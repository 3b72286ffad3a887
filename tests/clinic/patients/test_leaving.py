"""A copy of one's data is whole; an erased record is gone, and its number stays."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.audit.verification import verify
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.keys.services import new_key
from glabella.clinic.patients import selectors, services
from glabella.clinic.patients.models import Patient, SearchToken
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Entry, Given, Graded, Seen
from tests.clinic.people import AT

PASSWORD = "a long pass phrase of the tests"  # noqa: S105 - of a made-up person


@pytest.fixture
def person(front_desk) -> Patient:
    return services.register(
        actor=front_desk,
        at=AT,
        given_name="Ada",
        family_name="Unmistakable",
        born_on=date(1984, 5, 17),
        sex="female",
        email="ada@mail.test",
    )


@pytest.fixture
def treated(person, injector) -> Patient:
    treatment = treatments.start(
        actor=injector,
        at=AT,
        patient=person,
        entry=Entry(
            day=date(2026, 8, 3),
            product="botox-cosmetic",
            technique="standard",
            injector=injector,
            given=(Given("glabella", Decimal(20), lot="C1234"),),
            note="went well",
        ),
    )
    signed = treatments.sign(
        actor=injector, at=AT, treatment=treatment, version=1, password=PASSWORD
    )
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=signed,
        seen=Seen(day=date(2026, 8, 17), grades=(Graded("glabella", at_rest=1),)),
    )
    return person


def erase(owner, patient, ground="period_over", password=PASSWORD):
    return services.erase(
        actor=owner, at=AT, patient=patient, ground=ground, password=password
    )


def test_the_copy_holds_what_every_part_of_the_record_knows(treated, prescriber):
    found = services.export(actor=prescriber, at=AT, patient=treated, kind="data")
    text = json.dumps(found)
    for told in ("Unmistakable", "ada@mail.test", "C1234", "went well", "glabella"):
        assert told in text
    assert "Injector" in text  # people by their names
    assert "index" not in text
    assert AuditEntry.objects.filter(action="export").count() == 1


def test_a_request_that_became_a_patient_is_in_the_copy(person, owner):
    request_of(person, goals="look rested")
    found = services.export(actor=owner, at=AT, patient=person, kind="copy")
    assert "look rested" in json.dumps(found)


def request_of(person, **fields) -> TreatmentRequest:
    return TreatmentRequest.objects.create(
        key=new_key(at=AT),
        channel="online",
        given_name="Ada",
        family_name="Unmistakable",
        born_on=date(1984, 5, 17),
        age_declared_at=AT,
        age_wording="when?",
        consent_wording="yes",
        consented_at=AT,
        received_at=AT,
        patient=person,
        born_index="x",
        **fields,
    )


def test_who_may_not_export_gets_nothing(treated, front_desk, injector):
    for person in (front_desk, injector):
        with pytest.raises(NotAllowed):
            services.export(actor=person, at=AT, patient=treated, kind="data")


def test_an_erased_record_reads_erased_and_keeps_its_number(treated, owner):
    number = treated.number
    erase(owner, treated)
    row = Patient.objects.select_related("key").get(number=number)
    assert row.full_name == "erased erased"
    assert row.born_on is None
    assert row.name_index == row.born_index == row.email_index == ""
    assert not SearchToken.objects.exists()
    assert selectors.find(viewer=owner, text="unmistakable", at=AT) == []
    assert row.treatments.get().product == "botox-cosmetic"


def test_an_erased_request_goes_with_the_patient(person, owner):
    request = request_of(person, goals="look rested")
    erase(owner, person, "never_treated")
    request = TreatmentRequest.objects.select_related("key").get(pk=request.pk)
    assert request.goals == "erased"
    assert request.born_index == ""


def test_the_audit_stays_whole_and_tells_who_erased_on_what_ground(treated, owner):
    erase(owner, treated)
    entry = AuditEntry.objects.select_related("key").get(action="erase")
    assert entry.actor_name == owner.name
    assert "law" in entry.content["reason"]
    assert verify(without_head=True).is_whole


def test_only_an_owner_erases(treated, prescriber):
    with pytest.raises(NotAllowed):
        erase(prescriber, treated)


def test_erasing_needs_the_password(treated, owner):
    with pytest.raises(Invalid):
        erase(owner, treated, password="")
    treated.refresh_from_db()
    assert treated.erased_at is None


@pytest.mark.parametrize("ground", ["never_treated", "mistake"])
def test_a_treatment_here_keeps_the_record(treated, owner, ground):
    with pytest.raises(Invalid, match="law"):
        erase(owner, treated, ground)


def test_an_unknown_ground_is_none(person, owner):
    with pytest.raises(Invalid):
        erase(owner, person, "because")


def test_an_appointment_to_come_is_cancelled_first(person, owner, injector):
    Appointment.objects.create(
        key=person.key,
        patient=person,
        injector=injector,
        kind="review",
        starts_at=AT + timedelta(days=1),
        ends_at=AT + timedelta(days=1, minutes=15),
        created_at=AT,
    )
    with pytest.raises(Blocked, match="appointment"):
        erase(owner, person, "never_treated")


def test_nothing_is_added_to_an_erased_record(person, owner, front_desk):
    gone = erase(owner, person, "never_treated")
    with pytest.raises(Blocked):
        services.change(
            actor=front_desk, at=AT, patient=gone, version=gone.version, note="x"
        )
    with pytest.raises(Blocked):
        services.export(actor=owner, at=AT, patient=gone, kind="data")


def test_no_table_keeps_a_name_after_erasure(treated, owner):
    erase(owner, treated)
    text = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - own tables
            text += repr(cursor.fetchall())
    assert "Unmistakable" not in text
    assert "ada@mail" not in text
