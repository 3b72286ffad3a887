"""Consent, approval, registration and record may change while a treatment is given."""

from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.consents import services as consents
from glabella.clinic.consents.models import Consent
from glabella.clinic.injections import services
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.planned import planned_sites
from glabella.clinic.patients import services as patients
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.models import Plan
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, NotAllowed
from glabella.clinic.stock.models import DrawUse, Vial
from tests.clinic.injections.conftest import (
    LATER,
    consent_to,
    prepared,
    sent,
    signed_with,
)
from tests.clinic.people import PASSWORD

pytestmark = pytest.mark.django_db
SOON = LATER + timedelta(minutes=5)


def keys(session: Session) -> list[str]:
    return [site.key for site in planned_sites(session.plan_version.content)]


def withdrawn(session: Session) -> None:
    """The patient takes the consent back by link, while the treatment goes on."""
    paper = Consent.objects.get(patient=session.patient, kind="treatment")
    actor = Actor.patient(session.patient_id)
    consents.withdraw(actor=actor, at=LATER, consent=paper)


@pytest.mark.parametrize("kind", ["give", "give_all", "add"])
def test_nothing_is_given_once_the_consent_is_withdrawn(
    session: Session, injector: User, kind: str
):
    prepared(session, injector)
    withdrawn(session)
    first = keys(session)[0]
    told = {
        "give": ("give", first, {}),
        "give_all": ("give_all", "", {"sites": [first]}),
        "add": (
            "add",
            "added-1",
            {"area": "glabella", "side": "R", "units": "2", "reason": "asked for"},
        ),
    }
    name, site, content = told[kind]
    answer = sent(session, injector, name, site, at=SOON, **content)
    assert answer.result == "refused"
    assert "withdrawn" in answer.message


def test_what_was_given_before_the_withdrawal_is_recorded_when_it_arrives(
    session: Session, injector: User
):
    prepared(session, injector)
    withdrawn(session)
    before = LATER - timedelta(minutes=1)
    first = keys(session)[0]
    answer = sent(session, injector, "give", first, at=SOON, at_client=before)
    assert answer.result == "accepted", answer.message


def test_after_a_new_consent_it_goes_on(session: Session, injector: User):
    prepared(session, injector)
    withdrawn(session)
    consent_to(session.plan, injector, SOON)
    answer = sent(session, injector, "give", keys(session)[0], at=SOON)
    assert answer.result == "accepted", answer.message


def test_what_is_given_stays_and_is_signed_after_a_withdrawal(
    session: Session, injector: User
):
    prepared(session, injector)
    first, *others = keys(session)
    sent(session, injector, "vial", lot="TYPED1")
    sent(session, injector, "give", first)
    withdrawn(session)
    for site in others:
        sent(session, injector, "skip", site, at=SOON, reason="consent withdrawn")
    sent(session, injector, "reaction", at=SOON, reaction="none")
    treatment = services.finish(
        actor=injector, at=SOON, session=session, signing=signed_with(session)
    )
    assert treatment.sites.count() == 1


def test_what_was_given_before_the_approval_was_void_is_recorded_when_it_arrives(
    session: Session, injector: User
):
    prepared(session, injector)
    plan = Plan.objects.get(pk=session.plan_id)
    plans.change(
        actor=injector, at=LATER, plan=plan, version=plan.version, reason="less"
    )
    first, second, *_ = keys(session)
    before = LATER - timedelta(minutes=1)
    early = sent(session, injector, "give", first, at=SOON, at_client=before)
    late = sent(session, injector, "give", second, at=SOON)
    assert (early.result, late.result) == ("accepted", "refused")


def test_an_injector_whose_registration_ended_meanwhile_gives_nothing_more(
    session: Session, injector: User
):
    prepared(session, injector)
    injector.registration_expires = (LATER - timedelta(days=1)).date()
    injector.save()
    with pytest.raises(NotAllowed):
        sent(session, injector, "give", keys(session)[0])


def test_a_record_is_not_erased_while_a_treatment_is_under_way(
    session: Session, injector: User, owner: User, vial: Vial
):
    prepared(session, injector)
    sent(session, injector, "draw", vial=str(vial.pk), units="20")
    with pytest.raises(Blocked, match="under way"):
        patients.erase(
            actor=owner,
            at=LATER,
            patient=session.patient,
            ground="mistake",
            password=PASSWORD,
        )
    session.patient.refresh_from_db()
    assert session.patient.erased_at is None


def test_why_a_treatment_was_given_up_is_in_no_book_of_the_stock(
    session: Session, injector: User, vial: Vial
):
    sent(session, injector, "draw", vial=str(vial.pk), units="20")
    services.abandon(
        actor=injector, at=LATER, session=session, reason="Told of her pregnancy."
    )
    (use,) = DrawUse.objects.filter(draw__patient=session.patient)
    assert "pregnancy" not in use.reason


@pytest.mark.parametrize(("area", "alerts"), [("glabella", 0), ("chin", 1)])
def test_a_site_in_an_area_that_nobody_approved_is_recorded_and_alerts(
    session: Session, injector: User, area: str, alerts: int
):
    prepared(session, injector)
    told = {"area": area, "side": "M", "units": "4", "reason": "asked for on the day"}
    answer = sent(session, injector, "add", "added-1", **told)
    assert answer.result == "accepted", answer.message
    found = Alert.objects.filter(kind="deviation", for_role="prescriber")
    assert found.count() == alerts
