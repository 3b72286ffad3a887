"""Prepare, read, sign, withdraw and print a paper."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consents import selectors, services
from glabella.clinic.consents.models import Consent
from glabella.clinic.keys.services import destroy
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox.models import Message
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import (
    Blocked,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
)
from tests.clinic.consents.conftest import asked_of, signature_of
from tests.clinic.people import AT, make_patient

pytestmark = pytest.mark.django_db

ADDRESS = "https://clinic.test/link/{token}/consent/"


def told(consent, level="standard") -> str:
    parts = consent.texts[level]["parts"]
    return " ".join(
        line
        for part in parts
        for line in (
            part["heading"],
            *part["paragraphs"],
            *(point["text"] for point in part["points"]),
            *part["own"],
        )
    )


def test_the_paper_says_what_the_plan_and_the_evidence_say_and_no_dose(paper, draft):
    text = told(paper)
    for expected in (
        "Frown lines between the eyebrows",
        "An upper eyelid that hangs lower",
        "Trouble swallowing",
        "The number to call: 999",
        "No treatment at all",
        "First change",
    ):
        assert expected in text
    assert not re.search(r"\bunits?\b", text)
    cited = {key for key, *_ in paper.texts["standard"]["sources"]}
    points = [p for part in paper.texts["standard"]["parts"] for p in part["points"]]
    assert {key for point in points for key in point["sources"]} == cited


def test_a_paper_replaces_the_open_one_of_its_kind(paper, draft, injector):
    newer = services.prepare_treatment(
        actor=injector, at=AT, patient=draft.patient, asked=asked_of(draft)
    )
    paper.refresh_from_db()
    assert paper.status == "dropped"
    assert newer.status == "open"


def test_the_front_desk_asks_for_pictures_but_not_for_a_treatment(draft, front_desk):
    patient = draft.patient
    assert services.prepare(
        actor=front_desk, at=AT, patient=patient, kind="photography"
    )
    with pytest.raises(NotFound):
        services.prepare_treatment(
            actor=front_desk, at=AT, patient=patient, asked=asked_of(draft)
        )


def test_the_owner_asks_for_nothing(owner, patient):
    with pytest.raises(NotAllowed):
        services.prepare(actor=owner, at=AT, patient=patient, kind="marketing")


def test_signed_on_the_tablet_before_a_witness(signed, injector, practice):
    kept = Consent.objects.select_related("key", "patient__key", "witness").get()
    assert kept.status == "signed"
    assert kept.witness == injector
    assert kept.signed_name == "Given Family1"
    assert kept.strokes[0][0] == [0.1, 0.5]
    assert kept.expires_on == AT.date() + timedelta(days=practice.consent_valid_days)
    assert services.signature_holds(kept)


def test_the_audit_tells_of_preparing_reading_signing_printing_withdrawing(
    signed, injector
):
    services.open_paper(actor=injector, at=AT, consent=signed)
    services.record_print(actor=injector, at=AT, consent=signed)
    services.withdraw(actor=injector, at=AT, consent=signed, reason="Said no.")
    rows = AuditEntry.objects.filter(subject=signed.key_id, record_id=str(signed.pk))
    assert list(rows.order_by("number").values_list("action", flat=True)) == [
        "create",
        "sign",
        "read",
        "print",
        "void",
    ]


def test_a_signature_needs_the_right_the_name_and_the_tick(paper, front_desk, injector):
    with pytest.raises(NotAllowed):
        services.sign(
            actor=front_desk, at=AT, consent=paper, signature=signature_of(paper)
        )
    for changed in (
        {"name": ""},
        {"name": "Somebody Else"},
        {"agreed": False},
        {"level": "none"},
        {"strokes": [[[0.1, 2.0]]]},
        {"strokes": [[["x", 0.1]]]},
        {"strokes": [[[10**400, 0.1]]]},
        {"strokes": [[[float("nan"), 0.1]]]},
        {"strokes": [[[0.5, 0.5]] * (services.MOST_POINTS + 1)]},
    ):
        with pytest.raises(Invalid):
            services.sign(
                actor=injector,
                at=AT,
                consent=paper,
                signature=signature_of(paper, **changed),
            )
    paper.refresh_from_db()
    assert paper.status == "open"


def test_a_name_may_be_typed_in_any_letters_and_order(paper, injector):
    given = signature_of(paper, name="FAMILY1  given", strokes=[])
    assert services.sign(actor=injector, at=AT, consent=paper, signature=given)


def test_what_is_signed_is_what_was_shown(paper, injector):
    with pytest.raises(Stale):
        services.sign(
            actor=injector,
            at=AT,
            consent=paper,
            signature=signature_of(paper, seen="0" * 64),
        )


def test_words_that_changed_after_the_preparation_are_not_signed(paper, injector):
    texts = paper.texts
    texts["easy"]["parts"][0]["paragraphs"] = ["Something else."]
    paper.texts = texts
    paper.save()
    # What is shown is what is kept, and still not what was prepared.
    with pytest.raises(Blocked, match="not those that were prepared"):
        services.sign(
            actor=injector, at=AT, consent=paper, signature=signature_of(paper)
        )


def test_a_paper_is_signed_once(signed, injector):
    with pytest.raises(Stale):
        services.sign(
            actor=injector, at=AT, consent=signed, signature=signature_of(signed)
        )


def test_the_patient_signs_by_link_and_nobody_elses_paper(paper):
    seen = services.paper_digest(paper.texts["easy"])
    signature = signature_of(paper, level="easy", seen=seen, strokes=[])
    stranger = Actor.patient(make_patient(2).pk)
    with pytest.raises(NotFound):
        services.sign(actor=stranger, at=AT, consent=paper, signature=signature)
    mine = Actor.patient(paper.patient_id)
    done = services.sign(actor=mine, at=AT, consent=paper, signature=signature)
    assert (done.signed_how, done.level, done.witness) == ("link", "easy", None)


def test_nobody_under_18_signs_and_nothing_is_prepared_for_them(paper, injector):
    patient = paper.patient
    patient.born_on = AT.date() - timedelta(days=17 * 365)
    patient.save()
    with pytest.raises(Blocked, match="under 18"):
        services.sign(
            actor=injector, at=AT, consent=paper, signature=signature_of(paper)
        )
    with pytest.raises(Blocked, match="under 18"):
        services.prepare(actor=injector, at=AT, patient=patient, kind="photography")


def test_nothing_is_signed_for_an_erased_record(paper, injector, owner):
    signature = signature_of(paper)
    patient = paper.patient
    destroy(actor=owner.as_actor, at=AT, key=patient.key, ground="by mistake")
    patient.erased_at = AT
    patient.save()
    with pytest.raises(Blocked, match="erased"):
        services.sign(actor=injector, at=AT, consent=paper, signature=signature)


def test_changed_words_are_found_and_not_printed(signed, injector):
    assert services.signature_holds(signed)
    texts = signed.texts
    texts["standard"]["parts"][0]["paragraphs"] = ["Something else."]
    signed.texts = texts
    signed.save()
    kept = Consent.objects.select_related("key", "patient__key").get()
    assert not services.signature_holds(kept)
    with pytest.raises(Blocked, match="not what was signed"):
        services.record_print(actor=injector, at=AT, consent=kept)


def test_a_changed_name_or_instant_breaks_the_signature(signed):
    signed.signed_name = "Given Family2"
    assert not services.signature_holds(signed)
    signed.signed_name = "Given Family1"
    assert services.signature_holds(signed)
    signed.signed_at += timedelta(seconds=1)
    assert not services.signature_holds(signed)


def test_staff_give_a_reason_to_withdraw_the_patient_need_not(
    signed, injector, owner, agree
):
    with pytest.raises(Invalid):
        services.withdraw(actor=injector, at=AT, consent=signed, reason=" ")
    with pytest.raises(NotAllowed):
        services.withdraw(actor=owner, at=AT, consent=signed, reason="x")
    mine = Actor.patient(signed.patient_id)
    done = services.withdraw(actor=mine, at=AT, consent=signed)
    assert (done.status, done.withdrawn_by) == ("withdrawn", None)
    alert = Alert.objects.select_related("key").get(kind="patient_message")
    assert "withdrawn" in alert.text
    assert "Family" not in alert.text
    with pytest.raises(Stale):
        services.withdraw(actor=mine, at=AT, consent=signed)


def test_a_link_is_mailed_without_clinical_detail_and_ends_with_the_signature(
    paper, front_desk, injector
):
    before = AT - timedelta(minutes=5)
    services.send_link(actor=front_desk, at=before, consent=paper, address=ADDRESS)
    services.send_link(actor=front_desk, at=AT, consent=paper, address=ADDRESS)
    assert SignedLink.objects.filter(ended_at=None, purpose="consent").count() == 1
    mail = Message.objects.select_related("key").filter(kind="consent_link").first()
    for word in ("Frown", "frown", "toxin", "treatment", "Bocouture", "consent to"):
        assert word not in mail.subject_line + mail.body.replace("/consent/", "")
    token = re.search(r"/link/([^/]+)/consent/", mail.body)[1]
    assert selectors.consent_of_link(token=token, at=AT).pk == paper.pk
    services.sign(actor=injector, at=AT, consent=paper, signature=signature_of(paper))
    with pytest.raises(NotFound):
        selectors.consent_of_link(token=token, at=AT)


def test_without_an_address_no_link_is_sent(paper, injector):
    paper.patient.email = ""
    paper.patient.save()
    with pytest.raises(Blocked, match="no e-mail"):
        services.send_link(actor=injector, at=AT, consent=paper, address=ADDRESS)


def test_who_may_not_read_the_record_sees_no_paper_of_a_treatment(
    signed, agree, front_desk, owner, stranger
):
    agree(signed.patient, "marketing")
    seen = selectors.consents_of(viewer=front_desk, patient=signed.patient, at=AT)
    assert [one.kind for one in seen] == ["marketing"]
    asked = {"patient_id": signed.patient_id, "consent_id": signed.pk, "at": AT}
    with pytest.raises(NotFound):
        selectors.get_consent(viewer=front_desk, **asked)
    for person in (owner, stranger):
        with pytest.raises(NotFound):
            selectors.consents_of(viewer=person, patient=signed.patient, at=AT)


def test_a_paper_is_found_below_its_own_patient_only(signed, injector):
    other = make_patient(2)
    with pytest.raises(NotFound):
        selectors.get_consent(
            viewer=injector, patient_id=other.pk, consent_id=signed.pk, at=AT
        )


def test_the_timeline_tells_of_signing_and_withdrawing(signed, injector):
    services.withdraw(
        actor=injector, at=AT + timedelta(hours=1), consent=signed, reason="No."
    )
    found = selectors.events(viewer=injector, patient=signed.patient, at=AT)
    assert [one.title.rpartition(":")[2].strip() for one in found] == [
        "withdrawn",
        "Agreement to a treatment",
    ]


def test_the_database_itself_refuses_half_a_signature(paper):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=paper.pk).update(status="signed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=paper.pk).update(signed_how="here")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=paper.pk).update(withdrawn_at=AT)
