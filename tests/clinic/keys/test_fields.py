"""A sealed field is plain in Python, sealed in the table, and opens there alone."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models

from glabella.clinic.keys import services
from glabella.clinic.keys.fields import ERASED, Sealed, SealedDateField, SealedTextField
from glabella.clinic.patients.models import HistoryDraft, MedicalHistory, Patient
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import KeyDestroyed, SealBroken
from tests.clinic.people import AT, make_patient

pytestmark = pytest.mark.django_db

ACTOR = Actor.staff(1, "Olive Owner")


def raw(instance: models.Model, column: str) -> bytes:
    """The bytes that stand in the table."""
    value = type(instance).objects.values_list(column, flat=True).get(pk=instance.pk)
    return value.bytes


def put(instance: models.Model, column: str, value: bytes) -> None:
    """Write into the table past every rule."""
    field = instance._meta.get_field(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {instance._meta.db_table} SET {field.column} = %s "  # noqa: S608
            f"WHERE {instance._meta.pk.column} = %s",
            [value, instance._meta.pk.get_db_prep_value(instance.pk, connection)],
        )


def erased(patient: Patient) -> Patient:
    services.destroy(actor=ACTOR, at=AT, key=patient.key, ground="asked for it")
    return Patient.objects.select_related("key").get(pk=patient.pk)


def test_the_table_holds_no_plain_text_and_python_no_sealed_one():
    patient = make_patient(given_name="Zoë", note="likes mornings")

    again = Patient.objects.get(pk=patient.pk)

    assert (again.given_name, again.note) == ("Zoë", "likes mornings")
    assert again.born_on == patient.born_on
    assert "Zoë".encode() not in raw(patient, "given_name")
    assert b"mornings" not in raw(patient, "note")


def test_an_empty_value_is_sealed_as_well():
    patient = make_patient(note="", born_on=None)

    again = Patient.objects.get(pk=patient.pk)
    assert (again.note, again.born_on) == ("", None)
    assert len(raw(patient, "note")) == len(raw(patient, "born_on")) > 28


def test_the_key_may_be_given_after_the_values():
    patient = Patient(given_name="First", number=1, created_at=AT)
    patient.key = services.new_key(at=AT)
    patient.save()

    assert Patient.objects.get().given_name == "First"


def test_reading_a_list_asks_no_more_than_the_list(django_assert_num_queries):
    for number in range(3):
        make_patient(number)

    with django_assert_num_queries(1):
        names = [p.full_name for p in Patient.objects.select_related("key")]

    assert len(names) == 3


def test_saving_seals_anew_only_what_changed():
    patient = Patient.objects.get(pk=make_patient(note="before").pk)
    kept, old = raw(patient, "given_name"), raw(patient, "note")
    assert patient.given_name
    patient.note = "after"
    patient.save()

    assert raw(patient, "given_name") == kept
    assert raw(patient, "note") != old
    assert Patient.objects.get().note == "after"


def test_saving_some_fields_leaves_the_others_alone():
    patient = make_patient(note="before", given_name="Old")
    patient.note, patient.given_name = "after", "New"
    patient.save(update_fields=["note"])

    again = Patient.objects.get()
    assert (again.note, again.given_name) == ("after", "Old")


def test_json_that_was_changed_in_place_is_saved():
    patient = make_patient()
    history = MedicalHistory.objects.create(
        key=patient.key, patient=patient, number=1, given_at=AT, answers={"a": [1]}
    )
    history = MedicalHistory.objects.get(pk=history.pk)
    history.answers["a"].append({"deep": date(2026, 1, 2)})
    history.save()

    assert MedicalHistory.objects.get().answers == {"a": [1, {"deep": "2026-01-02"}]}


def test_a_deferred_value_comes_with_one_query(django_assert_num_queries):
    make_patient(note="late")
    patient = Patient.objects.select_related("key").defer("note").get()

    with django_assert_num_queries(1):
        assert patient.note == "late"
    assert Patient.objects.only("number").get().note == "late"


def test_refreshing_brings_what_is_there_now():
    patient = make_patient(note="mine")
    other = Patient.objects.get()
    other.note = "theirs"
    other.save()

    patient.refresh_from_db()
    assert patient.note == "theirs"
    patient.note = "unsaved"
    patient.refresh_from_db(fields=["note"])
    assert patient.note == "theirs"


def test_many_rows_are_written_at_once():
    keys = [services.new_key(at=AT) for _ in range(3)]
    Patient.objects.bulk_create(
        Patient(number=n, key=key, given_name=f"N{n}", created_at=AT)
        for n, key in enumerate(keys)
    )

    names = Patient.objects.order_by("number")
    assert [p.given_name for p in names] == ["N0", "N1", "N2"]


def test_values_are_handed_out_sealed():
    make_patient(given_name="Secret")

    (value,) = Patient.objects.values_list("given_name", flat=True)

    assert isinstance(value, Sealed)
    assert "Secret" not in repr(value)


PAST_THE_SEAL = {
    "equal": lambda: Patient.objects.filter(given_name="x").exists(),
    "contains": lambda: Patient.objects.filter(given_name__contains="x").exists(),
    "null": lambda: Patient.objects.filter(note__isnull=True).exists(),
    "update": lambda: Patient.objects.update(note="plain"),
    "many": lambda: Patient.objects.bulk_update(Patient.objects.all(), ["note"]),
}


@pytest.mark.parametrize("way", PAST_THE_SEAL)
def test_what_would_pass_by_the_seal_is_refused(way):
    make_patient()

    with pytest.raises(FieldError, match="sealed"):
        PAST_THE_SEAL[way]()


def test_a_value_moved_to_another_row_field_or_key_does_not_open():
    one, other = make_patient(1, note="one"), make_patient(2, note="two")
    first, second = (
        MedicalHistory.objects.create(
            key=one.key, patient=one, number=n, given_at=AT, answers={"n": n}
        )
        for n in (1, 2)
    )
    put(other, "note", raw(one, "note"))
    put(one, "phone", raw(one, "note"))
    put(second, "answers", raw(first, "answers"))

    for broken, name in ((other, "note"), (one, "phone"), (second, "answers")):
        with pytest.raises(SealBroken, match=f"{name}.*does not open"):
            getattr(type(broken).objects.get(pk=broken.pk), name)


def test_a_changed_byte_is_noticed():
    patient = make_patient(note="text")
    bytes_ = bytearray(raw(patient, "note"))
    bytes_[-1] ^= 1
    put(patient, "note", bytes(bytes_))

    with pytest.raises(SealBroken):
        _ = Patient.objects.get().note


def test_a_copy_under_a_new_id_is_sealed_for_its_new_place():
    history = _history()
    assert history.answers
    history.pk, history.number = uuid.uuid4(), 2
    history._state.adding = True
    history.save()

    assert [h.answers for h in MedicalHistory.objects.all()] == [{"n": 1}] * 2


def test_an_unread_copy_is_refused_instead_of_written_unreadable():
    history = _history()
    history.pk, history.number = uuid.uuid4(), 2
    history._state.adding = True

    with pytest.raises(SealBroken):
        history.save()


def test_rows_numbered_by_the_database_are_sealed_before_they_have_a_number():
    patient = make_patient()
    HistoryDraft.objects.create(
        key=patient.key, patient=patient, source="link", answers=["x"], saved_at=AT
    )

    assert HistoryDraft.objects.get().answers == ["x"]


def test_after_erasure_everything_reads_erased_and_the_rest_can_still_be_saved():
    patient = make_patient(note="gone")
    history = MedicalHistory.objects.create(
        key=patient.key, patient=patient, number=1, given_at=AT, answers={"a": 1}
    )
    sealed = raw(patient, "note")

    again = erased(patient)

    assert (again.note, again.given_name, again.born_on) == (ERASED, ERASED, None)
    assert MedicalHistory.objects.get(pk=history.pk).answers == {}
    assert patient.note == ERASED, "nor does the object at hand open any longer"
    again.erased_at = AT
    again.save()
    assert raw(again, "note") == sealed


def test_nothing_can_be_written_with_a_destroyed_key():
    patient = erased(make_patient())
    patient.note = "new"

    with pytest.raises(KeyDestroyed, match="note cannot be kept"):
        patient.save()


def test_an_erased_record_survives_a_refresh_and_a_check():
    patient = erased(make_patient(note="x"))
    patient.refresh_from_db()
    patient.full_clean(exclude=["born_on"])
    patient.save()

    assert Patient.objects.get().note == ERASED


def test_a_field_with_a_default_may_be_empty_and_others_may_not():
    patient = make_patient(given_name="", email="")

    with pytest.raises(ValidationError) as caught:
        patient.full_clean()

    assert "given_name" in caught.value.message_dict
    assert "email" not in caught.value.message_dict


def test_a_day_is_a_day():
    field = SealedDateField()

    assert field.to_python("1984-05-17") == date(1984, 5, 17)
    for wrong in ("17.5.1984", datetime(1984, 5, 17, tzinfo=UTC), 3):
        with pytest.raises(ValidationError):
            field.to_python(wrong)


def test_a_text_may_have_a_longest_length():
    field = SealedTextField(max_length=3)

    assert field.clean("abc", None) == "abc"
    with pytest.raises(ValidationError):
        field.clean("abcd", None)


@pytest.mark.parametrize("option", ["null", "unique", "db_index", "choices"])
def test_options_that_need_plain_text_are_refused(option):
    with pytest.raises(TypeError, match=option):
        SealedTextField(**{option: True})


def _history() -> MedicalHistory:
    patient = make_patient()
    created = MedicalHistory.objects.create(
        key=patient.key, patient=patient, number=1, given_at=AT, answers={"n": 1}
    )
    return MedicalHistory.objects.select_related("key").get(pk=created.pk)
