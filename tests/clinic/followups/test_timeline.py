"""Everything that happened with a patient, in one order, on both databases."""

from datetime import timedelta

from glabella.clinic.followups.models import NonResponseReview, Recall
from glabella.clinic.patients.selectors import timeline
from glabella.clinic.portal.models import PatientMessage
from glabella.clinic.treatments import services
from glabella.clinic.treatments.procedures import OtherTold
from tests.clinic.followups.test_learning import given
from tests.clinic.people import AT, TODAY


def fill(injector, patient) -> None:
    row = given(injector, patient)
    services.add_procedure(
        actor=injector,
        at=AT,
        patient=patient,
        told=OtherTold(kind="peel", day=TODAY - timedelta(days=3)),
    )
    Recall.objects.create(
        key=patient.key,
        patient=patient,
        due_on=TODAY,
        created_at=AT - timedelta(days=5),
    )
    NonResponseReview.objects.create(
        key=patient.key,
        patient=patient,
        treatment=row,
        content={},
        conclusion="The dose was low.",
        by=injector,
        created_at=AT - timedelta(hours=1),
    )
    PatientMessage.objects.create(
        key=patient.key,
        patient=patient,
        source="patient",
        text="hello",
        sent_at=AT - timedelta(days=3, hours=2),
    )


def test_what_follows_a_treatment_stands_in_the_order_of_its_days(injector, patient):
    fill(injector, patient)
    found = timeline(viewer=injector, patient=patient, at=AT).happenings
    assert [one.kind for one in found] == [
        "doubt",
        "procedure",
        "note",
        "recall",
        "treatment",
    ]


def test_the_front_desk_sees_recalls_and_messages_alone(front_desk, injector, patient):
    fill(injector, patient)
    found = timeline(viewer=front_desk, patient=patient, at=AT).happenings
    assert [one.kind for one in found] == ["note", "recall"]


def test_pages_go_on_where_the_last_one_ended(injector, patient):
    fill(injector, patient)
    for number in range(30):
        services.add_procedure(
            actor=injector,
            at=AT,
            patient=patient,
            told=OtherTold(kind="filler", day=TODAY - timedelta(days=number)),
        )
    first = timeline(viewer=injector, patient=patient, at=AT)
    assert len(first.happenings) == 20
    second = timeline(viewer=injector, patient=patient, at=AT, before=first.older)
    assert second.older is None
    both = [one.mark for one in (*first.happenings, *second.happenings)]
    assert len(both) == len(set(both)) == 35
    assert both == sorted(both, key=lambda mark: mark.split("~")[0], reverse=True)


def test_a_page_asks_once_for_everything_and_once_for_each_kind(
    injector, patient, django_assert_num_queries
):
    fill(injector, patient)
    # Practice, the union, five kinds, and the sites of the treatment.
    with django_assert_num_queries(8):
        timeline(viewer=injector, patient=patient, at=AT)
