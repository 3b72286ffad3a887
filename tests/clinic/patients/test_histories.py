"""What patients say of their health is kept as they go, sent once, and confirmed."""

import re

import pytest

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients import answers as words, selectors, services
from glabella.clinic.patients.models import HistoryDraft, MedicalHistory
from glabella.clinic.patients.questions import BY_KEY, QUESTIONS, cleaned, suggestions
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, NotFound, Stale
from tests.clinic.people import AT, TODAY, make_patient

HEALTHY = {
    "pregnant": False,
    "breastfeeding": False,
    "infection_at_site": [],
    "allergies": ["latex"],
    "conditions": [],
    "medicines": ["aspirin 75 mg"],
    "recent_procedures": [{"kind": "laser", "on": "2026-11-18", "areas": ["forehead"]}],
    "previous": [],
    "habits": {"smoking": "no"},
}


def by_link(patient, **changed) -> MedicalHistory:
    return services.send_history(
        actor=Actor.patient(patient.id),
        at=AT,
        patient=patient,
        answers={**HEALTHY, **changed},
    )


def test_what_a_patient_sends_waits_for_a_clinician(patient, injector):
    history = by_link(patient)
    assert history.confirmed_at is None
    confirmed = services.confirm_history(actor=injector, at=AT, history=history)
    assert confirmed.confirmed_by == injector


def test_the_front_desk_reads_and_confirms_no_history(patient, front_desk):
    history = by_link(patient)
    with pytest.raises(NotAllowed):
        services.confirm_history(actor=front_desk, at=AT, history=history)
    with pytest.raises(NotFound):
        selectors.latest_history(viewer=front_desk, patient=patient, at=AT)


def test_a_clinician_who_asks_confirms_with_that(patient, injector):
    history = services.take_history(
        actor=injector, at=AT, patient=patient, answers=HEALTHY
    )
    assert history.confirmed_by == injector
    assert history.number == 1


def test_answers_come_back_as_the_planner_reads_them(patient, injector):
    by_link(patient)
    found = selectors.latest_history(viewer=injector, patient=patient, at=AT)
    assert found.answers["medicines"] == ["aspirin 75 mg"]
    assert found.answers["recent_procedures"][0]["on"] == "2026-11-18"
    assert set(found.answers) == set(HEALTHY)


def test_allergies_stand_on_the_record(patient):
    by_link(patient)
    patient.refresh_from_db()
    assert patient.allergies == "latex"
    by_link(patient, allergies=[])
    patient.refresh_from_db()
    assert patient.allergies == "none"


def test_an_older_set_is_not_confirmed_after_a_newer_came(patient, injector):
    old = by_link(patient)
    by_link(patient, allergies=[])
    with pytest.raises(Stale):
        services.confirm_history(actor=injector, at=AT, history=old)


def test_a_man_is_not_asked_whether_he_is_pregnant(practice, injector):
    man = make_patient(2, sex="male")
    history = services.take_history(
        actor=injector, at=AT, patient=man, answers={"allergies": []}
    )
    assert history.answers["pregnant"] == "not_applicable"
    assert history.answers["breastfeeding"] == "not_applicable"


def test_a_question_that_nobody_answered_is_no_no(patient, injector):
    history = services.take_history(
        actor=injector, at=AT, patient=patient, answers={"allergies": []}
    )
    missing = {question.key for question in words.not_asked(history.answers)}
    assert missing == {
        "pregnant",
        "breastfeeding",
        "infection_at_site",
        "conditions",
        "medicines",
        "recent_procedures",
        "previous",
    }


def test_nothing_answered_is_not_sent(patient):
    with pytest.raises(Invalid):
        services.send_history(
            actor=Actor.patient(patient.id), at=AT, patient=patient, answers={}
        )
    assert not MedicalHistory.objects.exists()


def test_changes_since_the_last_time_are_told(patient):
    before = by_link(patient).answers
    now = by_link(patient, medicines=["aspirin 75 mg", "zinc"]).answers
    (changed,) = words.changes(now, before)
    assert changed.question.key == "medicines"
    assert changed.before == "aspirin 75 mg"
    assert changed.says == "aspirin 75 mg; zinc"


def test_the_first_answers_have_nothing_to_differ_from():
    assert words.changes(HEALTHY, None) == []


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("pregnant", "maybe"),
        ("allergies", "latex"),
        ("allergies", ["x" * 161]),
        ("medicines", [str(n) for n in range(41)]),
        ("infection_at_site", ["elbow"]),
        ("recent_procedures", [{"kind": "laser", "on": "soon"}]),
        ("recent_procedures", [{"kind": "laser", "on": "2027-01-01"}]),
        ("recent_procedures", [{"kind": "", "on": "2026-01-01"}]),
        ("habits", {"sun": "sometimes"}),
        ("remarks", "x" * 2001),
        ("height", 170),
    ],
)
def test_an_impossible_answer_is_named(key, answer):
    with pytest.raises(Invalid) as caught:
        cleaned({key: answer}, day=TODAY)
    assert list(caught.value.fields) == [key]


def test_answers_are_saved_as_they_go_and_sent_once(patient):
    actor = Actor.patient(patient.id)
    first = services.save_draft(
        actor=actor, at=AT, patient=patient, fields={"allergies": ["no"]}, version=0
    )
    second = services.save_draft(
        actor=actor,
        at=AT,
        patient=patient,
        fields={"allergies": ["yes"]},
        version=first.version,
    )
    assert second.version == 2
    by_link(patient)
    assert not HistoryDraft.objects.exists()


def test_a_second_tab_does_not_overwrite_the_first(patient):
    actor = Actor.patient(patient.id)
    services.save_draft(actor=actor, at=AT, patient=patient, fields={}, version=0)
    with pytest.raises(Stale):
        services.save_draft(
            actor=actor, at=AT, patient=patient, fields={"a": ["b"]}, version=0
        )


def test_the_link_of_one_patient_writes_nothing_for_another(patient):
    other = make_patient(2)
    with pytest.raises(Blocked):
        services.send_history(
            actor=Actor.patient(other.id), at=AT, patient=patient, answers=HEALTHY
        )


def test_the_mailed_link_opens_the_questions_and_says_nothing_clinical(
    patient, front_desk
):
    services.send_link(
        actor=front_desk, at=AT, patient=patient, address="https://x.test/link/{token}/"
    )
    message = Message.objects.select_related("key").get()
    token = re.search(r"/link/([^/]+)/", message.body)[1]
    assert selectors.patient_of_link(token=token, at=AT) == patient
    assert not re.search("toxin|botox|dose|inject", message.body, re.IGNORECASE)


def test_a_new_link_ends_the_old_one(patient, front_desk):
    for _ in range(2):
        services.send_link(
            actor=front_desk, at=AT, patient=patient, address="https://x.test/{token}"
        )
    assert SignedLink.objects.filter(ended_at=None).count() == 1


def test_without_an_address_no_link_is_sent(practice, front_desk):
    patient = make_patient(2, email="")
    with pytest.raises(Blocked):
        services.send_link(actor=front_desk, at=AT, patient=patient, address="{token}")


def test_no_link_opens_anything_else(patient):
    with pytest.raises(NotFound):
        selectors.patient_of_link(token="guessed" * 4, at=AT)


def test_what_was_sent_is_in_the_audit_sealed(patient):
    history = by_link(patient)
    entry = AuditEntry.objects.select_related("key").get(record_id=str(history.pk))
    assert entry.actor_kind == "patient"
    assert entry.content["after"]["answers"]["allergies"] == ["latex"]


def test_every_question_of_the_case_file_is_asked():
    keys = {
        *("pregnant", "breastfeeding", "infection_at_site", "allergies"),
        *("conditions", "medicines", "previous", "recent_procedures"),
    }
    assert keys <= {question.key for question in QUESTIONS}


def test_suggestions_come_from_the_planners_vocabulary():
    assert "Latex" in suggestions(BY_KEY["allergies"])
    assert suggestions(BY_KEY["pregnant"]) == ()


def test_a_draft_has_an_end(patient):
    with pytest.raises(Invalid):
        services.save_draft(
            actor=Actor.patient(patient.id),
            at=AT,
            patient=patient,
            fields={"remarks": ["x" * 20_001]},
            version=0,
        )
