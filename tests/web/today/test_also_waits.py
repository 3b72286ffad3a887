"""The first screen also says what is under way, what the shelf needs, who waits."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.followups import services as followups
from glabella.clinic.followups.recalls import services as recalls
from glabella.clinic.injections import selectors as injections, services
from glabella.clinic.portal import services as portal
from glabella.clinic.stock import services as stock
from glabella.clinic.treatments.entries import Effect, Given, Seen
from glabella.clinic.treatments.services import add_follow_up
from glabella.web.today.board import board
from tests.clinic.followups.given import give
from tests.clinic.injections.conftest import LATER, consented, session
from tests.clinic.people import AT, make_patient
from tests.clinic.plans.conftest import approved
from tests.clinic.stock.shelf import draw, opened, received

__all__ = ["approved", "consented", "session"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practice")]
QUESTION = "When may I come again?"


def page_of(client, person, at=AT):
    with time_machine.travel(at, tick=False):
        client.force_login(person)
        return client.get("/today/")


def said(viewer, at=AT):
    return board(viewer=viewer, at=at).also


def test_a_treatment_under_way_stands_first_until_it_is_ended(
    client, injector, prescriber, session
):
    shown = board(viewer=injector, at=AT)
    assert shown.wide[0] == "under_way"
    (row,) = shown.also.under_way
    assert row.patient == session.patient.full_name
    assert row.since == ""
    answer = page_of(client, prescriber)
    assert f"/patients/{session.patient_id}/sessions/{session.pk}/" in answer.text
    assert "not signed yet" in answer.text
    services.abandon(
        actor=injector, at=AT, session=session, reason="She felt faint: another day."
    )
    assert said(injector).under_way == ()
    assert "under_way" not in board(viewer=injector, at=AT).parts


def test_a_treatment_of_yesterday_that_nobody_signed_is_marked(
    client, injector, session
):
    tomorrow = AT + timedelta(days=1)
    (row,) = said(injector, tomorrow).under_way
    assert row.since == "23 November"
    assert "Not signed" in page_of(client, injector, tomorrow).text


def test_who_may_not_read_records_sees_nothing_under_way(
    client, front_desk, owner, session
):
    for person in (front_desk, owner):
        assert injections.under_way(viewer=person, at=AT) == []
        assert session.patient.full_name not in page_of(client, person).text


def test_the_audit_tells_whose_treatment_was_under_way(client, injector, session):
    before = AuditEntry.objects.filter(record_type="today").count()
    page_of(client, injector)
    (entry,) = AuditEntry.objects.filter(record_type="today")[before:]
    assert session.patient.number in entry.after["patients"]


def test_the_shelf_is_told_to_whom_it_belongs(client, injector, owner, front_desk):
    received(owner, number="OLD7", expires_on=date(2026, 11, 24))
    opened(injector, number="OPEN7")
    later = AT + timedelta(days=3)
    words = " ".join(one.words for one in said(owner, later).stock)
    assert "lot OLD7 has expired" in words
    assert "is over: discard it" in words
    assert said(owner, later).stock[0].tone == "block"
    assert "OLD7" in page_of(client, owner, later).text
    assert said(front_desk, later).stock == ()
    assert "OLD7" not in page_of(client, front_desk, later).text


def test_a_long_list_of_the_shelf_is_cut_and_says_so(client, owner):
    for number in range(6):
        received(owner, number=f"OLD{number}", expires_on=date(2026, 11, 24))
    later = AT + timedelta(days=3)
    also = said(owner, later)
    assert (len(also.stock), also.more_stock) == (4, 2)
    assert "2 more under Stock." in page_of(client, owner, later).text


def test_a_recalled_lot_is_told_before_what_is_only_low(injector, owner):
    vial = received(owner)
    stock.set_state(
        actor=owner,
        at=AT,
        lot=vial.lot,
        version=vial.lot.version,
        state="recalled",
        reason="Letter of the maker",
    )
    assert "recalled" in said(injector).stock[0].words


def test_patients_who_wait_are_counted_with_the_way_to_them(client, front_desk, owner):
    patients = [make_patient(number) for number in (301, 302)]
    for patient in patients:
        portal.write(at=AT, patient=patient, text=QUESTION)
    portal.write(at=AT, patient=patients[0], text=QUESTION)
    recalls.add(actor=front_desk, at=AT, patient=patients[0], due_on=date(2026, 11, 20))
    recalls.add(actor=front_desk, at=AT, patient=patients[1], due_on=date(2026, 12, 20))
    letters, due = said(front_desk).waiting
    assert letters.says == "2 patients wait for an answer"
    assert due.says == "One patient is due to come back"
    answer = page_of(client, front_desk)
    assert 'href="/messages/"' in answer.text
    assert 'href="/recalls/"' in answer.text
    assert QUESTION not in answer.text
    (only,) = said(owner).waiting
    assert only.address == "/recalls/"


def test_a_report_that_waits_stands_by_number_and_not_by_name(
    client, injector, owner, patient
):
    given = give(injector, patient, given=(Given("glabella", Decimal(20)),))
    seen = Seen(
        day=AT.date(),
        effects=(Effect("lid_ptosis", onset_on=AT.date(), severity="moderate"),),
    )
    follow_up = add_follow_up(actor=injector, at=AT, treatment=given, seen=seen)
    report = followups.start_report(
        actor=injector, at=AT, effect=follow_up.side_effects.get(), scheme="medwatch"
    )
    (row,) = said(injector).reports
    assert row.number == patient.number
    assert str(report.pk) in row.address
    answer = page_of(client, injector)
    assert "Reports of side effects" in answer.text
    assert patient.family_name not in answer.text.split("Reports of side effects")[1]
    assert said(owner).reports == ()


def test_where_nothing_waits_no_card_is_shown(client, injector):
    assert not {"under_way", "stock", "reports", "waiting"} & set(
        board(viewer=injector, at=AT).parts
    )
    text = page_of(client, injector).text
    assert "Treatments under way" not in text
    assert "Patients waiting" not in text


def test_more_of_everything_asks_no_more_questions(client, injector, session):
    def asked():
        page_of(client, injector, LATER)
        with CaptureQueriesContext(connection) as seen:
            page_of(client, injector, LATER)
        return len(seen)

    def more(first):
        for number in range(first, first + 4):
            patient = make_patient(number)
            portal.write(at=AT, patient=patient, text=QUESTION)
            recalls.add(actor=injector, at=AT, patient=patient, due_on=AT.date())
            vial = opened(injector, number=f"M{number}")
            draw(injector, vial, patient, 5, occasion=uuid4())

    more(320)
    before = asked()
    more(330)
    assert asked() == before
