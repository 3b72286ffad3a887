"""Reviews: asked once, answered by the patient, and red flags seen at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.followups import selectors, services
from glabella.clinic.followups.due import reviews
from glabella.clinic.followups.models import ReviewInvitation
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox.models import Message
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, NotFound
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Effect, Graded, Seen
from glabella.clinic.treatments.models import FollowUp
from tests.clinic.followups.given import TWO_WEEKS_AGO, give
from tests.clinic.people import AT, TODAY, make_patient

CONTENT = Seen(
    day=None,
    result="as_wished",
    improvement="2",
    satisfaction=4,
    movement="as_wished",
    natural_look=True,
    grades=(Graded("glabella", "subject", at_rest=0, at_contraction=1),),
)


@pytest.fixture(autouse=True)
def reachable(settings):
    settings.SITE_ADDRESS = "https://clinic.test"


@pytest.fixture
def treated(injector, patient):
    return give(injector, patient)


def answer(treatment, *effects, seen=CONTENT, link=None):
    told = replace(seen, effects=effects) if effects else seen
    return services.answer_review(
        actor=Actor.patient(treatment.patient_id),
        at=AT,
        treatment=treatment,
        seen=told,
        link=link,
    )


def of_review():
    return Message.objects.select_related("key").filter(dedupe__startswith="review")


def test_the_patient_is_asked_once_when_the_review_is_due(treated):
    assert reviews(at=AT - timedelta(days=1)) == 0
    assert reviews(at=AT) == 1
    assert reviews(at=AT + timedelta(hours=1)) == 0
    message = of_review().get()
    assert "/review/" in message.body
    assert ReviewInvitation.objects.get().way == "email"
    for word in ("Bocouture", "toxin", "injection", "frown", "side effect"):
        assert word not in message.body + message.subject_line


def test_nobody_is_asked_who_was_seen_or_has_told(treated, injector):
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treated,
        seen=Seen(day=TODAY, result="as_wished"),
    )
    told = give(injector, make_patient(2))
    answer(told)
    assert reviews(at=AT) == 0
    assert not of_review().exists()


def test_who_has_no_address_is_marked_and_not_tried_every_hour(injector):
    silent = give(injector, make_patient(2, email=""))
    assert reviews(at=AT) == 0
    assert ReviewInvitation.objects.get(treatment=silent).way == "none"
    assert not Message.objects.exists()


def test_an_old_backlog_is_not_asked(injector, patient):
    give(injector, patient, day=TWO_WEEKS_AGO - timedelta(days=15))
    assert reviews(at=AT) == 0
    assert not ReviewInvitation.objects.exists()


def test_staff_ask_again_and_the_older_link_ends(treated, injector):
    reviews(at=AT)
    assert services.ask_again(actor=injector, at=AT, treatment=treated)
    assert ReviewInvitation.objects.get().times == 2
    assert of_review().count() == 2
    assert SignedLink.objects.filter(purpose="review", ended_at=None).count() == 1


def test_without_an_address_of_the_site_staff_learn_what_is_missing(
    treated, injector, settings
):
    settings.SITE_ADDRESS = ""
    with pytest.raises(Blocked, match="GLABELLA_ADDRESS"):
        services.ask_again(actor=injector, at=AT, treatment=treated)


def test_the_answer_is_the_patients_own_and_the_review_stays_due(treated):
    token = links.make(
        at=AT, purpose="review", key=treated.key, record_id=treated.pk, days=5
    )
    link = links.open_link(token, AT)
    found = answer(treated, link=link)
    row = FollowUp.objects.select_related("key").get()
    assert (row.source, row.by, row.day) == ("link", None, TODAY)
    assert (row.improvement, row.satisfaction) == ("2", 4)
    assert (row.movement, row.natural_look) == ("as_wished", True)
    assert row.grades.get().rater == "subject"
    assert found.urgency == ""
    treated.refresh_from_db()
    assert treated.reviewed_at is None, "a clinician has still to look"
    with pytest.raises(NotFound):
        links.open_link(token, AT)
    entry = AuditEntry.objects.filter(record_type="treatments.followup").get()
    assert entry.actor_kind == "patient"


def test_a_patient_answers_for_themselves_alone(treated):
    with pytest.raises(NotAllowed):
        services.answer_review(
            actor=Actor.patient(make_patient(2).pk),
            at=AT,
            treatment=treated,
            seen=CONTENT,
        )
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    ("effect", "urgency"),
    [
        (Effect("swallowing", severity="mild"), "now"),
        (Effect("breathing", severity="mild"), "now"),
        (Effect("distant", severity="mild"), "now"),
        (Effect("allergy", severity="mild"), "now"),
        (Effect("eye", severity="mild"), "today"),
        (Effect("infection", severity="mild"), "today"),
        (Effect("bruising", severity="mild", serious=True), "today"),
        (Effect("lid_ptosis", severity="mild"), "soon"),
        (Effect("bruising", severity="mild"), ""),
    ],
)
def test_how_soon_a_patient_has_to_be_seen(treated, effect, urgency):
    assert answer(treated, effect).urgency == urgency


def test_a_red_flag_of_a_patient_reaches_injector_and_prescribers_at_once(
    treated, injector, prescriber
):
    answer(
        treated,
        Effect("headache", severity="mild"),
        Effect("swallowing", severity="mild"),
    )
    alerts = Alert.objects.select_related("key").filter(kind="red_flag")
    assert {(one.for_user_id, one.for_role) for one in alerts} == {
        (injector.pk, ""),
        (None, "prescriber"),
    }
    assert all(one.link.endswith("/review/") for one in alerts)
    mail = Message.objects.select_related("key").get(kind="staff")
    assert mail.to == injector.email
    assert "swallow" not in mail.body
    assert "Family1" not in mail.body


@pytest.mark.parametrize(
    ("seen", "alerts"),
    [
        (Seen(day=None, result="too_much"), 1),
        (Seen(day=None, effects=(Effect("lid_ptosis", severity="mild"),)), 1),
        (Seen(day=None, result="too_little"), 0),
    ],
)
def test_what_troubles_waits_for_the_injector(treated, injector, seen, alerts):
    answer(treated, seen=seen)
    found = Alert.objects.filter(kind="patient_message", for_user=injector)
    assert found.count() == alerts
    assert not Alert.objects.filter(kind="red_flag").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"improvement": "9"},
        {"satisfaction": 6},
        {"movement": "none"},
        {"effects": (Effect("swallowing", severity="huge"),)},
        {"grades": (Graded("glabella", "subject", at_rest=7),)},
        {"effects": (Effect("other", severity="mild", causality="sure"),)},
        {"effects": (Effect("other", severity="mild", seriousness=("bad",)),)},
    ],
)
def test_nonsense_is_refused_whole(treated, wrong):
    with pytest.raises(Invalid):
        answer(treated, seen=Seen(day=None, **wrong))
    assert not FollowUp.objects.exists()
    assert not Alert.objects.exists()


def test_an_empty_answer_is_none(treated):
    with pytest.raises(Invalid, match="Nothing"):
        answer(treated, seen=Seen(day=None))


def test_a_link_leads_to_the_entry_that_took_the_old_ones_place(treated, injector):
    token = links.make(
        at=AT, purpose="review", key=treated.key, record_id=treated.pk, days=5
    )
    draft = treatments.amend(
        actor=injector, at=AT, treatment=treated, reason="another lot"
    )
    newer = treatments.sign(
        actor=injector,
        at=AT,
        treatment=draft,
        version=1,
        password="a long pass phrase of the tests",  # noqa: S106 - made up
    )
    assert selectors.treatment_of_link(token=token, at=AT).pk == newer.pk


def test_a_link_of_another_purpose_opens_no_review(treated):
    token = links.make(
        at=AT, purpose="history", key=treated.key, record_id=treated.pk, days=5
    )
    with pytest.raises(NotFound):
        selectors.treatment_of_link(token=token, at=AT)


def test_the_patients_page_knows_what_can_be_told(treated, patient, injector):
    give(injector, patient, day=TODAY - timedelta(days=200))
    (one,) = selectors.reviewable(patient=patient, at=AT)
    assert (one.treatment, one.answered) == (treated, False)
    answer(treated)
    assert selectors.reviewable(patient=patient, at=AT)[0].answered
    assert selectors.newest_treated(patient=patient) == treated


def test_a_serious_effect_by_a_criterion_alerts_whatever_its_kind(treated, injector):
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treated,
        seen=Seen(
            day=TODAY,
            effects=(Effect("headache", severity="severe", seriousness=("hospital",)),),
        ),
    )
    assert Alert.objects.get().for_role == "prescriber", "who entered it knows"
