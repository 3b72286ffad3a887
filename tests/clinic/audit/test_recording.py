"""Every deed leaves one entry, in its own transaction, sealed and never changed."""

import hashlib
import json

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from glabella.clinic.audit import guard, head, services
from glabella.clinic.audit.models import AuditEntry, AuditHead
from glabella.clinic.audit.verification import verify
from glabella.clinic.keys.fields import ERASED
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.keys.services import CLINICS_OWN, new_key
from glabella.clinic.shared.actor import SYSTEM, Actor
from glabella.clinic.shared.errors import KeyDestroyed, NotAllowed
from tests.clinic.audit.conftest import ANN
from tests.clinic.people import AT, make_patient

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_what_when_and_why(subject):
    services.record(
        actor=ANN,
        at=AT,
        action="change",
        record=subject,
        subject=subject,
        before={"name": "Old"},
        after={"name": "New"},
        reason="a wrong letter",
    )

    entry = AuditEntry.objects.select_related("key").get()
    assert (entry.number, entry.at, entry.action) == (1, AT, "change")
    assert (entry.actor_id, entry.actor_name) == ("7", "Ann Injector")
    assert (entry.record_type, entry.record_id) == ("keys.subjectkey", str(subject.pk))
    assert (entry.before, entry.after) == ({"name": "Old"}, {"name": "New"})
    assert entry.reason == "a wrong letter"


def test_what_is_said_of_a_person_is_sealed_with_their_key(subject):
    services.record(
        actor=ANN, at=AT, action="create", subject=subject, after={"name": "Secret"}
    )
    services.record(actor=SYSTEM, at=AT, action="settings", after={"rooms": 2})

    first, second = AuditEntry.objects.order_by("number")
    assert (first.key_id, second.key_id) == (subject.id, CLINICS_OWN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_auditentry")
        assert b"Secret" not in repr(cursor.fetchall()).encode()


def test_numbers_have_no_gap_even_where_a_deed_was_undone(subject):
    services.record(actor=ANN, at=AT, action="create", subject=subject)
    undone = transaction.atomic()
    undone.__enter__()
    services.record(actor=ANN, at=AT, action="create", subject=subject)
    undone.__exit__(RuntimeError, RuntimeError(), None)
    services.record(actor=ANN, at=AT, action="create", subject=subject)

    assert list(AuditEntry.objects.values_list("number", flat=True)) == [2, 1]
    assert verify(without_head=True).is_whole


def test_an_unknown_action_and_kind_of_actor_are_refused(subject):
    with pytest.raises(ValueError, match="peek"):
        services.record(actor=ANN, at=AT, action="peek", subject=subject)
    odd = Actor("1", "Robot", "robot")
    with pytest.raises(IntegrityError), transaction.atomic():
        services.record(actor=odd, at=AT, action="read", subject=subject)


def test_a_patient_who_acts_is_not_named_in_clear():
    patient = make_patient(family_name="Lovelace")
    services.record(
        actor=Actor.patient(patient.pk), at=AT, action="sign", subject=patient.key
    )

    entry = AuditEntry.objects.get()
    assert (entry.actor_name, entry.actor_id) == ("the patient", str(patient.pk))


def test_reading_a_record_is_an_entry_with_the_page_in_words(subject):
    services.record_read(actor=ANN, at=AT, subject=subject, what="patient page", of=3)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.record_type, entry.record_id) == (
        "read",
        "patient page",
        "3",
    )


ATTACKS = (
    "UPDATE audit_auditentry SET actor_name = 'Somebody' WHERE number = 1",
    "DELETE FROM audit_auditentry WHERE number = 9",
    "DELETE FROM audit_auditentry",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_itself_refuses_changes(entries, attack):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(attack)

    assert verify().is_whole


def test_postgresql_refuses_to_empty_the_table_too(database):
    if database == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute("TRUNCATE audit_auditentry")
    assert guard.is_installed(connection)


def test_django_refuses_changes_through_the_same_triggers(entries):
    entry = AuditEntry.objects.get(number=1)
    entry.actor_name = "Somebody"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_without_its_head_nothing_is_appended(entries, subject):
    AuditHead.objects.all().delete()

    with pytest.raises(services.ChainBroken, match="no head"):
        services.record(actor=ANN, at=AT, action="read", subject=subject)


# --- erasure -----------------------------------------------------------------


def test_after_erasure_the_chain_is_whole_and_what_was_said_is_gone(
    entries, subject, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        services.erase(actor=ANN, at=AT, key=subject, ground="asked for it")

    about = AuditEntry.objects.select_related("key").filter(number__lte=9)
    for entry in about.filter(subject=subject):
        assert (entry.before, entry.after, entry.reason) == (ERASED,) * 3
        assert entry.actor_name == "Ann Injector"
    assert about.get(number=2).before == {"n": 2}
    assert verify().is_whole

    last = AuditEntry.objects.select_related("key").get(number=10)
    assert (last.action, last.subject_id) == ("erase", subject.id)
    assert last.reason == "asked for it", "the ground stays readable"


def test_nothing_more_is_said_of_an_erased_person(subject):
    services.erase(actor=ANN, at=AT, key=subject, ground="asked for it")

    with pytest.raises(KeyDestroyed, match="nothing more"):
        services.record(
            actor=ANN, at=AT, action="change", subject=subject, after={"name": "Back"}
        )
    services.record_read(actor=ANN, at=AT, subject=subject, what="patient page")


def test_erasure_that_cannot_be_told_does_not_happen(subject, monkeypatch):
    def broken(*_):
        raise services.ChainBroken

    monkeypatch.setattr(services, "_append", broken)
    with pytest.raises(services.ChainBroken), transaction.atomic():
        services.erase(actor=ANN, at=AT, key=subject, ground="asked for it")

    assert not SubjectKey.objects.get(id=subject.id).is_destroyed


# --- failures ----------------------------------------------------------------


def test_a_refused_deed_leaves_an_entry_though_it_was_rolled_back(subject):
    def deed():
        with transaction.atomic():
            services.record(actor=ANN, at=AT, action="create", subject=subject)
            raise NotAllowed

    with (
        pytest.raises(NotAllowed),
        services.failures_recorded(
            actor=ANN, at=AT, subject=subject, record_type="plans.plan", record_id=5
        ),
    ):
        deed()

    entry = AuditEntry.objects.select_related("key").get()
    assert (entry.action, entry.record_type, entry.record_id) == (
        "failure",
        "plans.plan",
        "5",
    )
    assert entry.after["error"] == "NotAllowed"


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_never_told_inside_what_is_rolled_back():
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        services.record_failure(actor=ANN, at=AT, error=NotAllowed())


@pytest.mark.django_db(transaction=True)
def test_two_who_act_at_once_are_chained_one_after_the_other(race, head_path):
    keys = [new_key(at=AT) for _ in range(4)]
    services.record(actor=ANN, at=AT, action="settings")

    def act(key):
        for _ in range(5):
            services.record(actor=ANN, at=AT, action="read", subject=key)

    results = race(*(lambda key=key: act(key) for key in keys))

    assert results == [None] * 4
    assert AuditEntry.objects.count() == 21
    assert verify().is_whole
    assert head.read(head_path).number == 21


def test_the_head_outside_follows_what_was_kept_not_what_was_taken_back(
    subject, head_path, django_capture_on_commit_callbacks
):
    def append():
        return services.record(actor=ANN, at=AT, action="read", subject=subject)

    with django_capture_on_commit_callbacks(execute=True):
        append()
        append()
        taken_back = transaction.atomic()
        taken_back.__enter__()
        append()
        taken_back.__exit__(RuntimeError, RuntimeError(), None)

    assert head.read(head_path).number == 2
    assert verify().is_whole


def test_a_head_file_that_cannot_be_written_does_not_undo_the_deed(
    subject, settings, tmp_path, django_capture_on_commit_callbacks, caplog
):
    settings.AUDIT_HEAD_FILE = tmp_path / "nowhere" / "audit-head"
    with django_capture_on_commit_callbacks(execute=True):
        services.record(actor=ANN, at=AT, action="read", subject=subject)

    assert AuditEntry.objects.count() == 1
    assert "cannot be written" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_first_entries_at_once_make_one_chain(race):
    keys = [new_key(at=AT) for _ in range(2)]

    results = race(
        *(
            lambda key=key: (
                services.record(actor=ANN, at=AT, action="read", subject=key).number
            )
            for key in keys
        )
    )

    assert sorted(results) == [1, 2]
    assert verify().is_whole


def test_what_python_writes_is_what_the_canonical_form_says(entries, subject):
    """The digest of the first entry, worked out from the documented form alone."""
    first = AuditEntry.objects.get(number=1)
    (content,) = AuditEntry.objects.filter(number=1).values_list("content", flat=True)
    texts = (
        *("1", "2026-11-23T09:00:00.000000", "7", "Ann Injector", "staff"),
        *("change", "patients.patient", "1", str(subject.id), str(subject.id)),
    )
    parts = [b"glabella audit 1", bytes(32), *map(str.encode, texts), content.bytes]
    whole = b"".join(len(part).to_bytes(4, "big") + part for part in parts)

    assert bytes(first.digest) == hashlib.sha256(whole).digest()
    assert json.dumps(first.after) == '{"n": 2}'
