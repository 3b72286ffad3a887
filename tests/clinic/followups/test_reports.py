"""Reports to an authority: drafted from the record, reviewed by a person, never sent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.followups import selectors, services
from glabella.clinic.followups.models import Report
from glabella.clinic.followups.reporting import drafted, fields_of
from glabella.clinic.followups.services import Sending
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients import services as patients
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import (
    Blocked,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
)
from glabella.clinic.stock.models import Lot
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Effect, Seen
from glabella.clinic.treatments.models import GivenSite, SideEffect
from tests.clinic.followups.given import TWO_WEEKS_AGO, give
from tests.clinic.people import AT, TODAY


@pytest.fixture
def trouble(injector, patient) -> SideEffect:
    patients.send_history(
        actor=Actor.patient(patient.pk),
        at=AT - timedelta(days=20),
        patient=patient,
        answers={"allergies": ["latex"], "medicines": ["aspirin"], "conditions": []},
    )
    Lot.objects.create(
        product="bocouture", number="B77", expires_on=date(2027, 5, 31), created_at=AT
    )
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=give(injector, patient),
        seen=Seen(
            day=TODAY,
            effects=(
                Effect(
                    "swallowing",
                    severity="moderate",
                    onset_on=TWO_WEEKS_AGO + timedelta(days=3),
                    seriousness=("hospital",),
                    causality="probable",
                    done="seen in hospital",
                ),
            ),
        ),
    )
    return SideEffect.objects.select_related("key").get()


def begun(actor, effect, scheme="yellow_card") -> Report:
    return services.start_report(actor=actor, at=AT, effect=effect, scheme=scheme)


def reviewed(actor, effect) -> Report:
    report = begun(actor, effect)
    return services.review_report(
        actor=actor, at=AT, report=report, version=report.version, read=True
    )


@pytest.mark.parametrize("scheme", ["medwatch", "yellow_card"])
def test_the_draft_says_what_the_record_says_and_nothing_more(
    trouble, injector, scheme
):
    told = begun(injector, trouble, scheme).content
    assert set(told) == {one.name for one in fields_of(scheme)}
    assert told["identifier"] == "G. F."
    assert told["age"] == "42 years"
    assert told["lot"] == "B77"
    assert told["expiry"] == "2027-05-31"
    assert told["event_on"] == "2026-11-12"
    assert "Bocouture" in told["product"]
    assert "incobotulinumtoxinA" in told["product"]
    assert "total 12 units" in told["dose"]
    assert "corrugator-medial-R: 4" in told["dose"]
    assert "3 days after the treatment" in told["event"]
    assert "seen in hospital" in told["event"]
    assert "probable" in told["event"]
    assert "stay in hospital" in told["outcome"]
    assert "aspirin" in told["concomitant"]
    assert "latex" in told["history"]
    assert told["weight"] == ""
    assert told["ethnicity"] == ""


def test_no_name_of_the_patient_stands_in_it(trouble, injector):
    words = " ".join(begun(injector, trouble).content.values())
    assert "Family1" not in words
    assert "1984" not in words


def test_what_was_not_asked_stays_open(injector, patient):
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=give(injector, patient),
        seen=Seen(day=TODAY, effects=(Effect("headache", severity="mild"),)),
    )
    told = begun(injector, SideEffect.objects.get()).content
    assert told["concomitant"] == ""
    assert told["history"] == ""
    assert told["expiry"] == ""
    assert told["event_on"] == ""
    assert told["outcome"].startswith("not serious")


def test_an_open_report_of_the_same_form_comes_back(trouble, injector):
    assert begun(injector, trouble).pk == begun(injector, trouble).pk
    assert begun(injector, trouble, "medwatch").pk != begun(injector, trouble).pk
    with pytest.raises(Invalid):
        begun(injector, trouble, "carrier-pigeon")


def test_it_leaves_only_after_a_person_has_read_it(trouble, injector):
    report = begun(injector, trouble)
    with pytest.raises(Blocked, match="reviewed"):
        services.export_report(actor=injector, at=AT, report=report, kind="pdf")
    with pytest.raises(Invalid, match="Read"):
        services.review_report(
            actor=injector, at=AT, report=report, version=1, read=False
        )
    done = reviewed(injector, trouble)
    services.export_report(actor=injector, at=AT, report=done, kind="json")
    entry = AuditEntry.objects.filter(action="export").get()
    assert entry.record_id == str(report.pk)
    assert not Message.objects.exists(), "nothing is ever sent"


def test_a_report_without_event_is_none(trouble, injector):
    report = begun(injector, trouble)
    kept = services.save_report(
        actor=injector,
        at=AT,
        report=report,
        version=1,
        content={**report.content, "event": " "},
    )
    with pytest.raises(Invalid, match="reaction"):
        services.review_report(actor=injector, at=AT, report=kept, version=2, read=True)


def test_a_change_voids_the_review(trouble, injector):
    report = reviewed(injector, trouble)
    changed = services.save_report(
        actor=injector,
        at=AT,
        report=report,
        version=report.version,
        content={**report.content, "weight": "62", "unheard-of": "x"},
    )
    assert (changed.status, changed.reviewed_hash) == ("draft", "")
    assert changed.content["weight"] == "62"
    assert "unheard-of" not in changed.content
    with pytest.raises(Blocked):
        services.export_report(actor=injector, at=AT, report=changed, kind="pdf")


def test_two_who_edit_do_not_overwrite_each_other(trouble, injector):
    report = begun(injector, trouble)
    first = {**report.content, "weight": "62"}
    services.save_report(actor=injector, at=AT, report=report, version=1, content=first)
    with pytest.raises(Stale):
        services.save_report(
            actor=injector, at=AT, report=report, version=1, content=first
        )


def test_what_was_sent_is_noted_with_number_and_follow_up(trouble, injector):
    report = reviewed(injector, trouble)
    due = TODAY + timedelta(days=30)
    sent = services.mark_sent(
        actor=injector,
        at=AT,
        report=report,
        version=report.version,
        sending=Sending(TODAY, "ADR 123", due),
    )
    assert (sent.status, sent.reference) == ("sent", "ADR 123")
    with pytest.raises(Blocked, match="sent"):
        services.save_report(
            actor=injector, at=AT, report=sent, version=sent.version, content={}
        )
    assert selectors.open_reports(viewer=injector, at=AT) == []
    later = AT + timedelta(days=30)
    (waiting,) = selectors.open_reports(viewer=injector, at=later)
    assert waiting.due_on == due
    assert begun(injector, trouble).pk != sent.pk, "a follow-up is a new report"


def test_it_cannot_have_been_sent_tomorrow_or_before_the_review(trouble, injector):
    report = begun(injector, trouble)
    with pytest.raises(Blocked):
        services.mark_sent(
            actor=injector, at=AT, report=report, version=1, sending=Sending(TODAY)
        )
    done = reviewed(injector, trouble)
    with pytest.raises(Invalid, match="still to come"):
        services.mark_sent(
            actor=injector,
            at=AT,
            report=done,
            version=done.version,
            sending=Sending(TODAY + timedelta(days=1)),
        )


def test_one_that_will_not_be_sent_is_closed_with_a_reason(trouble, injector):
    report = begun(injector, trouble)
    with pytest.raises(Invalid):
        services.close_report(
            actor=injector, at=AT, report=report, version=1, reason=" "
        )
    closed = services.close_report(
        actor=injector, at=AT, report=report, version=1, reason="sent by the hospital"
    )
    assert closed.status == "closed"


def test_only_clinicians_write_and_read_reports(trouble, injector, front_desk, owner):
    for person in (front_desk, owner):
        with pytest.raises(NotAllowed):
            begun(person, trouble)
    report = begun(injector, trouble)
    with pytest.raises(NotFound):
        selectors.get_report(
            viewer=front_desk,
            patient_id=report.patient_id,
            report_id=report.pk,
            at=AT,
        )


def test_units_of_a_site_that_nobody_knows_are_not_added(injector, patient):
    treatment = give(injector, patient)
    GivenSite.objects.filter(treatment=treatment, number=1).update(units=None)
    treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treatment,
        seen=Seen(day=TODAY, effects=(Effect("headache", severity="mild"),)),
    )
    effect = SideEffect.objects.select_related("key").get()
    told = drafted(effect, scheme="medwatch", reporter=injector, at=AT)
    assert "total" not in told["dose"]
    assert "dose not known" in told["dose"]
    assert Decimal(4) == GivenSite.objects.get(treatment=treatment, number=2).units
