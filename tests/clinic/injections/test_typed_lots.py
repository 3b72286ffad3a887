"""A lot of the books is not typed, and a recall misses nobody who lies there now."""

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.injections import selectors, services
from glabella.clinic.injections.models import Entry, Session
from glabella.clinic.injections.planned import planned_sites
from glabella.clinic.stock import selectors as stock
from glabella.clinic.stock.models import Deviation, Lot, Vial
from glabella.clinic.stock.selectors.recall import patients_of
from tests.clinic.injections.conftest import LATER, prepared, sent, signed_with
from tests.clinic.stock.shelf import opened, received

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", ["ABC123", "abc 123", "Abc-123"])
def test_a_lot_of_the_books_is_refused_in_favour_of_its_vial(
    session: Session, injector: User, vial: Vial, written: str
):
    answer = sent(session, injector, "vial", lot=written)
    assert answer.result == "refused"
    assert "This lot is in stock: choose its vial" in answer.message
    assert vial.label in answer.message
    assert not Entry.objects.filter(kind="vial").exists()


@pytest.mark.parametrize("written", ["XYZ9", "---"])
def test_a_lot_that_the_books_do_not_know_is_typed(
    session: Session, injector: User, vial: Vial, written: str
):
    assert sent(session, injector, "vial", lot=written).result == "accepted"
    assert not Alert.objects.exists()


def test_another_products_lot_of_the_same_number_is_not_meant(
    session: Session, injector: User
):
    opened(injector, product="bocouture")
    assert sent(session, injector, "vial", lot="ABC123").result == "accepted"


def test_a_recalled_lot_cannot_be_typed_and_its_vial_is_a_deviation(
    session: Session, injector: User, vial: Vial
):
    prepared(session, injector)
    Lot.objects.filter(pk=vial.lot_id).update(state="recalled", state_reason="maker")
    assert sent(session, injector, "vial", lot="ABC123").result == "refused"
    assert sent(session, injector, "vial", vial=str(vial.pk)).result == "accepted"
    sites = [one.key for one in planned_sites(session.plan_version.content)]
    sent(session, injector, "give_all", sites=sites)
    sent(session, injector, "reaction", reaction="none")
    signing = signed_with(session, reason="given before the recall was read")
    services.finish(actor=injector, at=LATER, session=session, signing=signing)
    assert Deviation.objects.exists()


def test_a_lot_whose_vials_are_finished_is_typed_and_a_prescriber_is_told(
    session: Session, injector: User, vial: Vial
):
    Vial.objects.filter(pk=vial.pk).update(state=Vial.State.FINISHED)
    assert sent(session, injector, "vial", lot="abc123").result == "accepted"
    alert = Alert.objects.get(kind=Alert.Kind.DEVIATION)
    assert "no vial of it left" in alert.text


def test_a_recall_names_the_visits_under_way_with_a_typed_lot(
    session: Session, injector: User
):
    received(injector, product="botox", number="REC-1")
    sent(session, injector, "vial", lot="TYPED1")
    found = stock.recall(viewer=injector, at=LATER, lot_number="rec1")
    (row,) = found.rows
    assert row.patient == session.patient
    assert (row.state, row.units) == ("open", None)
    assert row.lot_as_written == "not known before it is signed"
    assert patients_of("REC-1") == 1


def test_a_recall_of_what_was_typed_and_not_signed_finds_it(
    session: Session, injector: User
):
    sent(session, injector, "vial", lot="TYPED1")
    (row,) = stock.recall(viewer=injector, at=LATER, lot_number="typed-1").rows
    assert row.lot_as_written == "TYPED1"
    assert not stock.recall(viewer=injector, at=LATER, lot_number="other").rows


@pytest.mark.parametrize("kind", ["another product", "from a vial", "ended"])
def test_a_recall_names_no_visit_that_cannot_have_had_the_lot(
    session: Session, injector: User, vial: Vial, kind: str
):
    product = "bocouture" if kind == "another product" else "botox"
    received(injector, product=product, number="REC-1")
    if kind == "from a vial":
        sent(session, injector, "vial", vial=str(vial.pk))
    else:
        sent(session, injector, "vial", lot="TYPED1")
    if kind == "ended":
        services.abandon(
            actor=injector, at=LATER, session=session, reason="The patient fainted."
        )
    found = stock.recall(viewer=injector, at=LATER, lot_number="REC-1")
    assert not found.rows
    assert selectors.last_number(session) == 1
