"""Side effects go on: a course, a cause, advice from the evidence."""

from datetime import timedelta

import pytest

from glabella.clinic.alerts.models import Alert
from glabella.clinic.followups import selectors, services
from glabella.clinic.followups.advice import advice_on
from glabella.clinic.followups.courses import course_of
from glabella.clinic.followups.models import EffectNote
from glabella.clinic.followups.services import Course
from glabella.clinic.shared.errors import Invalid, NotAllowed, NotFound
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import (
    CAUSALITY,
    EVERY_EFFECT,
    SERIOUSNESS,
    SIDE_EFFECTS,
    Effect,
    Seen,
)
from glabella.clinic.treatments.models import SideEffect
from tests.clinic.followups.given import TWO_WEEKS_AGO, give
from tests.clinic.people import AT, TODAY, make_patient


@pytest.fixture
def droop(injector, patient) -> SideEffect:
    treatment = give(injector, patient)
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treatment,
        seen=Seen(
            day=TODAY - timedelta(days=9),
            effects=(
                Effect(
                    "lid_ptosis",
                    area="glabella",
                    severity="moderate",
                    onset_on=TODAY - timedelta(days=10),
                ),
            ),
        ),
    )
    return SideEffect.objects.select_related("key").get()


def noted(actor, effect, **course):
    return services.add_note(
        actor=actor,
        at=AT,
        effect=effect,
        course=Course(**{"day": TODAY, "severity": "mild", **course}),
    )


def test_every_kind_that_the_issue_names_can_be_entered():
    named = {"redness", "swelling", "bruising", "discomfort", "infection", "allergy"}
    assert named | {"asymmetry", "lid_ptosis", "brow_ptosis", "distant"} <= set(
        SIDE_EFFECTS
    )


def test_what_was_stored_before_the_split_keeps_its_meaning(injector, patient):
    assert EVERY_EFFECT["bruise"] == "bruise, swelling or pain"
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=give(injector, patient),
        seen=Seen(day=TODAY, effects=(Effect("bruise", severity="mild"),)),
    )
    assert SideEffect.objects.get().kind == "bruise"


@pytest.mark.parametrize("kind", sorted(set(SIDE_EFFECTS) - {"other"}))
def test_each_kind_has_advice_with_a_source(kind):
    advice = advice_on(kind)
    assert advice is not None
    assert advice.management
    assert advice.sources
    assert advice.ours == (set(advice.sources) == {"GLABELLA"})


def test_the_lists_of_the_forms_come_from_the_evidence():
    assert "life_threatening" in SERIOUSNESS
    assert list(CAUSALITY)[:3] == ["certain", "probable", "possible"]


def test_the_newest_note_counts_and_the_first_entry_stays(droop, injector):
    noted(injector, droop, day=TODAY - timedelta(days=2), causality="probable")
    noted(injector, droop, ended_on=TODAY, done="drops")
    course = course_of(droop)
    assert (course.severity, course.ended_on) == ("mild", TODAY)
    assert course.causality == "probable"
    droop.refresh_from_db()
    assert droop.severity == "moderate"


def test_what_was_once_serious_stays_serious(droop, injector, prescriber):
    noted(injector, droop, seriousness=("hospital",))
    assert Alert.objects.filter(kind="red_flag", for_role="prescriber").count() == 1
    noted(injector, droop, severity="mild")
    assert course_of(droop).serious
    noted(injector, droop, seriousness=("hospital",))
    assert Alert.objects.filter(kind="red_flag").count() == 1, "told once"


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": TODAY + timedelta(days=1)},
        {"day": TWO_WEEKS_AGO - timedelta(days=1)},
        {"day": None},
        {"severity": "huge"},
        {"ended_on": TODAY - timedelta(days=11)},
        {"ended_on": TODAY + timedelta(days=1)},
        {"causality": "sure"},
        {"seriousness": ("bad",)},
        {"done": "x" * 4001},
    ],
)
def test_a_note_that_cannot_be_is_refused(droop, injector, wrong):
    with pytest.raises(Invalid):
        noted(injector, droop, **wrong)
    assert not EffectNote.objects.exists()


def test_the_front_desk_writes_and_reads_none(droop, front_desk, patient):
    with pytest.raises(NotAllowed):
        noted(front_desk, droop)
    with pytest.raises(NotFound):
        selectors.get_effect(
            viewer=front_desk, patient_id=patient.pk, effect_id=droop.pk, at=AT
        )


def test_a_side_effect_is_found_under_its_own_patient_only(droop, injector):
    with pytest.raises(NotFound):
        selectors.get_effect(
            viewer=injector,
            patient_id=make_patient(2).pk,
            effect_id=droop.pk,
            at=AT,
        )


def test_notes_stand_on_the_timeline(droop, injector, patient):
    noted(injector, droop)
    (event,) = selectors.events(viewer=injector, patient=patient, at=AT)
    assert event.kind == "side_effect"
    assert "drooping upper lid" in event.title
